"""Which index answers now? Opens and refreshes it; takes over a new one between two questions."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.corpus import load_report
from assistant.embeddings import TextEmbeddings
from assistant.errors import CorpusError, IndexDamaged, IndexMissing, IndexProblem, UnreadableReport
from assistant.indexing import Progress, build_index, corpus_fingerprint, report_hashes, settings_fingerprint
from assistant.lexical import LexicalIndex
from assistant.retriever import HybridRetriever
from assistant.settings import Settings
from assistant.store import Manifest, PassageStore, Store
from assistant.types import Passage


@dataclass(frozen=True, slots=True)
class Shelf:
    """One opened generation of the index and what is made of it. Replaced whole, never changed."""

    store: PassageStore
    lexical: LexicalIndex
    retriever: HybridRetriever
    by_id: Mapping[str, int]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of the lexical index."""
        return self.store.passages


# A shelf looked at less than this ago is the one that answers, without asking the store again.
FRESH_S = 1.0


class Library:
    """Keeps the shelf that answers. Safe to share between threads: a shelf is replaced whole.

    Args:
        settings: where the reports and the index are, and what shapes it.
        store: of the index.
        embeddings: the model that made, or will make, its vectors.

    ``warnings`` are problems that do not prevent answering, in French.
    """

    def __init__(self, settings: Settings, store: Store, embeddings: TextEmbeddings) -> None:
        self._settings, self._store, self._embeddings = settings, store, embeddings
        self._swap = threading.Lock()
        self._shelf: Shelf | None = None
        self._generation: str | None = None
        self._checked_at = 0.0
        self.warnings: tuple[str, ...] = ()

    def open(self, *, build: bool, progress: Progress | None) -> None:
        """Open the index; build or refresh it first when it is missing or out of date. Errors: see `Assistant.open`."""
        shaped_by = settings_fingerprint(self._settings, self._embeddings)
        try:
            opened: PassageStore | None = self._store.open()
        except (IndexMissing, IndexDamaged):
            if not build:
                raise
            opened = None
        if opened is not None and opened.manifest.settings.get("shaped_by") != shaped_by:
            opened.close()
            if not build:
                raise IndexDamaged(self._settings.store, "il a été construit avec d’autres réglages")
            opened = None
        if opened is not None and (not build or self._is_current(opened.manifest, shaped_by)):
            return self._install(opened)
        try:
            report = build_index(self._settings, embeddings=self._embeddings, progress=progress)
            self.warnings += tuple(str(error) for error in report.unreadable)
        except (IndexProblem, CorpusError) as error:
            if opened is None and (opened := self._previous(shaped_by)) is None:
                raise
            self.warnings += (str(error),)
            return self._install(opened)
        if opened is not None:
            opened.close()
        return self._install(self._store.open())

    def _is_current(self, manifest: Manifest, shaped_by: str) -> bool:
        """Whether the index was made from the reports as they are now; a corpus that is gone cannot outdate it."""
        try:
            sources = report_hashes(self._settings)
        except (CorpusError, OSError) as error:
            self.warnings += (str(error),)
            return True
        # Reports that could not be read are not in the index: only those that are count, and new ones.
        if manifest.fingerprint == corpus_fingerprint(shaped_by, sources):
            return True
        known = manifest.reports
        return (
            bool(known)
            and all(sources.get(s) == h for s, h in known.items())
            and not self._has_readable(sources.keys() - known.keys())
        )

    def _has_readable(self, new: set[str]) -> bool:
        for name in sorted(new):
            try:
                load_report(self._settings.corpus / name, folder=self._settings.corpus)
            except UnreadableReport as error:
                self.warnings += (str(error),)
                continue
            return True
        return False

    def _previous(self, shaped_by: str) -> PassageStore | None:
        """The generation before a damaged one, if it was made by the same choices."""
        previous = self._store.open_previous()
        if previous is not None and previous.manifest.settings.get("shaped_by") != shaped_by:
            previous.close()
            return None
        return previous

    def _install(self, opened: PassageStore) -> None:
        lexical = LexicalIndex(opened.passages)
        embeddings = self._embeddings

        def dense(text: str, k: int) -> list[tuple[str, float]]:
            return opened.search(embeddings.encode_query(text), k)

        retriever = HybridRetriever(opened.passages, lexical, dense, k=self._settings.k)
        by_id = {p.passage_id: i for i, p in enumerate(opened.passages)}
        self._generation = opened.manifest.generation
        self._shelf = Shelf(opened, lexical, retriever, by_id)

    def current(self) -> Shelf:
        """The index to answer from; a new generation written by another process is taken over between two questions."""
        shelf = self._shelf
        if shelf is None:
            raise IndexMissing(self._settings.store)
        generation = self._store.current_generation()
        self._checked_at = time.monotonic()
        if generation is not None and generation != self._generation and self._swap.acquire(blocking=False):
            try:
                opened = self._store.open()
                if opened.manifest.settings.get("shaped_by") == shelf.store.manifest.settings.get("shaped_by"):
                    self._install(opened)
                else:
                    opened.close()
                self._generation = generation
            except IndexProblem:
                self._generation = generation  # what serves now goes on serving; the next generation is tried again
            finally:
                self._swap.release()
        return self._shelf or shelf

    def at_hand(self) -> Shelf | None:
        """The shelf that answers, when that is known without waiting for a disk or a server; else None."""
        return self._shelf if time.monotonic() - self._checked_at < FRESH_S else None

    def close(self) -> None:
        """Release the index. Nothing can be asked afterwards."""
        shelf, self._shelf = self._shelf, None
        if shelf is not None:
            shelf.store.close()

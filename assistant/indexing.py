"""How do the reports become an index, and is the index at hand still theirs?"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from assistant.corpus import find_reports, load_corpus, load_report
from assistant.embeddings import TextEmbeddings, load_embeddings
from assistant.errors import CorpusEmpty, IndexProblem, UnreadableReport
from assistant.passages import chunk_corpus
from assistant.settings import Settings
from assistant.store import Manifest, PassageStore, open_store
from assistant.types import Passage

FORMAT = 2
"""Raised when passages are cut or stored in another way, so that no older index is read."""
EMBEDDED_HEADINGS = 2

Progress = Callable[[str, int, int], None]
"""``progress(step, done, total)``: called as the work goes on."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What indexing did.

    ``changed`` is False when the index was up to date; ``n_reused`` counts passages whose vector was taken over.
    """

    manifest: Manifest
    n_embedded: int
    n_reused: int
    changed: bool
    unreadable: tuple[UnreadableReport, ...]
    elapsed_s: float


def settings_fingerprint(settings: Settings, embeddings: TextEmbeddings) -> str:
    """Identifies the choices that shape an index: another value must never read an old index."""
    return _digest([FORMAT, settings.passage_tokens, embeddings.fingerprint])


def corpus_fingerprint(shaped_by: str, sources: dict[str, str]) -> str:
    """Identifies an index: the choices that shape it and the SHA-256 of every report."""
    return _digest([shaped_by, sorted(sources.items())])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]


def report_hashes(settings: Settings) -> dict[str, str]:
    """SHA-256 of every report file of the corpus folder, by name. Raises: CorpusError."""
    folder = settings.corpus
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in find_reports(folder)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def embedded_text(passage: Passage) -> str:
    """What stands for a passage in the dense search: its nearest headings and its text."""
    return "\n".join((*passage.section[-EMBEDDED_HEADINGS:], passage.text))


def build_index(
    settings: Settings,
    *,
    embeddings: TextEmbeddings | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> IndexReport:
    """Build the index, or refresh it: only what changed is embedded again.

    The former index answers until the new one is complete, and stays when anything fails.

    Args:
        rebuild: build even when the index is up to date.

    Raises: CorpusError, IndexProblem, EmbedderUnavailable.
    """
    started = time.perf_counter()
    tell = progress or (lambda step, done, total: None)
    embeddings = embeddings or load_embeddings(settings.embedder, allow_download=settings.allow_download)
    shaped_by = settings_fingerprint(settings, embeddings)
    tell("lecture", 0, 1)
    store = open_store(settings.store)
    former = _former(store.open) if store.current_generation() else None
    same_shape = former is not None and former.manifest.settings.get("shaped_by") == shaped_by
    sources, passages, unreadable = _read(settings, former if same_shape else None)
    if not sources:
        raise CorpusEmpty(settings.corpus)
    fingerprint = corpus_fingerprint(shaped_by, sources)
    if former is not None and former.manifest.fingerprint == fingerprint and not rebuild:
        manifest = former.manifest
        former.close()
        return IndexReport(manifest, 0, manifest.n_passages, False, tuple(unreadable), time.perf_counter() - started)
    tell("lecture", 1, 1)
    known = _known_vectors(former, shaped_by)
    vectors, n_embedded = _embed(passages, embeddings, known, tell)
    written = store.write(
        passages,
        vectors,
        fingerprint=fingerprint,
        embedder=embeddings.fingerprint,
        reports=sources,
        settings={"shaped_by": shaped_by, "passage_tokens": settings.passage_tokens},
    )
    if former is not None:
        former.close()
    manifest = written.manifest
    written.close()
    tell("écriture", 1, 1)
    reused = len(passages) - n_embedded
    return IndexReport(manifest, n_embedded, reused, True, tuple(unreadable), time.perf_counter() - started)


def _former(opener: Callable[[], PassageStore]) -> PassageStore | None:
    """The index at hand; None when it cannot be read, which is a reason to build."""
    try:
        return opener()
    except IndexProblem:
        return None


def _read(
    settings: Settings, former: PassageStore | None
) -> tuple[dict[str, str], list[Passage], list[UnreadableReport]]:
    """SHA-256 of the readable reports, their passages, and what could not be read.

    A report that ``former`` holds unchanged is not read again. Files of one name in several folders or formats share
    their identifiers out among them, so then all are read.
    """
    hashes = report_hashes(settings)
    stems = [PurePosixPath(source).stem for source in hashes]
    if former is None or len(set(stems)) < len(stems):
        reports, unreadable = load_corpus(settings.corpus)
        passages = chunk_corpus(reports, max_tokens=settings.passage_tokens)
        return {report.source: report.sha256 for report in reports}, passages, unreadable
    held: dict[str, list[Passage]] = {}
    for passage in former.passages:
        held.setdefault(passage.source, []).append(passage)
    sources: dict[str, str] = {}
    passages, unreadable = [], []
    for source, sha256 in hashes.items():
        if former.manifest.reports.get(source) == sha256:
            passages += held.get(source, [])
        else:
            try:
                report = load_report(settings.corpus / source, folder=settings.corpus)
            except UnreadableReport as error:
                unreadable.append(error)
                continue
            sha256 = report.sha256
            passages += chunk_corpus([report], max_tokens=settings.passage_tokens)
        sources[source] = sha256
    return sources, passages, unreadable


def _known_vectors(former: PassageStore | None, shaped_by: str) -> dict[str, np.ndarray]:
    """Vectors of the former index by embedded text, when the same choices made them."""
    if former is None or former.manifest.settings.get("shaped_by") != shaped_by:
        return {}
    vectors = former.vectors()
    return {embedded_text(p): vectors[p.passage_id] for p in former.passages if p.passage_id in vectors}


def _embed(
    passages: Sequence[Passage], embeddings: TextEmbeddings, known: dict[str, np.ndarray], tell: Progress
) -> tuple[np.ndarray, int]:  # fmt: skip
    """Vectors of the passages, shape (n, d), and how many were computed."""
    texts = [embedded_text(p) for p in passages]
    missing = [i for i, text in enumerate(texts) if text not in known]
    vectors = np.zeros((len(texts), embeddings.dimension), dtype=np.float32)
    for i, text in enumerate(texts):
        if text in known:
            vectors[i] = known[text]
    for start in range(0, len(missing), 64):
        tell("plongement", start, len(missing))
        batch = missing[start : start + 64]
        vectors[batch] = embeddings.encode([texts[i] for i in batch])
    tell("plongement", len(missing), len(missing))
    return vectors, len(missing)

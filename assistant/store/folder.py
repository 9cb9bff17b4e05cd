"""How is an index kept in a folder so that no crash, full disk or second writer can spoil it?

::

    .index/
        current                  one line: the name of the generation that answers
        lock                     held by the one process that writes
        generations/
            g000012-5f0c/        never changed once `current` names it
                manifest.json    written last: a generation without it is unfinished
                passages.jsonl
                vectors.npy      the vectors once more, in the order of the passages
                chroma/

A generation is built aside and verified; only then does ``current`` change, in one step. The former
generation stays, older ones and unfinished ones go with the next writing.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritten
from assistant.store import collection
from assistant.store.manifest import (
    Manifest,
    current_versions,
    digest_file,
    now,
    passages_from_jsonl,
    passages_to_jsonl,
    version_problem,
)
from assistant.store.passage_store import EXACT_UP_TO, PassageStore, Vectors
from assistant.store.private_copy import PrivateCopy
from assistant.types import Passage

if TYPE_CHECKING:
    from langchain_chroma import Chroma

GENERATION = re.compile(r"g(\d{6})-[0-9a-f]{4}")
MANIFEST, PASSAGES, VECTORS, CHROMA = "manifest.json", "passages.jsonl", "vectors.npy", "chroma"

FIXED_BYTES = 4_000_000
BYTES_PER_NUMBER = 16
BYTES_PER_CHARACTER = 8
"""Room that a generation takes on disk, measured with Chroma 1.5 and rounded up: vectors are stored four times."""


class FolderStore:
    """The index in a folder, with Chroma embedded. See ``Store`` for the promises of each method."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"
        self._generations = folder / "generations"

    def current_generation(self) -> str | None:
        """See ``Store``."""
        try:
            return self._pointer.read_text(encoding="ascii").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError):
            # Something is there that cannot be read: `open` says what.
            return "?"

    def open(self) -> PassageStore:
        """See ``Store``."""
        name = self.current_generation()
        if name is None:
            if self._pointer.exists():
                raise IndexDamaged(self.folder, "le fichier « current » est vide")
            raise IndexMissing(self.folder)
        if not GENERATION.fullmatch(name):
            raise IndexDamaged(self.folder, "le fichier « current » ne nomme pas de génération")
        return self._open(name)

    def open_previous(self) -> PassageStore | None:
        """See ``Store``."""
        current = self.current_generation()
        for name in self._finished():
            if current is None or not GENERATION.fullmatch(current) or name < current:
                try:
                    return self._open(name)
                except IndexDamaged:
                    continue
        return None

    def write(
        self,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        fingerprint: str,
        embedder: str,
        reports: Mapping[str, str],
        settings: Mapping[str, Any],
    ) -> PassageStore:
        """See ``Store``."""
        with self._only_writer():
            name = self._next_name()
            generation = self._generations / name
            manifest = Manifest(
                fingerprint=fingerprint,
                generation=name,
                created_at=now(),
                embedder=embedder,
                n_reports=len(reports),
                n_passages=len(passages),
                reports=dict(reports),
                settings=dict(settings),
                versions=current_versions(),
            )
            try:
                self._prune(keep=self._kept())
                self._check_room(passages, vectors)
                self._build(generation, manifest, passages, vectors)
                store = self._open(name)
            except (KeyboardInterrupt, SystemExit, GeneratorExit):
                shutil.rmtree(generation, ignore_errors=True)
                raise
            except BaseException as error:  # Chroma's Rust part panics outside of `Exception`
                shutil.rmtree(generation, ignore_errors=True)
                reason = error.reason if isinstance(error, (IndexDamaged, IndexNotWritten)) else collection.why(error)
                raise IndexNotWritten(self.folder, reason) from error
            try:
                self._point_to(name)
            except OSError as error:
                store.close()
                shutil.rmtree(generation, ignore_errors=True)
                raise IndexNotWritten(self.folder, collection.why(error)) from error
            self._prune(keep=self._kept())
            return store

    def _open(self, name: str) -> PassageStore:
        """Verify a generation against its manifest and open a private copy of its database."""
        generation = self._generations / name
        try:
            manifest = Manifest.from_json((generation / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamaged(self.folder, "manifeste absent ou illisible") from error
        if problem := version_problem(manifest):
            raise IndexDamaged(self.folder, problem)
        try:
            self._verify(generation, manifest)
            passages = passages_from_jsonl((generation / PASSAGES).read_text(encoding="utf-8"))
            matrix = np.load(generation / VECTORS, allow_pickle=False)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamaged(self.folder, "fichiers absents ou illisibles") from error
        if not len(passages) == len(matrix) == manifest.n_passages:
            raise IndexDamaged(self.folder, f"{len(passages)} passages au lieu de {manifest.n_passages}")
        return self._opened(generation / CHROMA, manifest, passages, matrix)

    def _verify(self, generation: Path, manifest: Manifest) -> None:
        for path, expected in manifest.files.items():
            if digest_file(generation / path) != expected:
                raise IndexDamaged(self.folder, f"le fichier {Path(path).name} est abîmé")

    def _opened(self, folder: Path, manifest: Manifest, passages: Sequence[Passage], matrix: Vectors) -> PassageStore:
        """The generation, open for reading; Chroma waits until it is needed."""
        held = ExitStack()
        store = PassageStore(
            manifest,
            passages,
            lambda: self._open_chroma(folder, len(passages), held),
            matrix=matrix,
            release=held.close,
            explain=lambda error: IndexDamaged(self.folder, collection.why(error)),
        )
        if len(passages) > EXACT_UP_TO:
            _ = store.chroma  # now, not at the first question
        return store

    def _open_chroma(self, folder: Path, n_passages: int, held: ExitStack) -> Chroma:
        """Open a private copy of the database; ``held`` gets what must be closed with it."""
        with ExitStack() as opening:
            try:
                try:
                    copy = PrivateCopy(folder)
                    opening.callback(lambda: copy.close())  # holds the copy, which goes when nobody does
                    folder = copy.folder
                except OSError:
                    pass  # no room for a copy: a writable folder can still be opened in place
                client = collection.open_embedded(folder)
                opening.callback(client.close)
                chroma = collection.open_collection(client)
                n_vectors = chroma._collection.count()
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # Chroma's Rust part panics outside of `Exception`
                raise IndexDamaged(self.folder, collection.why(error)) from error
            if n_vectors != n_passages:
                raise IndexDamaged(self.folder, f"{n_vectors} vecteurs pour {n_passages} passages")
            held.push(opening.pop_all())
            return chroma

    def _build(self, generation: Path, manifest: Manifest, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write all the files of a generation, the manifest last, and see that they are on the disk."""
        (generation / CHROMA).mkdir(parents=True)
        (generation / PASSAGES).write_text(passages_to_jsonl(passages), encoding="utf-8")
        np.save(generation / VECTORS, np.asarray(vectors, dtype=np.float32), allow_pickle=False)
        with collection.embedded_client(generation / CHROMA) as client:
            collection.create_collection(client, passages, vectors)
        paths = sorted(path for path in generation.rglob("*") if path.is_file())
        for path in paths:
            _sync(path)
        files = {path.relative_to(generation).as_posix(): digest_file(path) for path in paths}
        complete = Manifest(**{name: getattr(manifest, name) for name in Manifest.__slots__} | {"files": files})
        _write_durably(generation / MANIFEST, complete.to_json())
        for folder in {path.parent for path in paths} | {generation, self._generations}:
            _sync(folder)

    def _point_to(self, name: str) -> None:
        draft = self._pointer.with_suffix(".new")
        _write_durably(draft, name + "\n")
        os.replace(draft, self._pointer)
        _sync(self.folder)

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        """Hold the lock. The system releases it with the process, so no stale lock can remain."""
        from filelock import FileLock, Timeout

        try:
            self._generations.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise IndexBusy(self.folder) from error
        except (OSError, NotImplementedError) as error:
            raise IndexNotWritten(self.folder, collection.why(error)) from error
        try:
            yield
        finally:
            lock.release()

    def _check_room(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        n_characters = sum(len(passage.text) for passage in passages)
        needed = FIXED_BYTES + BYTES_PER_NUMBER * vectors.size + BYTES_PER_CHARACTER * n_characters
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            reason = f"il reste {free // 1_000_000} Mo sur le disque, il en faut {needed // 1_000_000 + 1}"
            raise IndexNotWritten(self.folder, reason)

    def _names(self) -> list[str]:
        """Generations, newest first, unfinished ones included."""
        try:
            return sorted((path.name for path in self._generations.iterdir()), reverse=True)
        except OSError:
            return []

    def _finished(self) -> list[str]:
        """Generations that were written to the end, newest first."""
        names = (name for name in self._names() if GENERATION.fullmatch(name))
        return [name for name in names if (self._generations / name / MANIFEST).is_file()]

    def _next_name(self) -> str:
        numbers = [int(match.group(1)) for name in self._names() if (match := GENERATION.fullmatch(name))]
        return f"g{max(numbers, default=0) + 1:06d}-{secrets.token_hex(2)}"

    def _kept(self) -> set[str]:
        """The generation that answers and the one before it; the newest one if no pointer says."""
        current, finished = self.current_generation(), self._finished()
        if current in finished:
            finished = finished[finished.index(current) :]
        return set(finished[:2])

    def _prune(self, *, keep: set[str]) -> None:
        for name in self._names():
            if name not in keep:
                shutil.rmtree(self._generations / name, ignore_errors=True)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk."""
    if os.name == "nt" and path.is_dir():  # Windows opens no folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""How can many processes read a generation that none of them may change?

Chroma writes to its database when it opens it: a read-only folder, or a full disk, stops even readers
(measured with 1.5.9). So each process opens a copy of its own, in the folder of temporary files, which
takes a millisecond for a report; the generation itself can then be held against its checksums.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: copies left by a killed process stay until the system clears its temporary files
    fcntl = None  # type: ignore[assignment]

PREFIX = "assistant-index-"
LOCK = "in-use"
PLACES = ("", "/dev/shm")
"""Where copies are tried, in order; ``""`` is the folder of temporary files."""


class PrivateCopy:
    """A copy of ``folder`` that goes away on ``close``, or at the end, or with the next process if this one is killed.

    Raises: OSError when there is no room for it anywhere.
    """

    def __init__(self, folder: Path) -> None:
        home, lock = _copy(folder)
        self.folder = home / folder.name
        self.close = weakref.finalize(self, _discard, home, lock)


def _discard(home: Path, lock: IO[bytes]) -> None:
    shutil.rmtree(home, ignore_errors=True)
    lock.close()


def _copy(folder: Path) -> tuple[Path, IO[bytes]]:
    problem: OSError | None = None
    for place in PLACES:
        try:
            parent = Path(place or tempfile.gettempdir()).resolve(strict=True)
            _sweep(parent)
            home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        except OSError as error:
            problem = problem or error
            continue
        lock = None
        try:
            lock = (home / LOCK).open("wb")
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _copy_contents(folder, home / folder.name)
        except OSError as error:
            problem = problem or error
            if lock:
                lock.close()
            shutil.rmtree(home, ignore_errors=True)
            continue
        return home, lock
    raise problem or FileNotFoundError(folder)


def _copy_contents(source: Path, target: Path) -> None:
    """Copy files and folders, but not their permissions: a read-only original must not give a read-only copy."""
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            _copy_contents(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def _sweep(parent: Path) -> None:
    """Remove the copies of processes that were killed: nobody holds their lock any more."""
    if not fcntl:
        return
    for home in parent.glob(f"{PREFIX}*"):
        try:
            with (home / LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(home, ignore_errors=True)
        except OSError:  # in use, another user's, or gone already
            continue

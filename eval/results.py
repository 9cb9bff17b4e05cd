"""How do results reach the disk? Whole or not at all, into a folder known to be writable before anything is asked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from assistant.errors import AssistantError, BadInput


class OutUnwritable(BadInput):
    """The results cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Les résultats ne peuvent pas être écrits dans {path} ({reason}). Indiquez un autre --out.")


class ResultsLost(AssistantError):
    """A result could not be written although its folder could; what an earlier run left there is whole."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} n’a pas pu être écrit ({reason}). Faites de la place, ou indiquez un autre --out.")


def prepare(out: Path) -> None:
    """Make the folder, and see that it can be written. Raises: OutUnwritable."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".essai"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OutUnwritable(out, _why(error)) from None


def write(path: Path, text: str) -> None:
    """Write whole or not at all: an earlier result stays when the disk is full. Raises: ResultsLost."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ResultsLost(path, _why(error)) from None


def _why(error: OSError) -> str:
    known = {errno.ENOSPC: "le disque est plein", errno.EACCES: "droits insuffisants", errno.EROFS: "lecture seule"}
    known |= {errno.ENOTDIR: "ce n’est pas un dossier", errno.EEXIST: "ce n’est pas un dossier"}
    return known.get(error.errno or 0, error.strerror or str(error))

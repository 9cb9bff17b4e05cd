"""How are many questions answered, line by line, whatever the lines hold?"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from assistant.errors import AssistantError
from assistant.types import Question

MAX_LINE_BYTES = 200_000
"""A longer line is not read into memory: the longest question and history take a third of it."""

log = logging.getLogger(__name__)


class BatchUnreadable(AssistantError):
    """The file of questions cannot be opened."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"Le fichier de questions {path} ne peut pas être lu ({reason}). Vérifiez son chemin.")
        self.path, self.reason = path, reason


def open_lines(path: str) -> Iterator[bytes]:
    """Lines of a file, or of standard input for ``-``, as they come. Raises: BatchUnreadable."""
    if path == "-":
        return _lines(sys.stdin.buffer)
    try:
        if Path(path).is_dir():
            raise BatchUnreadable(path, "c’est un dossier")
        return _lines(Path(path).open("rb"))
    except FileNotFoundError as error:
        raise BatchUnreadable(path, "il n’existe pas") from error
    except OSError as error:
        raise BatchUnreadable(path, error.strerror or str(error)) from error


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines cut after ``MAX_LINE_BYTES`` + 1: enough to see that they are too long."""
    with stream:
        while line := stream.readline(MAX_LINE_BYTES + 1):
            rest = line
            while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_LINE_BYTES + 1)
            yield line


def answer_lines(lines: Iterator[bytes], answer: Callable[[Question], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One object for each line, in order; blank lines are passed over.

    A line that cannot be answered gives ``{"id": null, "line": 7, "error": "..."}``, lines counting from 1.
    """
    for number, line in enumerate(lines, 1):
        if line.strip() in (b"", b"\xef\xbb\xbf"):
            continue
        try:
            yield answer(_read(line))
        except _Unusable as error:
            yield _error(number, str(error))
        except AssistantError as error:
            yield _error(number, str(error))
        except MemoryError:
            raise
        except Exception as error:
            log.debug("line %d", number, exc_info=True)
            yield _error(number, f"Erreur imprévue ({type(error).__name__}).")


class _Unusable(Exception):
    """Why a line holds no request."""


def _read(line: bytes) -> Question:
    """Raises: _Unusable, BadQuestion."""
    from assistant.pipeline import read_request

    if len(line) > MAX_LINE_BYTES:
        raise _Unusable(f"Ligne trop longue : {MAX_LINE_BYTES} octets au plus.")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unusable("Cette ligne n’est pas en UTF-8.") from error
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _Unusable('Cette ligne n’est pas du JSON ; il faut {"id": "q1", "question": "…"}.') from error
    return read_request(data)


def _error(number: int, reason: str) -> dict[str, Any]:
    return {"id": None, "line": number, "error": reason}

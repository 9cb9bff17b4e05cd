"""How does a command speak? Its result on standard output, everything else on standard error, one line each."""

from __future__ import annotations

import sys


class ReaderLeft(Exception):
    """Whoever read our output has left. Typer has its own mind about ``BrokenPipeError``."""


def say(result: str) -> None:
    """Print a result. Raises: ReaderLeft."""
    try:
        print(result, flush=True)
    except BrokenPipeError as error:
        raise ReaderLeft from error


def complain(message: str) -> None:
    """Print a message on one line of standard error."""
    print(" ".join(message.split()), file=sys.stderr, flush=True)

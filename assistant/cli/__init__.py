"""How do the commands end?

0: done. 1: the work failed, and one line on standard error says why and what to do. 2: wrong usage.
130: interrupted. 141: whoever read the output has left. Standard output holds the result and nothing else.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence

from assistant.cli import figures, journal
from assistant.cli.commands import FAILED, WRONG_USAGE, app
from assistant.cli.doors import DOORS, Doors
from assistant.cli.french import usage_message
from assistant.cli.speak import ReaderLeft, complain
from assistant.errors import AssistantError, BadInput, CorpusEmpty

__all__ = ["DOORS", "Doors", "app", "main", "run"]

figures.add_to(app)
journal.add_to(app)

DONE, INTERRUPTED, READER_LEFT = 0, 130, 141


def main() -> None:
    """The installed command."""
    # Importing makes many objects and no garbage: collecting meanwhile costs a fifth of a cold start.
    gc.disable()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], *, doors: Doors = DOORS) -> int:
    """Run one command. Returns: the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
    try:
        status = app(args=list(arguments), prog_name="assistant", standalone_mode=False, obj=doors)
        return int(status or DONE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReaderLeft:
        # Python must not complain about it when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    except AssistantError as error:
        for unreadable in error.unreadable if isinstance(error, CorpusEmpty) else ():
            complain(str(unreadable))
        complain(str(error))
        return WRONG_USAGE if isinstance(error, BadInput) else FAILED
    except BaseException as error:  # Chroma's Rust part panics outside of `Exception`
        if isinstance(error, (SystemExit, GeneratorExit)):
            raise
        if message := usage_message(error):
            complain(message)
            return WRONG_USAGE
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            traceback.print_exc()
        kind = " ".join(f"{type(error).__name__} {error}".split())
        complain(f"Erreur imprévue ({kind}). Relancez avec ASSISTANT_LOG_LEVEL=debug pour en voir le détail.")
        return FAILED

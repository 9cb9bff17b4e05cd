"""What does ``assistant journal`` do? It shows, exports, purges or erases the questions that were left unanswered."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.french import FrenchCommand
from assistant.cli.options import settings_from
from assistant.cli.speak import complain, say
from assistant.errors import AssistantError, BadQuestion, JournalOff

if TYPE_CHECKING:
    from assistant.journal import Entry

MAX_WIDTH = 120
MOST_SHOWN = 20
NOTHING = "Aucune question n’est restée sans réponse."


class ExportNotWritten(AssistantError):
    """The file of the export cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Le fichier {path} ne peut pas être écrit ({reason}). Indiquez-en un autre avec --out.")


def journal(
    as_csv: Annotated[bool, typer.Option("--csv", help="Écrit un tableau CSV, pour un tableur.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Écrit le tableau CSV dans ce fichier, lisible de vous seul.")
    ] = None,
    purge: Annotated[bool, typer.Option("--purge", help="Efface ce qui a passé la durée de conservation.")] = False,
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="MOTS", help="Efface les questions qui contiennent ces mots.")
    ] = None,
    erase: Annotated[bool, typer.Option("--erase", help="Efface tout, et le fichier du journal avec.")] = False,
    path: Annotated[
        Path | None, typer.Option("--journal", metavar="FICHIER", help="Le journal, au lieu d’ASSISTANT_JOURNAL.")
    ] = None,
) -> None:
    """Montre les questions restées sans réponse.

    Les plus fréquentes d’abord sur un terminal, sinon un tableau CSV.
    Il faut qu’un journal soit tenu : docs/journal.md.

    \b
    Exemples :
      assistant journal
      assistant journal --out questions.csv
      assistant journal --forget "rue des Lilas"
      assistant journal --erase
    """
    if sum((as_csv or out is not None, purge, forget is not None, erase)) > 1:
        raise BadQuestion("Choisissez une seule chose à faire : un tableau CSV, --purge, --forget ou --erase.")
    if forget is not None and not forget.strip():
        raise BadQuestion("Donnez à --forget les mots de la question à effacer.")
    settings = settings_from(journal=path)
    if settings.journal is None:
        raise JournalOff
    from assistant.journal import COLUMNS, Book

    book = Book(settings.journal, settings.journal_days)
    if purge or erase or forget is not None:
        n_rows = book.erase() if erase else book.purge() if forget is None else book.forget(forget)
        complain(f"{_lines(n_rows)} du journal {settings.journal}.")
        return
    entries = book.entries()
    if as_csv or out is not None or not sys.stdout.isatty():
        from assistant.spreadsheet import rows_as_csv

        table = rows_as_csv(COLUMNS, [entry.row() for entry in entries])
        if out is None:
            say(table.removesuffix("\r\n"))
        else:
            _write(out, table)
    elif entries:
        say(as_table(entries, min(MAX_WIDTH, shutil.get_terminal_size().columns)))
    else:
        say(NOTHING)


def as_table(entries: Sequence[Entry], width: int) -> str:
    """The questions as a table ``width`` columns wide, the most frequent first."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.journal import by_subject

    subjects = by_subject(entries)
    table = Table(box=SIMPLE, pad_edge=False)
    table.add_column("Fois", justify="right")
    table.add_column("Question")
    table.add_column("Motif")
    table.add_column("Dernier jour", no_wrap=True)
    for subject in subjects[:MOST_SHOWN]:
        # `Text` reads no markup; what is not printable could speak to the terminal.
        question = "".join(c if c.isprintable() else "�" for c in subject.question)
        table.add_row(str(subject.n), Text(question), Text(", ".join(subject.outcomes)), subject.last_day)
    if (more := len(subjects) - MOST_SHOWN) > 0:
        table.caption = f"… et {more} autres : assistant journal --csv"
    console = Console(width=width, color_system=None, highlight=False)
    with console.capture() as written:
        console.print(table)
    return written.get().rstrip("\n")


def _lines(n_rows: int) -> str:
    return f"{n_rows} lignes effacées" if n_rows > 1 else f"{n_rows} ligne effacée"


def _write(path: Path, table: str) -> None:
    """The table in a file that only its owner may read: it holds what people asked."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(table)
    except OSError as error:
        raise ExportNotWritten(path, error.strerror or type(error).__name__) from None


def add_to(app: typer.Typer) -> None:
    """Make it a command of ``app``."""
    app.command(cls=FrenchCommand)(journal)

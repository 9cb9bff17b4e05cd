"""What does ``assistant figures`` do? It lists every figure of the reports with what it counts."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.french import FrenchCommand
from assistant.cli.options import Corpus, Store, progress_on_terminal, settings_from
from assistant.cli.speak import complain, say
from assistant.errors import BadQuestion

if TYPE_CHECKING:
    from assistant.types import KeyFigure

MAX_WIDTH = 120


def figures(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit un objet JSON par ligne.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Écrit un tableau CSV, pour un tableur.")] = False,
    corpus: Corpus = None,
    store: Store = None,
) -> None:
    """Liste les chiffres des rapports et ce qu’ils comptent.

    Un tableau sur un terminal, sinon un objet JSON par ligne.

    \b
    Exemples :
      assistant figures
      assistant figures --csv > chiffres.csv
    """
    if as_json and as_csv:
        raise BadQuestion("Choisissez --json ou --csv, pas les deux.")
    settings = settings_from(corpus=corpus, store=store)
    with progress_on_terminal() as progress:
        assistant = context.obj.assistant(settings, progress)
    gc.enable()
    try:
        for warning in assistant.warnings:
            complain(warning)
        found = assistant.figures()
    finally:
        assistant.close()
    if as_csv:
        from assistant.spreadsheet import figures_as_csv

        say(figures_as_csv(found).removesuffix("\r\n"))
    elif as_json or not sys.stdout.isatty():
        for figure in found:
            say(json.dumps(figure.to_dict(), ensure_ascii=False))
    else:
        say(figures_as_table(found, min(MAX_WIDTH, shutil.get_terminal_size().columns)))


def figures_as_table(found: Sequence[KeyFigure], width: int) -> str:
    """The figures as a table ``width`` columns wide: the figure, what it counts, the page."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False)
    table.add_column("Chiffre", justify="right", max_width=24)
    table.add_column("Ce qu’il compte")
    table.add_column("Page", justify="right")
    for figure in found:
        # `Text` reads no markup: brackets of the report stay what they are.
        counted = f"{figure.label} (prévu ou visé)" if figure.planned else figure.label
        table.add_row(Text(figure.text), Text(counted), Text(figure.passage.pages))
    console = Console(width=width, color_system=None, highlight=False)
    with console.capture() as written:
        console.print(table)
    return written.get().rstrip("\n")


def add_to(app: typer.Typer) -> None:
    """Make it a command of ``app``."""
    app.command(cls=FrenchCommand)(figures)

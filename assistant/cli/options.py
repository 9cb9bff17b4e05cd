"""Which options do several commands share, and what becomes of them?"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.doors import Progress
from assistant.settings import Settings, load_settings

Corpus = Annotated[Path | None, typer.Option(metavar="DOSSIER", help="Dossier des rapports (« corpus » par défaut).")]
Store = Annotated[
    str | None,
    typer.Option(metavar="DOSSIER|URL", help="Dossier de l’index (« .index » par défaut), ou URL d’un serveur Chroma."),
]
Caution = Annotated[
    str | None,
    typer.Option(
        metavar="prudent|equilibre|genereux",
        help="Refuser plutôt que se tromper (prudent), ou répondre au risque de se tromper (genereux) ;"
        " equilibre par défaut.",
    ),
]
Llm = Annotated[
    str | None,
    typer.Option("--llm", metavar="FOURNISSEUR:MODÈLE", help="Un modèle de langage, au lieu d’ASSISTANT_LLM."),
]
LlmBaseUrl = Annotated[
    str | None, typer.Option("--llm-base-url", metavar="URL", help="L’adresse de son serveur, compatible OpenAI.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Écrit un objet JSON sur une ligne.")]
Batch = Annotated[
    str | None, typer.Option(metavar="FICHIER", help="Une question JSON par ligne ; « - » : entrée standard.")
]
QuestionText = Annotated[str | None, typer.Argument(metavar="QUESTION", help="La question, entre guillemets.")]


def settings_from(**given: Any) -> Settings:
    """Settings with the options of the command line on top; sets logging as they say."""
    settings = load_settings(**given)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s : %(message)s")
    if settings.log_level != "debug":
        warnings.simplefilter("ignore")
    return settings


@contextmanager
def progress_on_terminal() -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from assistant.cli.show import progress_bar

    with progress_bar() as tell:
        yield tell

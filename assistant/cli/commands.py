"""What are the commands, and what do they do?"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import __version__
from assistant.cli.doors import Doors
from assistant.cli.french import FrenchCommand, FrenchGroup
from assistant.cli.options import (
    AsJson,
    Batch,
    Caution,
    Corpus,
    Llm,
    LlmBaseUrl,
    QuestionText,
    Store,
    progress_on_terminal,
    settings_from,
)
from assistant.cli.speak import complain, say
from assistant.errors import BadQuestion
from assistant.settings import Settings
from assistant.types import AUDIENCES, Question

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from eval.evaluate import Evaluation
    from eval.promise import Promise

FAILED, WRONG_USAGE = 1, 2
MAX_K = 1000
FAULTS = "fautes"
WIDTH = 140
"""Columns of a table that is not read on a terminal."""

app = typer.Typer(cls=FrenchGroup, rich_markup_mode=None, add_completion=False, no_args_is_help=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"assistant {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def _assistant(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Affiche la version et quitte.")
    ] = False,
) -> None:
    """Répond en français aux questions sur un rapport, avec les passages qui le prouvent.

    \b
    Exemples :
      assistant "Combien d’hectares le SCoT protège-t-il ?"
      assistant search "pistes cyclables" -k 5
      assistant ask --batch questions.jsonl > reponses.jsonl
      assistant serve --port 8080
    """
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@app.command(cls=FrenchCommand)
def index(
    context: typer.Context,
    corpus: Corpus = None,
    store: Store = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Reconstruit même un index à jour.")] = False,
    as_json: AsJson = False,
) -> None:
    """Construit l’index des rapports, ou le met à jour.

    L’ancien index répond jusqu’à ce que le nouveau soit complet.

    \b
    Exemples :
      assistant index
      assistant index --corpus rapports --store /var/lib/assistant
    """
    from assistant.cli.show import index_as_json, index_as_text

    settings = settings_from(corpus=corpus, store=store)
    with progress_on_terminal() as progress:
        report = context.obj.index(settings, progress, rebuild)
    say(json.dumps(index_as_json(report), ensure_ascii=False) if as_json else index_as_text(report))
    for unreadable in report.unreadable:
        complain(str(unreadable))
    if report.unreadable:
        raise typer.Exit(FAILED)


@app.command(cls=FrenchCommand)
def ask(
    context: typer.Context,
    question: QuestionText = None,
    audience: Annotated[
        str,
        typer.Option(
            metavar="citizen|agent",
            help="Réponse courte (citizen, par défaut) ou complète (agent).",
            show_default=False,
        ),
    ] = "citizen",
    as_json: AsJson = False,
    batch: Batch = None,
    corpus: Corpus = None,
    store: Store = None,
    caution: Caution = None,
) -> None:
    """Répond à une question, ou à un fichier de questions, avec les citations.

    \b
    Exemples :
      assistant ask "Combien d’hectares le SCoT protège-t-il ?"
      assistant ask "Quel est le budget des pistes cyclables ?" --audience agent --json
      echo '{"id": "q1", "question": "Combien de bus ?"}' | assistant ask --batch -
    """
    from assistant.cli.show import answer_as_text

    _need_one(question, batch)
    if audience not in AUDIENCES:
        raise BadQuestion(f"Valeur refusée pour --audience : il faut {' ou '.join(AUDIENCES)}.", field="audience")
    settings = settings_from(corpus=corpus, store=store, caution=caution)
    with _opened(context.obj, settings, batch) as (assistant, lines):
        if lines is not None:
            _run_batch(lines, lambda asked: assistant.invoke(asked).to_dict())
            return
        answer = assistant.invoke(Question(question or "", audience="agent" if audience == "agent" else "citizen"))
        say(json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else answer_as_text(answer))


@app.command(cls=FrenchCommand)
def search(
    context: typer.Context,
    question: QuestionText = None,
    k: Annotated[
        int,
        typer.Option("-k", metavar="N", help="Nombre de passages (10 par défaut).", show_default=False),
    ] = 10,
    as_json: AsJson = False,
    batch: Batch = None,
    corpus: Corpus = None,
    store: Store = None,
) -> None:
    """Cherche les passages les plus proches d’une question, le meilleur d’abord.

    \b
    Exemples :
      assistant search "pistes cyclables"
      assistant search --batch questions.jsonl -k 5 > passages.jsonl
    """
    from assistant.cli.show import search_as_json, search_as_text

    _need_one(question, batch)
    if not 1 <= k <= MAX_K:
        raise BadQuestion(f"Valeur refusée pour -k : il faut un nombre entre 1 et {MAX_K}.", field="k")
    settings = settings_from(corpus=corpus, store=store)
    with _opened(context.obj, settings, batch) as (assistant, lines):

        def find(asked: Question) -> dict[str, Any]:
            return search_as_json(asked, assistant.search(asked.text, k, asked.history))

        if lines is not None:
            _run_batch(lines, find)
            return
        found = assistant.search(question or "", k)
        asked = Question(question or "")
        say(json.dumps(search_as_json(asked, found), ensure_ascii=False) if as_json else search_as_text(found))


@app.command(name="eval", cls=FrenchCommand)
def evaluate(
    context: typer.Context,
    questions: Annotated[
        list[Path] | None,
        typer.Option(metavar="FICHIER ...", help="Vos questions en YAML, au lieu de celles du projet."),
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    out: Annotated[
        Path, typer.Option(metavar="DOSSIER", help="Où écrire les résultats (« resultats » par défaut).")
    ] = Path("resultats"),
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Un run.json antérieur, ou son dossier, à comparer.")
    ] = None,
    gates: Annotated[Path | None, typer.Option(metavar="FICHIER", help="D’autres seuils, en TOML.")] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Graine des intervalles et des fautes.", min=0)] = 2025,
    llm: Annotated[
        str | None,
        typer.Option(
            "--llm",
            metavar="FOURNISSEUR:MODÈLE|fautes",
            help="Les réponses de ce modèle de langage ; « fautes » : sans modèle, ce que la vérification laisse"
            " passer de fautes plantées, et ce qu’elle refuse de réponses vraies.",
        ),
    ] = None,
    llm_base_url: LlmBaseUrl = None,
    corpus: Corpus = None,
    store: Store = None,
    caution: Caution = None,
) -> None:
    """Pose toutes les questions d’évaluation et mesure les réponses.

    Écrit run.json (tout), report.html (à lire) et junit.xml. Se termine par 1 si un seuil n’est pas tenu.

    \b
    Exemples :
      assistant eval
      assistant eval --out apres --baseline avant
      assistant eval --questions les-miennes.yaml les-votres.yaml
      assistant eval --llm ollama:mistral --out avec-modele --baseline resultats
      assistant eval --llm fautes
    """
    from rich.console import Console

    if more and not questions:
        raise BadQuestion("Des fichiers de questions s’indiquent après --questions.", field="questions")
    asked = [*(questions or ()), *(more or ())]
    if on_faults := llm == FAULTS:
        if asked or baseline is not None or gates is not None:
            raise BadQuestion("--llm fautes ne pose pas de question : ni --questions, ni --baseline, ni --gates.")
        llm = None
    settings = settings_from(corpus=corpus, store=store, caution=caution, llm=llm, llm_base_url=llm_base_url)
    found: Evaluation | Promise
    with progress_on_terminal() as progress:
        if on_faults:
            found = context.obj.promise(settings, out=out, seed=seed, progress=progress)
        else:
            wanted: dict[str, Any] = {"gates": gates} if gates is not None else {}
            wanted |= {"questions": asked, "baseline": baseline, "seed": seed, "progress": progress}
            found = context.obj.evaluate(settings, out=out, **wanted)
    console = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH)
    found.print(console)
    written = ("promise.json",) if on_faults else ("report.html", "run.json", "junit.xml")
    say(f"Résultats : {', '.join(str(out / name) for name in written)}")
    for gate in found.failed:
        complain(f"Seuil non tenu : {gate}.")
    if found.failed:
        raise typer.Exit(FAILED)


@app.command(cls=FrenchCommand)
def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(metavar="ADRESSE", help="127.0.0.1 par défaut : cette machine seule.")
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help="7860 par défaut.")] = None,
    corpus: Corpus = None,
    store: Store = None,
    caution: Caution = None,
) -> None:
    """Ouvre l’application web et l’interface HTTP.

    \b
    Exemple :
      assistant serve --host 0.0.0.0 --port 8080
    """
    settings = settings_from(corpus=corpus, store=store, caution=caution, host=host, port=port)
    gc.enable()
    context.obj.web(settings)


@app.command(name="check-llm", cls=FrenchCommand)
def check_llm(
    llm: Llm = None,
    base_url: LlmBaseUrl = None,
) -> None:
    """Essaie le modèle de langage choisi : répond-il, à quelle vitesse, cite-t-il comme il faut ?

    Rien du rapport ne lui est envoyé : il lit un passage inventé. Se termine par 1 s’il n’est pas utilisable.

    \b
    Exemples :
      ASSISTANT_LLM=ollama:mistral assistant check-llm
      assistant check-llm --llm openai:mon-modele --llm-base-url http://127.0.0.1:8000/v1
    """
    from assistant.cli.show import probe_as_text
    from assistant.pipeline import check_chat_model

    settings = settings_from(llm=llm, llm_base_url=base_url)
    address, local, report = check_chat_model(settings)
    say(probe_as_text(settings.llm or "", address, local, report))
    if not report.usable:
        complain("Avec ce modèle, les réponses seraient le plus souvent extraites du rapport : essayez-en un autre.")
        raise typer.Exit(FAILED)


@app.command(cls=FrenchCommand)
def lexicon() -> None:
    """Vérifie le lexique des mots courants et le prépare pour la recherche.

    Les fichiers sont dans assistant/french/lexicon : un mot ou une expression par ligne, ce qu’un rapport écrit à la
    place, le degré (same, near, broader) et la langue (fr, en).

    \b
    Exemple :
      assistant lexicon
    """
    from assistant.cli.show import lexicon_as_text
    from assistant.pipeline import check_and_compile

    try:
        report = check_and_compile()
    except ValueError as error:
        complain(f"{error}. Corrigez cette ligne, puis relancez assistant lexicon.")
        raise typer.Exit(FAILED) from error
    for problem in report.problems:
        complain(problem)
    say(lexicon_as_text(report))
    if report.problems:
        raise typer.Exit(FAILED)


def _need_one(question: str | None, batch: str | None) -> None:
    if (question is None) == (batch is None):
        raise BadQuestion("Indiquez une question entre guillemets, ou un fichier avec --batch, et pas les deux.")


@contextmanager
def _opened(doors: Doors, settings: Settings, batch: str | None) -> Iterator[tuple[Assistant, Iterator[bytes] | None]]:
    """The assistant, and the lines of the batch if there is one: a missing file is told before anything is opened."""
    from assistant.cli.batch import open_lines

    lines = None if batch is None else open_lines(batch)
    with progress_on_terminal() as progress:
        assistant = doors.assistant(settings, progress)
    gc.freeze()
    gc.enable()
    try:
        for warning in assistant.warnings:
            complain(warning)
        yield assistant, lines
    finally:
        assistant.close()


def _run_batch(lines: Iterator[bytes], answer: Callable[[Any], dict[str, Any]]) -> None:
    from assistant.cli.batch import answer_lines

    n_unusable = 0
    for result in answer_lines(lines, answer):
        n_unusable += "error" in result
        say(json.dumps(result, ensure_ascii=False))
    if n_unusable:
        noun = "ligne n’a pas pu être traitée" if n_unusable == 1 else "lignes n’ont pas pu être traitées"
        complain(f"{n_unusable} {noun} ; le champ « error » dit pourquoi.")
        raise typer.Exit(FAILED)

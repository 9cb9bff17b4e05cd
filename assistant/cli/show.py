"""How do answers, passages and the work of indexing look on a terminal, and as JSON?"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.disclosure import disclose
from assistant.types import Answer, Passage, Question, RetrievedPassage

if TYPE_CHECKING:
    from assistant.pipeline import IndexReport, LexiconReport, ProbeReport

INDENT = "    "
MAX_WIDTH = 100
EXCERPT = 300


def answer_as_text(answer: Answer) -> str:
    """The answer, then its citations (marker, document, page, section, quotation), then who wrote it."""
    blocks = [_wrap(answer.text)]
    if answer.notice:
        blocks.append(_wrap(answer.notice))
    for citation in answer.citations:
        head = f"[{citation.marker}] {_place(citation.passage)}"
        blocks.append("\n".join([_wrap(head), *_section(citation.passage), _wrap(f"« {citation.quote} »", INDENT)]))
    blocks.append(f"({disclose(answer).mode}.)")
    return "\n\n".join(blocks)


def search_as_text(found: Sequence[RetrievedPassage]) -> str:
    """The passages, best first, with the beginning of each."""
    if not found:
        return "Aucun passage."
    blocks = []
    for hit in found:
        passage = hit.passage
        score = f"{hit.score:.3f}".replace(".", ",")
        head = f"{hit.rank}. {passage.passage_id} (score {score}) – {_place(passage)}"
        text = textwrap.shorten(passage.text, EXCERPT, placeholder=" …")
        blocks.append("\n".join([_wrap(head), *_section(passage), _wrap(text, INDENT)]))
    return "\n\n".join(blocks)


def search_as_json(asked: Question, found: Sequence[RetrievedPassage]) -> dict[str, Any]:
    """The public search object."""
    passages = [
        {
            "passage_id": hit.passage.passage_id,
            "document": hit.passage.document,
            "source": hit.passage.source,
            "section": list(hit.passage.section),
            "pages": hit.passage.pages,
            "text": hit.passage.text,
            "score": round(float(hit.score), 6),
        }
        for hit in found
    ]
    return {"id": asked.id, "question": asked.text, "passages": passages}


def index_as_text(report: IndexReport) -> str:
    """One line on what indexing did."""
    manifest = report.manifest
    counts = f"{_count(manifest.n_passages, 'passage')} de {_count(manifest.n_reports, 'rapport')}"
    if not report.changed:
        return f"L’index est à jour : {counts}."
    seconds = f"{report.elapsed_s:.1f}".replace(".", ",")
    work = f"{_count(report.n_embedded, 'calculé')}, {_count(report.n_reused, 'repris', 'repris')}"
    return f"Index construit en {seconds} s : {counts} ({work})."


def index_as_json(report: IndexReport) -> dict[str, Any]:
    """What indexing did, with the files that could not be read."""
    manifest = report.manifest
    return {
        "generation": manifest.generation,
        "changed": report.changed,
        "n_reports": manifest.n_reports,
        "n_passages": manifest.n_passages,
        "n_embedded": report.n_embedded,
        "n_reused": report.n_reused,
        "unreadable": [
            {"file": error.path.name, "line": error.line, "reason": error.reason} for error in report.unreadable
        ],
        "elapsed_s": round(report.elapsed_s, 3),
    }


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error; call what it gives with the step, how much is done and how much there is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step.capitalize(), total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield tell


def _place(passage: Passage) -> str:
    if not passage.pages:
        return passage.document
    return f"{passage.document}, {'pages' if '-' in passage.pages else 'page'} {passage.pages}"


def _section(passage: Passage) -> list[str]:
    return [_wrap(" › ".join(passage.section), INDENT)] if passage.section else []


def _wrap(text: str, indent: str = "") -> str:
    """``text`` in lines of the terminal's width; as it is when the output goes elsewhere."""
    if not sys.stdout.isatty():
        return "\n".join(indent + line for line in text.split("\n"))
    width = min(MAX_WIDTH, shutil.get_terminal_size().columns)
    options: dict[str, Any] = {"initial_indent": indent, "subsequent_indent": indent, "break_on_hyphens": False}
    return "\n".join(textwrap.fill(line, width, **options) for line in text.split("\n"))


def _count(n: int, one: str, many: str | None = None) -> str:
    """« 1 rapport », « 12 rapports »: in French, zero is singular."""
    return f"{n} {one if n < 2 else many or one + 's'}"


def lexicon_as_text(report: LexiconReport) -> str:
    """How many lines, of which grade and language, and whether they are in order."""

    def counted(numbers: Mapping[str, int]) -> str:
        return ", ".join(f"{n} {name}" for name, n in sorted(numbers.items()))

    n = len(report.problems)
    verdict = "rien à corriger" if not n else "1 ligne à corriger" if n == 1 else f"{n} lignes à corriger"
    return (
        f"{report.n_files} fichiers, {report.n_entries} lignes ({counted(report.by_language)} ; "
        f"{counted(report.by_grade)}) : {verdict}."
    )


def probe_as_text(name: str, address: str, local: bool, report: ProbeReport) -> str:
    """How a chat model did, line by line."""

    def seconds(value: float | None) -> str:
        return "?" if value is None else f"{value:.1f} s".replace(".", ",")

    where = "sur cette machine ou son réseau" if local else "ailleurs : adresses, téléphones et NIR lui sont masqués"
    lines = [f"Modèle : {name}", f"Adresse : {address} ({where})"]
    if report.whole_s is None:
        return "\n".join([*lines, f"Réponse : non, {report.failure}."])
    lines.append(
        f"Réponse : oui, premiers mots après {seconds(report.first_s)}, entière après {seconds(report.whole_s)}."
    )
    if report.failure:
        return "\n".join([*lines, f"Citations : non, {report.failure}."])
    lines.append(f"Citations : {'oui' if report.cites else 'non'}.")
    if report.cites:
        lines.append(
            "Chiffres et noms : tels que le passage les donne."
            if report.faithful
            else "Chiffres et noms : autrement que le passage ; de telles phrases sont retirées."
        )
    if report.declines is not None:
        lines.append(
            "Refus : il dit quand le passage ne répond pas."
            if report.declines
            else "Refus : il ne dit pas quand le passage ne répond pas ; ses réponses resteront vérifiées."
        )
    return "\n".join([*lines, "Utilisable." if report.usable else "Pas utilisable."])

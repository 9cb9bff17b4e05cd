"""Does the assistant know French, or this one report? Questions on the reports of invented authorities.

``python -m eval.towns`` indexes each report of ``towns/dev`` and ``towns/test`` alone, as a town would, asks its
questions, and prints a line for each. It ends with 1 where a half is below ``towns/limits.toml``. Three of the reports
are those of ``answers/elsewhere``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.indexing import build_index
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.metrics import truth_score
from eval.questions import load_questions
from eval.run import Trial, ask_all

FOLDER = Path(__file__).parent / "towns"
ELSEWHERE = Path(__file__).parent / "answers" / "elsewhere"
LIMITS = FOLDER / "limits.toml"
HALVES = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers on some reports are worth: shares from 0 to 1, the truth score from -1 to 1.

    ``right`` and ``wrong`` are of the questions that the report answers, ``refused`` of the others; ``found_first`` is
    the share of the former whose passage the retriever puts first.
    """

    n: int
    right: float
    wrong: float
    refused: float
    truth: float
    found_first: float


def towns(half: str) -> list[tuple[Path, Path]]:
    """The reports of a half with their files of questions, by name."""
    return [(_report(file), file) for file in sorted((FOLDER / half).glob("*.yaml"))]


def _report(questions: Path) -> Path:
    beside = questions.with_suffix(".md")
    return beside if beside.exists() else ELSEWHERE / beside.name


def ask(report: Path, questions: Path) -> list[Trial]:
    """Index one report in a folder that is thrown away, and ask its questions."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        shutil.copy(report, corpus)
        settings = Settings(corpus=corpus, store=f"{folder}/index")
        build_index(settings)
        return ask_all(Assistant.open(settings), load_questions([questions]))


def score(trials: Sequence[Trial]) -> Score:
    """What the answers are worth together."""
    answerable = [t for t in trials if t.question.answerable and t.question.evidence]
    others = [t for t in trials if not (t.question.answerable and t.question.evidence)]

    def share(of: Sequence[Trial], verdict: str) -> float:
        return sum(t.marks.verdict == verdict for t in of) / len(of) if of else 1.0

    return Score(
        len(trials),
        share(answerable, "right"),
        share(answerable, "wrong"),
        share(others, "right"),
        truth_score([t.marks.verdict for t in trials]),
        sum(t.first_rank == 1 for t in answerable) / max(1, len(answerable)),
    )


def below(half: str, reached: Score) -> Iterator[str]:
    """The limits that a half does not keep, in words."""
    for name, limit in tomllib.loads(LIMITS.read_text(encoding="utf-8")).get(half, {}).items():
        value = getattr(reached, name)
        if value < limit.get("min", value) or value > limit.get("max", value):
            yield f"{half}: {name} {value:.3f}, {limit}"


def main() -> int:
    """Ask everything, print a table; 1 where a limit is not kept."""
    table = Table(title="Rapports inventés")
    for column in ("rapport", "questions", "justes", "fausses", "refus fondés", "vérité", "passage trouvé d’abord"):
        table.add_column(column, justify="left" if column == "rapport" else "right")
    problems: list[str] = []
    for half in HALVES:
        every: list[Trial] = []
        for report, questions in towns(half):
            trials = ask(report, questions)
            every += trials
            _row(table, report.stem, score(trials))
        _row(table, half, score(every), style="bold")
        problems += below(half, score(every))
    Console().print(table)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _row(table: Table, name: str, reached: Score, style: str = "") -> None:
    shares = (reached.right, reached.wrong, reached.refused)
    table.add_row(
        name,
        str(reached.n),
        *(f"{share:.0%}" for share in shares),
        f"{reached.truth:+.2f}",
        f"{reached.found_first:.0%}",
        style=style,
    )


if __name__ == "__main__":
    sys.exit(main())

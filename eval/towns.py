"""Does the assistant know French, or this one report? Questions on the reports of invented authorities.

``python -m eval.towns`` indexes each report of ``towns/dev`` and ``towns/test`` alone, as a town would, asks its
questions, and prints a line for each. It ends with 1 where a half is below ``towns/limits.toml``. Three of the reports
are those of ``answers/elsewhere``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.alone import indexed_alone
from eval.evaluate import SEED
from eval.gates import check_gates, load_gates
from eval.questions import load_questions
from eval.run import Trial, ask_all
from eval.summary import Summary, summarise

FOLDER = Path(__file__).parent / "towns"
ELSEWHERE = Path(__file__).parent / "answers" / "elsewhere"
LIMITS = FOLDER / "limits.toml"
HALVES = ("dev", "test")
COLUMNS = (
    ("right", "justes", "{:.0%}"),
    ("wrong", "fausses", "{:.0%}"),
    ("refused", "refus fondés", "{:.0%}"),
    ("truth", "vérité", "{:+.2f}"),
    ("recall_at_1", "passage trouvé d’abord", "{:.0%}"),
)


def towns(half: str) -> list[tuple[Path, Path]]:
    """The reports of a half with their files of questions, by name."""
    return [(_report(file), file) for file in sorted((FOLDER / half).glob("*.yaml"))]


def _report(questions: Path) -> Path:
    beside = questions.with_suffix(".md")
    return beside if beside.exists() else ELSEWHERE / beside.name


def ask(report: Path, questions: Path) -> list[Trial]:
    """The answers of an assistant that knows one report alone."""
    with indexed_alone(report.name, report.read_text(encoding="utf-8")) as assistant:
        return ask_all(assistant, load_questions([questions]))


def main() -> int:
    """Ask everything, print a table; 1 where a limit is not kept."""
    table = Table(title="Rapports inventés")
    for column in ("rapport", "questions", *(label for _, label, _ in COLUMNS)):
        table.add_column(column, justify="left" if column == "rapport" else "right")
    halves: dict[str, Summary] = {}
    for half in HALVES:
        every: list[Trial] = []
        for report, questions in towns(half):
            trials = ask(report, questions)
            every += trials
            _row(table, report.stem, summarise(trials, SEED, grouped=False))
        halves[half] = summarise(every, SEED, grouped=False)
        _row(table, half, halves[half], style="bold")
    Console().print(table)
    broken = [checked for checked in check_gates(load_gates(LIMITS), halves) if not checked.held]
    for checked in broken:
        print(checked, file=sys.stderr)
    return 1 if broken else 0


def _row(table: Table, name: str, reached: Summary, style: str = "") -> None:
    values = (form.format(reached.headline[metric].value) for metric, _, form in COLUMNS)
    table.add_row(name, str(reached.n), *values, style=style)


if __name__ == "__main__":
    sys.exit(main())

"""How good are the answers on the question set? Prints one table and holds it against the gates."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.grounding import check
from assistant.pipeline import Assistant
from assistant.types import Answer, Question
from eval.metrics import Verdict, percentile, reciprocal_rank, truth_score, verdict, well_cited, wilson
from eval.questions import GoldQuestion

GATES = Path(__file__).parent / "gates.toml"
K = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One question as it was answered. ``reciprocal_rank`` is None where the report does not answer."""

    question: GoldQuestion
    answer: Answer
    verdict: Verdict
    reciprocal_rank: float | None


def ask_all(assistant: Assistant, questions: Iterable[GoldQuestion]) -> list[Row]:
    """Answer every question, in order."""
    rows = []
    for gold in questions:
        answer = assistant.invoke(Question(gold.question, gold.history, "citizen", gold.id))
        rank = None
        if gold.answerable and gold.evidence:
            found = assistant.search(gold.question, K, gold.history)
            rank = reciprocal_rank(gold, [r.passage.text for r in found])
        rows.append(Row(gold, answer, verdict(gold, answer), rank))
    return rows


def measure(rows: Sequence[Row]) -> dict[str, float]:
    """The headline figures, by name; shares from 0 to 1."""
    answerable = [r for r in rows if r.question.answerable]
    refusable = [r for r in rows if not r.question.answerable]
    right = [r for r in answerable if r.verdict == "right"]
    ranks = [r.reciprocal_rank for r in rows if r.reciprocal_rank is not None]
    times = [r.answer.elapsed_ms for r in rows]
    return {
        "right": _share(len(right), len(answerable)),
        "wrong": _share(sum(r.verdict == "wrong" for r in answerable), len(answerable)),
        "refused": _share(sum(r.verdict == "right" for r in refusable), len(refusable)),
        "truth": truth_score([r.verdict for r in rows]),
        "cited": _share(sum(well_cited(r.question, r.answer) for r in right), len(right)),
        "ungrounded": float(
            sum(bool(check(r.answer.text, r.answer.citations)) for r in rows if not r.answer.abstained)
        ),
        "recall_at_1": _share(sum(rank == 1 for rank in ranks), len(ranks)),
        "recall_at_5": _share(sum(rank >= 1 / 5 for rank in ranks), len(ranks)),
        "mrr": sum(ranks) / len(ranks) if ranks else 0.0,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
    }


def failed_gates(measured: dict[str, float], half: str, path: Path = GATES) -> list[str]:
    """Names of the gates of ``half`` (``dev`` or ``test``) that are not met, with both figures."""
    failures = []
    for name, bounds in tomllib.loads(path.read_text(encoding="utf-8")).get(half, {}).items():
        value = measured[name]
        if value < bounds.get("min", value) or value > bounds.get("max", value):
            failures.append(f"{half}.{name} : {value:.3f}, attendu {bounds}")
    return failures


def print_table(console: Console, title: str, rows: Sequence[Row]) -> None:
    """Verdicts by kind and by style, with 95 % intervals."""
    table = Table(title=title)
    for column in ("", "n", "juste", "abstention", "faux", "juste, intervalle à 95 %"):
        table.add_column(column, justify="left" if not column else "right")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups["ensemble"].append(row)
        groups[f"type {row.question.kind}"].append(row)
        if row.question.answerable:
            groups[f"style {row.question.style}"].append(row)
    for name, members in groups.items():
        n = len(members)
        shares = {v: sum(m.verdict == v for m in members) for v in ("right", "abstained", "wrong")}
        low, high = wilson(shares["right"], n)
        cells = [f"{100 * shares[v] / n:.0f} %" for v in ("right", "abstained", "wrong")]
        table.add_row(name, str(n), *cells, f"{100 * low:.0f} – {100 * high:.0f} %")
    console.print(table)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

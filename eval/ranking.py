"""How high does the retriever put the passages that hold the evidence? The measures are those of ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ir_measures import RR, Qrel, R, ScoredDoc, iter_calc, nDCG

K = 10
MEASURES = {"recall_at_1": R @ 1, "recall_at_5": R @ 5, "recall_at_10": R @ 10, "mrr": RR @ K, "ndcg_at_10": nDCG @ K}


def rank_marks(
    relevant: Mapping[str, Sequence[str]], retrieved: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Every measure of every question that has a relevant passage.

    Args:
        relevant: passages that hold the evidence, by question.
        retrieved: passages as they were ranked, best first, by question.

    Returns:
        ``{question: {"recall_at_1": 1.0, ...}}``; recall is the share of the relevant passages among the first k.
    """
    qrels = [Qrel(question, passage, 1) for question, passages in relevant.items() for passage in passages]
    run = [
        ScoredDoc(question, passage, float(-rank))
        for question, passages in retrieved.items()
        for rank, passage in enumerate(passages)
    ]
    named = {measure: name for name, measure in MEASURES.items()}
    marks: dict[str, dict[str, float]] = {
        question: dict.fromkeys(MEASURES, 0.0) for question, p in relevant.items() if p
    }
    if marks and run:
        for found in iter_calc(list(named), qrels, run):
            if found.query_id in marks:
                marks[found.query_id][named[found.measure]] = float(found.value)
    return marks


def first_rank(relevant: Sequence[str], retrieved: Sequence[str]) -> int | None:
    """Rank, from 1, of the first relevant passage; None when none was retrieved."""
    return next((rank for rank, passage in enumerate(retrieved, start=1) if passage in relevant), None)

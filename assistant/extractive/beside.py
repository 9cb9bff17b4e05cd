"""What does a question suppose beside the figure that it asks for?

« Combien a coûté la centrale de 30 hectares ? » is answered by its cost, and has the 30 hectares put right where the
report says three.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extractive.claims import Claim, claims
from assistant.extractive.counterparts import counterpart
from assistant.extractive.coverage import Reading, asked_terms
from assistant.extractive.features import Candidate
from assistant.extractive.verdicts import Verdict
from assistant.figures import Figure, statements
from assistant.french.numbers import states
from assistant.french.query import Query

MEASURED = ("age", "area", "length", "mass", "energy", "volume", "money", "percent")
# Share of the question that the statement with the other figure has to meet.
LEAST_MET = 0.5


def put_right(query: Query, ranked: Sequence[tuple[float, Candidate]]) -> Verdict | None:
    """The figure of the answer's own passage that contradicts one of the question; None where none does.

    Args:
        ranked: best first, not empty.
    """
    supposed = [c for c in claims(query.text, query.numbers) if _may_be_put_right(c, query)]
    if not supposed:
        return None  # mostly: a year alone is no such figure
    passage = ranked[0][1].passage.passage_id
    if len(supposed) > 1:
        stated = [f.quantity for s in statements(ranked[0][1].passage) for f in s.figures]
        if all(any(states(q, c.quantity) for q in stated) for c in supposed):
            return None  # « entre les 16 000 hectares et les 3 200 »: both as the passage has them
    read = [Reading(query, asked_terms(query), c) for _, c in ranked if c.passage.passage_id == passage]
    for claim in supposed:
        found = [(r, *counterpart(claim, r)) for r in read]
        told = [(r, figure) for r, figure, _ in found if figure is not None and _counts_the_same(claim, figure)]
        # « les 6 % qui n'en ont pas » are what the 94 % leave.
        rest = claim.quantity.kind == "percent" and any(f.quantity.value == 100 - claim.quantity.value for _, f in told)
        if told and not rest and not any(fits for _, _, fits in found):
            reading, figure = max(told, key=lambda pair: pair[0].share)
            if reading.share >= LEAST_MET:
                return Verdict("no", reading.candidate, reading.share, figure)
    return None


def _may_be_put_right(claim: Claim, query: Query) -> bool:
    kind = claim.quantity.kind
    return kind not in query.kind.quantities and (kind in MEASURED or (kind == "count" and claim.quantity.value > 1))


def _counts_the_same(claim: Claim, figure: Figure) -> bool:
    return figure.quantity.kind in MEASURED or bool(set(figure.counted[:1]) & set(claim.counted[:1]))

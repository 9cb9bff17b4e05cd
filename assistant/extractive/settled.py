"""Words found one thing; read for their meaning, the statements gave another, or the same more or less surely. What holds?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.extractive.features import Candidate, meets
from assistant.extractive.finding import Finding
from assistant.french.query import Query

EVEN = 0.5
# A word that weighs this much beside the heaviest of a question, and stands in another passage as it is, is no word for something else.
HEAVY, EXACTLY = 0.9, 0.95


def settled_by(query: Query, found: Sequence[Candidate], words: Finding, read: Finding) -> Finding:
    """What words found, or what was found when the statements were read for their meaning, where the two differ."""
    if not read.ranked or read.lack:
        return read
    answers = read.ranked[0][1]
    likely = words.answerability >= EVEN
    if likely and not words.lack and answers is words.ranked[0][1] and read.answerability < words.answerability:
        return replace(read, answerability=between(words.answerability, read.answerability))
    if (
        not likely
        and query.kind.quantities
        and read.answerability >= EVEN
        and _lacks_a_heavy_word(query, answers, found)
    ):
        return words
    return read


def _lacks_a_heavy_word(query: Query, candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """« Combien a coûté la ludothèque ? » of the passage on another building, where one on the ludothèque stands beside it."""
    own = query.terms[: query.n_own]
    heaviest = max((t.mass for t in own), default=0.0)
    return any(
        t.mass >= HEAVY * heaviest
        and not meets(t, candidate.passage)
        and (t.named or any(meets(t, c.passage, EXACTLY) for c in found))
        for t in own
    )


def between(one: float, other: float) -> float:
    """The probability whose log odds lie half-way between those of two."""
    odds = math.sqrt(one * other / max((1 - one) * (1 - other), 1e-12))
    return odds / (1 + odds)

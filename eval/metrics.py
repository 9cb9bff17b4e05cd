"""What is a right answer? Pure functions; no model judges.

Verdicts after CRAG (Yang et al., 2024): right +1, abstained 0, wrong -1; the truth score is their mean.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from assistant.types import Answer
from eval.questions import GoldQuestion

Verdict = Literal["right", "abstained", "wrong"]
POINTS: dict[Verdict, int] = {"right": 1, "abstained": 0, "wrong": -1}
LONGEST = 700


def even(text: str) -> str:
    """Case, accents, apostrophes and spaces inside numbers evened out, for comparing spellings."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
    return re.sub(r"(?<=\d) (?=\d)", "", plain)


def verdict(question: GoldQuestion, answer: Answer) -> Verdict:
    """Whether the answer is right, an abstention, or wrong."""
    if not question.answerable:
        return "right" if answer.abstained else "wrong"
    if answer.abstained:
        return "abstained"
    text = even(answer.text)
    complete = all(any(even(spelling) in text for spelling in group) for group in question.must)
    confused = any(even(spelling) in text for spelling in question.must_not)
    return "right" if complete and not confused and len(answer.text) <= LONGEST else "wrong"


def truth_score(verdicts: Sequence[Verdict]) -> float:
    """Mean of the points, from -1 to 1; 0 without any verdict."""
    return sum(POINTS[v] for v in verdicts) / len(verdicts) if verdicts else 0.0


def well_cited(question: GoldQuestion, answer: Answer) -> bool:
    """Whether a cited passage holds one of the evidence spans."""
    spans = [" ".join(span.split()) for span in question.evidence]
    return any(span in " ".join(c.passage.text.split()) for c in answer.citations for span in spans)


def reciprocal_rank(question: GoldQuestion, texts: Sequence[str]) -> float:
    """1 / rank of the first text that holds an evidence span; 0 when none does."""
    spans = [" ".join(span.split()) for span in question.evidence]
    for rank, text in enumerate(texts, start=1):
        if any(span in " ".join(text.split()) for span in spans):
            return 1 / rank
    return 0.0


def wilson(n_right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson, 1927); (0, 1) without observations."""
    if not n:
        return 0.0, 1.0
    share = n_right / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank); 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

"""What of an answer may be shown when some of its sentences do not hold?

A sentence that its passages do not bear out is taken out, and so is what only goes on from it (« Elle a coûté… »): left alone, it
would be said of something else. Where the first sentence or half of them fall, nothing is left worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.french.text import fold
from assistant.grounding import Judged, judge
from assistant.types import Citation

# What a sentence opens with that goes on from the one before it.
GOES_ON = re.compile(
    r"^(?:[-–•*]\s+)?(?:il|elle|ils|elles|ce|cet|cette|ces|cela|ca|celui-ci|celle-ci|son|sa|ses|leurs?|soit|dont|parmi|sur ce|au total|en outre|"
    r"il s'agit|s'y|y|it|they|this|that|these|those|its|their|of these|among)\b"
)
FEWEST_KEPT = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of an answer.

    Attributes:
        text: the sentences that hold, each with its markers; line breaks as they were.
        n_removed: how many were taken out.
        worth_showing: the first one holds, and at least half of them.
        judged, standing: every sentence of the answer, and whether it stays.
    """

    text: str
    n_removed: int
    worth_showing: bool
    judged: tuple[Judged, ...]
    standing: tuple[bool, ...]


def keep(answer: str, citations: Sequence[Citation]) -> Kept:
    """The sentences of an answer that its citations bear out.

    Args:
        answer: plain text with ``[n]`` markers after the statements.
        citations: what the markers mean.
    """
    judged = judge(answer, citations)
    held = _standing(judged)
    lines: dict[int, list[str]] = {}
    for part, stands in zip(judged, held, strict=True):
        if stands:
            lines.setdefault(part.line, []).append(part.written)
    n_removed = len(held) - sum(held)
    worth = bool(held) and held[0] and sum(held) >= FEWEST_KEPT * len(held)
    text = answer if not n_removed else "\n".join(" ".join(pieces) for pieces in lines.values())
    return Kept(text, n_removed, worth, tuple(judged), tuple(held))


def _standing(judged: Sequence[Judged]) -> list[bool]:
    """For every sentence whether it stays."""
    held: list[bool] = []
    for part in judged:
        goes_on = bool(held) and not held[-1] and bool(GOES_ON.match(fold(part.sentence)))
        held.append(not part.problems and not goes_on)
    # A line that announces what was taken out announces nothing.
    for place, part in enumerate(judged):
        after = judged[place + 1 : place + 2]
        announces = part.sentence.endswith(":") and after and after[0].line != part.line
        if announces and not any(held[place + 1 :]):
            held[place] = False
    return held

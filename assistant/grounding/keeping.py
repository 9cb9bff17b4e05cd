"""What of an answer may be shown when some of its sentences do not hold?

A sentence that its passages do not bear out, or that could be said of something else in them, is taken out; where the report has one
like it, that one stands in its place, word for word. What only goes on from a sentence that is gone (« Elle a coûté… ») goes too: it
would be said of something else. Where the first sentence or more than half of them are lost, nothing is left worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.french.query import is_english
from assistant.french.text import fold
from assistant.grounding import BULLET, MARKER, Judged, judge
from assistant.grounding.restoring import GOES_ON, said_by_the_report
from assistant.types import Citation, Passage

# « Oui. » answers with what comes after it.
VERDICT = re.compile(r"\W*(?:oui|non|yes|no)\b(?:\W+\w+){0,2}\W*")
FEWEST_KEPT = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of an answer.

    Attributes:
        text: the sentences that may be shown, each with its markers; line breaks as they were.
        n_removed: how many were taken out, and nothing put in their place.
        quotations: the report's sentences that others gave way to, each with its marker.
        worth_showing: the first one is not lost, nor more than half of them, and of one at least nothing is refuted.
        judged, standing: every sentence of the answer, and whether it stays as it was.
    """

    text: str
    n_removed: int
    quotations: tuple[str, ...]
    worth_showing: bool
    judged: tuple[Judged, ...]
    standing: tuple[bool, ...]


def keep(answer: str, citations: Sequence[Citation]) -> Kept:
    """The sentences of an answer that its citations bear out, and the report's own for those that they do not.

    Args:
        answer: plain text with ``[n]`` markers after the statements.
        citations: what the markers mean.
    """
    judged = judge(answer, citations)
    restored = _restored(answer, judged, citations)
    held = _standing(judged, restored)
    lines: dict[int, list[str]] = {}
    for place, (part, stands) in enumerate(zip(judged, held, strict=True)):
        if stands or restored.get(place):
            lines.setdefault(part.line, []).append(part.written if stands else restored[place])
    given = [stands or place in restored for place, stands in enumerate(held)]
    n_given = sum(given)
    # A line that only announces a list may go; what it announces then begins the answer.
    first = 1 if len(judged) > 1 and _announces(judged, 0) and not judged[0].problems else 0
    worth = any(not part.problems for part in judged) and given[first] and n_given >= FEWEST_KEPT * len(given)
    text = answer if all(held) else "\n".join(" ".join(pieces) for pieces in lines.values())
    quotations = tuple(restored[i] for i, stands in enumerate(held) if not stands and restored.get(i))
    return Kept(text, len(given) - n_given, quotations, worth, tuple(judged), tuple(held))


def _restored(answer: str, judged: Sequence[Judged], citations: Sequence[Citation]) -> dict[int, str]:
    """By place in the answer, the report's sentence for one that does not hold; empty where it stands there already."""
    passages = {c.marker: c.passage for c in citations}
    english = is_english(MARKER.sub("", answer))
    found: dict[int, str] = {}
    said = {part.sentence for part in judged if not part.problems and not part.doubts}
    for place, part in enumerate(judged):
        if not part.problems and not part.doubts:
            continue
        cited = {m: passages[m] for m in part.markers if m in passages} or passages
        near = said_by_the_report(part.sentence, tuple(cited.values()), english=english, refuted=bool(part.problems))
        if near is not None:
            passage, text = near
            # « Le lac… Il accueille… »: what the answer says already is not said again.
            text = next((text.removeprefix(s).strip() for s in said if text.startswith(s)), text)
            found[place] = _quoted(part, (passage, text), cited) if text and text not in said else ""
            said |= {text, near[1]}
    return found


def _quoted(part: Judged, near: tuple[Passage, str], cited: Mapping[int, Passage]) -> str:
    """« … » [1]: a sentence of the report as it takes another's place."""
    passage, text = near
    marker = next(m for m, p in cited.items() if p.passage_id == passage.passage_id)
    bullet = match.group() if (match := BULLET.match(part.sentence)) else ""
    # A quotation within a quotation would end the outer one.
    return f"{bullet}{text if '«' in text else f'« {text} »'} [{marker}]"


def _standing(judged: Sequence[Judged], restored: Mapping[int, str]) -> list[bool]:
    """For every sentence whether it stays as it is."""
    held: list[bool] = []
    for place, part in enumerate(judged):
        goes_on = bool(held) and not held[-1] and place - 1 not in restored and GOES_ON.match(fold(part.sentence))
        held.append(not part.problems and not part.doubts and not goes_on)
    for place, part in enumerate(judged[:-1]):
        # A line that announces what was taken out announces nothing, and a verdict says what its reason says.
        if _announces(judged, place) and not any(h or i in restored for i, h in enumerate(held) if i > place):
            held[place] = False
        if VERDICT.fullmatch(fold(part.sentence)) and not held[place + 1]:
            held[place] = False
    return held


def _announces(judged: Sequence[Judged], place: int) -> bool:
    """Whether a line announces those after it: « Les moyens engagés sont : »."""
    return judged[place].sentence.endswith(":") and judged[place + 1].line != judged[place].line

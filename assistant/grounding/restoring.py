"""What does the report itself say where a sentence of a language model does not hold?

A sentence near to one of its passages, and not borne out by it, gives way to that passage's sentence, word for word: an altered figure is
set right, and what is true in words too free for the gate is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.figures import Statement, figures, statements
from assistant.french.numbers import Quantity, of_one_unit, states
from assistant.french.text import Word, fold, squeeze
from assistant.grounding.light import content_words
from assistant.grounding.stated import Place, graded, places
from assistant.types import Passage

# So much of what is said has to stand in the report's sentence: with less it treats another subject.
LEAST_SHARED, LEAST_WORDS = 0.45, 1.5
# Of what is not refuted, so much: the passage has it, only which of its sentences says it is asked.
LEAST_SHARED_UNREFUTED, LEAST_WORDS_UNREFUTED = 0.3, 1.0
# A longer one would crowd out the rest of the answer; with the sentence before it, even a shorter one.
LONGEST, LONGEST_TOGETHER = 600, 420
# What it is worth that the report's sentence has the figure too, or another one of its unit.
SAME_FIGURE, SAME_UNIT = 1.5, 1.0
# What a sentence opens with that goes on from the one before it.
GOES_ON = re.compile(
    r"^(?:[-–•*]\s+)?(?:il|elle|ils|elles|ce|cet|cette|ces|cela|ca|celui-ci|celle-ci|son|sa|ses|leurs?|soit|dont|parmi|sur ce|au total|en outre|"
    r"il s'agit|s'y|y|it|they|this|that|these|those|its|their|of these|among)\b"
)


def said_by_the_report(
    sentence: str, cited: Sequence[Passage], *, english: bool, refuted: bool = True
) -> tuple[Passage, str] | None:
    """What the cited passages say most like ``sentence``, with its passage; None where nothing is near.

    One sentence, with the one before it where it goes on from that (« Il protège… »).

    Args:
        sentence: without markers.
        english: it is in English; what is given is in the report's language all the same.
        refuted: something in it is wrong; else less of it has to stand in the report's sentence.
    """
    least_shared, least_words = (
        (LEAST_SHARED, LEAST_WORDS) if refuted else (LEAST_SHARED_UNREFUTED, LEAST_WORDS_UNREFUTED)
    )
    said = content_words(sentence, english=english)
    counted = [f.quantity for f in figures(sentence)]
    best: tuple[float, Passage, str] | None = None
    for passage in cited:
        for place, statement in zip(places(passage), statements(passage), strict=False):
            shared = sum(graded(w.folded, place.own, english=english) for w in said)
            near = _nearness(said, counted, place, statement, english)
            text = _readable(passage, statement)
            enough = near >= max(least_words, least_shared * len(said)) and (shared or not said)
            # The first of equals is the one read first.
            if text and enough and (best is None or near > best[0]):
                best = near, passage, text
    return best and best[1:]


def _nearness(
    said: Sequence[Word], counted: Sequence[Quantity], place: Place, statement: Statement, english: bool
) -> float:
    """How much of what is said a sentence says: its words, those it goes on from for half, its figures."""
    words = sum(place.worth(w.folded, english=english) for w in said)
    stated = [f.quantity for f in statement.figures]
    worths = (
        max(
            (SAME_FIGURE if states(s, q) else SAME_UNIT for s in stated if of_one_unit(s, q)),
            default=0.0,
        )
        for q in counted
    )
    return words + sum(worths)


def _readable(passage: Passage, statement: Statement) -> str:
    """A sentence as it can be read alone; empty for what is too long. Of a line that announces a list what comes before it."""
    text = _shown(passage, statement.start, statement.end)
    if GOES_ON.match(fold(statement.text)) and statement.position and not statement.is_item:
        together = _shown(passage, statements(passage)[statement.position - 1].start, statement.end)
        text = together if len(together) <= LONGEST_TOGETHER else text
    return "" if len(text) > LONGEST else text


def _shown(passage: Passage, start: int, end: int) -> str:
    text = squeeze(passage.text[start:end]).lstrip("-–•* ").rstrip(" ;,")
    return f"{text.rstrip(' :')} […]" if text.endswith(":") else text

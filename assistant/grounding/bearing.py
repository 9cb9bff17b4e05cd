"""Does each of several passages that a sentence cites bear something of it, or is one cited for nothing?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.figures import figures
from assistant.french.numbers import Quantity, states
from assistant.french.text import Word
from assistant.grounding.light import content_words
from assistant.grounding.stated import Place, graded, places, stated_figures
from assistant.grounding.wording import closest
from assistant.types import Passage

# So much of a sentence each of its passages has to have, unless it has what the others do not.
LEAST_BORNE, FEWEST_ALONE = 0.5, 2


def all_bear_it(sentence: str, cited: Sequence[Passage], english: bool) -> bool:
    """Whether each of several passages that a sentence cites has half of its words, or a figure or two words that no other has."""
    different = {p.passage_id: p for p in cited}.values()
    if len(different) < 2:
        return True
    content = content_words(sentence, english=english)
    said = [f.quantity for f in figures(sentence) if not f.quantity.spelled]
    for passage in different:
        if closest(content, [passage], english=english)[1] >= LEAST_BORNE:
            continue
        others = [p for p in different if p is not passage]
        if any(_states(passage, q) and not any(_states(o, q) for o in others) for q in said):
            continue
        elsewhere = [p for other in others for p in places(other)]
        if sum(_has_alone(w, places(passage), elsewhere, english) for w in content) < FEWEST_ALONE:
            return False
    return True


def _states(passage: Passage, quantity: Quantity) -> bool:
    return any(states(s.quantity, quantity) for s in stated_figures(passage))


def _has_alone(word: Word, mine: Sequence[Place], others: Sequence[Place], english: bool) -> bool:
    """Whether one passage has the word itself, and the others nothing like it."""
    has = any(graded(word.folded, p.own, english=english) == 1 for p in mine)
    return has and not any(graded(word.folded, p.own, english=english) for p in others)

"""Does a sentence say, in words, what the passages that it cites say?

Words are looser than figures: a faithful sentence may use others. What is held against it is that too few of its words stand in
the passages at all, that it says the contrary (« hausse » for « baisse », a negation), or that it calls done what is planned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.french.contrasts import NEGATION, contrast
from assistant.french.text import Word, fold, words
from assistant.grounding.stated import HEADING, Place, StatedFigure, places
from assistant.grounding.unsupported import Unsupported
from assistant.types import Passage

# How much of its words the nearest sentence of the passages must have, by what else is held against it; from how many words on.
NEAR_ENOUGH, NEAR_ENOUGH_WITH_FIGURES = 0.55, 0.4
IN_ENGLISH, IN_ENGLISH_WITH_FIGURES = 0.45, 0.3
FEWEST_WORDS = 3
_PLAN = (
    r"\bobjectifs?\b|\bprev(?:oit|oient|u|ue|us|ues|isionnels?|isionnelles?)\b|\battendue?s?\b|\bd'ici\b|\bhorizon\b|\bsera\b|\bseront\b|\bvis(?:e|ent|ant)\b|\bambition\w*|"
    r"\ba terme\b|\bpermettrai\w*|\bplanifi\w*|\bpourrai\w*|\bdevrai\w*|\b(?!inter|op|lib|cam|num|gen|cel|prosp|sinc)\w{3,}(?:era|eront|ira|iront|dra|dront|uira|uiront)\b"
)
PLANNED_BEFORE = re.compile(rf"(?:{_PLAN})[^,;:()\d]*$")
PLANNED_AFTER = re.compile(r"^[^,;:()\d]*(?:\bd'ici\b|\bhorizon\b|\b(?:prev|attend|vis|planifi)(?:u|us|ue|ues|e|es|ee|ees)\b)")
SAID_PLANNED = re.compile(
    _PLAN
    + r"|\bprojet\w*|\bpour 20\d\d|\bprochain\w*|\bfutur\w*|\bcible\w*|\bbut\b|\w+rai(?:t|ent)\b|\bdoi(?:t|vent)\b|\bestim\w*|\bpromet\w*|\bcompte\b|\bva\b|\bvont\b|\bpour atteindre|\bavant 20|"
    r"\bwill\b|\bwould\b|\bcould\b|\bshould\b|\baim\w*|\bprojected\b|\bintend\w*|\btarget\w*|\bgoals?\b|\bplan\w*|\bexpect\w*|\bforecast\w*|\bby 20|\bto be\b|\bdue\b|\bcut\b.*\bby\b"
)
# « zéro énergie fossile » for « n'utilise plus d'énergie fossile ».
ABSENT = re.compile(r"\b(?:zero|sans|hors|non|fin|interdi\w*|limit\w*|evit\w*|supprim\w*|without|free|no|out of|outside|dispens\w*|exempt\w*) ")
# « 100 % - 74 % = 26 % n'en ont pas ».
LEFT_OVER = re.compile(r"\d %? ?[-−–] \d")
# How far from a figure its « objectif de » or « d'ici 2030 » may stand.
BEFORE_FIGURE, AFTER_FIGURE = 60, 40


def unsupported_wording(
    sentence: str, content: Sequence[Word], cited: Sequence[Passage], *, english: bool, figures: bool
) -> list[Unsupported]:
    """What a sentence says in words of its own, or against the passages.

    Args:
        content: its content words.
        figures: it states some, which are held against the passages as well.
    """
    problem = [Unsupported("wording", sentence, sentence)]
    place, share = closest(content, cited, english=english)
    if english:
        enough = IN_ENGLISH_WITH_FIGURES if figures else IN_ENGLISH
    else:
        enough = NEAR_ENOUGH_WITH_FIGURES if figures else NEAR_ENOUGH
    if len(content) >= FEWEST_WORDS and share < enough:
        return problem
    if place is None:
        return []
    said, stated = fold(sentence), fold(place.text)
    if contrast(sentence, place.text):
        return problem
    denied, denies = bool(NEGATION.search(said)), bool(NEGATION.search(stated))
    without = denied and (ABSENT.search(stated) or LEFT_OVER.search(said))
    if denied != denies and not without and not (denies and ABSENT.search(said)):
        return problem
    return []


def closest(content: Sequence[Word], cited: Sequence[Passage], *, english: bool) -> tuple[Place | None, float]:
    """The sentence of the passages that has most of the words, and how much of them; None when none has any."""
    found = [p for passage in cited for p in places(passage) if p.position != HEADING]
    worth = [sum(p.worth(w.folded, english=english) for w in content) for p in found]
    if not found or not max(worth):
        return None, 0.0
    best = max(range(len(found)), key=lambda i: worth[i])
    return found[best], worth[best] / len(content)


def is_called_done(source: StatedFigure, said: str) -> bool:
    """Whether the passage only plans what a figure says, and the answer does not."""
    if source.place.position == HEADING:
        return False
    text = fold(source.place.text)
    start, end = source.start, source.end
    before, after = text[max(0, start - BEFORE_FIGURE) : start], text[end : end + AFTER_FIGURE]
    return bool(PLANNED_BEFORE.search(before) or PLANNED_AFTER.search(after)) and not SAID_PLANNED.search(fold(said))

"""Does a passage state the figures of a sentence, and state them of the same thing?

A value that stands somewhere in the passage is not enough: « la digue mesure 41 mètres » has the lighthouse's height. So the
words around a figure of the answer are held against those around each figure of that value, and of every other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.figures import Figure
from assistant.french.equivalents import is_known, stands_for
from assistant.french.numbers import Quantity, states
from assistant.french.text import Word, fold, stem
from assistant.grounding.light import BEFORE_NOUN
from assistant.grounding.wording import is_called_done
from assistant.grounding.stated import COUNTED, Place, StatedFigure, graded

MORE = re.compile(r"\bplus d|^\+ d|\bau moins|more than|over|at least")
LESS = re.compile(r"\bmoins d|\bau plus|\bjusqu'a|less|under|fewer|up to|at most")
# « un » is an article, « zéro » mostly part of a name.
ORDINARY_SMALL = 1.0
# From a unit as it is written to the one that it is kept in.
FACTORS = (1.0, 1e3, 1e6, 1e9, 100.0, 1e-4, 1e-3)
BEFORE = 32
EXCEEDS = re.compile(r"\b(?:depass\w*|exced\w*|superieure?s? a|au-dela de|exceed\w*)(?: (?:les?|la|l'))? ?$")
IS_CAPPED = re.compile(r"\b(?:plafonn\w+ a|limite\w* a|maximum de|ne depass\w+ pas|inferieure?s? a|capped at|limited to)(?: (?:les?|la|l'))? ?$")
# How much nearer the words may stand to another figure of the kind: one of the same sentence, of another one.
NEARER, NEARER_ELSEWHERE, MUCH_NEARER, FAR_NEARER = 0.12, 0.8, 1.9, 3.0
NAME_WEIGHT = 2.0

# What may stand between a number and its noun, besides adjectives.
TO_NOUN = re.compile(r"\b(?:de|des|d'|of|l'|\w+-$)|[-'\s]+$")

# « 53 000 hectares supplémentaires » are not all there are.
ADDED = re.compile(r"supplement|\bplus\b|\bautres?\b|\baddition|\bnouve|\bfurther\b|\bmore\b|\bextra\b|\bother|\bajout|\boutre\b|\brenfor|\bencore\b|\balso\b|\begalement\b|\baussi\b")

Fault = Literal["figure", "reservation", "counted"]


def is_ordinary(said: Quantity) -> bool:
    """Whether a number word is more likely an article."""
    return said.spelled and said.value <= ORDINARY_SMALL


def sources_of(
    figure: Figure,
    sentence: str,
    around: Sequence[Word],
    whole: Sequence[Word],
    stated: Sequence[StatedFigure],
    *,
    english: bool = False,
) -> tuple[list[StatedFigure], Fault | None]:
    """The figures of the passages that bear out one of an answer; what is wrong with it where there is none.

    Args:
        around: the content words of its clause, without the number itself.
        whole: those of its sentence.
        stated: every figure of the cited passages.
    """
    said = figure.quantity
    same = [s for s in stated if states(s.quantity, said) or (english and _is_that_age(said, s.quantity))]
    if not same:
        return [], "figure"
    reserved = reservation(said, sentence)
    same = [s for s in same if reserved in ("about", reservation(s.quantity, s.place.text, s.start))]
    same = [s for s in same if not is_called_done(s, sentence)]
    if not same:
        return [], "reservation"
    clause, all_words = _weighed(around, sentence), _weighed(whole, sentence)
    heads = heads_of(figure, sentence, around, english=english) if said.kind == "count" and not said.unit else []
    if len(stated) > 1 and not ADDED.search(fold(sentence)):
        same = [s for s in same if not s.added]
    found = [s for s in same if _is_of(said, heads, clause, all_words, s, stated, english)]
    return found, None if found else "counted"


Weighed = Sequence[tuple[str, float]]


def _weighed(content: Sequence[Word], sentence: str) -> list[tuple[str, float]]:
    """Folded words with what each counts: a name tells more than another word."""
    return [(w.folded, NAME_WEIGHT if w.text[:1].isupper() and w.start else 1.0) for w in content]


def _is_that_age(said: Quantity, stated: Quantity) -> bool:
    """« under 11 » for « moins de 11 ans »."""
    bare = said.kind == "count" and not said.unit and said.qualifier
    return bool(bare) and stated.kind == "age" and stated.value == said.value


def with_unit(figure: Figure, figures: Sequence[Figure], place: int, stated: Sequence[StatedFigure]) -> Figure:
    """« 85 hectares, dont 30 dans le bois », « de 18 à 33 % »: the figure with the unit of its neighbour, where it leaves its own out.

    Args:
        figures: all of the sentence; this one stands at ``place``.
    """
    said = figure.quantity
    if said.kind != "count" or said.unit or any(states(s.quantity, said) for s in stated):
        return figure
    for other in (*figures[place + 1 : place + 2], *figures[max(0, place - 1) : place]):
        near = other.quantity
        if near.kind == "date" or not near.unit:
            continue
        for source in stated:
            unit = source.quantity
            if (unit.kind, unit.unit) == (near.kind, near.unit) and any(
                abs(said.value * factor - unit.value) <= 1e-9 * max(1.0, unit.value) for factor in FACTORS
            ):
                return replace(figure, quantity=replace(said, value=unit.value, kind=unit.kind, unit=unit.unit))
    return figure


Reserved = Literal["none", "more", "less", "about"]


def reservation(quantity: Quantity, text: str, start: int | None = None) -> Reserved:
    """How a figure is reserved: « plus de », « jusqu'à », « environ », or by the verb before it (« dépasse », « plafonnée à »).

    Args:
        start: where it stands in ``text``; None for its own offset.
    """
    # « + 9 500 voyages » is a rise, « + de 250 actions » more than so many.
    if quantity.qualifier not in ("", "-", "+"):
        return "more" if MORE.search(quantity.qualifier) else "less" if LESS.search(quantity.qualifier) else "about"
    place = quantity.start if start is None else start
    before = fold(text[max(0, place - BEFORE) : place])
    return "more" if EXCEEDS.search(before) else "less" if IS_CAPPED.search(before) else "none"


def _is_of(
    said: Quantity,
    heads: Sequence[str],
    clause: Weighed,
    whole: Weighed,
    source: StatedFigure,
    stated: Sequence[StatedFigure],
    english: bool,
) -> bool:
    """Whether the figure of the answer is said of what the passage says it of."""
    rivals = [
        s for s in stated
        if (s.quantity.kind, s.quantity.unit) == (source.quantity.kind, source.quantity.unit)
        and not states(s.quantity, said)
        and not (said.kind == "date" and s.place.goes_on_from(source.place))
        and not (source.quantity.kind == "age" and _side(s) != _side(source))
    ]  # fmt: skip
    # « 107 entreprises » of « 273 entreprises, dont 107 sensibilisées » is not all of them: a word of the part has to be there.
    if source.apart.stems and not any(graded(w, source.apart, english=english) for w, _ in whole):
        return False
    if heads:
        near = max(source.counts(w, english=english) for w in heads)
        if not near:
            return False
        # What it counts decides between the figures of one sentence.
        theirs = [(r, max(r.counts(w, english=english) for w in heads)) for r in rivals]
        if any(worth > near and (r.place is source.place or worth == COUNTED) for r, worth in theirs):
            return False
        rivals = [r for r, worth in theirs if worth == near or r.place is not source.place]
    return not any(_nearer(clause, whole, r, source, english) for r in rivals)


def _side(figure: StatedFigure) -> Reserved:
    return reservation(figure.quantity, figure.place.text, figure.start)


def _nearer(clause: Weighed, whole: Weighed, rival: StatedFigure, source: StatedFigure, english: bool) -> bool:
    """Whether the words stand nearer to another figure of the kind."""

    def gain(words: Weighed, mine: StatedFigure | Place, theirs: StatedFigure | Place) -> float:
        return sum(
            weight * (theirs.worth(w, english=english) - mine.worth(w, english=english)) for w, weight in words
        )

    if rival.place is source.place:
        return _told_of_the_other(clause, rival, source, english) or gain(clause, source, rival) > NEARER * sum(weight for _, weight in clause)
    elsewhere = source.place, rival.place
    near, nearer = gain(clause, *elsewhere), gain(whole, *elsewhere)
    return (near > NEARER_ELSEWHERE and nearer > 0) or (nearer > MUCH_NEARER and near > 0) or (
        nearer > FAR_NEARER and near >= 0
    )


def _told_of_the_other(clause: Weighed, rival: StatedFigure, source: StatedFigure, english: bool) -> bool:
    """Whether more words of the clause stand in that of the other figure alone than in that of this one alone."""
    theirs = mine = 0.0
    for word, weight in clause:
        if stands_for(word, source.lead, english=english):
            continue
        of_theirs, of_mine = rival.is_told(word, english=english), source.is_told(word, english=english)
        theirs += weight * (of_theirs and not of_mine)
        mine += weight * (of_mine and not of_theirs)
    return theirs > mine


def heads_of(figure: Figure, sentence: str, around: Sequence[Word], *, english: bool) -> list[str]:
    """The noun right after the number, folded; in English the words of its group, since the noun comes last.

    None for a number whose noun is left unsaid (« 49 d'entre elles », « 27 se sont orientées ») or in English unknown.
    """
    end = figure.quantity.end
    counted = figure.counted[:3]
    after = [w for w in around if end <= w.start and w.end <= figure.end and stem(w.folded) in counted]
    after = [w for w in after if w.folded not in BEFORE_NOUN]
    if not after or any(w not in BEFORE_NOUN for w in TO_NOUN.sub("", fold(sentence[end : after[0].start])).split()):
        return []
    nouns = [w.folded for w in after]
    if english and not any(is_known(n) for n in nouns[:3]):
        return []
    if not english:
        return nouns[:1]
    return [*nouns[:3], *(" ".join(nouns[i : i + n]) for n in (2, 3) for i in range(len(nouns[:4]) - n + 1))]

"""Does a passage state the figures of a sentence, and state them of the same thing?

A value that stands somewhere in the passage is not enough: « la digue mesure 41 mètres » has the lighthouse's height. So the
words around a figure of the answer are held against those around each figure of that value, and of every other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from assistant.figures import Figure
from assistant.french.equivalents import is_known, stands_for
from assistant.french.numbers import Quantity, of_one_unit, states
from assistant.french.text import Word, fold, stem
from assistant.grounding.light import ADJECTIVE_ENDINGS, BEFORE_NOUN
from assistant.grounding.pairs import JOINED
from assistant.grounding.reservation import Reserved, reservation
from assistant.grounding.stated import COUNTED, Place, StatedFigure, graded, has_a_noun
from assistant.grounding.wording import is_called_done

# « un » is an article, « zéro » mostly part of a name.
ORDINARY_SMALL = 1.0
# « dont 36 électriques », « sur les 1 480 prévues »
A_PART = re.compile(
    r"\b(?:dont|parmi lesquel\w+|y compris|including|of which|sur les|sur|parmi les) (?:pres de |plus de |environ )?$"
)
OF_THEM = re.compile(
    r"\bd'entre (?:eux|elles)\b|\bparmi (?:eux|elles|lesquel\w+)\b|\bof (?:them|these|those|which|whom)\b|\bsur ce (?:nombre|total)\b"
)
# « 49 d'entre elles »: a number of what was named, not of a unit.
OF_ALL = re.compile(r"\s+(?:d['’]entre (?:eux|elles)|of (?:them|these|those))\b")
# What may stand between the words of an English noun group: « residents of the valley ».
IN_GROUP = re.compile(r"[\s'’s-]*(?:of\s(?:the\s)?)?")
VERSUS = re.compile(r"\bcontre\b|\bau lieu d|\bagainst\b|^[^,;]{0,25}\ba$|\bapres\b")
MILLION = 1e6
# From a unit as it is written to the one that it is kept in.
FACTORS = (1.0, 1e3, 1e6, 1e9, 100.0, 1e-4, 1e-3)
# How much nearer the words may stand to another figure of the kind: one of the same sentence, of another one.
NEARER, NEARER_ELSEWHERE, MUCH_NEARER, FAR_NEARER = 0.12, 0.8, 1.9, 2.5
NAME_WEIGHT = 2.0

ADJECTIVE = re.compile(rf"(?:{ADJECTIVE_ENDINGS})$")
NO_NOUN = frozenset("fin debut mi horizon".split())
PEOPLE = frozenset("personnes personne gens people persons".split())
PERSONS = tuple(
    """visiteurs visiteurs inscrits passagers salaries demandeurs habitants eleves beneficiaires usagers clients agents etudiants enfants jeunes adherents
    participants spectateurs locataires residents allocataires producteurs agriculteurs volontaires benevoles voyageurs randonneurs""".split()
)
# What may stand between a number and its noun, besides adjectives.
TO_NOUN = re.compile(r"\b(?:de|des|d'|of|l'|\w+-$)|[-'\s]+$")

# « 53 000 hectares supplémentaires » are not all there are.
ADDED = re.compile(
    r"supplement|\bplus\b|\bautres?\b|\baddition|\bnouve|\bfurther\b|\bmore\b|\bextra\b|\bother|\bajout|\boutre\b|\brenfor|\bencore\b|\balso\b|\begalement\b|\baussi\b"
)

THAT_OF = re.compile(r"\b(?:celles?|celui|ceux) d")
COMPLEMENT = re.compile(r"\b(?:des?|du|de la|de l'|d') ?(\w{3,})")

Fault = Literal["figure", "reservation", "counted"]


def is_ordinary(said: Quantity) -> bool:
    """Whether a number word is more likely an article."""
    return said.spelled and said.value <= ORDINARY_SMALL and not said.unit


def sources_of(
    figure: Figure,
    others: Sequence[Figure],
    sentence: str,
    around: Sequence[Word],
    whole: Sequence[Word],
    stated: Sequence[StatedFigure],
    *,
    english: bool = False,
) -> tuple[list[StatedFigure], Fault | None]:
    """The figures of the passages that bear out one of an answer; what is wrong with it where there is none.

    Args:
        others: all figures of its sentence.
        around: the content words of its clause, without the number itself.
        whole: those of its sentence.
        stated: every figure of the cited passages.
    """
    said = figure.quantity
    same = [s for s in stated if states(s.quantity, said) or (english and _is_that_age(said, s.quantity))]
    if not same and (years := _both_years(said, stated)):
        return years, None
    if not same:
        return [], "figure"
    reserved = reservation(said, sentence)
    same = [s for s in same if reserved in ("about", reservation(s.quantity, s.place.text, s.start))]
    same = [s for s in same if not is_called_done(s, sentence)]
    if not same:
        return [], "reservation"
    clause, all_words = _weighed(around, sentence), _weighed(whole, sentence)
    rivals = _rivals(said, others, stated)
    if len(stated) > 1 and not ADDED.search(fold(sentence)):
        same = [s for s in same if not _is_on_top(s, stated)]
        rivals = [(r, also) for r, also in rivals if also or not _is_on_top(r, stated)]
    part = bool(A_PART.search(fold(sentence[: said.start])))
    counts = said.kind == "count" and not said.unit
    heads = heads_of(figure, sentence, around, english=english, part=part) if counts else []
    of_them = part or bool(OF_THEM.search(fold(sentence)))
    if not of_them:
        # « 107 entreprises » of « 273 entreprises, dont 107 sensibilisées » is not all of them: a word of the part has to be there.
        same = [s for s in same if not s.apart.stems or any(graded(w, s.apart, english=english) for w, _ in all_words)]
    found = [s for s in same if _is_of(heads, part, clause, all_words, s, rivals, english)]
    return found, None if found else "counted"


Weighed = Sequence[tuple[str, float]]


def _weighed(content: Sequence[Word], sentence: str) -> list[tuple[str, float]]:
    """Folded words with what each counts: a name tells more than another word."""
    return [(w.folded, NAME_WEIGHT if w.text[:1].isupper() and w.start else 1.0) for w in content]


def _is_that_age(said: Quantity, stated: Quantity) -> bool:
    """« under 11 » for « moins de 11 ans »."""
    bare = said.kind == "count" and not said.unit and said.qualifier
    return bool(bare) and stated.kind == "age" and stated.value == said.value


def with_unit(
    sentence: str, figures: Sequence[Figure], place: int, stated: Sequence[StatedFigure], *, english: bool
) -> Figure:
    """« 85 hectares, dont 30 dans le bois », « de 18 à 33 % », « 38 millions »: the figure with the unit that it leaves out.

    Args:
        figures: all of the sentence; this one stands at ``place``.
    """
    figure = figures[place]
    said = figure.quantity
    if said.kind != "count" or said.unit or said.spelled or any(states(s.quantity, said) for s in stated):
        return figure
    if OF_ALL.match(sentence, said.end) or (not english and has_a_noun(sentence, figure)):
        return figure
    numbers = [f.quantity for f in (*figures[place + 1 :], *reversed(figures[:place])) if f.quantity.kind != "date"]
    units = [(q.kind, q.unit) for q in numbers if q.unit]
    for source in stated:
        unit = source.quantity
        if not unit.unit:
            continue
        near = (unit.kind, unit.unit) in units
        # With no noun of its own, or millions, the value alone tells what it is.
        alone = not figure.shown or said.value >= MILLION
        whole = (1.0,) if near or alone else ()
        factors = FACTORS if near and unit.kind != "duration" and said.value < MILLION else whole
        if any(abs(said.value * factor - unit.value) <= 1e-9 * max(1.0, unit.value) for factor in factors):
            return replace(figure, quantity=replace(said, value=unit.value, kind=unit.kind, unit=unit.unit))
    return figure


def _both_years(said: Quantity, stated: Sequence[StatedFigure]) -> list[StatedFigure]:
    """« entre 2021 et 2024 » where the passage says « 18 % en 2021 » and « 33 % en 2024 »: where one sentence has both."""
    if said.unit != "période":
        return []
    years = {int(said.value) // 10000, int(said.value) % 10000}
    if len(years) < 2:
        return []
    found: dict[int, list[StatedFigure]] = {y: [] for y in years}
    for s in stated:
        year = int(s.quantity.value) // 10000
        if s.quantity.kind == "date" and s.quantity.unit != "période" and year in found:
            found[year].append(s)
    first, *others = found.values()
    return [s for s in first if all(any(o.place is s.place for o in other) for other in others)]


def _is_on_top(figure: StatedFigure, stated: Sequence[StatedFigure]) -> bool:
    """Whether it comes on top of what the passage states beside it: « 53 000 hectares supplémentaires »."""
    return figure.added and (
        figure.partial
        or any(
            bool(s.quantity.unit)
            and not s.added
            and of_one_unit(s.quantity, figure.quantity)
            and s.place.passage.passage_id == figure.place.passage.passage_id
            for s in stated
        )
    )


Rivals = Sequence[tuple[StatedFigure, bool]]
"""Figures that might have been meant, each with whether the sentence says it as well."""


def _rivals(said: Quantity, others: Sequence[Figure], stated: Sequence[StatedFigure]) -> Rivals:
    # What is dated by a number beside it is held against that (`pairs`).
    numbers = any(f.quantity.kind != "date" and not f.quantity.spelled for f in others)
    return [
        (s, any(states(s.quantity, f.quantity) for f in others))
        for s in stated
        if not states(s.quantity, said) and not (said.kind == "date" and numbers)
    ]


def _is_of(
    heads: Sequence[str],
    part: bool,
    clause: Weighed,
    whole: Weighed,
    source: StatedFigure,
    all_rivals: Rivals,
    english: bool,
) -> bool:
    """Whether the figure of the answer is said of what the passage says it of.

    Args:
        heads: the noun that it counts.
        part: it is said to be a part (« dont 36 électriques »), the whole of which may be said beside it.
    """
    rivals = [(r, also) for r, also in all_rivals if _is_rival(r, source)]
    if heads:
        near = max(source.counts(w, english=english) for w in heads)
        if not near:
            return False
        # What it counts decides between the figures of one sentence.
        theirs = [(r, also, max(r.counts(w, english=english) for w in heads)) for r, also in rivals]
        if any(
            worth > near and (r.place is source.place or worth == COUNTED)
            for r, also, worth in theirs
            if not (part and also)
        ):
            return False
        rivals = [(r, also) for r, also, worth in theirs if worth == near or r.place is not source.place]
    return not any(_nearer(clause, whole, r, source, also, english) for r, also in rivals)


def _is_rival(rival: StatedFigure, source: StatedFigure) -> bool:
    """Whether another figure could be taken for this one: same kind and unit, and not the other end of one statement."""
    if not of_one_unit(rival.quantity, source.quantity):
        return False
    if source.quantity.kind == "date" and rival.place.goes_on_from(source.place):
        return False
    if source.quantity.kind == "age" and _side(rival) != _side(source):
        return False
    return rival.place is not source.place or not _is_pair(rival, source)


def _is_pair(one: StatedFigure, other: StatedFigure) -> bool:
    """« 31 %, contre 26 % en 2018 », « du 15 mars au 31 août »: two values of one thing, told apart by their dates alone."""
    first, second = sorted((one, other), key=lambda f: f.start)
    between = fold(first.place.text[first.end : second.start]).strip()
    return bool(VERSUS.search(between) if second.quantity.kind != "date" else JOINED.fullmatch(between))


def _side(figure: StatedFigure) -> Reserved:
    return reservation(figure.quantity, figure.place.text, figure.start)


def _nearer(
    clause: Weighed, whole: Weighed, rival: StatedFigure, source: StatedFigure, also: bool, english: bool
) -> bool:
    """Whether the words of the clause stand nearer to another figure of the kind.

    Args:
        also: the sentence says that figure as well, so that it is less likely to be the one meant.
    """

    def gain(words: Weighed, mine: StatedFigure | Place, theirs: StatedFigure | Place) -> float:
        return sum(weight * (theirs.worth(w, english=english) - mine.worth(w, english=english)) for w, weight in words)

    if rival.place is source.place:
        if _told_of_the_other(clause, rival, source, english):
            return True
        return not also and gain(clause, source, rival) > NEARER * sum(weight for _, weight in clause)
    elsewhere = source.place, rival.place
    near, nearer = gain(clause, *elsewhere), gain(whole, *elsewhere)
    return (
        (near > NEARER_ELSEWHERE and nearer > NEARER_ELSEWHERE)
        or (nearer > MUCH_NEARER and near > 0)
        or (nearer > FAR_NEARER and near >= 0)
    )


def _told_of_the_other(clause: Weighed, rival: StatedFigure, source: StatedFigure, english: bool) -> bool:
    """Whether more words of the clause stand in that of the other figure alone than in that of this one alone."""
    theirs = mine = 0.0
    shared = _shared_with(rival, source)
    for word, weight in clause:
        if stands_for(word, source.lead, english=english) or stem(word) in shared:
            continue
        of_theirs, of_mine = rival.is_told(word, english=english), source.is_told(word, english=english)
        theirs += weight * (of_theirs and not of_mine)
        mine += weight * (of_mine and not of_theirs)
    return theirs > mine


def _shared_with(rival: StatedFigure, source: StatedFigure) -> frozenset[str]:
    """« La consommation des piscines a baissé de 31 % et celle des gymnases de 12 %. »: stems that the second figure is told
    with although they stand with the first; all but what it is set against, « piscines »."""
    first, second = sorted((rival, source), key=lambda f: f.start)
    text = fold(first.place.text)
    if not THAT_OF.search(text, first.end, second.start):
        return frozenset()
    return first.before.stems - {stem(complement) for complement in COMPLEMENT.findall(text[: first.start])}


def group_of(figure: Figure, sentence: str, around: Sequence[Word], *, english: bool) -> list[Word]:
    """The content words after the number that belong to its noun; in English the first other word ends them, « of » apart."""
    end = figure.quantity.end
    after = [w for w in around if end <= w.start and w.end <= figure.end]
    apart = (
        i
        for i, (one, other) in enumerate(pairwise(after), start=1)
        if not IN_GROUP.fullmatch(sentence, one.end, other.start)
    )
    return after[: next(apart, len(after))] if english else after


def heads_of(figure: Figure, sentence: str, around: Sequence[Word], *, english: bool, part: bool = False) -> list[str]:
    """The noun right after the number, folded; in English the words of its group, since the noun comes last.

    None for a number whose noun is left unsaid (« 49 d'entre elles », « 27 se sont orientées ») or in English unknown.
    """
    end = figure.quantity.end
    counted = figure.counted[:3]
    group = group_of(figure, sentence, around, english=english)
    after = [w for w in group if stem(w.folded) in counted and w.folded not in BEFORE_NOUN]
    if not after or after[0].folded in NO_NOUN or (part and ADJECTIVE.search(after[0].text)):
        return []
    if any(w not in BEFORE_NOUN for w in TO_NOUN.sub("", fold(sentence[end : after[0].start])).split()):
        return []
    nouns = [w.folded for w in after]
    if nouns[0] in PEOPLE:
        return [*PERSONS, *nouns[:1]]
    if english and not any(is_known(n) for n in nouns[:3]):
        return []
    if not english:
        return nouns[:1]
    return [*nouns[:3], *(" ".join(nouns[i : i + n]) for n in (2, 3) for i in range(len(nouns[:4]) - n + 1))]

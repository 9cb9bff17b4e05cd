"""Do the figures of one sentence belong together, as the passage has them?

Each may be stated, and of the right thing, and the sentence be false all the same: the number of one year with another year,
or one number said of two things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.figures import Figure, figures
from assistant.french.numbers import Quantity, states
from assistant.french.text import fold
from assistant.grounding.stated import HEADING, Place, StatedFigure

BorneOut = Sequence[tuple[Figure, Sequence[StatedFigure]]]
# What ends the reach of a date; « contre 26 % en 2018 » has a date of its own.
BREAK = re.compile(r"[,;:]\s|\s(?:et|dont|puis|mais|and|but|of which)\s")
JOINED = re.compile(r"(?:au|a|et|-|–|to|and|until)")
# « entre le 15 mars et le 31 août », « en 2030 par rapport à 2019 »: the two dates differ, or nothing is said.
FROM_TO = re.compile(rf"(?:{JOINED.pattern}|par rapport (?:a|au)|contre|compared (?:to|with))(?: l[ea]| the| en| in)?")
SET_AGAINST = re.compile(r"^[^.;]*\b(?:contre|alors qu|au lieu de|against|up from|down from|compared)")
_THAN = r"\b(?:contre|au lieu de|against|compared (?:to|with)|up from|down from)"
VERSUS = re.compile(rf"{_THAN}\b[^,;:]*$")

# « 88 %, contre 82 % en 2021 »: what stands right after it is what was.
WAS = re.compile(rf"{_THAN} (?:seulement |les )?$")
TOLD_AS_PAST = re.compile(
    r"\b(?:etai(?:t|ent)|avai(?:t|ent)|avant|auparavant|precede\w*|initial\w*|au depart|passe\w* d|jusqu'alors|contre|au lieu d|anciennement"
    r"|was|were|had|before|previous\w*|initially|formerly|from|against|compared)\b"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a number: those told right with it, and those said before it of all that follows."""

    own: tuple[Quantity, ...]
    lead: tuple[Quantity, ...]
    after: tuple[Quantity, ...] = ()
    """The first one after it, where there is no other."""

    @property
    def all(self) -> tuple[Quantity, ...]:
        """Its own where it has any, else what is said before it, else after it."""
        return self.own or self.lead or self.after


NO_DATE = Dated((), ())


@lru_cache(maxsize=8192)
def dates_by_number(text: str) -> dict[int, Dated]:
    """Dates of every number of a sentence, by the offset where the number begins."""
    found = [f.quantity for f in figures(text)]
    numbers = [q for q in found if q.kind != "date"]
    dates = [q for q in found if q.kind == "date"]
    folded = fold(text)
    own: dict[int, list[Quantity]] = {n.number_start: [] for n in numbers}
    lead: list[tuple[int, Quantity]] = []
    for date in dates:
        # All numbers of its clause that have none yet: « 115 points sur 24 sites en 2025 ».
        before = [n for n in numbers if n.end <= date.start and not BREAK.search(text[n.end : date.start])]
        after = next((n for n in numbers if n.start >= date.end), None)
        for number in before:
            if not own[number.number_start]:
                own[number.number_start].append(date)
        if before:
            continue
        if after is not None and not text[date.end : after.start].strip(" (:="):
            own[after.number_start].append(date)  # « 2024 (700 tonnes) »
        else:
            lead.append((date.start, date))
    read = {}
    for number in numbers:
        versus = VERSUS.search(folded[: number.start])
        earlier = () if versus else tuple(d for place, d in lead if place < number.start)
        later = tuple(d for place, d in lead if place > number.start)[:1] if not earlier and not versus else ()
        read[number.number_start] = Dated(tuple(own[number.number_start]), earlier, later)
    return read


def out_of_step(sentence: str, borne_out: BorneOut) -> list[Figure]:
    """The figures that do not belong with another one of the sentence.

    Args:
        borne_out: the figures of a sentence, each with the figures of the passages that bear it out.
    """
    found = [figure for figure, _ in borne_out if _said_of_two(figure, borne_out)]
    found += [figure for figure in _not_comparable(sentence, borne_out) if figure not in found]
    found += [figure for figure in _of_one_date(sentence, borne_out) if figure not in found]
    found += [figure for figure in _told_as_present(sentence, borne_out) if figure not in found]
    dated = dates_by_number(sentence)
    places = {f.quantity.start: [s.place for s in sources] for f, sources in borne_out if f.quantity.kind == "date"}
    for figure, sources in borne_out:
        said = dated.get(figure.quantity.number_start)
        if figure.quantity.kind == "date" or said is None or not said.all or not sources:
            continue
        if all(_tells_another(s, said, places) for s in sources):
            found.append(figure)
    return found


def _said_of_two(figure: Figure, borne_out: BorneOut) -> bool:
    """Whether the sentence says a number twice that the passages state once."""
    said = figure.quantity
    if said.kind == "date":
        return False
    same = [found for f, found in borne_out if states(f.quantity, said) and states(said, f.quantity)]
    stated = {(s.place.passage.passage_id, s.place.position, s.start) for found in same for s in found}
    return len(stated) < len(same)


def _of_one_date(sentence: str, borne_out: BorneOut) -> list[Figure]:
    """« 25 millions en 2023 à 27 millions en 2023 »: two values of one thing, and one date for both."""
    dated = dates_by_number(sentence)
    numbers = [f for f, _ in borne_out if f.quantity.kind != "date"]
    found = []
    for one, other in pairwise(numbers):
        first, second = (dated.get(f.quantity.number_start, NO_DATE).own for f in (one, other))
        between = fold(sentence[one.quantity.end : other.quantity.start]).strip()
        against = SET_AGAINST.search(between) or between.endswith((" a", " to"))
        if against and len(first) == len(second) == 1 and first[0].value == second[0].value:
            found.append(other)
    return found


def _told_as_present(sentence: str, borne_out: BorneOut) -> list[Figure]:
    """The figures that the passage only gives as what was, in a sentence that says no date and nothing of the past."""
    if any(f.quantity.kind == "date" for f, _ in borne_out) or TOLD_AS_PAST.search(fold(sentence)):
        return []
    return [
        figure
        for figure, sources in borne_out
        if sources and all(WAS.search(fold(s.place.text[: s.start])) for s in sources)
    ]


def _not_comparable(sentence: str, borne_out: BorneOut) -> list[Figure]:
    """The figures set against one of another place (« 15 millions, contre 25 millions »), and dates that go from one to itself."""
    found = []
    for (one, its), (other, others) in pairwise(borne_out):
        between = fold(sentence[one.quantity.end : other.quantity.start])
        both = {one.quantity.kind, other.quantity.kind}
        if both == {"date"}:
            if FROM_TO.fullmatch(between.strip()) and states(one.quantity, other.quantity):
                found.append(other)
        elif "date" not in both and SET_AGAINST.search(between) and len(both) == 1:
            here = {(s.place.passage.passage_id, s.place.position) for s in its}
            if here.isdisjoint((s.place.passage.passage_id, s.place.position) for s in others):
                found.append(other)
    return found


def _tells_another(source: StatedFigure, said: Dated, places: dict[int, list[Place]]) -> bool:
    """Whether the place of a number tells it with other dates than the sentence does."""
    if source.place.position == HEADING:
        return False
    number_start = source.start + (source.quantity.number_start - source.quantity.start)
    stated = dates_by_number(source.place.text).get(number_start)
    if stated is None or not stated.all:
        return False
    if any(states(s, d) or states(d, s) for s in stated.all for d in said.all):
        return False
    dated_at = [p for d in said.all for p in places.get(d.start, [])]
    if not said.own and source.place.is_item and any(source.place.goes_on_from(p) for p in dated_at):
        return False  # « Depuis 2023 : - 90 agents formés… »
    if stated.own or stated.lead:
        return True
    # What no date is told with may be dated by the sentence before or after.
    return not any(source.place.goes_on_from(p) or p.goes_on_from(source.place) for p in dated_at)

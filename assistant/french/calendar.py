"""On which days of the week, in which months: what a question names, and what a statement says from when to when.

``days_told("ouvert du lundi au vendredi")`` is {0, 1, 2, 3, 4}; a range may go past the end of the year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.french.numbers import MONTHS

ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEASONS: dict[str, tuple[int, ...]] = {
    "hiver": (12, 1, 2),
    "printemps": (3, 4, 5),
    "ete": (6, 7, 8),
    "automne": (9, 10, 11),
}
_MONTH = "|".join(MONTHS)
_DAY = "|".join(DAYS)
_NUMBER_OF_DAY = {day: n for days in (DAYS, ENGLISH_DAYS) for n, day in enumerate(days)}

DAY_RANGE = re.compile(rf"\bdu ({_DAY}) au ({_DAY})\b")
DAY = re.compile(rf"\b({'|'.join(_NUMBER_OF_DAY)})s?\b")
WEEKEND = re.compile(r"\bweek-?ends?\b")
MONTH_RANGE = re.compile(
    rf"\b(?:de |d'|entre |de la mi-|de (?:la )?fin |du \d{{1,2}}(?:er)? |entre le \d{{1,2}}(?:er)? )({_MONTH})(?: (?:19|20)\d\d)?"
    rf" (?:a |au |et |au \d{{1,2}}(?:er)? |et le \d{{1,2}}(?:er)? |a la mi-|a (?:la )?fin (?:d[e'] ?)?)({_MONTH})\b"
)
ASKED_MONTH = re.compile(rf"\b(?:en|au mois d[e'] ?) ?({_MONTH})\b(?! (?:19|20)\d\d)")
ASKED_SEASON = re.compile(r"\b(?:en |l'|(?:en )?plein |au )(hiver|printemps|ete|automne)\b")


@dataclass(frozen=True, slots=True)
class When:
    """Days of the week (0 for Monday) or months (1 to 12) that a question names.

    Attributes:
        words: the words that name them, with spaces between.
    """

    numbers: frozenset[int]
    of_week: bool
    words: str


def when_asked(folded: str) -> When | None:
    """The days or months that a folded question names; None without any."""
    days = [m[1] for m in DAY.finditer(folded)]
    if days or WEEKEND.search(folded):
        numbers = {_NUMBER_OF_DAY[d] for d in days} | ({5, 6} if WEEKEND.search(folded) else set())
        return When(frozenset(numbers), True, " ".join((*days, "week weekend end")))
    named: dict[str, tuple[int, ...]] = {m[1]: (_number(m[1]),) for m in ASKED_MONTH.finditer(folded)}
    named |= {m[1]: SEASONS[m[1]] for m in ASKED_SEASON.finditer(folded)}
    if not named:
        return None
    return When(frozenset(n for numbers in named.values() for n in numbers), False, " ".join((*named, "plein mois")))


def days_told(folded: str) -> frozenset[int]:
    """The days of the week that a folded text says, ranges filled."""
    found = {_NUMBER_OF_DAY[m[1]] for m in DAY.finditer(folded)} | ({5, 6} if WEEKEND.search(folded) else set())
    for match in DAY_RANGE.finditer(folded):
        found |= _between(DAYS.index(match[1]), DAYS.index(match[2]), 0, 7)
    return frozenset(found)


def months_told(folded: str) -> frozenset[int]:
    """The months of the ranges that a folded text says (« d'avril à octobre »); a single month is none."""
    found: set[int] = set()
    for match in MONTH_RANGE.finditer(folded):
        found |= _between(_number(match[1]), _number(match[2]), 1, 12)
    return frozenset(found)


def _number(month: str) -> int:
    return MONTHS.index(month) + 1


def _between(first: int, last: int, lowest: int, length: int) -> set[int]:
    """All from the first to the last, past the end where the last one comes earlier."""
    return {lowest + (first - lowest + step) % length for step in range((last - first) % length + 1)}

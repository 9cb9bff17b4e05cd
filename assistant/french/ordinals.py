"""Which one of several is meant: « la première édition », « la 3e édition », « the second edition »?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.french.numbers import Quantity
from assistant.french.text import fold, stem

_WORDS = {
    1: "premier premiere 1er 1ere 1re first", 2: "deuxieme second seconde 2e 2eme 2nd 2nde", 3: "troisieme 3e 3eme third", 4: "quatrieme 4e 4eme fourth",
    5: "cinquieme 5e 5eme fifth", 6: "sixieme 6e 6eme sixth", 7: "septieme 7e 7eme", 8: "huitieme 8e 8eme", 9: "neuvieme 9e 9eme", 10: "dixieme 10e 10eme",
}  # fmt: skip
ORDINALS = {word: number for number, words in _WORDS.items() for word in words.split()}
_PATTERN = re.compile(rf"\b({'|'.join(ORDINALS)}) ([a-z]{{3,}})")


def ordinals(text: str) -> dict[str, int]:
    """Stem of a noun to its place in a row: ``{"edit": 3}`` for « la 3e édition »; the first one of a noun counts."""
    found: dict[str, int] = {}
    for match in _PATTERN.finditer(fold(text)):
        found.setdefault(stem(match[2]), ORDINALS[match[1]])
    return found


def another_one(question: str, statement: str) -> bool:
    """Whether both speak of one noun and of another of its kind: the first edition, the third."""
    said = ordinals(statement)
    return any(noun in said and said[noun] != number for noun, number in ordinals(question).items())


def of_another_rank(question: str, asked: Iterable[Quantity], statement: str, told: Iterable[Quantity]) -> bool:
    """Whether what is told is of another one than what is asked, by its number or its word.

    Args:
        asked, told: the quantities of the question and of the statement.
    """
    wanted, ranked = ({q.value for q in found if q.kind == "rank"} for found in (asked, told))
    return (bool(wanted and ranked) and not wanted & ranked) or another_one(question, statement)

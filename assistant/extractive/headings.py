"""Which sections of a report does a question name, by number or by title?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.french.breadth import LAST, roman
from assistant.french.terms import Term
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.passages import NUMBERING
from assistant.types import Passage

Path = tuple[str, ...]
"""A breadcrumb of headings, widest first."""

TITLE_MET = 0.5
KEYWORD = re.compile(r"(partie|titre|chapitre|annexe|axe)\b")


def numbered(places: Sequence[tuple[str, int]], passages: Sequence[Passage]) -> list[Path]:
    """The sections that bear these numbers, in reading order; a chapter is looked for inside the part named with it.

    « Chapitre 3 » alone may be the third of every part: all of them are given. Empty when a number is nowhere.
    """
    within: list[Path] = [()]
    # Wide before narrow, whatever the order of the question.
    for unit, number in sorted(places, key=lambda place: place[0] != "partie"):
        within = [path for outer in within for path in _inside(outer, unit, number, passages)]
    return within


def _inside(outer: Path, unit: str, number: int, passages: Sequence[Passage]) -> list[Path]:
    """Sections below ``outer`` with that number; those that call themselves so, else those of the fitting depth."""
    paths = [path for path in _paths(passages) if path[: len(outer)] == outer and len(path) > len(outer)]
    called = [path for path in paths if (m := KEYWORD.match(fold(path[-1]))) and m[1] == unit]
    depth = len(outer) + 1 if unit == "partie" or outer else 2
    candidates = called or [path for path in paths if len(path) == depth and _number(path[-1])]
    if number == LAST:
        return candidates[-1:]
    return [path for path in candidates if _number(path[-1]) == number]


def _paths(passages: Sequence[Passage]) -> list[Path]:
    """Every section that has a passage, and those above it, in reading order."""
    return list(dict.fromkeys(p.section[:n] for p in passages for n in range(1, len(p.section) + 1)))


def _number(title: str) -> int:
    """The number that a heading bears: 2 for « Partie II – » and for « 2. »; 0 for none."""
    match = NUMBERING.match(title)
    if match is None:
        return 0
    written = fold(next((group for group in match.groups() if group), "")).split(".")[-1]
    return int(written) if written.isdigit() else roman(written)


def titled(terms: Sequence[Term], passages: Sequence[Passage]) -> Path | None:
    """The section whose own title speaks of all the terms: the widest one, then the first."""
    best: Path | None = None
    for path in _paths(passages):
        stems = frozenset(stem(w.folded) for w in words(path[-1]) if w.folded not in STOP_WORDS)
        if terms and all(t.worth(stems) >= TITLE_MET for t in terms) and (best is None or len(path) < len(best)):
            best = path
    return best

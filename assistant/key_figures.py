"""Which figures of the reports are worth a list of their own, and what does each of them count?

Every figure of every statement but those that say nothing alone: numbers of sections and bus lines, ordinals, the
years that merely date a sentence, the small numbers of prose (« trois axes »).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.figures import Figure, Statement, statements
from assistant.french.text import squeeze
from assistant.labels import BULLET, label
from assistant.types import KeyFigure, Passage

KINDS = {"percent": "share"}
# « trois axes », « six plans »: written out, and too small to be looked up.
SMALLEST_SPELLED = 10
# A number and nothing said of it: « (535, 83, 84) », « 16-25 ans ».
BARE = re.compile(r"\s?(?:[,;)]|-\d|–\d|$)")
# « de 8 h à 19 h » is a time of the day, not a duration.
CLOCK = re.compile(r"(?:1?\d|2[0-4])\s?h\b")
FIRST_DATE = 10_000
RANGE_BEFORE = re.compile(r"\d[-–]$")
IN_QUOTES = re.compile(r"[«\"“]\s?$")


def key_figures(passages: Sequence[Passage]) -> tuple[KeyFigure, ...]:
    """The figures of the passages in reading order, none twice."""
    years = _report_years(passages)
    found: dict[tuple[str, int], KeyFigure] = {}
    for passage in passages:
        for statement in statements(passage):
            for figure in statement.figures:
                if _is_worth_showing(passage.text, figure, years[passage.source]):
                    place = (passage.source, passage.start + figure.quantity.start)
                    found.setdefault(place, _record(passage, statement, figure))
    return tuple(found.values())


def _record(passage: Passage, statement: Statement, figure: Figure) -> KeyFigure:
    quantity = figure.quantity
    worded = label(statement.text, figure, statement.start, statement.figures)
    start = figure.start if quantity.kind == "date" else quantity.start
    return KeyFigure(
        value=quantity.value,
        unit="" if quantity.kind == "date" else quantity.unit,
        kind=KINDS.get(quantity.kind, quantity.kind),
        text=squeeze(passage.text[start : quantity.end]),
        label=squeeze(statement.text[worded.start : worded.end]),
        sentence=squeeze(BULLET.sub("", statement.text, count=1) if statement.is_item else statement.text),
        planned=worded.planned,
        partial=worded.partial,
        listed=statement.is_item,
        passage=passage,
    )


def _report_years(passages: Sequence[Passage]) -> dict[str, int]:
    """The year that each report is about: the one that it names most; of two, the earlier."""
    named: dict[str, Counter[int]] = {passage.source: Counter() for passage in passages}
    for passage in passages:
        named[passage.source].update(_years(passage))
    return {source: max(years, key=lambda y: (years[y], -y), default=0) for source, years in named.items()}


def _years(passage: Passage) -> Iterator[int]:
    for statement in statements(passage):
        for figure in statement.figures:
            if figure.quantity.kind == "date" and figure.quantity.unit == "année":
                yield int(figure.quantity.value) // 10_000


def _is_worth_showing(text: str, figure: Figure, report_year: int) -> bool:
    quantity = figure.quantity
    after, before = text[quantity.end : quantity.end + 4], text[: quantity.number_start]
    if quantity.kind == "rank" or RANGE_BEFORE.search(before):
        return False
    if quantity.kind == "date" and quantity.value < FIRST_DATE:
        return False  # « le 31 août » of no year
    if quantity.kind == "date":
        # A year that has passed only dates its sentence; one to come is an aim.
        return quantity.unit != "année" or int(quantity.value) // 10_000 > report_year
    if CLOCK.match(text, quantity.number_start):
        return False
    if quantity.kind in ("count", "duration") and quantity.spelled and quantity.value < SMALLEST_SPELLED:
        return False
    if quantity.unit == "" and not quantity.qualifier and not figure.partial and BARE.match(after):
        return False
    return quantity.value != 0 and bool(not IN_QUOTES.search(text[: quantity.start]) or quantity.unit)

"""Do the figures of one sentence belong together, as the passage has them?

Each may be stated, and of the right thing, and the sentence be false all the same: the number of one year with another year,
or one number said of two things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.figures import Figure
from assistant.french.numbers import Quantity, states
from assistant.grounding.stated import HEADING, StatedFigure, stated_figures

BorneOut = Sequence[tuple[Figure, Sequence[StatedFigure]]]
# Characters between a number and the date that it is told with.
ADJACENT = 8
BREAK = re.compile(r"[,;:)]")


def out_of_step(borne_out: BorneOut) -> list[Figure]:
    """The figures that do not belong with another one of the sentence.

    Args:
        borne_out: the figures of a sentence, each with the figures of the passages that bear it out.
    """
    found = [figure for figure, _ in borne_out if _said_of_two(figure, borne_out)]
    numbers = [(f, s) for f, s in borne_out if f.quantity.kind != "date"]
    for date, date_sources in borne_out:
        if date.quantity.kind != "date" or not numbers:
            continue
        number, sources = min(numbers, key=lambda pair: _gap(pair[0].quantity, date.quantity))
        if sources and all(_tells_another(s, date, date_sources) for s in sources):
            found.append(date)
    return found


def _said_of_two(figure: Figure, borne_out: BorneOut) -> bool:
    """Whether the sentence says a number twice that the passages state once."""
    said = figure.quantity
    if said.kind == "date":
        return False
    same = [found for f, found in borne_out if states(f.quantity, said) and states(said, f.quantity)]
    stated = {(s.place.passage.passage_id, s.place.position, s.start) for found in same for s in found}
    return len(stated) < len(same)


def _gap(one: Quantity, other: Quantity) -> int:
    return max(other.start - one.end, one.start - other.end)


def _tells_another(source: StatedFigure, date: Figure, date_sources: Sequence[StatedFigure]) -> bool:
    """Whether the place of a number tells it with another date than the sentence does."""
    place = source.place
    dates = [s for s in stated_figures(place.passage) if s.place is place and s.quantity.kind == "date"]
    if not dates or place.position == HEADING:
        return False
    here = [d for d in dates if states(d.quantity, date.quantity) or states(date.quantity, d.quantity)]
    if not here:
        # The passage may date it by the sentence before or after.
        return not any(place.goes_on_from(s.place) or s.place.goes_on_from(place) for s in date_sources)
    others = [d for d in dates if d not in here]
    return any(_adjacent(source, d) for d in others) and not any(_adjacent(source, d) for d in here)


def _adjacent(number: StatedFigure, date: StatedFigure) -> bool:
    """« 2024 (700 tonnes) »: nothing but a bracket or a small word stands between."""
    between = number.place.text[min(number.end, date.end) : max(number.start, date.start)]
    return len(between) <= ADJACENT and not BREAK.search(between)

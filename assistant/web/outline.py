"""How is a report laid out: which heading, which page, which passage comes after which?

Passages know the headings above them, not those that have no text of their own; both are found again here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.types import Passage
from assistant.web.blocks import legible
from assistant.web.places import page_numbers

MAX_ENTRIES = 60
"""A table of contents that is longer leaves out its deepest level, then the next."""


@dataclass(slots=True)
class Heading:
    """A heading of the page. ``level`` is that of its element: 2 for the widest, 6 at most."""

    id: str
    title: str
    level: int
    below: list[Heading] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in its report.

    Attributes:
        page: ``"Page 12"`` or ``"Pages 12 à 13"`` where that changes, else ``""``.
        headings: those that begin right above it, widest first.
        name: what a link to it is called, unlike that of any other passage of the report.
    """

    passage: Passage
    page: str
    headings: tuple[Heading, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole report in reading order, and its table of contents."""

    title: str
    places: tuple[Place, ...]
    contents: tuple[Heading, ...]


def outline(passages: Sequence[Passage]) -> Outline:
    """Lay out the passages of one report, which come in reading order. At least one."""
    top: list[Heading] = []
    trail: list[Heading] = []
    places: list[Place] = []
    above: tuple[str, ...] = ()
    pages, n_headings = "", 0
    n_named: Counter[str] = Counter()
    for passage in passages:
        opened: list[Heading] = []
        if passage.section != above:
            common = _n_common(above, passage.section)
            # Text that comes back to a wider heading stands below another one of the same words.
            common -= common == len(passage.section)
            del trail[max(common, 0) :]
            for title in passage.section[max(common, 0) :]:
                n_headings += 1
                heading = Heading(f"titre-{n_headings}", legible(title), min(6, len(trail) + 2))
                (trail[-1].below if trail else top).append(heading)
                trail.append(heading)
                opened.append(heading)
        page = page_mark(passage.pages) if passage.pages != pages else ""
        above, pages = passage.section, passage.pages
        title = legible(passage.section[-1] if passage.section else passage.document)
        n_named[title] += 1
        name = title if n_named[title] == 1 else f"{title} ({n_named[title]})"
        places.append(Place(passage, page, tuple(opened), name))
    return Outline(legible(passages[0].document), tuple(places), tuple(_shortened(top)))


def page_mark(pages: str) -> str:
    """``"7"`` gives ``"Page 7"``, ``"7-8"`` gives ``"Pages 7 à 8"``, with spaces that do not break."""
    numbers = legible(page_numbers(pages))
    return numbers[:1].upper() + numbers[1:]


def _n_common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _shortened(top: Sequence[Heading]) -> list[Heading]:
    """The headings down to the deepest level that leaves no more than ``MAX_ENTRIES``; the first level at least."""
    levels: list[int] = []
    row = list(top)
    while row and (not levels or sum(levels) + len(row) <= MAX_ENTRIES):
        levels.append(len(row))
        row = [heading for wider in row for heading in wider.below]
    return _down_to(top, len(levels))


def _down_to(headings: Sequence[Heading], depth: int) -> list[Heading]:
    if depth == 0:
        return []
    return [Heading(h.id, h.title, h.level, _down_to(h.below, depth - 1)) for h in headings]

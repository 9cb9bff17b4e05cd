"""Which passages of a report does someone look for: those that hold the very words, then the nearest ones?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from assistant.types import Passage
from assistant.web.blocks import legible
from assistant.web.matches import as_asked, marked, snippet, standing, telling_roots
from assistant.web.outline import Outline, Place, outline, page_mark
from assistant.web.places import passage_address

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

K = 10
K_OF_ONE_REPORT = 50
"""Passages searched for when those of the other reports are left out afterwards."""
MAX_EXACT = 20
MIN_SCORE, MIN_SHARE = 0.1, 0.5
"""A passage with none of the words asked for must score so much, and so much of the best one's score: words that are
in no report bring passages up by chance, at about 0.05."""


class Shelf:
    """The passages of one state of the index, and the layout of each report by its file name."""

    def __init__(self, passages: tuple[Passage, ...]) -> None:
        self.passages = passages
        of: dict[str, list[Passage]] = {}
        for passage in passages:
            of.setdefault(passage.source, []).append(passage)
        self.reports: dict[str, Outline] = {source: outline(ones) for source, ones in of.items()}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every passage in its place, by identifier, report by report."""
        return {place.passage.passage_id: place for report in self.reports.values() for place in report.places}

    @cached_property
    def texts(self) -> list[str]:
        """The texts of all passages."""
        return [passage.text for passage in self.passages]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage as it stands in a list of results."""

    address: str
    title: Markup
    origin: str
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        exact: passages that hold the words as asked, in reading order, at most ``MAX_EXACT`` of ``n_exact``.
        near: other passages, best first.
        has_words: whether a passage of either list holds at least one of the words.
    """

    exact: Sequence[Hit]
    n_exact: int
    near: Sequence[Hit]
    has_words: bool


def find(assistant: Assistant, shelf: Shelf, question: str, source: str = "") -> Found:
    """Search all reports, or the one of that file name. Raises: BadQuestion."""
    several = len(shelf.reports) > 1
    exact: list[Hit] = []
    seen: set[str] = set()
    for place in shelf.places.values():
        if source in ("", place.passage.source) and (hit := _exact_hit(place, question, several)):
            exact.append(hit)
            seen.add(place.passage.passage_id)
    found = assistant.search(question, K_OF_ONE_REPORT if source else K)
    roots = telling_roots(question, shelf.texts)
    enough = max([MIN_SCORE, *(MIN_SHARE * one.score for one in found[:1])])
    near = []
    has_words = bool(exact)
    for one in found:
        passage = one.passage
        if passage.passage_id in seen or source not in ("", passage.source):
            continue
        spans, in_title = standing(passage.text, roots), standing(_title(passage), roots)
        if spans or in_title or one.score >= enough:
            has_words = has_words or bool(spans or in_title)
            near.append(_hit(passage, marked(_title(passage), in_title), snippet(passage.text, spans), several))
    return Found(exact[:MAX_EXACT], len(exact), near[:K], has_words)


def _exact_hit(place: Place, question: str, several: bool) -> Hit | None:
    """The passage when its text, or a heading that begins at it, holds the words as asked."""
    passage = place.passage
    spans = as_asked(passage.text, question)
    headings = [h.title for h in place.headings if as_asked(h.title, question)]
    if not spans and not headings:
        return None
    title = headings[-1] if headings else _title(passage)
    return _hit(passage, marked(title, as_asked(title, question)), snippet(passage.text, spans), several)


def _hit(passage: Passage, title: Markup, text: Markup, several: bool) -> Hit:
    """With several reports, a passage says which one it is of."""
    wider = passage.section[:-1]
    parts = [passage.document] if several else []
    parts += [" › ".join(wider)] if wider else []
    page = page_mark(passage.pages)
    parts += [page[0].lower() + page[1:]] if page else []
    return Hit(passage_address(passage), title, legible(", ".join(parts)), text)


def _title(passage: Passage) -> str:
    return passage.section[-1] if passage.section else passage.document

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
    def texts(self) -> dict[str, str]:
        """The text of every passage as it is shown, by identifier."""
        return {passage.passage_id: legible(passage.text) for passage in self.passages}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage as it stands in a list of results."""

    passage: Passage
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
    exact: list[Hit] = []
    seen: set[str] = set()
    for place in shelf.places.values():
        if source in ("", place.passage.source) and (hit := _exact_hit(place, shelf, question)):
            exact.append(hit)
            seen.add(place.passage.passage_id)
    found = assistant.search(question, K_OF_ONE_REPORT if source else K)
    roots = telling_roots(question, list(shelf.texts.values()))
    enough = max([MIN_SCORE, *(MIN_SHARE * one.score for one in found[:1])])
    near = []
    has_words = bool(exact)
    for one in found:
        passage = one.passage
        # A new index may have taken the place of the one on this shelf while the search went on.
        if passage.passage_id in seen or passage.passage_id not in shelf.texts:
            continue
        if source not in ("", passage.source):
            continue
        text, title = shelf.texts[passage.passage_id], _title(passage)
        spans, in_title = standing(text, roots), standing(title, roots)
        if spans or in_title or one.score >= enough:
            has_words = has_words or bool(spans or in_title)
            near.append(_hit(passage, shelf, marked(title, in_title), snippet(text, spans)))
    return Found(exact[:MAX_EXACT], len(exact), near[:K], has_words)


def _exact_hit(place: Place, shelf: Shelf, question: str) -> Hit | None:
    """The passage when its text, or a heading that begins at it, holds the words as asked."""
    passage = place.passage
    text = shelf.texts[passage.passage_id]
    spans = as_asked(text, question)
    headings = [h.title for h in place.headings if as_asked(h.title, question)]
    if not spans and not headings:
        return None
    title = headings[-1] if headings else _title(passage)
    return _hit(passage, shelf, marked(title, as_asked(title, question)), snippet(text, spans))


def _hit(passage: Passage, shelf: Shelf, title: Markup, text: Markup) -> Hit:
    """With several reports, a passage says which one it is of."""
    wider = passage.section[:-1]
    parts = [passage.document] if len(shelf.reports) > 1 else []
    parts += [" › ".join(wider)] if wider else []
    page = page_mark(passage.pages)
    parts += [page.replace("P", "p", 1) if parts else page] if page else []
    return Hit(passage, passage_address(passage), title, legible(", ".join(parts)), text)


def _title(passage: Passage) -> str:
    return legible(passage.section[-1] if passage.section else passage.document)

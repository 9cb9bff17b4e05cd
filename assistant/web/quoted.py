"""How does a cited passage become paragraphs and lists, its supporting sentence marked?

Two pages show it, each in its own way. Every line is escaped by :func:`plain`: what comes from here is safe in
HTML, and in the markdown of Gradio.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from assistant.types import Citation
from assistant.web.plain import plain

__all__ = ["BULLET", "Block", "Look", "gathered", "passage_blocks", "quote_span"]

BULLET = re.compile(r"^\s*[-–•*]\s+")
Look = Literal["headline", "text", "list"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one line, or a list of several; every line is escaped already."""

    look: Look
    lines: tuple[Markup, ...]


def passage_blocks(citation: Citation) -> tuple[Block, ...]:
    """The whole passage, the supporting sentence in ``<mark>``."""
    return tuple(gathered(_marked(citation)))


def gathered(lines: Iterable[tuple[bool, Markup]]) -> Iterator[Block]:
    """Lines as ``(is an item, text)`` to blocks: items that follow one another are one list."""
    items: list[Markup] = []
    for is_item, line in lines:
        if is_item:
            items.append(line)
            continue
        if items and line:
            yield Block("list", tuple(items))
            items = []
        if line:
            yield Block("text", (line,))
    if items:
        yield Block("list", tuple(items))


def quote_span(citation: Citation) -> tuple[int, int]:
    """Where in its passage the supporting sentence stands: start and end, ``(0, 0)`` when it does not."""
    words = citation.quote.split()
    # The spaces of a quotation may be collapsed, those of the passage are not.
    found = re.search(r"\s+".join(map(re.escape, words)), citation.passage.text) if words else None
    return found.span() if found else (0, 0)


def _marked(citation: Citation) -> Iterator[tuple[bool, Markup]]:
    """The lines of a passage; of the supporting sentence, each line has the part that stands in it marked."""
    text = citation.passage.text
    quote_start, quote_end = quote_span(citation)
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        bullet = BULLET.match(line)
        first = start + (bullet.end() if bullet else 0)
        a, b = (min(max(place, first), end) for place in (quote_start, quote_end))
        marked = f"<mark>{plain(text[a:b])}</mark>" if a < b else ""
        written = plain(text[first:a]) + marked + plain(text[b:end])
        yield bool(bullet), Markup(written.strip())
        start = end + 1

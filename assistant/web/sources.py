"""How is a cited passage shown in its place: where it stands, what supports the answer, what is beside it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.types import Citation, Passage
from assistant.web.places import page_numbers, passage_address
from assistant.web.plain import plain, unbroken
from assistant.web.quoted import Block, passage_blocks

Neighbours = Callable[[str], tuple[Passage | None, Passage | None]]
"""The passages before and after the one of that identifier."""
Tools = Callable[[Citation], str]
"""HTML of what can be done with a source."""

MARKER = re.compile(r"\[(\d{1,3})\]")
# Enough to see what is spoken of; the whole is one link away.
EXCERPT_CHARS = 150


def alone(passage_id: str) -> tuple[None, None]:
    """`Neighbours` of a passage that is shown without any."""
    return None, None


def no_tools(citation: Citation) -> str:
    """`Tools` of a source that is only read."""
    return ""


def folded_html(citation: Citation, turn: int, neighbours: Neighbours, tools: Tools) -> str:
    """A source below its answer, to be unfolded. ``turn`` makes its id unique in the conversation."""
    return (
        f"<details class='source' id='source-{turn}-{citation.marker}'>"
        f"<summary>{plain(title(citation))}</summary>{in_its_place(citation, neighbours)}"
        f"{tools(citation)}</details>"
    )


def card_html(citation: Citation, neighbours: Neighbours) -> str:
    """A source open beside the conversation."""
    return f"<section class='carte'><h3>{plain(title(citation))}</h3>{in_its_place(citation, neighbours)}</section>"


def in_its_place(citation: Citation, neighbours: Neighbours) -> str:
    """The whole passage with its supporting sentence marked, an excerpt of what is around it, and the way there."""
    passage = citation.passage
    before, after = neighbours(passage.passage_id)
    # The name of a link says where it leads, for those who hear links one by one.
    where = f"{citation.marker}{plain(on_pages(citation))}"
    link = f"Lire dans le rapport<span class='lu'> (source {where}, nouvel onglet)</span>"
    text = "".join(map(_block_html, passage_blocks(citation)))
    return (
        f"{_neighbour('avant', 'Juste avant', before, passage)}<blockquote class='passage'>{text}</blockquote>"
        f"{_neighbour('apres', 'Juste après', after, passage)}<p class='origine'>{plain(passage.document)}<br>"
        f"<a class='lire' target='_blank' href='{plain(passage_address(passage))}'>{link}</a></p>"
    )


def title(citation: Citation) -> str:
    """``"Source 1 : Partie I › 1. Le SCoT, un pacte de sobriété pour 2040, page 7"``."""
    place = " › ".join(citation.passage.section) or citation.passage.document
    return unbroken(f"Source {citation.marker} : {place}{on_pages(citation)}")


def on_pages(citation: Citation) -> str:
    """``", page 7"``; empty where the pages are not known."""
    numbers = page_numbers(citation.passage.pages)
    return f", {numbers}" if numbers else ""


def at_markers(text: str, citations: Sequence[Citation]) -> Iterator[str | Citation]:
    """The pieces of an answer's text, and between them the citations whose ``[n]`` stood there.

    A marker without a citation stays in the text.
    """
    by_marker = {citation.marker: citation for citation in citations}
    end = 0
    for match in MARKER.finditer(text):
        if citation := by_marker.get(int(match[1])):
            yield text[end : match.start()]
            yield citation
            end = match.end()
    yield text[end:]


def _neighbour(side: str, label: str, neighbour: Passage | None, passage: Passage) -> str:
    """An excerpt of a neighbour: its end where it comes before, its beginning where it comes after."""
    if neighbour is None or not neighbour.text.strip():
        return ""
    text = " ".join(neighbour.text.split())
    if len(text) > EXCERPT_CHARS:
        text = f"… {_end(text)}" if side == "avant" else f"{_beginning(text)} …"
    # Its heading says more than a bare « before » when it is another one.
    other = neighbour.section[-1:] if neighbour.section != passage.section else ()
    heading = f", « {other[0]} »" if other else ""
    place, excerpt = plain(unbroken(label + heading)), plain(unbroken(text))
    return f"<p class='voisin {side}'><span class='ou'>{place}</span> <q>{excerpt}</q></p>"


def _end(text: str) -> str:
    return text[-EXCERPT_CHARS:].partition(" ")[2]


def _beginning(text: str) -> str:
    return text[:EXCERPT_CHARS].rpartition(" ")[0]


def _block_html(block: Block) -> str:
    if block.look == "list":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in block.lines)}</ul>"
    return f"<p>{block.lines[0]}</p>"

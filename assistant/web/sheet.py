"""How is an answer laid out on a page without script: paragraphs, lists, links to its sources?

The same words as in the conversation of ``markup``, but as records that a template writes: links say in
full where they lead, and the lists of a passage are lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.types import Answer, Citation
from assistant.web.markup import HEADLINE_CHARS
from assistant.web.places import passage_address
from assistant.web.plain import plain
from assistant.web.quoted import BULLET, Block, gathered, passage_blocks
from assistant.web.sources import at_markers, on_pages, title


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage, whole.

    Attributes:
        anchor: ``id`` of its section, where the markers of the answer lead.
        title: ``"Source 1 : Partie I › 1. Le SCoT, page 7"``.
        document: title of the report.
        address: of the passage in the reader, relative.
        blocks: the passage, the supporting sentence in ``<mark>``.
    """

    marker: int
    anchor: str
    title: Markup
    document: Markup
    address: str
    blocks: tuple[Block, ...]


def answer_blocks(answer: Answer) -> list[Block]:
    """The answer: its headline if the first line is a short one, then its sentences and lists."""
    lines = answer.text.strip().split("\n")
    headed = len(lines) > 1 and len(lines[0]) <= HEADLINE_CHARS and not BULLET.match(lines[0])
    written = [(bool(BULLET.match(line)), _linked(BULLET.sub("", line).strip(), answer.citations)) for line in lines]
    blocks = list(gathered(written))
    if headed:
        blocks[0] = Block("headline", blocks[0].lines)
    return blocks


def sources(answer: Answer) -> list[Source]:
    """The cited passages, in the order of their markers in the answer."""
    return [
        Source(
            citation.marker,
            _anchor(citation),
            Markup(plain(title(citation))),
            Markup(plain(citation.passage.document)),
            passage_address(citation.passage),
            passage_blocks(citation),
        )
        for citation in answer.citations
    ]


def _linked(text: str, citations: Sequence[Citation]) -> Markup:
    """``"234 000 hectares. [1]"``, escaped, with « (Source 1, page 7) » in place of the marker."""
    pieces = at_markers(text, citations)
    return Markup("".join(plain(p) if isinstance(p, str) else _link(p) for p in pieces))


def _link(citation: Citation) -> str:
    label = plain(f"Source {citation.marker}{on_pages(citation)}")
    return f'(<a class="renvoi" href="#{_anchor(citation)}">{label}</a>)'


def _anchor(citation: Citation) -> str:
    return f"source-{citation.marker}"

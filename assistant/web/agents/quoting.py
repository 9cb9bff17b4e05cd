"""How is a passage named in a note: report, headings, page?"""

from __future__ import annotations

from markupsafe import Markup

from assistant.types import Citation, Passage
from assistant.web.agents.written import written
from assistant.web.blocks import legible


def reference(passage: Passage) -> Markup:
    """``"<cite>Rapport annuel 2025</cite>, Partie I – Sanctuariser, 4. La mer, p. 10"``, headings in order."""
    title = Markup("<cite>{}</cite>").format(legible(passage.document))
    return Markup(", ").join([title, *map(legible, passage.section), *short_pages(passage.pages)])


def short_pages(pages: str) -> list[str]:
    """``["p. 10"]``, ``["p. 12-13"]``, with a space that does not break; nothing where pages are not known."""
    return [f"p.\u00a0{pages}"] if pages else []


def where(passage: Passage) -> str:
    """``"Partie I – Sanctuariser › 4. La mer, p. 10"``."""
    place = " › ".join(passage.section) or passage.document
    return legible(", ".join([place, *short_pages(passage.pages)]))


def source_tools(citation: Citation) -> str:
    """What an agent does with a source of an answer: quote it, quote the whole passage, read around it, compare it."""
    passage = citation.passage
    return written("source_tools.html", marker=citation.marker, passage=passage, reference=reference(passage))

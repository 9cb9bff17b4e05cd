"""How are a question, an answer and its sources written as HTML that cannot carry any of its own?

Gradio's markdown renders images, forms and inline styles, whoever wrote them. So every text of a
user, of a report or of a model goes through :func:`plain`, and everything else here is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from assistant.disclosure import disclose
from assistant.types import Answer, Citation

MARKER = re.compile(r"\[(\d{1,3})\]")
HEADLINE_CHARS = 90
BULLET = re.compile(r"^\s*[-–•*]\s+")

EMPTY_PANEL = (
    "<h2>Sources</h2><p class='vide'>Posez une question : les passages du rapport "
    "qui appuient la réponse s’affichent ici.</p>"
)
NO_SOURCE = "<h2>Sources</h2><p class='vide'>Aucun passage du rapport n’appuie cette réponse.</p>"


def plain(text: str) -> str:
    """``text`` as it is to be read: no character of it is markup, for HTML or for markdown.

    All ASCII punctuation becomes a character reference, line breaks become ``<br>``, so that the result
    has no line break: a blank line would end an HTML block, and markdown would begin again after it.
    Control and direction characters, which could make a text read as another one, are dropped.
    """
    return "".join(_reference(character) for character in text.replace("\r\n", "\n"))


def _reference(character: str) -> str:
    if character == "\n":
        return "<br>"
    if character.isascii() and not character.isalnum() and character not in " \t":
        return f"&#{ord(character)};" if character.isprintable() else ""
    if unicodedata.category(character) in ("Cc", "Cs") or character in "\u2028\u2029":
        return " "
    return "" if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" else character


def question_html(question: str) -> str:
    """A question as the visitor typed it, on one line."""
    return f"<p class='question'>{plain(' '.join(question.split()))}</p>"


def answer_html(answer: Answer, turn: int) -> str:
    """An answer with its own sources below it.

    Each paragraph is a block of its own: the page announces a block when it is added, and not again.

    Args:
        turn: place of the question in the conversation. It is part of the ids, so that ``[1]`` of
            one answer never leads to a source of another.
    """
    blocks = list(_blocks(answer.text, answer.citations, turn))
    if answer.notice:
        blocks.append(f"<p class='avis'>{plain(answer.notice)}</p>")
    blocks += [_source(citation, turn) for citation in answer.citations]
    shown = disclose(answer)
    # Gradio drops data attributes; the script of the page makes one of the class.
    origin = "ia-oui" if shown.generated_by_ai else "ia-non"
    blocks.append(f"<p class='mode {origin}'>{plain(shown.mode)}</p>")
    return "\n\n".join(blocks)


def pending_html() -> str:
    """What stands in place of an answer that is being written."""
    return "<p class='attente'>Recherche dans le rapport…</p>"


def panel_html(answer: Answer | None) -> str:
    """The sources of the latest answer, whole, for the column beside the conversation."""
    if answer is None:
        return EMPTY_PANEL
    if not answer.citations:
        return NO_SOURCE
    title = "Passage le plus proche" if answer.abstained else "Sources de la dernière réponse"
    cards = (
        f"<h3>{plain(source_title(citation))}</h3><div class='passage'>{_passage(citation)}</div>{_origin(citation)}"
        for citation in answer.citations
    )
    return f"<h2>{title}</h2>" + "".join(f"<section class='carte'>{card}</section>" for card in cards)


def error_html(message: str) -> str:
    """An advice to the visitor; nothing for an empty message."""
    return f"<p class='erreur'>{plain(message)}</p>" if message else ""


def _blocks(text: str, citations: Sequence[Citation], turn: int) -> Iterable[str]:
    """Paragraphs and lists of an answer; lines that open with a dash are the items of a list."""
    items: list[str] = []
    lines = text.strip().split("\n")
    # A short first line is the thing asked for; the sentences after it say more.
    headline = lines[0] if len(lines) > 1 and len(lines[0]) <= HEADLINE_CHARS else None
    for line in (*lines, ""):
        if BULLET.match(line):
            items.append(f"<li>{_linked(BULLET.sub('', line), citations, turn)}</li>")
            continue
        if items:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        if line.strip():
            look = "phrase essentiel" if line is headline else "phrase"
            yield f"<p class='{look}'>{_linked(line.strip(), citations, turn)}</p>"


def _linked(text: str, citations: Sequence[Citation], turn: int) -> str:
    """Escaped text whose ``[n]`` lead to the sources of this answer. A marker without source stays text."""
    by_marker = {citation.marker: citation for citation in citations}
    parts: list[str] = []
    end = 0
    for match in MARKER.finditer(text):
        citation = by_marker.get(int(match[1]))
        if citation is None:
            continue
        pages = f", {page_numbers(citation)}" if citation.passage.pages else ""
        parts += [
            plain(text[end : match.start()]),
            f"<a class='renvoi' href='#source-{turn}-{citation.marker}'><span class='lu'>Source </span>"
            f"&#91;{citation.marker}&#93;<span class='lu'>{plain(pages)}</span></a>",
        ]
        end = match.end()
    return "".join((*parts, plain(text[end:])))


def _source(citation: Citation, turn: int) -> str:
    return (
        f"<details class='source' id='source-{turn}-{citation.marker}'>"
        f"<summary>{plain(source_title(citation))}</summary>"
        f"<div class='passage'>{_passage(citation)}</div>{_origin(citation)}</details>"
    )


def source_title(citation: Citation) -> str:
    """``"Source 1 : Partie I › 1. Le SCoT, un pacte de sobriété pour 2040, page 7"``."""
    place = " › ".join(citation.passage.section) or citation.passage.document
    pages = f", {page_numbers(citation)}" if citation.passage.pages else ""
    return f"Source {citation.marker}\u00a0: {place}{pages}"


def page_numbers(citation: Citation) -> str:
    """``"page 7"``, ``"pages 7 à 8"``, with spaces that do not break."""
    first, dash, last = citation.passage.pages.partition("-")
    return f"pages\u00a0{first}\u00a0à\u00a0{last}" if dash else f"page\u00a0{first}"


def _origin(citation: Citation) -> str:
    return f"<p class='origine'>{plain(citation.passage.document)}</p>"


def _passage(citation: Citation) -> str:
    """The whole passage, with the sentence that supports the answer highlighted."""
    text = citation.passage.text
    start, end = quote_span(citation)
    if start == end:
        return f"<p>{plain(text)}</p>"
    return f"<p>{plain(text[:start])}<mark>{plain(text[start:end])}</mark>{plain(text[end:])}</p>"


def quote_span(citation: Citation) -> tuple[int, int]:
    """Where in its passage the supporting sentence stands: start and end, ``(0, 0)`` when it does not."""
    words = citation.quote.split()
    # The spaces of a quotation may be collapsed, those of the passage are not.
    found = re.search(r"\s+".join(map(re.escape, words)), citation.passage.text) if words else None
    return found.span() if found else (0, 0)

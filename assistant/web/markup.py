"""How are a question, an answer and its sources written as HTML that cannot carry any of its own?

Every text of a user, of a report or of a model goes through :func:`plain`, and everything else here is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.disclosure import disclose
from assistant.types import Answer, Citation
from assistant.web.plain import plain, unbroken
from assistant.web.quoted import BULLET
from assistant.web.sources import Neighbours, Tools, alone, at_markers, card_html, folded_html, no_tools, on_pages

HEADLINE_CHARS = 90

EMPTY_PANEL = (
    "<h2>Sources</h2><p class='vide'>Posez une question : les passages du rapport "
    "qui appuient la réponse s’affichent ici.</p>"
)
NO_SOURCE = "<h2>Sources</h2><p class='vide'>Aucun passage du rapport n’appuie cette réponse.</p>"


def question_html(question: str) -> str:
    """A question as the visitor typed it, on one line."""
    return f"<p class='question'>{plain(unbroken(' '.join(question.split())))}</p>"


def answer_html(answer: Answer, turn: int, neighbours: Neighbours = alone, tools: Tools = no_tools) -> str:
    """An answer with its own sources below it.

    Each paragraph is a block of its own: the page announces a block when it is added, and not again.

    Args:
        turn: place of the question in the conversation. It is part of the ids, so that ``[1]`` of
            one answer never leads to a source of another.
        neighbours: of the cited passages, shown around them.
        tools: what can be done with a source, below it.
    """
    blocks = list(_blocks(answer.text, answer.citations, turn))
    if answer.notice:
        blocks.append(f"<p class='avis'>{plain(answer.notice)}</p>")
    blocks += [folded_html(citation, turn, neighbours, tools) for citation in answer.citations]
    shown = disclose(answer)
    # Gradio drops data attributes; the script of the page makes one of the class.
    origin = "ia-oui" if shown.generated_by_ai else "ia-non"
    blocks.append(f"<p class='mode {origin}'>{plain(shown.mode)}</p>")
    return "\n\n".join(blocks)


def pending_html() -> str:
    """What stands in place of an answer that is being written."""
    return "<p class='attente'>Recherche dans le rapport…</p>"


def panel_html(answer: Answer | None, neighbours: Neighbours = alone) -> str:
    """The sources of the latest answer, whole, for the column beside the conversation."""
    if answer is None:
        return EMPTY_PANEL
    if not answer.citations:
        return NO_SOURCE
    title = "Passage le plus proche" if answer.abstained else "Sources de la dernière réponse"
    return f"<h2>{title}</h2>" + "".join(card_html(citation, neighbours) for citation in answer.citations)


def error_html(message: str, *, of_question: bool = False) -> str:
    """An advice to the visitor.

    Args:
        of_question: whether it is the question that must be corrected; the script of the page then says so of the box.
    """
    look = "erreur a-corriger" if of_question else "erreur"
    return f"<p class='{look}'>{plain(message)}</p>"


def thanks_html(said: str) -> str:
    """What is said to a visitor who gave an opinion."""
    return f"<p class='merci'>{plain(unbroken(said))}</p>"


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
    pieces = at_markers(text, citations)
    return "".join(plain(unbroken(p)) if isinstance(p, str) else _link(p, turn) for p in pieces)


def _link(citation: Citation, turn: int) -> str:
    return (
        f"<a class='renvoi' href='#source-{turn}-{citation.marker}'><span class='lu'>Source </span>"
        f"&#91;{citation.marker}&#93;<span class='lu'>{plain(on_pages(citation))}</span></a>"
    )

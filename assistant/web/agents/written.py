"""How is HTML of ours written so that Gradio's markdown leaves it alone, and which words of it stand out?

Templates escape what they are given for HTML. Markdown would still read what is between the elements: so each text
there goes through :func:`plain`, and the whole is one line, which is one block of HTML to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from assistant.web import frame
from assistant.web.matches import Span, standing
from assistant.web.plain import plain, unbroken

# « 290 » stands neither in « 1 290 », whose space does not break, nor in « 290,5 » or « 290 000 ».
NOT_INSIDE, NOT_BEFORE = r"(?<![\w,.])(?<!\d[\u00a0\u202f])", r"(?!\w|[,.]\d|[\u00a0\u202f]\d{3})"
TAG = re.compile(r"<[^<>]*>")
# Not the spaces that do not break.
BLANKS = re.compile(r"[ \t\n]+")


def written(template: str, **values: Any) -> str:
    """A template of this page filled in, for the markdown of Gradio."""
    return for_markdown(frame.render(f"agents/{template}", **values))


def for_markdown(html: str) -> str:
    """HTML of ours as markdown leaves it alone. No text in it may hold a bare ``<`` or ``>``."""
    one_line = BLANKS.sub(" ", html).strip()
    # No `Markup`: joined to a text, it would escape the text.
    return str(each_text(one_line, lambda text: Markup(plain(unbroken(text)))))


def each_text(html: str, change: Callable[[str], Markup]) -> Markup:
    """``html`` with every text between its elements replaced by ``change(text)``; the text comes without escapes."""
    parts: list[str] = []
    end = 0
    for tag in TAG.finditer(html):
        parts += [change(Markup(html[end : tag.start()]).unescape()), tag.group()]
        end = tag.end()
    return Markup("".join([*parts, change(Markup(html[end:]).unescape())]))


def standing_out(html: Markup, roots: frozenset[str], figures: Sequence[str] = ()) -> Markup:
    """``html`` with the words of these roots marked, and these figures, as the report writes them, in bold."""
    # The longest first: « plus de 290 000 » holds « 290 000 ».
    longest_first = sorted(set(figures), key=len, reverse=True)
    found = [r"\s+".join(map(re.escape, figure.split())) for figure in longest_first if figure.strip()]
    number = re.compile(rf"{NOT_INSIDE}(?:{'|'.join(found)}){NOT_BEFORE}") if found else None

    def emphasised(text: str) -> Markup:
        bold = [match.span() for match in number.finditer(text)] if number else []
        return _in_elements(text, [("strong", bold), ("mark", standing(text, roots))])

    return each_text(html, emphasised)


def _in_elements(text: str, wanted: Sequence[tuple[str, Sequence[Span]]]) -> Markup:
    """``text`` with each of the spans in its element; where two cross, the pieces have both."""
    edges = sorted({0, len(text), *(edge for _, spans in wanted for span in spans for edge in span)})
    parts = []
    for start, end in pairwise(edges):
        piece = escape(text[start:end])
        for element, spans in wanted:
            if any(a <= start and end <= b for a, b in spans):
                piece = Markup(f"<{element}>{{}}</{element}>").format(piece)
        parts.append(piece)
    return Markup("").join(parts)

"""Where do the words that someone looks for stand in a passage, and what of it is shown?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup, escape

from assistant.web.blocks import legible

WORD = re.compile(r"[^\W_]+")
SNIPPET_CHARS = 260
LEAD_CHARS = 70
"""Characters of a snippet before the first word that is marked."""
COMMON = 1 / 3
"""A word of more than this share of the passages tells none of them apart: it is not marked."""

Span = tuple[int, int]


def folded(text: str) -> str:
    """Lower case, without accents, apostrophes and spaces of one kind; offsets stay those of ``text``."""
    return "".join(map(_fold, text))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character.replace("’", "'"))[0].lower()
    return plain if len(plain) == 1 else character


def root(word: str) -> str:
    """What a folded word keeps in the plural and the feminine: « protégées » and « protège » give ``"proteg"``."""
    return re.sub(r"e*[sx]?$", "", word) if len(word) > 3 and word.isalpha() else word


def as_asked(text: str, question: str) -> list[Span]:
    """Where the very words of ``question`` stand one after the other, whatever their case and accents."""
    words = WORD.findall(folded(question))
    if not words:
        return []
    phrase = r"(?<![^\W_])" + r"[\W_]+".join(words) + r"(?![^\W_])"
    return [match.span() for match in re.finditer(phrase, folded(text))]


def telling_roots(question: str, texts: Sequence[str]) -> frozenset[str]:
    """Roots of the words of a question that tell passages apart; of all of them when none does.

    No list of « le », « dans », « combien » is needed: such words stand nearly everywhere in a report, or nowhere.
    """
    asked = {root(word) for word in WORD.findall(folded(question)) if len(word) > 1 or word.isdigit()}
    n_passages = Counter(r for text in texts for r in {root(w) for w in WORD.findall(folded(text))} & asked)
    return frozenset(r for r in asked if n_passages[r] <= COMMON * len(texts)) or frozenset(asked)


def standing(text: str, roots: frozenset[str]) -> list[Span]:
    """Where words of these roots stand in ``text``; neighbours with nothing but blanks between them are one."""
    spans = [m.span() for m in WORD.finditer(folded(text)) if root(m.group()) in roots]
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """``text`` with these places in it marked. The spans rise and do not overlap."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    parts = [escape(legible(text[start:end])) for start, end in pairwise(edges)]
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def snippet(text: str, spans: Sequence[Span]) -> Markup:
    """The piece of ``text`` in which most of these places are, cut between words, with the places marked.

    Without any: the beginning of the text.
    """
    first, last = max(spans, key=lambda span: sum(_within(other, span[0]) for other in spans), default=(0, 0))
    start = 0
    if first > LEAD_CHARS:
        space = text.find(" ", first - LEAD_CHARS, first)
        start = space + 1 if space >= 0 else first
    end = len(text)
    if end - start > SNIPPET_CHARS:
        space = text.rfind(" ", start, start + SNIPPET_CHARS)
        end = max(space if space > start else start + SNIPPET_CHARS, last)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, marked(text[start:end], inside), after)


def _within(span: Span, start: int) -> bool:
    return start <= span[0] and span[1] <= start + SNIPPET_CHARS - LEAD_CHARS

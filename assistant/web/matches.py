"""Where do the words that someone looks for stand in a text, and what of it is shown?

Texts come here as `blocks.legible` gives them, so that no plain space is left inside a figure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

# A figure is one word: « 5 » stands neither in « 2,5 » nor in « 5 000 ».
WORD = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?(?![^\W_])|\d+(?:[.,]\d+)+|[^\W_]+")
# Nor is a snippet cut behind a digit: « 1,9 … » would say another thing than « 1,9 million ».
BREAK = re.compile(r"(?<![\d\s]) ")
ENDING = re.compile(r"e*[sx]?$")
SNIPPET_CHARS = 260
LEAD_CHARS = 70
"""Characters of a snippet before the first word that is marked."""
COMMON = 1 / 3
"""A word of more than this share of the passages tells none of them apart: it is not marked."""

Span = tuple[int, int]


class Word(NamedTuple):
    """A word of a text: as it is compared, what plurals and feminines have in common, and where it stands."""

    folded: str
    root: str
    start: int
    end: int


# Every search reads all passages: cutting them into words takes most of its time.
@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order: lower case, without accents, figures without the spaces in them."""
    plain = "".join(map(_fold, text))
    found = ((m.group().replace(" ", ""), m.span()) for m in WORD.finditer(plain))
    return tuple(Word(word, root(word), start, end) for word, (start, end) in found)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """One character for one, so that offsets stay those of the text."""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character)[0].lower()
    return plain if len(plain) == 1 else character


def root(word: str) -> str:
    """What a folded word keeps in the plural and the feminine: « protégées » and « protège » give ``"proteg"``."""
    return ENDING.sub("", word) if len(word) > 3 and word.isalpha() else word


def as_asked(text: str, question: str) -> list[Span]:
    """Where the very words of ``question`` stand one after the other, whatever their case and accents."""
    asked = [word.folded for word in words(question)]
    found = words(text)
    spans: list[Span] = []
    for first, word in enumerate(found):
        # Nearly every word differs from the first one asked: the others are not even looked at.
        if not asked or word.folded != asked[0] or (spans and word.start < spans[-1][1]):
            continue
        run = found[first : first + len(asked)]
        if [one.folded for one in run] == asked:
            spans.append((word.start, run[-1].end))
    return spans


def telling_roots(question: str, texts: Sequence[str]) -> frozenset[str]:
    """Roots of the words of a question that tell texts apart; of all of them when none does.

    No list of « dans », « pour », « combien » is needed: such words stand nearly everywhere in a report, or nowhere.
    Words of two letters count when they are in capitals or hold a digit: « UE », « T3 ».
    """
    asked = {word.root for word in words(question) if _tells(question[word.start : word.end])}
    n_texts = Counter(r for text in texts for r in {word.root for word in words(text)} & asked)
    return frozenset(r for r in asked if n_texts[r] <= COMMON * len(texts)) or frozenset(asked)


def _tells(word: str) -> bool:
    return len(word) > 2 or not word.isalpha() or (word.isupper() and len(word) == 2)


def standing(text: str, roots: frozenset[str]) -> list[Span]:
    """Where words of these roots stand in ``text``; neighbours with nothing but blanks between them are one."""
    joined: list[Span] = []
    for word in words(text):
        if word.root not in roots:
            continue
        if joined and not text[joined[-1][1] : word.start].strip():
            joined[-1] = (joined[-1][0], word.end)
        else:
            joined.append((word.start, word.end))
    return joined


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """``text`` with these places in it marked. The spans rise and do not overlap."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    parts = [escape(text[start:end]) for start, end in pairwise(edges)]
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def snippet(text: str, spans: Sequence[Span]) -> Markup:
    """The piece of ``text`` in which most of these places are, cut between words, with the places marked.

    Without any: the beginning of the text.
    """
    first, last = max(spans, key=lambda span: sum(_within(other, span[0]) for other in spans), default=(0, 0))
    start, end = 0, len(text)
    if first > LEAD_CHARS:
        space = BREAK.search(text, first - LEAD_CHARS, first)
        start = space.end() if space else first
    if end - start > SNIPPET_CHARS:
        spaces = [space.start() for space in BREAK.finditer(text, last, start + SNIPPET_CHARS)]
        end = spaces[-1] if spaces else max(last, start + SNIPPET_CHARS)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, marked(text[start:end], inside), after)


def _within(span: Span, start: int) -> bool:
    return start <= span[0] and span[1] <= start + SNIPPET_CHARS - LEAD_CHARS

"""Do the numbers that belong to names stand in the passages with their names: « Natura 2000 », « Territoire 61 »?

A number right after a capitalised word counts nothing, so no figure is made of it; nor is one made of « n° 12 ». It is checked all
the same: « À Aubagne 300 logements » is no name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.french.numbers import quantities
from assistant.french.text import fold, squeeze
from assistant.types import Passage

NUMBER = re.compile(r"(?<![\w,.])(?:[^\W\d_][\w'’-]*\s+)?(\d[\d\s]*(?:[.,]\d+)*)(?!\w)")


def unsupported_numbers(sentence: str, cited: Sequence[Passage]) -> list[str]:
    """The numbers of a sentence that are read as no quantity, and stand in no cited passage after the same word."""
    read = [(q.start, q.end) for q in quantities(sentence)]
    found = []
    for match in NUMBER.finditer(sentence):
        start, end = match.span(1)
        if any(a < end and start < b for a, b in read):
            continue
        opens = not sentence[: match.start()].strip(" -–•*«(")
        # What opens a sentence has its capital anyway: « Équiper 12 toitures ».
        wanted = _evened((match[1] if opens else match.group()).strip())
        if not any(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) for p in cited for text in _texts(p)):
            found.append(match[1].strip())
    return found


@lru_cache(maxsize=4096)
def _texts(passage: Passage) -> tuple[str, ...]:
    return tuple(_evened(text) for text in (passage.text, *passage.section, passage.document))


def _evened(text: str) -> str:
    return fold(squeeze(text))

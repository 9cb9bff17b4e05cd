"""What do the abbreviations of a text stand for, as the text itself explains them?

« Schéma de cohérence territoriale (SCoT) » and « RSO (Responsabilité sociétale des organisations) ».
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.french.text import STOP_WORDS, fold, stem, words

Stems = tuple[str, ...]
AFTER_LONG_FORM = re.compile(r"\(([A-Z][A-Za-z+]{1,9})\)")
BEFORE_LONG_FORM = re.compile(r"\b([A-Z][A-Za-z]{1,9}) \(([^()]{8,120})\)")
BREAK = re.compile(r"[.;:!?()\n]")
WINDOW = 150


def explanations(text: str) -> Iterator[tuple[str, str]]:
    """``(abbreviation, long form)`` pairs that the text gives."""
    for match in AFTER_LONG_FORM.finditer(text):
        if found := long_form(text[max(0, match.start() - WINDOW) : match.start()], match.group(1)):
            yield match.group(1), found
    for match in BEFORE_LONG_FORM.finditer(text):
        inside = match.group(2).strip()
        if long_form(inside, match.group(1)) == inside:
            yield match.group(1), inside


def long_form(before: str, abbreviation: str) -> str:
    """The shortest end of ``before`` whose initials spell the capitals of ``abbreviation``; empty when there is none."""
    letters = [fold(c) for c in abbreviation if c.isupper()]
    if len(letters) < 2:
        return ""
    start = max((m.end() for m in BREAK.finditer(before)), default=0)
    tokens = words(before[start:])
    for first in range(len(tokens) - 1, -1, -1):
        if tokens[first].folded[0] == letters[0]:
            initials = iter(t.folded[0] for t in tokens[first:])
            if all(letter in initials for letter in letters):
                return before[start + tokens[first].start :].strip()
    return ""


def abbreviation_table(texts: Iterable[str]) -> dict[Stems, tuple[Stems, ...]]:
    """Stems of each abbreviation to the stems of its long forms, and back."""
    found: dict[Stems, set[Stems]] = defaultdict(set)
    for text in dict.fromkeys(texts):
        for short, long in explanations(text):
            short_key = (stem(fold(short)),)
            long_key = tuple(stem(w.folded) for w in words(long) if w.folded not in STOP_WORDS)
            if len(long_key) > 1:
                found[short_key].add(long_key)
                found[long_key].add(short_key)
    return {key: tuple(sorted(values)) for key, values in found.items()}

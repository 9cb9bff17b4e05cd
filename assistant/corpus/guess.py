"""Is this line a heading? For formats that do not say: plain text, PDF without an outline.

Cautious on purpose: a sentence taken for a heading would vanish from the passages, a heading taken
for text costs little.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LETTERS = 110
MAX_WORDS = 16

PART = re.compile(r"(?:PARTIE|Partie|TITRE|Titre|CHAPITRE|Chapitre|ANNEXE|Annexe|AXE|Axe)\s+(?:[IVXLC]+|\d+|[A-Z])\b")
ROMAN = re.compile(r"[IVX]{1,5}\s*[.)–—-]\s+\S")
DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+[A-ZÀ-ÖØ-Þ«]")
LETTER = re.compile(r"[A-Za-h][.)]\s+[A-ZÀ-ÖØ-Þ«]")
LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|\s\d{1,3}$")


class GuessedHeading(NamedTuple):
    """``level`` is 1 for a part, 2 for a chapter « 1. », 3 for « 1.1 » or « a. », 4 for other capitals."""

    title: str
    level: int


def guess_heading(line: str) -> GuessedHeading | None:
    """The heading that ``line`` is, or None.

    « PARTIE I – Protéger », « 1. Le littoral », « 1.2 Les plages », « a. Le suivi » and lines in capitals are
    headings when they are short and end without punctuation. A line of a table of contents is none.
    """
    line = " ".join(line.split())
    if not 3 <= len(line) <= MAX_LETTERS or len(line.split()) > MAX_WORDS:
        return None
    if line.endswith((".", ",", ";", ":", "…")) or (LEADERS.search(line) and not PART.match(line)):
        return None
    if PART.match(line):
        return GuessedHeading(line, 1)
    if ROMAN.match(line):
        return GuessedHeading(line, 1)
    if match := DECIMAL.match(line):
        # « 12 communes » or « 3 Plages » is a count; « 3. Plages » and « 3.1 Plages » are numbers of chapters.
        numbered = "." in match.group(1) or line[match.end(1)] in ".)"
        return GuessedHeading(line, 2 + match.group(1).count(".")) if numbered else None
    if LETTER.match(line):
        return GuessedHeading(line, 3)
    return GuessedHeading(line, 4) if _in_capitals(line) else None


def _in_capitals(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    long_words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) >= 4]
    digits = sum(c.isdigit() for c in line)
    return len(letters) >= 6 and bool(long_words) and digits <= len(letters) / 3 and all(c.isupper() for c in letters)

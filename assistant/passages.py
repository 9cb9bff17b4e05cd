"""Where are the passages of a report?

Along its headings: the body of a section is one passage when it fits, else it is cut between
sentences into pieces of like size. Offsets are exact: ``passage.text == report.text[start:end]``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, inf
from pathlib import PurePosixPath

from assistant.french import sentences
from assistant.tokens import count_tokens
from assistant.types import Passage, Report, Section

ITEM = re.compile(r"(?:[-*+•–▪]|\d{1,3}[.)])\s")
LONGEST_SENTENCE = 4
"""A sentence longer than so many full passages is no sentence: it is cut between words."""
SPLIT_PARAGRAPH = 0.15
"""What cutting inside a paragraph costs, against ``((size - mean size) / mean size) ** 2``."""

# Numbering at the head of a heading: « Partie II – », « 3. », « 3.1 », « b) ».
NUMBERING = re.compile(
    r"(?:(?:partie|titre|chapitre|annexe|axe)\s+(?P<part>[ivxlc]+|\d+|[a-z])\b|(?P<number>\d+(?:\.\d+)*)[.)](?=\s)"
    r"|(?P<decimal>\d+(?:\.\d+)+)(?=\s)|(?P<letter>[a-z])[.)](?=\s)|(?P<roman>[ivx]+)\s*[.)–—-](?=\s))\s*[.):–—-]?\s*",
    re.IGNORECASE,
)
SLUG_WORDS = 3
# Not the stop words of `french`: identifiers must outlive any change made there.
SKIPPED_WORDS = frozenset(
    "a au aux avec c ce ces cet cette d dans de des du en est et l la le les leur leurs n ne nos notre on ou par pas "
    "plus pour qu que qui s sa se ses son sous sur un une vers y".split()
)

YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def chunk(report: Report, *, max_tokens: int, prefix: str | None = None) -> list[Passage]:
    """Cut a report into passages, in reading order.

    Args:
        report: a section without text gives no passage.
        max_tokens: longest passage. A single sentence may exceed it, up to four times.
        prefix: what passage identifiers begin with; None: the file name without its suffix.
    """
    prefix = prefix or _prefix(report.source)
    used: set[str] = set()
    passages: list[Passage] = []
    trail: list[Section] = []
    for section in report.sections:
        while trail and trail[-1].level >= section.level:
            trail.pop()
        trail.append(section)
        breadcrumb = tuple(heading.title for heading in trail if heading.title)
        pieces = _cut(report.text, section.start, section.end, max_tokens)
        if not pieces:
            continue
        slugs = _unused(_slug(breadcrumb), len(pieces), used)
        for slug, (start, end) in zip(slugs, pieces, strict=True):
            text = report.text[start:end]
            passages.append(
                Passage(
                    passage_id=f"{prefix}#{slug}",
                    document=report.title,
                    source=report.source,
                    section=breadcrumb,
                    pages=_pages(report.page_starts, start, end),
                    text=text,
                    start=start,
                    end=end,
                    n_tokens=count_tokens(text),
                    rank=len(passages),
                    year=_year(report),
                )
            )
    return passages


def _year(report: Report) -> int | None:
    """The year of a report: that of its header, else the last one in its title."""
    told = YEAR.findall(report.metadata.get("year", "")) or YEAR.findall(report.title)
    return int(told[-1]) if told else None


def chunk_corpus(reports: Sequence[Report], *, max_tokens: int) -> list[Passage]:
    """Cut several reports, with identifiers that are unique among them.

    ``rapport.md`` and ``rapport.pdf`` in one folder give ``rapport#...`` and ``rapport-pdf#...``.
    """
    taken: set[str] = set()
    passages: list[Passage] = []
    for report in reports:
        prefix = _prefix(report.source)
        if prefix in taken:
            prefix += "-" + PurePosixPath(report.source).suffix.lstrip(".").lower()
        number = 2
        while prefix in taken:
            prefix, number = f"{prefix}-{number}", number + 1
        taken.add(prefix)
        passages += chunk(report, max_tokens=max_tokens, prefix=prefix)
    return passages


def _cut(text: str, start: int, end: int, max_tokens: int) -> list[tuple[int, int]]:
    """Offsets of the pieces of ``text[start:end]``, blanks left out."""
    body = text[start:end]
    if not body.strip():
        return []
    start, end = start + len(body) - len(body.lstrip()), start + len(body.rstrip())
    if count_tokens(text[start:end]) <= max_tokens:
        return [(start, end)]
    units = _units(text, start, end, max_tokens)
    # Tokens of the pieces are not quite the sum of those of their sentences: tighten until all fit.
    for limit in (max_tokens, int(max_tokens * 0.97), int(max_tokens * 0.9)):
        pieces = _balance(text, units, limit)
        if all(single or count_tokens(text[a:b]) <= max_tokens for a, b, single in pieces):
            break
    return [(a, b) for a, b, _ in pieces]


def _units(text: str, start: int, end: int, max_tokens: int) -> list[tuple[int, int]]:
    """What is never cut: sentences, and a list's introduction with its first item, or with all when they fit."""
    spans: list[tuple[int, int]] = []
    for a, b in sentences(text[start:end]):
        spans += _at_spaces(text, start + a, start + b, max_tokens)
    units: list[tuple[int, int]] = []
    index = 0
    while index < len(spans):
        a, b = spans[index]
        last = index
        if text[a:b].rstrip().endswith(":"):
            while last + 1 < len(spans) and ITEM.match(text, spans[last + 1][0]):
                last += 1
            if last > index and count_tokens(text[a : spans[last][1]]) > max_tokens:
                last = index + 1
        units.append((a, spans[last][1]))
        index = last + 1
    return units


def _at_spaces(text: str, a: int, b: int, max_tokens: int) -> list[tuple[int, int]]:
    """The sentence ``text[a:b]`` as it is, or in pieces cut between words if it is far too long."""
    n_tokens = count_tokens(text[a:b])
    if n_tokens <= LONGEST_SENTENCE * max_tokens:
        return [(a, b)]
    step = max(1, (b - a) * max_tokens // n_tokens)
    pieces = []
    while b - a > step:
        space = text.rfind(" ", a + 1, a + step + 1)
        cut = space if space > a else a + step
        pieces.append((a, cut))
        a = cut + (space > a)
    return [*pieces, (a, b)]


def _balance(text: str, units: list[tuple[int, int]], max_tokens: int) -> list[tuple[int, int, bool]]:
    """Group units into pieces of at most ``max_tokens``: as few as needed, of like size, preferably whole paragraphs.

    Returns: ``(start, end, is_single)``; a single unit may be longer.
    """
    # A token takes the blank before a word with it: counted so, sizes add up.
    sizes = [count_tokens(text[a:b]) for a, b in pairwise([units[0][0], *(b for _, b in units)])]
    total = list(accumulate(sizes, initial=0))
    mean = total[-1] / ceil(total[-1] / max_tokens)
    best = [0.0] + [inf] * len(units)
    came_from = [0] * (len(units) + 1)
    for last in range(1, len(units) + 1):
        for first in range(last - 1, -1, -1):
            size = total[last] - total[first]
            if size > max_tokens and first < last - 1:
                break
            within = first > 0 and "\n\n" not in text[units[first - 1][1] : units[first][0]]
            cost = best[first] + (size / mean - 1) ** 2 + SPLIT_PARAGRAPH * within
            if cost < best[last]:
                best[last], came_from[last] = cost, first
    pieces = []
    last = len(units)
    while last:
        first = came_from[last]
        pieces.append((units[first][0], units[last - 1][1], last - first == 1))
        last = first
    return pieces[::-1]


def _pages(page_starts: Sequence[tuple[int, str]], start: int, end: int) -> str:
    """``"7"``, ``"7-8"``, or ``""`` when the page is not known."""
    offsets = [offset for offset, _ in page_starts]
    indices = (bisect_right(offsets, place) - 1 for place in (start, end - 1))
    pages = [page_starts[index][1] for index in indices if index >= 0]
    return "-".join(dict.fromkeys(pages))


def _prefix(source: str) -> str:
    """``"rapport-2025"`` for ``rapport-2025.md``, ``"2024-bilan"`` for ``2024/bilan.pdf``."""
    path = PurePosixPath(source)
    return _ascii("-".join(path.with_suffix("").parts)) or "rapport"


def _slug(breadcrumb: tuple[str, ...]) -> str:
    """Numbers of all the headings, then the first words of the last: ``"i-1-scot"``; ``"texte"`` without heading.

    « 1. Le SCoT, un pacte de sobriété » gives ``1-scot``: a heading's subject stands before its first comma.
    """
    parts, title = [], ""
    for heading in breadcrumb:
        match = NUMBERING.match(heading)
        title = heading[match.end() :] if match else heading
        if match:
            parts.append(_ascii(next(group for group in match.groups() if group)))
    subject = re.split(r"[,:;(?!]", title, maxsplit=1)[0]
    words = [word for word in _ascii(subject).split("-") if word and word not in SKIPPED_WORDS]
    words = words or [word for word in _ascii(title).split("-") if word]
    return "-".join([*parts, *words[:SLUG_WORDS]]) or "texte"


def _ascii(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    opened = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", opened.casefold())
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in decomposed if not unicodedata.combining(c))))


def _unused(slug: str, n_pieces: int, used: set[str]) -> list[str]:
    """Slugs of a section's pieces: ``x``, ``x-p2``, ``x-p3``; ``x-2``, ``x-2-p2`` if another section has ``x``."""
    number, stem = 1, slug
    while True:
        slugs = [stem] + [f"{stem}-p{piece}" for piece in range(2, n_pieces + 1)]
        if used.isdisjoint(slugs):
            used.update(slugs)
            return slugs
        number += 1
        stem = f"{slug}-{number}"

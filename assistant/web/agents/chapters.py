"""How are the reports browsed: by part and chapter, and by theme?

A theme is a chapter without its number: chapters of the same name in several reports are one theme.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.types import Passage
from assistant.web.blocks import legible
from assistant.web.matches import words

NUMBERING = re.compile(
    r"(?:(?:partie|chapitre|axe|titre|volet|section)\s+)?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z])\s*[.)–:-]\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The passages below two headings of a report, in reading order.

    Attributes:
        key: short, ASCII, the same as long as the headings are.
        title: the second heading; that of the part for what stands right below it.
        part: the first heading; the report's title for what stands before any.
        opens: whether it is the text right below a part that has chapters.
    """

    key: str
    title: str
    part: str
    document: str
    opens: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A first heading with its chapters; a single one has the title of the part where nothing divides it."""

    title: str
    document: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Chapters of the same name, one or more of each report."""

    key: str
    title: str
    chapters: tuple[Chapter, ...]


def parts(passages: Iterable[Passage]) -> list[Part]:
    """The parts of all reports in reading order."""
    by_part: dict[tuple[str, str], dict[str, list[Passage]]] = {}
    for passage in passages:
        part, chapter = (*passage.section[:2], "", "")[:2]
        by_part.setdefault((passage.source, part), {}).setdefault(chapter, []).append(passage)
    return [_part(source, part, chapters) for (source, part), chapters in by_part.items()]


def themes(of: Iterable[Part]) -> list[Theme]:
    """The chapters of all parts by name, in alphabetical order; the opening text of a part is of no theme."""
    by_name: dict[str, list[Chapter]] = {}
    for part in of:
        for chapter in part.chapters:
            if not chapter.opens:
                by_name.setdefault(_folded(bare(chapter.title)), []).append(chapter)
    return [Theme(_key("theme", name), bare(same[0].title), tuple(same)) for name, same in sorted(by_name.items())]


def bare(title: str) -> str:
    """A heading without its number: « 4. La mer, notre horizon » gives « La mer, notre horizon »."""
    return NUMBERING.sub("", title, count=1) if NUMBERING.match(title) else title


def _part(source: str, title: str, chapters: dict[str, Sequence[Passage]] | dict[str, list[Passage]]) -> Part:
    document = legible(next(iter(chapters.values()))[0].document)
    shown = legible(title) or document
    divided = len(chapters) > 1
    return Part(
        shown,
        document,
        tuple(
            Chapter(
                _key(source, title, name), legible(name) or shown, shown, document, divided and not name, tuple(ones)
            )
            for name, ones in chapters.items()
        ),
    )


def _key(*of: str) -> str:
    return hashlib.sha256("\0".join(of).encode()).hexdigest()[:12]


def _folded(title: str) -> str:
    return " ".join(word.folded for word in words(title))

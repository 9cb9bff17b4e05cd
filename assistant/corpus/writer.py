"""How does what a reader finds become a ``Report``?

Readers say what they meet, in order: a heading, a page, a paragraph, some text. The writer keeps the
text, the offsets of sections and pages, and settles the title and the heading levels at the end.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from assistant.types import Report, Section

BLANKS = re.compile(r"[ \t\r\f\v]+")
# Control characters say nothing to a reader and break terminals and JSON viewers.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\ufeff]")

PARAGRAPH = "\n\n"
LINE = "\n"


class Unreadable(Exception):
    """A reader's word for "this file cannot be read"; ``load_report`` adds the path."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass
class _Heading:
    title: str
    level: int
    start: int = 0
    end: int = 0


@dataclass
class ReportWriter:
    """Collects a report piece by piece.

    Text is kept verbatim but for runs of blanks, which become one space. No-break spaces stay.
    """

    fallback_title: str = ""
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _separator: str = ""
    _page: str | None = None
    _pages: list[tuple[int, str]] = field(default_factory=list)
    _headings: list[_Heading] = field(default_factory=lambda: [_Heading("", 0)])

    def heading(self, title: str, level: int) -> None:
        """Begin a section; ``level`` is any rising number, e.g. that of ``<h2>``. An empty title is ignored."""
        title = clean(title)
        if title:
            self._end_line()
            self._headings.append(_Heading(title, level, self._length, self._length))
            self._separator = PARAGRAPH

    def page(self, number: str) -> None:
        """What follows stands on this page."""
        self._page = number

    def paragraph(self) -> None:
        """What follows begins a paragraph."""
        self._end_line()
        self._separator = PARAGRAPH

    def line(self) -> None:
        """What follows begins a line: a list item, a row of a table."""
        self._end_line()
        self._separator = self._separator or LINE

    def write(self, text: str) -> None:
        """Add text to the current paragraph. Line ends in ``text`` are kept, other blanks become one space."""
        text = CONTROLS.sub("", BLANKS.sub(" ", text))
        section = self._headings[-1]
        if self._separator or not self._text or self._text[-1].endswith((" ", "\n")):
            text = text.lstrip(" \n")
        if not text:
            return
        if self._separator and self._length:
            self._push(self._separator)
        self._separator = ""
        if section.start == section.end:
            section.start = self._length
        if self._page is not None:
            self._pages.append((self._length, self._page))
            self._page = None
        self._push(text)
        section.end = self._length

    def indent(self, width: int) -> None:
        """Begin a line with ``width`` spaces, which shows how deep a list item stands."""
        if width and self._separator == LINE and self._length:
            self._push(LINE + " " * width)
            self._separator = ""

    @property
    def is_empty(self) -> bool:
        """Whether no text was written so far."""
        return not any(part.strip() for part in self._text)

    def report(self, *, source: str, sha256: str) -> Report:
        """The report. Raises: Unreadable if it has no text."""
        if self.is_empty:
            raise Unreadable("aucun texte dans ce fichier ; vérifiez son contenu ou retirez-le du dossier.")
        text = "".join(self._text)
        title, headings = self._settle_title()
        shift = min((heading.level for heading in headings if heading.level), default=1) - 1
        sections = []
        for heading in headings:
            body = text[heading.start : heading.end]
            start = heading.start + len(body) - len(body.lstrip())
            end = max(start, heading.start + len(body.rstrip()))
            if heading.level or start < end:
                sections.append(Section(heading.title, max(0, heading.level - shift), start, end))
        return Report(source, title, text, tuple(sections), tuple(self._pages), self.metadata, sha256)

    def _settle_title(self) -> tuple[str, list[_Heading]]:
        """The title, and the headings without the one that only repeats it.

        ``# Rapport 2025`` above a report of that title opens no section: its text has no heading.
        """
        before, headings = self._headings[0], self._headings[1:]
        title = clean(self.title) or (headings[0].title if headings else self.fallback_title)
        if headings and _same(headings[0].title, title):
            first, others = headings[0], headings[1:]
            alone = all(other.level > first.level for other in others)
            if alone and (others or before.start == before.end):
                joined = _Heading("", 0, before.start if before.start < before.end else first.start, first.end)
                return title, [joined, *others]
        return title, [before, *headings]

    def _end_line(self) -> None:
        """Take back the blanks at the end of what was written."""
        while self._text and self._text[-1][-1] in " \n":
            part = self._text.pop()
            self._length -= len(part)
            if kept := part.rstrip(" \n"):
                self._push(kept)
        self._headings[-1].end = min(self._headings[-1].end, self._length)

    def _push(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


def clean(text: str) -> str:
    """``text`` on one line, without control characters or blanks around it."""
    return CONTROLS.sub("", re.sub(r"[ \t\r\n\f\v]+", " ", text)).strip()


def decode(content: bytes) -> str:
    """Text of a file of unknown encoding: what its mark says, else UTF-8, else Windows-1252.

    Raises: Unreadable if it is not text.
    """
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in content:
        raise Unreadable("ce n’est pas un fichier de texte (il contient des octets nuls).")
    for candidate in (encoding, "cp1252"):
        try:
            return content.decode(candidate)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encodage inconnu ; enregistrez le fichier en UTF-8.")


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())

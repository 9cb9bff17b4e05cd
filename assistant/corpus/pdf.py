"""What does a PDF report say? Text with page numbers, without running headers, hyphens joined.

A PDF knows lines, not paragraphs nor headings: headings come from its outline when it has one, and
are guessed otherwise.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from assistant.corpus.guess import GuessedHeading, guess_heading
from assistant.corpus.writer import ReportWriter, Unreadable, clean

if TYPE_CHECKING:
    from pypdf import PdfReader

EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be a running header or footer."""
MIN_PAGES_FOR_RUNNING_LINES = 3
MIN_LETTERS = 30
"""Fewer in all the pages: the PDF is a set of pictures."""
MAX_HEADING_LINES = 3

ITEM = re.compile(r"(?:[-*•–▪‣►·]|\d{1,2}[.)])\s+\S")
SENTENCE_END = re.compile(r"[.!?…:;»”)]$")
PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—|]*\s*\d{1,4}\s*[-–—|]*(?:\s*(?:/|sur)\s*\d{1,4})?", re.IGNORECASE)
BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")


@dataclass
class _Page:
    number: str
    lines: list[str]
    outline: list[tuple[str, int]] = field(default_factory=list)


def read_pdf(content: bytes, writer: ReportWriter) -> None:
    """Read a PDF. Raises: Unreadable for one that is protected, made of pictures, or damaged."""
    # pypdf logs every oddity of a file; only what stops us matters here.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = _pages(content, writer)
    except (Unreadable, RecursionError):
        raise
    except Exception as error:  # pypdf lets KeyError, ValueError, zlib.error... through for damaged files
        raise Unreadable("fichier PDF abîmé ou incomplet ; exportez-le de nouveau.") from error
    if sum(c.isalpha() for page in pages for line in page.lines for c in line) < MIN_LETTERS:
        raise Unreadable(
            "aucun texte dans ce PDF, sans doute numérisé ; passez-le par une reconnaissance de caractères (OCR)."
        )
    _drop_running_lines(pages)
    _write(pages, writer)


def _pages(content: bytes, writer: ReportWriter) -> list[_Page]:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Unreadable("PDF protégé par un mot de passe ; enregistrez-en une copie sans protection.")
    except DependencyError as error:
        raise Unreadable("PDF chiffré ; enregistrez-en une copie sans protection.") from error
    title = reader.metadata.title if reader.metadata else None
    writer.title = clean(title or "")
    labels = reader.page_labels
    pages = []
    for label, page in zip(labels, reader.pages, strict=True):
        lines = (clean(line) for line in page.extract_text().split("\n"))
        pages.append(_Page(label, list(lines)))
    for page_number, heading, level in _outline(reader):
        pages[page_number].outline.append((heading, level))
    return pages


def _outline(reader: PdfReader) -> Iterator[tuple[int, str, int]]:
    """Page index, title and level of the outline's entries; none for an outline that cannot be read."""

    def walk(entries: list[Any], level: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, level + 1)
            elif (number := reader.get_destination_page_number(entry)) is not None and number >= 0:
                yield number, clean(str(entry.title)), level

    try:
        yield from list(walk(reader.outline, 1))
    except Exception:  # a broken outline is no reason to refuse the text
        return


def _drop_running_lines(pages: list[_Page]) -> None:
    """Remove what most pages repeat at their top and bottom, and page numbers there."""
    for page in pages:
        while page.lines and not page.lines[0]:
            page.lines.pop(0)
        while page.lines and not page.lines[-1]:
            page.lines.pop()
    seen = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page.lines)})
    often = max(MIN_PAGES_FOR_RUNNING_LINES, (len(pages) + 1) // 2)
    for page in pages:
        for end in (0, -1):
            for _ in range(EDGE_LINES):
                if not page.lines:
                    break
                line = page.lines[end]
                if line and not PAGE_NUMBER.fullmatch(line) and seen[_shape(line)] < often:
                    break
                page.lines.pop(end)


def _edges(lines: list[str]) -> list[str]:
    return [line for line in (*lines[:EDGE_LINES], *lines[-EDGE_LINES:]) if line]


def _shape(line: str) -> str:
    """The line with its digits hidden: « Rapport 2024 - 12 » and « Rapport 2024 - 13 » have one shape."""
    return re.sub(r"\d+", "#", line.casefold())


def _write(pages: list[_Page], writer: ReportWriter) -> None:
    has_outline = any(page.outline for page in pages)
    joined = "\n".join(line for page in pages for line in page.lines)
    hyphenated = {word.casefold() for word in HYPHENATED.findall(joined)}
    full_line = _full_line(pages)
    previous = ""
    for page in pages:
        writer.page(page.number)
        index = 0
        while index < len(page.lines):
            line = page.lines[index]
            if not line:
                writer.paragraph()
                index += 1
                continue
            heading, n_lines = _listed(page, index) if has_outline else (None, 1)
            if not has_outline and _may_precede_heading(previous):
                heading = guess_heading(line)
            if heading:
                writer.heading(*heading)
            else:
                if ITEM.match(line):
                    writer.line()
                elif SENTENCE_END.search(previous) and len(previous) < 0.8 * full_line:
                    writer.paragraph()
                following = page.lines[index + 1] if index + 1 < len(page.lines) else ""
                writer.write(_join(line, following, hyphenated))
            previous = "" if heading else line
            index += n_lines


def _may_precede_heading(line: str) -> bool:
    return not line or bool(SENTENCE_END.search(line))


def _listed(page: _Page, index: int) -> tuple[GuessedHeading | None, int]:
    """The outline's entry that begins at this line, and over how many lines it runs."""
    for position, (title, level) in enumerate(page.outline):
        wanted = _letters(title)
        for n_lines in range(1, MAX_HEADING_LINES + 1):
            if wanted and _letters(" ".join(page.lines[index : index + n_lines])) == wanted:
                del page.outline[position]
                return GuessedHeading(title, level), n_lines
    return None, 1


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _full_line(pages: list[_Page]) -> float:
    """Length that full lines reach: nine lines in ten are not longer."""
    lengths = [len(line) for page in pages for line in page.lines if line]
    return quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 80.0


def _join(line: str, following: str, hyphenated: set[str]) -> str:
    """``line`` as it goes on: a word cut at its end is closed up, any other line ends with a space.

    The hyphen stays when the rest is a capital (« Aix-en-/Provence ») or when the text writes the word with
    a hyphen elsewhere (« sous-/traitance »).
    """
    match = BROKEN_WORD.search(line)
    if not match or not following[:1].isalpha():
        return line + " "
    rest = re.match(r"[^\W\d_]+", following)
    word = f"{match.group(1)}-{rest.group() if rest else ''}".casefold()
    if line.endswith("\u00ad"):
        return line[:-1]
    if following[0].isupper() or word in hyphenated or line[match.start() - 1 : match.start()] == "-":
        return line
    return line[:-1]

"""What does an HTML page say? Headings, paragraphs, lists and tables; not menus, scripts or hidden parts."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from assistant.corpus.writer import ReportWriter, clean, decode

if TYPE_CHECKING:
    from bs4 import Tag

SKIPPED = frozenset(
    "script style nav template noscript svg math head iframe object canvas audio video form button select".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer header hr main ol p "
    "pre section summary table tbody tfoot thead ul caption".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def read_html(content: bytes, writer: ReportWriter) -> None:
    """Read an HTML page. Raises: Unreadable if it is no text."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        page = BeautifulSoup(_decode(content), "html.parser")
    first_headings = page.find_all("h1")
    if len(first_headings) != 1 and page.title is not None:
        writer.title = clean(page.title.get_text())
    if page.html is not None and (language := page.html.get("lang")):
        writer.metadata["language"] = str(language)
    _walk(page, writer, depth=0)


def _decode(content: bytes) -> str:
    """Text of the page: as its ``<meta charset>`` says when that works, else guessed as for plain text."""
    if match := DECLARED.search(content[:4096]):
        try:
            return content.decode(match.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _walk(parent: Tag, writer: ReportWriter, *, depth: int) -> None:
    """Tell the writer what ``parent`` holds. ``depth`` counts the lists around it."""
    from bs4 import Tag
    from bs4.element import PreformattedString

    for child in parent.children:
        if not isinstance(child, Tag):
            if not isinstance(child, PreformattedString):  # comments, doctype, CDATA
                writer.write(re.sub(r"\s*\n\s*", " ", str(child)))
            continue
        if child.name in SKIPPED or _is_hidden(child):
            continue
        match child.name:
            case name if name in HEADINGS:
                writer.heading(child.get_text(" "), HEADINGS[name])
                writer.paragraph()
            case "br":
                writer.line()
            case "li":
                writer.line()
                writer.indent(2 * max(0, depth - 1))
                writer.write("- ")
                _walk(child, writer, depth=depth)
                writer.line()
            case "tr":
                writer.line()
                writer.write(" | ".join(clean(cell.get_text(" ")) for cell in child.find_all(["th", "td"])))
                writer.line()
            case "ul" | "ol":
                if depth == 0:
                    writer.paragraph()
                _walk(child, writer, depth=depth + 1)
                if depth == 0:
                    writer.paragraph()
            case name if name in BLOCKS and depth == 0:
                writer.paragraph()
                _walk(child, writer, depth=depth)
                writer.paragraph()
            case _:
                _walk(child, writer, depth=depth)


def _is_hidden(tag: Tag) -> bool:
    style = tag.get("style") or ""
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(INVISIBLE.search(str(style)))

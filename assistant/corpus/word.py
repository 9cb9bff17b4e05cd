"""What does a Word report (.docx) say? Headings by their style, paragraphs, lists, tables, text boxes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from assistant.corpus.writer import ReportWriter, Unreadable, clean

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

OLD_WORD = b"\xd0\xcf\x11\xe0"
MAX_UNPACKED_BYTES = 500_000_000
HEADING_STYLE = re.compile(r"(?:heading|titre)\s*(\d)", re.IGNORECASE)
TITLE_STYLES = frozenset({"title", "titre"})
LIST_STYLE = re.compile(r"list|liste|puce", re.IGNORECASE)


def read_word(content: bytes, writer: ReportWriter) -> None:
    """Read a .docx file. Raises: Unreadable for an old, protected or damaged one."""
    import docx
    from docx.table import Table

    if content.startswith(OLD_WORD):
        raise Unreadable("fichier Word ancien ou protégé ; enregistrez-le en .docx, sans mot de passe.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise Unreadable("le contenu décompressé est trop volumineux ; découpez le document.")
        document = docx.Document(io.BytesIO(content))
        blocks = list(document.iter_inner_content())
    except Unreadable:
        raise
    except Exception as error:  # zip, XML and package errors, each of its own class
        raise Unreadable("fichier Word abîmé ; ouvrez-le dans Word et enregistrez-le de nouveau.") from error
    for block in blocks:
        if isinstance(block, Table):
            _table(block, writer)
        else:
            _paragraph(block, writer)
    writer.title = writer.title or clean(document.core_properties.title or "")


def _paragraph(paragraph: Paragraph, writer: ReportWriter) -> None:
    style = _style_name(paragraph)
    text = paragraph.text
    if style.lower() in TITLE_STYLES and clean(text):
        if not writer.title and writer.is_empty:
            writer.title = clean(text)
        else:
            writer.heading(text, 1)
    elif match := HEADING_STYLE.fullmatch(style):
        writer.heading(text, int(match.group(1)))
    elif LIST_STYLE.search(style) or (paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None):
        writer.line()
        if clean(text):
            writer.write(f"- {text}")
        writer.line()
    else:
        writer.paragraph()
        writer.write(text)
        writer.paragraph()
    for box in _text_boxes(paragraph):
        writer.paragraph()
        writer.write(box)
        writer.paragraph()


def _table(table: Table, writer: ReportWriter) -> None:
    writer.paragraph()
    for row in table.rows:
        cells = dict.fromkeys(row.cells)  # a merged cell comes once for each column it spans
        writer.line()
        writer.write(" | ".join(clean(cell.text) for cell in cells if clean(cell.text)))
        writer.line()
    writer.paragraph()


def _style_name(paragraph: Paragraph) -> str:
    try:
        return str(paragraph.style.name or "") if paragraph.style is not None else ""
    except (KeyError, AttributeError):  # a style that the document does not define
        return ""


def _text_boxes(paragraph: Paragraph) -> list[str]:
    """Paragraphs of the text boxes anchored here; python-docx leaves them out.

    A box is stored twice, for new and for old readers: the copy under ``Fallback`` is skipped.
    """
    found: list[str] = []
    boxes: list[Any] = paragraph._p.xpath(".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]//w:p")
    for box in boxes:
        text = "".join(node.text or "" for node in box.xpath(".//w:t"))
        if clean(text):
            found.append(text)
    return found

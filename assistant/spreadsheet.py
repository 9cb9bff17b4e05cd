"""How are rows written for a spreadsheet? As CSV, with a header, and no cell that is read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from assistant.types import KeyFigure

MEDIA_TYPE = "text/csv; charset=utf-8"
# Without it, a spreadsheet reads UTF-8 as another encoding.
BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "value", "unit", "kind", "text", "label", "planned", "partial", "sentence", "passage_id", "document", "section",
    "pages",
)  # fmt: skip


def figures_as_csv(figures: Sequence[KeyFigure]) -> str:
    """The figures, one a row, the names of the columns first; headings of a section are joined by « › »."""
    rows = (figure.to_dict() | {"section": " › ".join(figure.passage.section)} for figure in figures)
    return rows_as_csv(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))


def rows_as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows below the names of their columns, as RFC 4180 has it."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue()


def cell(value: object) -> str:
    """One cell: ``"+ de 250"`` gets an apostrophe before it, or a spreadsheet would try to work it out."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text

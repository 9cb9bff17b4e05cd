"""How does the plain text of a passage become paragraphs, lists and tables?

Every word stays, in its order. What says where a list item or a cell begins becomes an element: a dash is shown again
by the style sheet, since « - 12 % » could be meant as a minus; a number stays the number of its item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup, escape

from assistant.web.plain import DIRECTION, unbroken

PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*?(?=[^\S\n]*\S)")
# Not « + »: at the head of a line it is part of a figure, as in « + 12 % ».
ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?:[-–•▪*]|(?P<number>[1-9]\d{0,2})[.)])\s+(?=\S)")
CELL = " | "
# The figure that an item of « … en chiffres » opens with: « 74 % », « + de 250 », « 27 337 », « 3 M€ ».
KEY_FIGURE = re.compile(r"(?:\+\sde\s)?\d{1,3}(?:\s\d{3})*(?:,\d+)?(?:\s?(?:%|(?:M|Md|k)?€))?(?![\w,.])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of prose; nearly always one."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equally many cells, the first of them the headers."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Item:
    """One item: its number as written (``""`` behind a dash), its lines, the items below it."""

    number: str
    indent: int
    lines: list[str]
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """Items in order."""

    items: list[Item]


Block = Paragraph | Table | Listing


def blocks(text: str) -> list[Block]:
    """The blocks of a passage, in order.

    ``"Trois lignes :\\n\\n- T1\\n- T2"`` gives a paragraph and a list of two items. A line below an item, without a
    blank line between them, belongs to the item.
    """
    found: list[Block] = []
    for part in PARAGRAPHS.split(text):
        for kind, lines in _runs([line for line in part.split("\n") if line.strip()]):
            if kind == "item":
                items = _items(lines)
                # A list whose items stand apart is one list.
                if found and isinstance(found[-1], Listing):
                    found[-1].items.extend(items)
                else:
                    found.append(Listing(items))
            elif kind == "row" and len(lines) > 1 and len({line.count(CELL) for line in lines}) == 1:
                found.append(Table(tuple(tuple(line.split(CELL)) for line in lines)))
            else:
                found.append(Paragraph(tuple(line.strip() for line in lines)))
    return found


def blocks_html(text: str) -> Markup:
    """A passage as HTML that cannot hold any markup of its own."""
    return Markup("\n").join(_block_html(block) for block in blocks(text))


def legible(text: str) -> str:
    """``text`` as a page shows it: no line breaks inside a figure, no character that a page may not hold, or that
    changes the order of others."""
    shown = unbroken(DIRECTION.sub("", text))
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Cn") and c != "\n" else c for c in shown)


def _runs(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    kinds: list[tuple[str, str]] = []
    for line in lines:
        if ITEM.match(line) or (kinds and kinds[-1][0] == "item"):
            kinds.append(("item", line))
        else:
            kinds.append(("row" if CELL in line else "prose", line))
    return [(kind, [line for _, line in run]) for kind, run in groupby(kinds, key=lambda pair: pair[0])]


def _items(lines: Sequence[str]) -> list[Item]:
    """Items by their indentation: one that stands deeper than the item before it is below that item."""
    top: list[Item] = []
    trail: list[Item] = []
    for line in lines:
        head = ITEM.match(line)
        if head is None:
            trail[-1].lines.append(line.strip())
            continue
        item = Item(head["number"] or "", len(head["indent"]), [line[head.end() :].strip()])
        while trail and trail[-1].indent >= item.indent:
            trail.pop()
        (trail[-1].items if trail else top).append(item)
        trail.append(item)
    return top


def _block_html(block: Block) -> Markup:
    match block:
        case Paragraph(lines):
            return Markup("<p>{}</p>").format(_lines_html(lines))
        case Listing(items):
            return _list_html(items)
        case Table(rows):
            head = Markup("").join(Markup('<th scope="col">{}</th>').format(legible(cell)) for cell in rows[0])
            body = Markup("").join(
                Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(legible(c)) for c in row))
                for row in rows[1:]
            )
            return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def _lines_html(lines: Iterable[str]) -> Markup:
    return Markup("<br>\n").join(escape(legible(line)) for line in lines)


def _list_html(items: Sequence[Item]) -> Markup:
    """One list for each run of numbered, or of dashed, items."""
    lists = []
    for numbered, run in groupby(items, key=lambda item: bool(item.number)):
        tag = "ol" if numbered else "ul"
        lists.append(Markup(f"<{tag}>{{}}</{tag}>").format(Markup("\n").join(_item_html(item) for item in run)))
    return Markup("\n").join(lists)


def _item_html(item: Item) -> Markup:
    value = Markup(' value="{}"').format(item.number) if item.number else Markup("")
    first, *others = item.lines
    figure = KEY_FIGURE.match(first) if not item.number else None
    if figure:
        opening = Markup("<strong>{}</strong>{}").format(figure[0], legible(first[figure.end() :]))
    else:
        opening = escape(legible(first))
    text = Markup("<br>\n").join([opening, *(escape(legible(line)) for line in others)])
    return Markup("<li{}>{}{}</li>").format(value, text, _list_html(item.items) if item.items else "")

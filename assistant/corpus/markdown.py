"""What does a Markdown report say?

CommonMark and tables, read by markdown-it; emphasis and links are reduced to their text, bullets stay.
A YAML header may come first. ``<!-- page: 12 -->`` gives the page; other comments, such as photo
credits, are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.corpus.writer import ReportWriter, Unreadable, clean, decode

if TYPE_CHECKING:
    from markdown_it.token import Token

FENCE = re.compile(r"---[ \t]*\r?\n")
FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
COMMENT_OR_TAG = re.compile(r"<!--(?P<comment>.*?)(?:-->|\Z)|<[^>]*>", re.DOTALL)
PAGE = re.compile(r"\s*page\s*:\s*(\S.*?)\s*", re.IGNORECASE)
BREAKING_TAG = re.compile(r"</?(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote|section)\b|<br\b", re.IGNORECASE)


def read_markdown(content: bytes, writer: ReportWriter) -> None:
    """Read a Markdown file. Raises: Unreadable for a broken header, with its line."""
    from markdown_it import MarkdownIt

    text = decode(content).replace("\r\n", "\n")
    if FENCE.match(text):
        text = _read_header(text, writer)
    _Reader(writer).read(MarkdownIt("commonmark").enable("table").parse(text))


def _read_header(text: str, writer: ReportWriter) -> str:
    """Take the title and the other fields of the header; returns the text below it."""
    import yaml

    first = FENCE.match(text)
    last = FENCE_END.search(text, first.end() if first else 0)
    if first is None or last is None:
        raise Unreadable("l’en-tête ouvert par « --- » n’est pas fermé par une seconde ligne « --- ».", line=1)
    try:
        fields = yaml.safe_load(text[first.end() : last.start()])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise Unreadable(
            "l’en-tête n’est pas du YAML correct ; mettez les textes entre guillemets.", line=line
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable("l’en-tête n’est pas du YAML correct ; mettez les textes entre guillemets.", line=1) from error
    if fields is not None and not isinstance(fields, dict):
        raise Unreadable("l’en-tête doit être une suite de lignes « champ: valeur ».", line=2)
    for name, value in (fields or {}).items():
        if (plain := _as_text(value)) and isinstance(name, str):
            writer.metadata[name] = plain
    writer.title = writer.metadata.pop("title", "")
    return text[last.end() :]


def _as_text(value: Any) -> str:
    """A header value as text; ``""`` for what is neither a plain value nor a list of them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float, date)):
        return clean(str(value))
    if isinstance(value, list) and all(isinstance(item, (str, int, float, date)) for item in value):
        return ", ".join(clean(str(item)) for item in value)
    return ""


class _Reader:
    """Walks the tokens of a Markdown text and tells the writer."""

    def __init__(self, writer: ReportWriter) -> None:
        self._writer = writer
        self._depth = 0  # of lists
        self._bullets: list[str] = []  # bullets whose item has no text yet
        self._cells = 0

    def read(self, tokens: list[Token]) -> None:
        heading: int | None = None
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1:])
                case "heading_close":
                    heading = None
                case "inline" if heading is not None:
                    self._heading(token, heading)
                case "inline":
                    self._inline(token)
                case "bullet_list_open" | "ordered_list_open":
                    self._depth += 1
                    self._separate()
                case "bullet_list_close" | "ordered_list_close":
                    self._separate()
                    self._depth -= 1
                case "list_item_open":
                    self._item(token)
                case "list_item_close":
                    # « 2024. » alone on its line is an empty item for Markdown, a year for its author.
                    if self._bullets and self._bullets[-1][0].isdigit():
                        self._write_with_bullets("")
                    self._bullets.clear()
                case "paragraph_open" if not self._bullets and not (self._depth and token.hidden):
                    self._writer.paragraph()
                case "tr_open":
                    self._writer.line()
                    self._cells = 0
                case "th_open" | "td_open":
                    self._cells += 1
                    if self._cells > 1:
                        self._writer.write(" | ")
                case "table_open" | "table_close" | "blockquote_open" | "blockquote_close" | "hr":
                    self._writer.paragraph()
                case "fence" | "code_block":
                    self._writer.paragraph()
                    self._text(token.content.strip("\n"))
                    self._writer.paragraph()
                case "html_block":
                    self._writer.paragraph()
                    self._html(token.content)
                    self._writer.paragraph()

    def _heading(self, token: Token, level: int) -> None:
        title = []
        for kind, value in _pieces(token):
            if kind == "page":
                self._writer.page(value)
            else:
                title.append(value)
        self._writer.heading("".join(title), level)

    def _inline(self, token: Token) -> None:
        for kind, value in _pieces(token):
            if kind == "page":
                self._writer.page(value)
            else:
                self._text(value)

    def _text(self, text: str) -> None:
        if self._bullets and text.strip():
            self._write_with_bullets(text.lstrip())
        else:
            self._writer.write(text)

    def _write_with_bullets(self, text: str) -> None:
        self._writer.indent(2 * (self._depth - len(self._bullets)))
        self._writer.write("".join(self._bullets) + text)
        self._bullets.clear()

    def _html(self, html: str) -> None:
        for kind, value in _html_pieces(html):
            if kind == "page":
                self._writer.page(value)
            else:
                self._text(value)

    def _separate(self) -> None:
        """Around a list: a nested one goes on with its item, any other is a paragraph."""
        if self._depth == 1:
            self._writer.paragraph()

    def _item(self, token: Token) -> None:
        self._bullets.append(f"{token.info}{token.markup} ")  # the number as it is written, none for a bullet
        self._writer.line()


def _pieces(token: Token) -> Iterator[tuple[str, str]]:
    """``("text", ...)`` and ``("page", ...)`` pieces of a run of inline Markdown."""
    for child in token.children or ():
        match child.type:
            case "softbreak":
                yield "text", " "
            case "hardbreak":
                yield "text", "\n"
            case "html_inline":
                yield from _html_pieces(child.content)
            case "text" | "code_inline" | "text_special" | "image":
                yield "text", child.content


def _html_pieces(html: str) -> Iterator[tuple[str, str]]:
    """The same of a piece of HTML: tags and comments go, pages are noted."""
    from html import unescape

    place = 0
    for match in COMMENT_OR_TAG.finditer(html):
        yield "text", unescape(html[place : match.start()]).replace("\n", " ")
        place = match.end()
        comment = match.group("comment")
        if comment is None:
            yield "text", "\n" if BREAKING_TAG.match(match.group()) else ""
        elif page := PAGE.fullmatch(comment):
            yield "page", page.group(1)
    yield "text", unescape(html[place:]).replace("\n", " ")

"""What does a plain text report say? Paragraphs stand between blank lines; headings are guessed."""

from __future__ import annotations

import re

from assistant.corpus.guess import guess_heading
from assistant.corpus.writer import ReportWriter, decode

BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+|\f")
ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+\S")


def read_plain(content: bytes, writer: ReportWriter) -> None:
    """Read a text file. Raises: Unreadable for a binary one."""
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    for block in BLANK_LINE.split(text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        # Only the first line of a block, or a block of its own, can be a heading.
        if heading := guess_heading(lines[0]):
            writer.heading(*heading)
            lines = lines[1:]
        writer.paragraph()
        for line in lines:
            if ITEM.match(line):
                writer.line()
            writer.write(line + " ")
        writer.paragraph()

"""How is a text written so that no character of it is markup?

Gradio's markdown renders images, forms and inline styles, whoever wrote them. So every text of a
user, of a report or of a model goes through :func:`plain`.
"""

from __future__ import annotations

import re
import unicodedata

# Inside a number, before its unit, and between French punctuation and its word.
TIES = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[%€]|[kM]€)|(?<=«) | (?=[»?!:;])")


def plain(text: str) -> str:
    """``text`` as it is to be read: no character of it is markup, for HTML or for markdown.

    All ASCII punctuation becomes a character reference, line breaks become ``<br>``, so that the result
    has no line break: a blank line would end an HTML block, and markdown would begin again after it.
    Control and direction characters, which could make a text read as another one, are dropped.
    """
    return "".join(_reference(character) for character in text.replace("\r\n", "\n"))


def unbroken(text: str) -> str:
    """``text`` with spaces that do not break where French typography wants them: « 234 000 », « traite de : »."""
    return TIES.sub("\u00a0", text)


def _reference(character: str) -> str:
    if character == "\n":
        return "<br>"
    if character.isascii() and not character.isalnum() and character not in " \t":
        return f"&#{ord(character)};" if character.isprintable() else ""
    if unicodedata.category(character) in ("Cc", "Cs") or character in "\u2028\u2029":
        return " "
    return "" if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" else character

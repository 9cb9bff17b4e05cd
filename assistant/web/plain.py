"""How is a text written so that no character of it is markup?

Gradio's markdown renders images, forms and inline styles, whoever wrote them. So every text of a
user, of a report or of a model goes through :func:`plain`.
"""

from __future__ import annotations

import re
import unicodedata

# Spaces at which no line may break: « 53 000 », « + 15 % », « 3 M€ », before « : » and inside « ».
TIES = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[%€°]|[kM]€|Md€)|(?<=\+) (?=\d)|(?<=«) | (?=[»:;?!])")
# Marks of direction could make a text read as another one.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """``text`` as it is to be read: no character of it is markup, for HTML or for markdown.

    All ASCII punctuation becomes a character reference, line breaks become ``<br>``, so that the result
    has no line break: a blank line would end an HTML block, and markdown would begin again after it.
    Control and direction characters, which could make a text read as another one, are dropped.
    """
    return "".join(_reference(character) for character in DIRECTION.sub("", text.replace("\r\n", "\n")))


def unbroken(text: str) -> str:
    """``text`` with spaces that do not break where French typography wants them: « 234 000 », « traite de : ».

    The one rule of French spaces for all pages.
    """
    return TIES.sub("\u00a0", text)


def _reference(character: str) -> str:
    if character == "\n":
        return "<br>"
    if character.isascii() and not character.isalnum() and character not in " \t":
        return f"&#{ord(character)};" if character.isprintable() else ""
    if unicodedata.category(character) in ("Cc", "Cs") or character in "\u2028\u2029":
        return " "
    return character

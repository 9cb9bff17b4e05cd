"""What is it that an answer says and its passages do not?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["figure", "reservation", "counted", "quotation", "name", "citation", "wording"]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that an answer says and its passages do not. ``text`` is the piece of the answer."""

    kind: Kind
    text: str
    sentence: str

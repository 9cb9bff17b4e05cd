"""How does a French reader expect figures and punctuation? Commas, narrow no-break spaces, rounding that never lies."""

from __future__ import annotations

import re

THIN = "\u202f"
"""Narrow no-break space: before « % ; : ! ? », inside « guillemets », between thousands."""
DASH = "–"
"""Where nothing was measured."""


def french(text: str) -> str:
    """A sentence with its ordinary spaces around French punctuation made narrow and unbreakable."""
    return re.sub(r"(?<=«)[ \u00a0]|[ \u00a0](?=[;:!?»%])", THIN, text)


def number(value: float | None, digits: int = 0, *, signed: bool = False) -> str:
    """``"1 135"``, ``"0,65"``, ``"−0,10"``; « – » for None. Zero has no sign."""
    if value is None:
        return DASH
    written = f"{abs(value):,.{digits}f}".replace(",", THIN).replace(".", ",")
    if not written.strip("0,"):
        return written
    return ("−" if value < 0 else "+" if signed else "") + written


def percent(share: float | None, digits: int = 0) -> str:
    """``"80 %"`` for 0.8; « – » for None."""
    return DASH if share is None else f"{_hundredths(share, digits)}{THIN}%"


def amount(value: float | None, unit: str, digits: int = 0) -> str:
    """A headline figure: a share in hundredths where the unit is ``"%"``, else a score with two digits more."""
    return percent(value, digits) if unit == "%" else number(value, 2 + digits)


def interval(low: float | None, high: float | None, unit: str = "%") -> str:
    """``"de 75 à 85 %"``, ``"de 0,59 à 0,71"``; « – » where an end is missing."""
    if low is None or high is None:
        return DASH
    return f"de {_hundredths(low)} à {percent(high)}" if unit == "%" else f"de {number(low, 2)} à {number(high, 2)}"


def points(difference: float | None) -> str:
    """A difference of two shares: ``"−9 points"``, ``"+1 point"``."""
    if difference is None:
        return DASH
    return f"{number(100 * difference, signed=True)} point{'s' if round(abs(100 * difference)) > 1 else ''}"


def plural(n: float, singular: str, several: str | None = None) -> str:
    """``"1 question"``, ``"278 questions"``: in French, zero is singular."""
    return f"{number(n)} {singular if n < 2 else several or singular + 's'}"


def _hundredths(share: float, digits: int = 0) -> str:
    """The share in hundredths. Only what is exactly 0 or 1 is written « 0 » or « 100 »: « 99,6 », not « 100 »."""
    while round(100 * share, digits) in (0, 100) and share not in (0, 1) and digits < 4:
        digits += 1
    return number(100 * share, digits)

"""How does a French reader expect a line of a session: which spaces, which capital?"""

from __future__ import annotations

import re

from assistant.french.text import squeeze

THIN, WIDE = "\u202f", "\u00a0"
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
BEFORE_UNIT = re.compile(
    r"(?<=\d) (?=(?:k|M|Md)?€|(?:ha|km|m|m²|m³|t|kg|kWh|MWh|GWh|TWh|kW|MW|GW|kWc|MWc|h)\b|millions?\b|milliards?\b)"
)
BEFORE_PERCENT = re.compile(r"(?<=\d) ?(?=%)")
BEFORE_DEGREES = re.compile(r"(?<=\d) ?(?=°C)")
BEFORE_SIGN = re.compile(r"(?<=[^\s«]) ?(?=[;!?](?:\s|$))")
AFTER_GAP = re.compile(r"(?<=…) (?=\.(?:\s|$))")
BEFORE_COLON = re.compile(r" (?=:(?:\s|$))")
QUOTED_FROM, QUOTED_TO = re.compile(r"« ?"), re.compile(r" ?»")
SPACES = (
    (THOUSANDS, THIN),
    (BEFORE_PERCENT, THIN),
    (BEFORE_DEGREES, WIDE),
    (BEFORE_UNIT, WIDE),
    (BEFORE_SIGN, THIN),
    (BEFORE_COLON, WIDE),
    (AFTER_GAP, ""),
)
# What opens a sentence and is no name, so that it may follow a colon.
SMALL_AFTER_COLON = re.compile(
    r"(?:En|Sur|Dans|Depuis|À|Au|Aux|Fin|Début|Dès|Entre|Après|Avant|Chaque|Combien|Quel|Quelle|Complétez|Selon|Le|La|"
    r"Les|L['’]|D['’])(?=\s|['’]|\w)"
)


def typeset(text: str) -> str:
    """A line with its spaces as in French print; nothing else of it changes.

    No-break before the colon, narrow and no-break before ``; ! ? %``, inside « guillemets » and between thousands. A
    space that is missing there is set: ``"5%"`` gives ``"5 %"``.
    """
    text = squeeze(text)
    for pattern, space in SPACES:
        text = pattern.sub(space, text)
    return QUOTED_TO.sub(f"{THIN}»", QUOTED_FROM.sub(f"«{THIN}", text))


def after_colon(text: str) -> str:
    """A sentence as it goes on after a colon: ``"En 2025, combien…"`` gives ``"en 2025, combien…"``."""
    return text[0].lower() + text[1:] if SMALL_AFTER_COLON.match(text) else text


def opening(text: str) -> str:
    """A text with a capital at its head."""
    return text[:1].upper() + text[1:]

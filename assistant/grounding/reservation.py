"""Is a figure said as it is, or with a reservation: « plus de », « jusqu'à », « dépasse », « plafonnée à »?"""

from __future__ import annotations

import re
from typing import Literal

from assistant.french.numbers import Quantity
from assistant.french.text import fold

MORE = re.compile(r"\bplus d|^\+ d|\bau moins|more than|over|at least")
LESS = re.compile(r"\bmoins d|\bau plus|\bjusqu'a|less|under|fewer|up to|at most")
BEFORE = 32
EXCEEDS = re.compile(
    r"\b(?:depass\w*|exced\w*|superieure?s? a|au-dela de|au-dessus de|exceed\w*)(?: (?:les?|la|l'))? ?$"
)
IS_CAPPED = re.compile(
    r"\b(?:plafonn\w+ a|limite\w* a|maximum de|plafond de|limite de|sous|sous la barre des?|sous le seuil de|ne depass\w+ pas|inferieure?s? a|capped at|limited to|below)(?: (?:les?|la|l'))? ?$"
)
NO_MORE = re.compile(r"\b(?:no|pas) $")

Reserved = Literal["none", "more", "less", "about"]


def reservation(quantity: Quantity, text: str, start: int | None = None) -> Reserved:
    """How a figure is reserved: « plus de », « jusqu'à », « environ », or by the verb before it (« dépasse », « plafonnée à »).

    Args:
        start: where it stands in ``text``; None for its own offset.
    """
    # « + 9 500 voyages » is a rise, « + de 250 actions » more than so many.
    place = quantity.start if start is None else start
    before = fold(text[max(0, place - BEFORE) : place])
    if quantity.qualifier not in ("", "-", "+"):
        if NO_MORE.search(before):
            return "less"
        return "more" if MORE.search(quantity.qualifier) else "less" if LESS.search(quantity.qualifier) else "about"
    return "more" if EXCEEDS.search(before) else "less" if IS_CAPPED.search(before) else "none"

"""How else can a true answer spell its figures? « 3,24 M€ » is « 3 240 000 € », « 74 % » is « 74 pour cent ».

Every answer made here is as true as the one it was made from: whatever the gate refuses of these is refused wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.citations import without_markers
from assistant.figures import Figure, figures
from assistant.french.numbers import Quantity
from assistant.grounding.computed import EQUATION, IN_BRACKETS
from eval.stock import Said

ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
LARGEST_IN_WORDS = 69
MILLION = 1e6


def restate(said: Said) -> Iterator[Said]:
    """The answer with one figure spelled in another way, for every figure and every way."""
    blank = without_markers(said.text)
    shown = [m.span() for pattern in (EQUATION, IN_BRACKETS) for m in pattern.finditer(blank)]
    for figure in figures(blank):
        # A computation is shown in digits, or it is none.
        if any(a <= figure.quantity.start < b for a, b in shown):
            continue
        for start, end, piece in _spellings(blank, figure):
            if piece != said.text[start:end]:
                yield Said(said.text[:start] + piece + said.text[end:], said.citations)


def _spellings(text: str, figure: Figure) -> Iterator[tuple[int, int, str]]:
    """``(start, end, piece)``: what may stand in the place of ``text[start:end]``."""
    quantity = figure.quantity
    written = text[quantity.number_start : quantity.end]
    start, end = quantity.number_start, quantity.end
    if match := re.match(r"plus (?:de |d['’])", text[quantity.start :], re.IGNORECASE):
        yield quantity.start, quantity.start + match.end(), "+ de "
    if quantity.kind == "percent" and written.endswith("%"):
        number = written.rstrip("%").rstrip()
        yield start, end, f"{number} pour cent"
        yield start, end, f"{number}\u202f%"
    if quantity.kind == "money":
        yield from ((start, end, piece) for piece in _euros(quantity))
    if written.endswith(" hectares"):
        yield start, end, written.removesuffix("hectares") + "ha"
    if written.endswith(" ha"):
        yield start, end, written.removesuffix("ha") + "hectares"
    if written.endswith(" km"):
        yield start, end, written.removesuffix("km") + "kilomètres"
    if re.search(r"\d \d{3}\b", written):
        yield start, end, written.replace(" ", "\u202f", 1)
    if quantity.kind == "count" and not quantity.unit and re.fullmatch(r"\d{1,2}", written):
        words = in_words(int(written))
        if words and not quantity.qualifier:
            yield start, end, words.capitalize() if not text[:start].strip(" -") else words
    if quantity.kind == "date" and (period := re.fullmatch(r"(\d{4})-(\d{4})", written)):
        yield start, end, f"{period[1]}–{period[2]}"
    if quantity.kind == "date" and (day := re.fullmatch(r"(\d{1,2}(?:er)?) ([^\W\d]+) (\d{4})", written)):
        # Less precise is as true, where « le » before the day may go.
        before = re.search(r"\b[Ll]e $", text[:start])
        if before is not None:
            yield before.start(), end, f"{'En' if before.group()[0] == 'L' else 'en'} {day[2]} {day[3]}"


def _euros(quantity: Quantity) -> Iterator[str]:
    """An amount in millions and in full; nothing for one that is not a round number of thousands."""
    value = quantity.value
    if value >= MILLION and not value % 1e3:
        millions = f"{value / MILLION:.3f}".rstrip("0").rstrip(".").replace(".", ",")
        yield f"{millions} M€"
        yield f"{millions} million{'s' if value >= 2 * MILLION else ''} d'euros"
    if not value % 1 and value >= 1e4:
        yield f"{int(value):,} €".replace(",", " ")
        yield f"{int(value):,} euros".replace(",", "\u202f")


def in_words(number: int) -> str:
    """A number from 3 to 69 in French words; empty for another one."""
    if not len(ONES) > number >= 3:
        tens, ones = number // 10 * 10, number % 10
        if not 20 <= number <= LARGEST_IN_WORDS:
            return ""
        if not ones:
            return TENS[tens]
        return f"{TENS[tens]} et un" if ones == 1 else f"{TENS[tens]}-{ONES[ones]}"
    return ONES[number]

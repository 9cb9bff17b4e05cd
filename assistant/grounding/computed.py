"""Which figures of an answer are computed before the reader's eyes, and are they right?

« 310 + 41 = 351 logements », « 12 M€ de plus (32 M€ - 20 M€) », « deux publics : les enfants et leurs parents ». A figure that
no passage states may be shown when the computation stands beside it and its terms are stated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.french.numbers import Quantity, quantities, states
from assistant.french.text import fold

_OPERAND = (
    r"\d(?:[\d.,]|[ \u00a0\u202f](?=\d))*(?:[ \u00a0\u202f]?(?:[€%]|[a-zA-Zµ°]*€|[^\W\d_]{1,12}[²³23]?(?:/[^\W\d_]+)?))?"
    r"(?:[ \u00a0\u202f]d['’]euros)?(?: ?\([^()=+×*/]{1,25}\))?"
)
_OPERATOR = r"[ \u00a0\u202f]?(?:[-−–+×*/÷]|\bx\b)[ \u00a0\u202f]"
EQUATION = re.compile(
    rf"(?P<terms>{_OPERAND}(?:{_OPERATOR}{_OPERAND})+)[ \u00a0\u202f]?=[ \u00a0\u202f]?(?P<result>{_OPERAND})"
)
IN_BRACKETS = re.compile(
    rf"(?P<result>{_OPERAND})(?P<between>[^()=\d]{{0,60}})\((?P<terms>{_OPERAND}(?:{_OPERATOR}{_OPERAND})+)\)"
)
SPLIT = re.compile(_OPERATOR)
UNIT_WRITTEN = re.compile(r"(?<=\d)[^\d]+$")
ASIDE = re.compile(r"\([^()]*\)")
# What a share is a share of, and what units are converted by.
CONSTANTS = frozenset((100.0, 1000.0, 10_000.0, 1_000_000.0))
# A share may be rounded to a whole percent.
ROUNDING = 0.5
ITEMS = re.compile(r"(?:,| et | ou | and | or |;)\s*")
# What may be counted when it is named right after.
NAMED_THINGS = frozenset(
    """axe axes levier leviers finalite finalites objectif objectifs but buts priorite priorites volet volets pilier piliers public publics forme formes
    garantie garanties type types categorie categories etape etapes raison raisons mesure mesures point points aspect aspects element elements domaine
    domaines theme themes enjeu enjeux moyen moyens solution solutions critere criteres mission missions groupe groupes ambition ambitions engagement
    engagements orientation orientations effet effets resultat resultats aims goals priorities reasons measures groups levers ways types steps points""".split()
)
FEWEST_ITEMS, MOST_ITEMS = 2, 12


@dataclass(frozen=True, slots=True)
class Computation:
    """A computation in a sentence.

    Attributes:
        start, end: where it stands.
        result: what it gives.
        right: the terms are stated, and give that.
        units: kinds and units in which all the terms are stated; what the result has when it is written without.
    """

    start: int
    end: int
    result: Quantity
    right: bool
    units: frozenset[tuple[str, str]] = frozenset()

    def bears_out(self, said: Quantity) -> bool:
        """Whether it is what the figure is computed by: « 12 700 m³ (9 500 + 3 200 = 12 700) »."""
        if not self.right or said.qualifier:
            return False
        unwritten = not self.result.unit and (said.kind, said.unit) in self.units
        return states(self.result, said) or (unwritten and _same(self.result.value, said.value))


def computations(sentence: str, stated: Sequence[Quantity]) -> list[Computation]:
    """The computations of a sentence, in order.

    Args:
        stated: every quantity of the passages that it cites.
    """
    found: list[Computation] = []
    for pattern in (EQUATION, IN_BRACKETS):
        for match in pattern.finditer(sentence):
            result = _quantity(match["result"])
            unit = UNIT_WRITTEN.search(ASIDE.sub("", match["result"]))
            terms = _operands(match["terms"], unit[0] if unit else "")
            if not terms or result is None or any(c.start < match.end() and match.start() < c.end for c in found):
                continue
            right = _is_right(terms, match["terms"], result, stated)
            units = frozenset.intersection(*(frozenset(_meant(t, stated)) for t in terms)) if right else frozenset()
            found.append(Computation(match.start(), match.end(), result, right, units))
    return sorted(found, key=lambda c: c.start)


def without_computations(sentence: str, found: Sequence[Computation]) -> str:
    """``sentence`` with its computations blanked out, but for what stands in brackets in them; offsets stay."""
    for computation in found:
        written = sentence[computation.start : computation.end]
        if "=" not in written:
            sentence = sentence[: computation.start] + " " * len(written) + sentence[computation.end :]
            continue
        kept = re.sub(r"\([^()]*\)|[^()]", lambda m: m[0] if len(m[0]) > 1 and "=" not in m[0] else " ", written)
        sentence = sentence[: computation.start] + kept + sentence[computation.end :]
    return sentence


def _operands(terms: str, unit: str) -> list[Quantity]:
    """The terms of a computation; none when one cannot be read. « 14 + 5 = 19 km »: the unit is that of the result."""
    pieces = [ASIDE.sub("", piece).strip() for piece in SPLIT.split(terms)]
    plus, minus = set("+-−–"), {o.strip() for o in SPLIT.findall(terms)}
    shared = unit if minus <= plus and unit and "%" not in unit and all(p[-1:].isdigit() for p in pieces) else ""
    read = [_quantity(f"{piece}{shared}") for piece in pieces]
    return [q for q in read if q is not None] if all(read) else []


def _quantity(text: str) -> Quantity | None:
    found = quantities(ASIDE.sub("", text))
    return replace(found[0], qualifier="") if len(found) == 1 and found[0].kind != "date" else None


def _is_right(terms: Sequence[Quantity], written: str, result: Quantity, stated: Sequence[Quantity]) -> bool:
    operators = {o.strip() for o in SPLIT.findall(written)}
    exact = [s for s in stated if s.kind != "date" and not s.qualifier.strip("+- ")]
    meant = [_meant(t, exact) for t in terms]
    if not all(meant):
        return False
    values = [t.value for t in terms]
    # « 94 - 39 = 55 % »: every term, as it is stated, has to have the unit of the result.
    alike = not result.unit or all((result.kind, result.unit) in units for units in meant)
    if operators <= {"+"}:
        return alike and _same(sum(values), result.value)
    if operators <= set("-−–"):
        return alike and _same(values[0] - sum(values[1:]), result.value)
    if any(states(s, result) for s in stated):
        return True  # the same quantity in another unit
    if operators <= set("/÷") and len(values) == 2 and values[1] and result.kind == "percent":
        return abs(100 * values[0] / values[1] - result.value) <= ROUNDING
    return False


def _meant(term: Quantity, stated: Sequence[Quantity]) -> set[tuple[str, str]]:
    """Kinds and units in which the term is stated; none when it is not. A term may leave its unit out."""
    found: set[tuple[str, str]] = {
        (s.kind, s.unit) for s in stated if (states(s, term) if term.unit else _same(s.value, term.value))
    }
    if term.value in CONSTANTS and term.kind in ("count", "percent"):
        found |= {("percent", "%"), ("count", "")}
    return found


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(other))


def counts_what_follows(quantity: Quantity, sentence: str, n_items: int) -> bool:
    """Whether a small number says how many things the answer goes on to name.

    Args:
        n_items: list items right after the sentence.
    """
    noun = re.match(r"\W*(\w+)", fold(sentence[quantity.end :]))
    if quantity.kind != "count" or quantity.unit or not FEWEST_ITEMS <= quantity.value <= MOST_ITEMS:
        return False
    if noun is None or noun[1] not in NAMED_THINGS:
        return False
    if n_items == quantity.value:
        return True
    _, colon, named = sentence[quantity.end :].partition(":")
    return bool(colon) and len([item for item in ITEMS.split(named) if item.strip(" .")]) == quantity.value

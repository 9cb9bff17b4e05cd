"""Which quantities and dates does a French text state, and where?

``quantities("soit + de 60 % du parc, pour 3,24 M€")`` finds 60 percent with the reservation
« + de », and 3 240 000 euros. The same function reads questions, passages and answers, so that
they are compared on equal terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.french.text import STOP_WORDS, fold, fold_in_place

Kind = Literal[
    "money", "percent", "area", "length", "mass", "energy", "volume", "duration", "age", "date", "rank", "count"
]

LONGEST_NUMBER = 24  # longer rows of digits are identifiers
SPACE = r"[ \u00a0\u202f\u2009]"
DIGITS = rf"\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:\.\d{{3}})+(?![\d,])|\d+(?:[.,]\d+)?"

# « quarantaine » and its like state an approximate number; they need « une » or « la » before.
UNITS_WORDS = dict(
    zip(
        "zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
        [0, 1, 1, *range(2, 17)],
        strict=True,
    )
)
# English ones too, but « one » and « four », which say other things more often.
UNITS_WORDS |= {
    "two": 2,
    "three": 3,
    "five": 5,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
TENS_WORDS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
TENS_WORDS |= {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
GROUPS = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40}
GROUPS |= {"cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000}
SCALES = {
    "cent": 100.0,
    "cents": 100.0,
    "mille": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "milliard": 1e9,
    "milliards": 1e9,
}
FRACTIONS = {
    "la moitie": 50.0,
    "un tiers": 100 / 3,
    "les deux tiers": 200 / 3,
    "deux tiers": 200 / 3,
    "un quart": 25.0,
    "le quart": 25.0,
    "le tiers": 100 / 3,
    "trois quarts": 75.0,
    "les trois quarts": 75.0,
}
FRACTIONS |= {"half": 50.0, "un sur deux": 50.0, "une sur deux": 50.0}

# Unit as written (folded) -> (kind, canonical unit, factor).
UNITS: dict[str, tuple[Kind, str, float]] = {
    "%": ("percent", "%", 1),
    "pour cent": ("percent", "%", 1),
    "pourcent": ("percent", "%", 1),
    "percent": ("percent", "%", 1),
    "€": ("money", "€", 1),
    "eur": ("money", "€", 1),
    "euro": ("money", "€", 1),
    "euros": ("money", "€", 1),
    "d'euros": ("money", "€", 1),
    "centimes": ("money", "€", 0.01),
    "k€": ("money", "€", 1e3),
    "m€": ("money", "€", 1e6),
    "m d'euros": ("money", "€", 1e6),
    "md€": ("money", "€", 1e9),
    "mds€": ("money", "€", 1e9),
    "ha": ("area", "ha", 1),
    "hectare": ("area", "ha", 1),
    "hectares": ("area", "ha", 1),
    "km2": ("area", "ha", 100),
    "m2": ("area", "ha", 1e-4),
    "metres carres": ("area", "ha", 1e-4),
    "km": ("length", "m", 1000),
    "kilometre": ("length", "m", 1000),
    "kilometres": ("length", "m", 1000),
    "m": ("length", "m", 1),
    "metre": ("length", "m", 1),
    "metres": ("length", "m", 1),
    "cm": ("length", "m", 0.01),
    "tonne": ("mass", "t", 1),
    "tonnes": ("mass", "t", 1),
    "t": ("mass", "t", 1),
    "kg": ("mass", "t", 1e-3),
    "kilos": ("mass", "t", 1e-3),
    "kwh/m2/an": ("energy", "kWh/m²/an", 1),
    "kwh": ("energy", "kWh", 1),
    "mwh": ("energy", "kWh", 1e3),
    "gwh": ("energy", "kWh", 1e6),
    "twh": ("energy", "kWh", 1e9),
    "kw": ("energy", "kW", 1),
    "mw": ("energy", "kW", 1e3),
    "kwc": ("energy", "kW", 1),
    "mwc": ("energy", "kW", 1e3),
    "gigawattheures": ("energy", "kWh", 1e6),
    "gigawattheure": ("energy", "kWh", 1e6),
    "gigawatt-hours": ("energy", "kWh", 1e6),
    "megawattheures": ("energy", "kWh", 1e3),
    "kilowattheures": ("energy", "kWh", 1),
    "megawatts-crete": ("energy", "kW", 1e3),
    "megawatts": ("energy", "kW", 1e3),
    "kilowatts": ("energy", "kW", 1),
    "gw": ("energy", "kW", 1e6),
    "kilometres carres": ("area", "ha", 100),
    "metres cubes": ("volume", "m³", 1),
    "square metres": ("area", "ha", 1e-4),
    "square kilometres": ("area", "ha", 100),
    "cubic metres": ("volume", "m³", 1),
    "kilogrammes": ("mass", "t", 1e-3),
    "grammes": ("mass", "t", 1e-6),
    "gramme": ("mass", "t", 1e-6),
    "tons": ("mass", "t", 1),
    "years": ("duration", "an", 1),
    "year": ("duration", "an", 1),
    "months": ("duration", "mois", 1),
    "days": ("duration", "jour", 1),
    "hours": ("duration", "heure", 1),
    "weeks": ("duration", "semaine", 1),
    "m3": ("volume", "m³", 1),
    "litres": ("volume", "m³", 1e-3),
    "jour": ("duration", "jour", 1),
    "jours": ("duration", "jour", 1),
    "semaines": ("duration", "semaine", 1),
    "mois": ("duration", "mois", 1),
    "an": ("duration", "an", 1),
    "ans": ("duration", "an", 1),
    "piges": ("duration", "an", 1),
    "balais": ("duration", "an", 1),
    "bougies": ("duration", "an", 1),
    "annees": ("duration", "an", 1),
    "h": ("duration", "heure", 1),
    "heure": ("duration", "heure", 1),
    "heures": ("duration", "heure", 1),
    "minutes": ("duration", "minute", 1),
    "fois": ("count", "fois", 1),
    "times": ("count", "fois", 1),
    "°c": ("count", "°C", 1),
    "degres": ("count", "°C", 1),
    "db": ("count", "dB", 1),
    "decibels": ("count", "dB", 1),
}
_UNIT_PATTERN = "|".join(sorted((re.escape(u).replace(r"\ ", r"\s+") for u in UNITS), key=len, reverse=True))
MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
ENGLISH_MONTHS = "january february march april may june july august september october november december".split()

QUALIFIER = (
    r"(?:(?:un peu |bien )?(?:plus|moins) (?:de |d')|\+ (?:de |d')?|pres (?:de |d')|environ |quelque |jusqu'a |jusqu'au "
    r"|(?:more|less|fewer) than |over |under |nearly |about |almost |around |some |up to |at (?:least|most) |au (?:moins|plus) |a peine |presque |de l'ordre de |(?<=\()- )"
)
_WORDS = "|".join(sorted([*UNITS_WORDS, *TENS_WORDS, "quatre-vingts?", "soixante", *SCALES], key=len, reverse=True))
NUMBER_WORDS = rf"(?:{_WORDS})(?:(?:[- ]| et |-et-)(?:{_WORDS})){{0,20}}"
GROUP_WORDS = rf"(?:une|la|quelques|plusieurs|deux|trois) ?(?:{'|'.join(GROUPS)})s?"

DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? )?(?P<month>{'|'.join((*MONTHS, *ENGLISH_MONTHS))}) (?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:er)? (?P<month2>{'|'.join(MONTHS)})\b(?! (?:19|20)\d\d)"
    r"|\b(?P<from>(?:19|20)\d\d) ?(?:-|–|a|et|/) ?(?P<to>(?:19|20)\d\d)\b"
    r"|(?<![\d,.] )\b(?P<only>(?:19|20)\d\d)\b(?! ?(?:%|€|m€|[a-z]*metres|ha\b|km|tonnes|\d{3}\b))"
)
QUANTITY = re.compile(
    rf"(?:(?<![^\W\d_])(?P<qualifier>{QUALIFIER}))?(?:\b(?P<fraction>{'|'.join(sorted(FRACTIONS, key=len, reverse=True))})\b(?! (?:temps|de siecle))|(?<![\w.,])(?P<currency>€ ?)?(?P<digits>{DIGITS})|\b(?P<group>{GROUP_WORDS})\b|\b(?P<words>{NUMBER_WORDS})\b)"
    rf"(?P<ordinal>(?:e|eme|er|ere|st|nd|rd|th)\b)?"
    rf"(?: ?(?P<scale>millions?|milliards?|milliers?))?(?P<half> et demie?\b)?"
    rf"(?: ?(?:d')?(?P<unit>{_UNIT_PATTERN})(?!\w))?(?P<unit_and_half> et demie?\b)?",
)
AGE = re.compile(r"(?:moins|plus) de $|[0-9]-$|age|\bdes $|partir d[e'] ?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number or date of a text.

    Attributes:
        value: in the canonical unit; a date is ``year*10000 + month*100 + day`` with zeros for what is not said.
        kind, unit: e.g. ``"area"``, ``"ha"``; a bare number has kind ``"count"`` and unit ``""``.
        start, end: where it stands, reservation and unit included.
        number_start: where the number itself begins, after the reservation.
        qualifier: the reservation as folded text (« plus de », « pres de »), or ``""``.
        spelled: whether the number was written in words.
    """

    value: float
    kind: Kind
    unit: str
    start: int
    end: int
    number_start: int
    qualifier: str
    spelled: bool = False


def quantities(text: str) -> list[Quantity]:
    """Numbers and dates of ``text``, in order, none inside another."""
    return list(_quantities(text))


# The question is read several times on the way to its answer.
@lru_cache(maxsize=64)
def _quantities(text: str) -> tuple[Quantity, ...]:
    folded = fold_in_place(_plain(text))
    found: list[Quantity] = []
    taken = bytearray(len(folded))
    for match in DATE.finditer(folded):
        if not _is_part_of_a_name(text, match):
            found.append(_date(match))
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    position = 0
    while match_ := QUANTITY.search(folded, position):
        position = max(match_.end(), match_.start() + 1)
        if any(taken[match_.start() : match_.end()]):
            # « en 2025, 16 zones »: go on right after the date that was met.
            position = match_.start() + 1
            while position < len(folded) and taken[position - 1]:
                position += 1
            continue
        named = _is_part_of_a_name(text, match_) or NO_NUMBER.match(folded, match_.start())
        quantity = None if named else _quantity(match_, folded)
        if quantity is not None:
            found.append(quantity)
    return tuple(sorted(found, key=lambda q: q.start))


# « une fois que… »: once, which counts nothing; « étaient-ils neufs, ou neuf ? », « remise à neuf »: new.
NO_NUMBER = re.compile(r"une fois\b(?! (?:par|l'))|neuf(?= ?(?:[?!.,;]|$| ou\b))|(?<=\ba )neuf\b(?! [\w-]+s\b)")
NAME_BEFORE = re.compile(r"([A-ZÀ-Ý][\w'’-]+) $")
INVERTED = re.compile(r"-(?:ils?|elles?|on|ce|vous|nous|je|tu)$")
DATE_WORDS = frozenset(
    (
        "d'ici",
        "d’ici",
        "des",
        "entre",
        "jusqu'en",
        "jusqu’en",
        "courant",
        "avant",
        "apres",
        "vers",
        "mi",
        "rentree",
        "fin",
        "debut",
        "depuis",
        "horizon",
        "printemps",
        "ete",
        "automne",
        "hiver",
        *MONTHS,
    )
)
# « Seules 50 communes… »: what opens a sentence before a number without being a name.
BEFORE_NUMBERS = frozenset(
    "seul seule seuls seules seulement environ exactement only just about nearly in by since the from until before after".split()
)


def _is_part_of_a_name(text: str, match: re.Match[str]) -> bool:
    """« Natura 2000 », « ISO 9001 »: a bare number after a capitalised word that opens no sentence."""
    if re.search(r"[^\d ]", match.group()):
        return False
    before = NAME_BEFORE.search(text, max(0, match.start() - 40), match.start())
    if before is None:
        return False
    word = fold(before.group(1))
    if INVERTED.search(word) or word.endswith(("'s", "s'")):
        return False  # « Compte-t-on 1 600 bacs ? », « the authority's 400 halls »
    return word not in DATE_WORDS and word not in BEFORE_NUMBERS and word not in STOP_WORDS


def _plain(text: str) -> str:
    return re.sub(r"\s", " ", text).replace("²", "2").replace("³", "3")


def _date(match: re.Match[str]) -> Quantity:
    g = match.groupdict()
    if g["from"]:
        value = int(g["from"]) * 10000 + int(g["to"]) % 10000
        return Quantity(float(value), "date", "période", match.start(), match.end(), match.start(), "")
    month_name = g["month"] or g["month2"]
    month = (*MONTHS, *ENGLISH_MONTHS).index(month_name) % 12 + 1 if month_name else 0
    day = int(g["day"] or g["day2"] or 0)
    year = int(g["year"] or g["only"] or 0)
    unit = "jour" if day else "mois" if month else "année"
    return Quantity(year * 10000.0 + month * 100 + day, "date", unit, match.start(), match.end(), match.start(), "")


def _quantity(match: re.Match[str], folded: str) -> Quantity | None:
    g = match.groupdict()
    qualifier = (g["qualifier"] or "").strip()
    if g["fraction"]:
        start = match.start("fraction")
        value = round(FRACTIONS[g["fraction"]], 6)
        return Quantity(value, "percent", "%", match.start(), match.end("fraction"), start, qualifier, True)
    if g["digits"]:
        if len(g["digits"]) > LONGEST_NUMBER:
            return None
        value, number_start, spelled = read_number(g["digits"]), match.start("digits"), False
    elif g["group"]:
        lead, _, group = g["group"].rpartition(" ")
        value = float(GROUPS[group.removesuffix("s")] * {"deux": 2, "trois": 3}.get(lead, 1))
        number_start, spelled = match.start("group"), True
    else:
        # « un », « une » alone are articles, « second » is not a number.
        if g["words"] in ("un", "une") and not (g["unit"] or g["scale"]):
            return None
        if g["words"] in ("cent", "cents", "mille") and g["unit"] is None and not match["qualifier"]:
            number_start = match.start("words")
            if folded[max(0, number_start - 5) : number_start].strip().endswith("pour"):
                return None
        value, number_start, spelled = _read_words(g["words"]), match.start("words"), True
    if g["half"] or g["unit_and_half"]:
        # « un million et demi » holds its scale in the words, « deux ans et demi » has none.
        value += 0.5 * SCALES.get((g["words"] or "").rpartition(" ")[2], 1)
    end = match.end()
    kind: Kind = "count"
    unit = ""
    if g["ordinal"]:
        kind, unit, end = "rank", "e", match.end("ordinal")
    if g["scale"]:
        value *= {"mill": 1e6, "mil": 1e9}.get("mil" if g["scale"].startswith("milliard") else "mill", 1e6)
        if g["scale"].startswith("millier"):
            value /= 1e3
    if g["currency"] and not g["unit"]:
        kind, unit = "money", "€"
    if g["unit"] and not g["ordinal"]:
        name = re.sub(r"\s+", " ", g["unit"])
        kind, unit, factor = UNITS[name]
        value *= factor
        before = folded[max(0, number_start - 10) : number_start]
        if kind == "duration" and unit == "an" and "d'ici" not in before and AGE.search(before):
            kind = "age"
    return Quantity(round(value, 6), kind, unit, match.start(), end, number_start, qualifier, spelled)


def read_number(digits: str) -> float:
    """``"1 457,5"``, ``"2.500"`` (thousands) and ``"3.24"`` (decimal point) as floats."""
    compact = re.sub(SPACE, "", digits)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", compact):
        compact = compact.replace(",", "")  # « 200,000 », as in English: French has no three decimals
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", compact) and not compact.startswith("0"):
        compact = compact.replace(".", "")
    return float(compact.replace(",", "."))


def _read_words(text: str) -> float:
    """``"deux cent trente-quatre mille"`` gives 234000."""
    total = current = 0.0
    for word in re.split(r"[- ]|\bet\b", text.replace("quatre-vingt", "quatrevingt")):
        if not word:
            continue
        if word.startswith("quatrevingt"):
            current += 80
        elif word in SCALES:
            scale = SCALES[word]
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total += max(current, 1) * scale
                current = 0
        else:
            current += UNITS_WORDS.get(word, TENS_WORDS.get(word, 0))
    return total + current


def of_one_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are of one kind and unit."""
    return (one.kind, one.unit) == (other.kind, other.unit)


def states(stated: Quantity, said: Quantity) -> bool:
    """Whether what is ``stated`` bears out what is ``said``: the same value and unit, or a date that says no more.

    « En 2025 » is borne out by « le 30 juin 2025 », not the other way round.
    """
    if said.kind == "date" or stated.kind == "date":
        return said.kind == stated.kind and _date_within(int(said.value), int(stated.value), said.unit, stated.unit)
    if {said.kind, stated.kind} <= {"duration", "age"}:
        return said.value == stated.value and said.unit == stated.unit
    equal = abs(said.value - stated.value) <= 1e-9 * max(1.0, abs(stated.value))
    return said.kind == stated.kind and said.unit == stated.unit and equal


def _date_within(said: int, stated: int, said_unit: str, stated_unit: str) -> bool:
    if said == stated and said_unit == stated_unit:
        return True
    if stated_unit == "période":
        return said_unit == "année" and said // 10000 in (stated // 10000, stated % 10000)
    if said_unit == "période":
        return False
    # Less precise is fine (« en 2025 » for the 30th of June 2025); more precise is not.
    if said_unit == "année":
        return said // 10000 == stated // 10000
    if said_unit == "mois" and stated_unit == "jour":
        return said // 100 == stated // 100
    return said % 10000 == stated % 10000 and 0 in (said // 10000, stated // 10000)

"""Which figures and dates does a question suppose, and how does it compare them?

``claims("La ville a-t-elle plus d'une centaine de bancs ?")`` gives one claim: more than 100, counting « bancs ».
Whether a stated quantity bears a claim out is plain arithmetic (`bears_out`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.extractive.fitting import ASKED_FOR_MORE
from assistant.figures import Figure, figures
from assistant.french.numbers import UNITS_WORDS, Kind, Quantity, states
from assistant.french.text import STOP_WORDS, fold, fold_in_place, stem, words

Relation = Literal["equal", "about", "more", "at_least", "less", "at_most", "until"]

# What may stand between the comparison and its number: « dépasse-t-il déjà la barre des … ».
_LINK = r"(?:[- ](?:t[- ])?(?:ils?|elles?|on))?(?: (?:pas|bien|deja|encore|largement|meme|les?|la|the|a|aux?|un|une|de|des|du|d'|l'|cap|barre|seuil|nombre|total|plus))* ?$"
_SAID_BEFORE: tuple[tuple[Relation, str], ...] = (
    ("at_least", r"\bau moins|\bau minimum|\bminimum|\bat least|\ba partir d"),
    ("at_most", r"\bau plus|\bau maximum|\bmaximum|\bat most|\bne depass\w+ pas|\bjusqu'a"),
    ("less", r"\bmoins(?= d)|\bless than|\bfewer than|\bunder|\bbelow|\binferieure?s? a|\ben dessous|\bsous la barre"),
    ("more", r"\bplus(?= d)|\+|\bmore than|\bover|\babove|\bexceed\w*|\bsuperieure?s? a|\bau-dela|\bau-dessus|\bdepass\w+|\bexced\w+"),
    ("about", r"\benviron|\bpres d|\bquelque|\babout|\baround|\bnearly|\bautour d|\bpresque|\bapproximativement"),
)  # fmt: skip
_BEFORE = tuple((relation, re.compile(rf"(?:{said}){_LINK}")) for relation, said in _SAID_BEFORE)
_AFTER: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("at_least", re.compile(r"^[^.?!,]{0,25}\b(?:ou|et|or) (?:plus|more)\b|^ ?(?:au moins|minimum|at least)")),
    ("at_most", re.compile(r"^[^.?!,]{0,25}\b(?:ou|et|or) (?:moins|less)\b|^ ?(?:au plus|maximum|at most)")),
)
_DATES: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("at_most", re.compile(r"\b(?:avant la fin|by the end|d'ici(?: a)?|au plus tard|by)(?: (?:de|la|fin|l'annee|of))* ?$")),
    ("until", re.compile(r"\b(?:jusqu'(?:en|a|au|a l'horizon)|until|till|up to)(?: (?:de|la|fin|l'annee|end|of))* ?$")),
    ("less", re.compile(r"\b(?:avant|before|prior to)(?: (?:le|la|l'annee|the|l'|janvier|debut))* ?$")),
    ("more", re.compile(r"\b(?:apres|after)(?: (?:le|la|l'annee|the|l'))* ?$")),
)  # fmt: skip
# « s'arrête dès 2028 » is held against the end of a period.
ENDS = re.compile(
    r"\b(?:s'arret|s'achev|se termin|prend(?:ra)? fin|prennent fin|finit|finira|expir)[\w'-]*(?: (?:des|en|a|au|la|fin|le|bien|deja|vraiment))* $"
)
# « environ 120 » is near; « près de la moitié » is meant more loosely.
ABOUT, ABOUT_IN_WORDS = 0.1, 0.2
# « neuf bancs sur dix »: a share of 90 %.
RATIO = re.compile(
    rf"\b(?P<part>\d{{1,2}}|{'|'.join(UNITS_WORDS)}) (?!jours?|heures?|mois|semaines?|ans\b|annees?)(?:[\w'-]+ ){{1,3}}sur (?P<whole>\d{{1,3}}|{'|'.join(UNITS_WORDS)})\b"
)
# « la majorité des marchés », « un foyer sur deux »
MAJORITY = re.compile(
    r"\b(?:la |une )(?:(?:grande|large|vaste|tres grande) )?(?P<more>majorite|minorite)\b|\bla (?P<most>plupart)\b"
)
SINGLE = re.compile(r"\b(?:une? (?:seule?|unique)|l'unique|l[ea] seule?|only one|a single|the only)\b(?= [a-z])")
# « pour une seule année » is a time, not a number of years.
SPANS = {
    stem(noun): unit
    for noun, unit in {"an": "an", "annee": "an", "mois": "mois", "jour": "jour", "journee": "jour"}.items()
}
TIMES = stem("fois")
# « six jours sur sept » is said as it stands.
OUT_OF = re.compile(r"\b(?:jours?|heures?|mois|semaines?) sur $")
PERSON = re.compile(
    r"\b(?:filles?|fils|mere|pere|enfants?|mari|femme|voisine?|cousine?|oncle|tante|niece|neveu|frere|soeur|ami|amie|ado|garcon|son|daughter|mother|father)\b"
)
# « j'ai 70 ans », « âgé de 12 ans »: an age, no time that something takes.
OF_SOMEBODY = re.compile(
    r"\b(?:j'? ?ai|g|agee?s? de|(?:vien(?:s|t|nent)|venons|va|vais) d?'?avoir|(?:aura|aurai|fete|fetera)|(?:souffle\w*|fete\w*) (?:ses|mes)|(?:mon|ma|il|elle|mamie|papi|papy|grand-mere|grand-pere) (?:\w+ )?a|(?:gamine?|enfant|gosse|ado|jeune|retraitee?|personne|etudiante?|fille|garcon|homme|femme|eleve|minot) d[e']|i am|aged) $"
)
# « mieux qu'en 2024 »: the year is what something is compared with, not when it was.
SET_BESIDE = re.compile(
    r"\b(?:qu'|que |par rapport a |comparee?s? (?:a |avec )|than )(?:en |l'annee |celles? d[e'] ?|celui d[e'] ?|in )?$"
)
# « moins qu'il y a cinq ans », « ces dix dernières années »: how far back one looks, which no report has to say.
AGO = re.compile(r"\bil y a (?:environ |plus de |pres de )?$")
LAST_YEARS = re.compile(r"(?:\d+|[a-z]+) derni(?:er|ere)s (?:ans|annees|mois)\b")
WITHIN = re.compile(r"\b(?:en|depuis|sur|au bout de) $")
MORE_OR_LESS = re.compile(
    r"\b(?:hauss|augment|progress|doubl|tripl|accroi|croiss|gagn|baiss|dimin|recul|chut|redui|plus|moins|davantage)\w*"
)
TIME_UNITS = ("an", "mois", "semaine", "jour")
# « Mon fils a 14 ans. Est-ce que lui aussi… ? »
HIM = re.compile(r"[.?!] .*\b(?:lui|elle|il)\b")
IS_AGED = re.compile(r"\b(?:is|turns?|turned) (\d{1,2})(?= ?(?:[.,;?!]|and\b|now\b|$))")
SEASONS = {"printemps": 3, "ete": 6, "rentree": 9, "automne": 9, "hiver": 12, "noel": 12}
A_SEASON = re.compile(rf"(?:l[ea] |l')?(?P<season>{'|'.join(SEASONS)}) (?:de |d')?$")
# « à 11 ans et pas à 18 »: the second is not supposed.
RATHER_THAN = re.compile(
    r"\b(?:et (?:non )?pas|plutot qu(?:e|')|au lieu d(?:e|')|instead of|rather than)(?: (?:a|de|d'|en|les|le|la|jusqu'a))* ?$"
)
# « multiplier par deux » is « doubler ».
TIMES_BY = re.compile(r"\b(?:multipli\w+|multiply|times) (?:par |by )?$")
MULTIPLES = {2.0: re.compile(r"\bdoubl"), 3.0: re.compile(r"\btripl"), 4.0: re.compile(r"\bquadrupl")}
# « les quatre autres ports » are four of more.
OTHERS = re.compile(r" ?autres?\b| ?others?\b")
MORE = re.compile(r"\bplus d|^\+|\bau moins|more than|over")
LESS = re.compile(r"\bmoins d|\bau plus|less than|under|\bjusqu'a")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity that a question supposes.

    Attributes:
        quantity: offsets into the question.
        counted: stems of the words after it: what it counts.
        more: it asks for an addition: « dix communes **supplémentaires** ».
    """

    quantity: Quantity
    relation: Relation
    counted: tuple[str, ...]
    more: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it is a date."""
        return self.quantity.kind == "date"


def claims(question: str, numbers: Sequence[Quantity]) -> list[Claim]:
    """The claims of a question, in order.

    Args:
        numbers: the quantities that its asking part states; others stand in what is told before it.
    """
    folded = fold_in_place(question)
    wanted = {(q.kind, q.value) for q in numbers}
    ratio = RATIO.search(folded)
    found = []
    for figure in figures(question):
        quantity = figure.quantity
        if (quantity.kind, quantity.value) not in wanted or OUT_OF.search(folded[: quantity.number_start]):
            continue
        if ratio and ratio.start() <= quantity.number_start < ratio.end():
            if quantity.number_start > ratio.start("part"):
                continue
            share = 100 * _number(ratio["part"]) / (_number(ratio["whole"]) or 1)
            quantity = replace(quantity, value=round(share, 6), kind="percent", unit="%", end=ratio.end())
        if OTHERS.match(folded[quantity.end :]) or RATHER_THAN.search(folded[: quantity.number_start]):
            continue
        if quantity.unit in TIME_UNITS and WITHIN.search(folded[: quantity.start]) and MORE_OR_LESS.search(folded):
            continue
        if LAST_YEARS.match(folded[quantity.number_start :]) or (
            quantity.unit in TIME_UNITS and AGO.search(folded[: quantity.start])
        ):
            continue
        if quantity.kind == "rank" and folded.startswith((" fois", " edition"), quantity.end):
            continue  # « la première fois » is said by « la première édition »
        if quantity.kind == "date" and SET_BESIDE.search(folded[: quantity.start]):
            continue
        if quantity.kind == "count" and not quantity.unit and TIMES_BY.search(folded[: quantity.number_start]):
            quantity = replace(quantity, unit="fois")
        if quantity.kind == "count" and _is_told_of_somebody(folded, quantity):
            quantity = replace(quantity, kind="age", unit="an")
        if quantity.unit == "an" and OF_SOMEBODY.search(folded[: quantity.start]):
            quantity = replace(quantity, kind="age")
        quantity = _in_its_season(quantity, folded)
        more = not ASKED_FOR_MORE.isdisjoint((*figure.shown[:2], *figure.counted[:1]))
        found.append(Claim(quantity, _relation(folded, quantity), figure.counted, more))
    if single := SINGLE.search(folded):
        # « une seule halle »: « une » alone is an article, so that no quantity was found.
        counted = tuple(stem(w.folded) for w in words(question[single.end() : single.end() + 40]))
        lasts = SPANS.get(counted[0]) if counted else None
        times = counted[:1] == (TIMES,)
        kind: tuple[Kind, str] = ("duration", lasts) if lasts else ("count", "fois" if times else "")
        one = Quantity(1.0, *kind, single.start(), single.end(), single.start(), "", True)
        found.append(Claim(one, "equal", counted[:3]))
    found += _shares(question, folded, ratio, found)
    # A month or a year beside it is when that is asked, a day may be what is asked.
    if all(c.is_date and c.quantity.unit != "jour" for c in found):
        found += _ages(question, folded)
    return found


def _shares(question: str, folded: str, ratio: re.Match[str] | None, found: Sequence[Claim]) -> Iterator[Claim]:
    """Shares put in words that are no number: « la majorité », « un foyer sur deux »."""
    if ratio and ratio["part"] in ("un", "une") and not any(c.quantity.kind == "percent" for c in found):
        share = 100 / (_number(ratio["whole"]) or 1)
        quantity = Quantity(share, "percent", "%", ratio.start(), ratio.end(), ratio.start(), "", True)
        yield Claim(
            quantity, _relation(folded, quantity), _counted(question[ratio.start("part") : ratio.start("whole")])
        )
    if majority := MAJORITY.search(folded):
        quantity = Quantity(50.0, "percent", "%", *majority.span(), majority.start(), "", True)
        relation: Relation = "less" if majority["more"] == "minorite" else "more"
        yield Claim(quantity, relation, _counted(question[majority.end() : majority.end() + 40]))


def _counted(text: str) -> tuple[str, ...]:
    return tuple(stem(w.folded) for w in words(text) if w.folded not in STOP_WORDS and w.folded not in UNITS_WORDS)[:3]


def is_said_as_multiple(claim: Claim, said: str) -> bool:
    """« deux fois plus » is said by « a doublé »."""
    multiple = MULTIPLES.get(claim.quantity.value) if claim.quantity.unit == "fois" else None
    return (
        multiple is not None and claim.relation in ("equal", "more", "at_least") and bool(multiple.search(fold(said)))
    )


def _in_its_season(quantity: Quantity, folded: str) -> Quantity:
    """« avant l'été 2025 » is before a month; « en été 2025 » is any day of that year."""
    season = A_SEASON.search(folded[: quantity.number_start]) if quantity.unit == "année" else None
    if season is None:
        return quantity
    whole = replace(quantity, start=season.start(), number_start=season.start())
    if _relation(folded, whole) not in ("less", "more"):
        return quantity
    return replace(whole, value=quantity.value + 100 * SEASONS[season["season"]], unit="mois")


def _is_told_of_somebody(folded: str, quantity: Quantity) -> bool:
    """« My son is 9. »"""
    told = next((m for m in IS_AGED.finditer(folded) if m.start(1) == quantity.number_start), None)
    return told is not None and bool(PERSON.search(folded[: told.start()]))


def _ages(question: str, folded: str) -> list[Claim]:
    """The age told before of whom the question is about: « Ma fille a 14 ans. Est-ce que ma fille… ? »."""
    people = list(PERSON.finditer(folded))
    if not people:
        return []
    found = []
    alone = sum(figure.quantity.unit == "an" for figure in figures(question)) == 1
    for figure in figures(question):
        told_of = [p.group() for p in people if p.start() < figure.start]
        again = told_of and told_of[-1] == people[-1].group() and people[-1].start() > figure.start
        if figure.quantity.unit == "an" and told_of and (again or (alone and HIM.search(folded[figure.end :]))):
            found.append(Claim(replace(figure.quantity, kind="age"), "equal", ()))
    return found


def _number(word: str) -> float:
    return float(word) if word.isdigit() else float(UNITS_WORDS[word])


def _relation(folded: str, quantity: Quantity) -> Relation:
    before = folded[max(0, quantity.number_start - 45) : quantity.number_start]
    if quantity.kind == "date":
        before = folded[max(0, quantity.start - 30) : quantity.start]
        if ENDS.search(folded[: quantity.start]):
            return "until"
        return next((relation for relation, pattern in _DATES if pattern.search(before)), "equal")
    if quantity.unit == "heure" and (side := re.search(r"\b(avant|apres) $", before)):
        return "less" if side[1] == "avant" else "more"
    after = folded[quantity.end : quantity.end + 40]
    said = [r for r, pattern in _AFTER if pattern.search(after)] + [
        r for r, pattern in _BEFORE if pattern.search(before)
    ]
    return said[0] if said else "equal"


def comparable(claim: Claim, figure: Figure) -> bool:
    """Whether the two are of one kind and unit, so that one can bear the other out or contradict it."""
    asked, stated = claim.quantity, figure.quantity
    if asked.kind == "date" or stated.kind == "date":
        return asked.kind == stated.kind
    if {asked.kind, stated.kind} <= {"age", "duration"}:
        return asked.unit == stated.unit and not (asked.kind == "age" and stated.kind == "duration")
    # « moins de 5 millions » said of a price, « under 12 » of an age: the unit is understood.
    bare = asked.kind == "count" and not asked.unit and not claim.counted
    if bare and (stated.kind == "age" or (stated.kind == "money" and asked.value >= 1e5)):
        return True
    return asked.kind == stated.kind and asked.unit == stated.unit


def bears_out(claim: Claim, stated: Quantity) -> bool:
    """Whether what is ``stated`` bears the claim out; the two have to be `comparable`."""
    asked = claim.quantity
    if asked.kind == "date":
        return _date_bears_out(claim.relation, asked, stated)
    if stated.kind == "age":
        return _age_bears_out(claim, stated)
    more = bool(MORE.search(stated.qualifier))
    match claim.relation:
        case "more":
            return stated.value > asked.value or (stated.value == asked.value and more)
        case "at_least":
            return stated.value >= asked.value
        case "less":
            return stated.value < asked.value or (stated.value == asked.value and bool(LESS.search(stated.qualifier)))
        case "at_most":
            return stated.value <= asked.value
        case "about":
            return abs(stated.value - asked.value) <= (ABOUT_IN_WORDS if asked.spelled else ABOUT) * abs(stated.value)
    return states(stated, replace(asked, kind=stated.kind, unit=stated.unit))


def same_side(claim: Claim, stated: Quantity) -> bool:
    """« plus de 75 ans » and « plus de 60 ans » are limits of one side."""
    less, more = bool(LESS.search(stated.qualifier)), bool(MORE.search(stated.qualifier))
    return (less and claim.relation in ("less", "at_most")) or (more and claim.relation in ("more", "at_least"))


def _age_bears_out(claim: Claim, stated: Quantity) -> bool:
    """An age limit is another one unless it is equal and on the same side; an age lies within it or not."""
    asked = claim.quantity
    less, more = bool(LESS.search(stated.qualifier)), bool(MORE.search(stated.qualifier))
    if claim.relation in ("equal", "about") and (less or more):
        return asked.value < stated.value if less else asked.value >= stated.value
    return asked.value == stated.value and not (less and claim.relation == "more") and not (more and claim.relation == "less")  # fmt: skip


def _date_bears_out(relation: Relation, asked: Quantity, stated: Quantity) -> bool:
    if relation == "equal":
        if stated.unit == "période" and asked.unit == "année":
            return int(stated.value) // 10000 <= int(asked.value) // 10000 <= int(stated.value) % 10000
        if asked.unit == "période" and stated.unit != "période":
            return int(asked.value) // 10000 <= int(stated.value) // 10000 <= int(asked.value) % 10000
        if stated.unit == "année" and int(stated.value) // 10000 == int(asked.value) // 10000:
            return True  # « en 2025 » says nothing against September
        return states(stated, asked)
    said, known = int(asked.value), int(stated.value)
    if relation == "until" and stated.unit == "période":
        return said // 10000 == known % 10000
    if stated.unit == "période":
        known = known // 10000 * 10000
    # A year alone is compared by its year: 2025 is not before June 2025.
    scale = 10000 if "année" in (asked.unit, stated.unit) or not said % 10000 else 100 if "mois" in (asked.unit, stated.unit) else 1  # fmt: skip
    said, known = said // scale, known // scale
    return {"less": known < said, "at_most": known <= said, "more": known > said}.get(relation, known == said)

"""How large a part of a whole does a statement tell, and does that bear out « all », « most » or « half »?

« Neuf des 48 véhicules sont électriques » says no to « Tous les bus sont-ils électriques ? »; « 43 propositions…, en a retenu
35 » says yes to « la majorité ». The part is computed, as any figure is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from assistant.extractive.coverage import SAME, Reading, asks
from assistant.extractive.two_sided import COVERED, Side, share_without
from assistant.figures import Figure
from assistant.french.contrasts import NEGATION, UNIVERSAL
from assistant.french.text import fold

# « Neuf **des** 48 véhicules », « 112 bus **sur un parc de** 298 », « six kilomètres plantés, **sur les** 20 prévus »
OUT_OF = re.compile(
    r"(?:[\w' -]{0,45}[, ])?(?:des|sur|parmi) (?:les |ses |nos |leurs |un total de |un parc de |un ensemble de |quelque )*"
)
# « 1 350 emplois, dont 400 enseignants »
OF_WHICH = re.compile(r" [\w' -]{2,30},? dont (?:plus de |pres de |environ )?")
# « 43 propositions ; le conseil **en a retenu** 35 »
OF_THEM = re.compile(
    r".{0,60}\ben (?:a|ont|avait|avaient) (?:\w+ )?(?:retenu|adopte|accepte|repris|suivi|realise|renove|traite|equipe|remplace)\w* "
)
# « dans 65 communes ; 31 communes ont retenu »
SO_MANY_DID = re.compile(r"[\w' -]{0,30} ; ?$")
DID = re.compile(r"^ [\w'-]+ (?:ont|sont|en ont) ")
# A verb stands between the two, no year and no comparison.
GROUPS_APART = re.compile(
    r"(?!.*\b(?:contre|dont|soit|puis|apres|19\d\d|20\d\d)\b).*\b(?:ont|sont|a|est|choisi\w*|optent|suivent)\b.*,.*"
)
_ALL = r"\btou(?:s|tes) (?:les|nos|ses|leurs|ces) (?!jours?\b|mois\b|ans\b|matins?\b|soirs?\b|semaines?\b|annees?\b|\d)|\b(?:ont|sont)(?: (?:bien|deja|ete))* tou(?:s|tes)\b|\bl'ensemble d[eu']s?\b|\bla totalite\b|\ball (?:of )?(?:the|your)\b|\bevery\b"
_MOST = r"\b(?:la |une )?(?:grande )?majorite\b|\bmajoritairement\b|\bla plupart\b|\bplus de la moitie\b|\bl'essentiel\b|\bmost(?: of)?\b|\bmore than half\b"
_FEW = r"\bmoins de la moitie\b|\bune minorite\b|\bless than half\b"
_HALF = r"(?<!plus de )(?<!moins de )\b(?:la|une) moitie\b"
Holds = Callable[[float], bool]
ASKED: tuple[tuple[re.Pattern[str], Holds], ...] = (
    (re.compile(_FEW), lambda part: part < 0.5),
    (re.compile(_MOST), lambda part: part > 0.5),
    (re.compile(_HALF), lambda part: 0.45 <= part <= 0.55),
    (re.compile(_ALL), lambda part: part == 1),
)


def by_the_portion(reading: Reading, asked: str) -> Side | None:
    """The side that the computed part takes, with the share of the rest of the question that is met; None where it takes none.

    Args:
        asked: the part of the question that asks, folded.
    """
    if asks(NEGATION, asked):
        return None
    wanted = next(((found, holds) for form, holds in ASKED if (found := asks(form, asked))), None)
    if wanted and wanted[0].re.pattern == _ALL and (share := _share_of_groups(reading, wanted[0][0])):
        return "no", share
    part = portion_told(reading) if wanted else None
    if wanted is None or part is None:
        return None
    found, holds = wanted
    universal = asks(UNIVERSAL, asked)
    share = share_without(reading, f"{found[0]} {universal[0] if universal else ''}")
    return (("yes" if holds(part) else "no"), share) if share >= COVERED else None


def _share_of_groups(reading: Reading, all_of: str) -> float:
    """« 31 communes ont choisi le compostage, 27 l'appel à solutions »: of all, neither is true. The share met, or 0."""
    counted = [f for f in reading.candidate.statement.figures if f.quantity.kind == "count" and not f.quantity.unit]
    start, text = reading.candidate.statement.start, reading.candidate.statement.text
    for first, second in pairwise(counted):
        between = fold(text[first.quantity.end - start : second.quantity.number_start - start])
        same = first.counted[:1] and first.counted[:1] == second.counted[:1]
        if (
            same
            and _is_asked(first, reading)
            and GROUPS_APART.fullmatch(between)
            and not first.partial
            and not second.partial
        ):
            return share if (share := share_without(reading, all_of)) >= COVERED else 0.0
    return 0.0


def portion_told(reading: Reading) -> float | None:
    """The part of a whole that two numbers of the statement tell, from 0 to 1; None where they tell none."""
    start, text = reading.candidate.statement.start, reading.candidate.statement.text
    counted = [f for f in reading.candidate.statement.figures if f.quantity.kind not in ("date", "percent", "rank")]
    for first, second in pairwise(counted):
        between = fold(text[first.quantity.end - start : second.quantity.number_start - start])
        if OUT_OF.fullmatch(between) and _is_part_of(first, second):
            return first.quantity.value / second.quantity.value
        alike = first.counted[:1] == second.counted[:1] != ()
        did = alike and SO_MANY_DID.fullmatch(between) and DID.match(fold(text[second.quantity.end - start :]))
        if did and _is_part_of(second, first):
            return second.quantity.value / first.quantity.value
        if OF_WHICH.fullmatch(between) and _is_part_of(second, first) and _is_asked(second, reading):
            return second.quantity.value / first.quantity.value
        if OF_THEM.fullmatch(between) and _is_part_of(second, first):
            return second.quantity.value / first.quantity.value
    return None


def _is_asked(figure: Figure, reading: Reading) -> bool:
    """Whether the question speaks of what the figure counts."""
    return any(t.worth(frozenset(figure.counted[:1])) >= SAME for t in reading.asked)


def _is_part_of(part: Figure, whole: Figure) -> bool:
    return part.quantity.unit in ("", whole.quantity.unit) and 0 < part.quantity.value <= whole.quantity.value

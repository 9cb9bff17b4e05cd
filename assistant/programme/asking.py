"""How does a sentence of a report become a question for its figure?

« En 2025, 64 communes ont été accompagnées » gives « En 2025, combien de communes ont été accompagnées ? »; most
sentences are built in another way and give none.
"""

from __future__ import annotations

import re

from assistant.french.text import fold, stems, words
from assistant.programme.inversion import VERBS, inverted
from assistant.programme.spelling import find_figure
from assistant.programme.standing import stands_alone
from assistant.programme.typeset import opening
from assistant.types import KeyFigure

LONGEST_GROUP, SAYS_ALL = 75, 3
ASPIRATED = re.compile(r"h(?:aies?|alles?|altes?|andicap|ors|aut|ameaux?|uit|érissons?|angars?|alls?)")
VOWEL = re.compile(r"[aeiouyhâàéèêëîïôûœ]", re.IGNORECASE)
# A finite verb after the noun that a number counts.
VERB = re.compile(
    r"\b(?:a|ont|est|sont|sera|seront|peut|peuvent|permet|permettent)\b|\b\w{3,}(?:èrent|aient|[^m]ent)\b"
)
PLURAL_VERB = re.compile(r"\b(?:ont|sont|seront|peuvent|font|vont)\b|\b\w{3,}(?:èrent|aient|[^m]ent)\b")
FRONT = re.compile(r"(?:En|Sur|Dans|Depuis|À|Au|Fin|Début|Entre)\s[^,;:()]*,\s")
PARTICIPLE = re.compile(r"\w{2,}(?:é|ée|és|ées|[iu]s|[iu]te?s|erte?s)")
PRESENT = frozenset(fold(verb) for verb in VERBS)
# What is added to a clause and is not asked.
ASIDE = re.compile(r",?\s(?:grâce|notamment|afin|dont)\s")
UNIT_WORDS = {
    "hectares": "d’hectares", "ha": "d’hectares", "km": "de kilomètres", "kilomètres": "de kilomètres",
    "tonnes": "de tonnes", "m²": "de mètres carrés", "m": "de mètres", "mètres": "de mètres", "heures": "d’heures",
    "jours": "de jours", "GWh": "de gigawattheures",
}  # fmt: skip


def question(figure: KeyFigure) -> str:
    """« En 2025, combien de communes ont été accompagnées ? », where the figure comes first or is what is counted."""
    if figure.kind == "date":
        return ""
    clause, place = figure.label, find_figure(figure.text, figure.label)
    if place is None:
        return _of_group(figure)
    front, rest = clause[: place[0]], clause[place[1] :].strip()
    rest = ASIDE.split(rest)[0]
    counted = "" if "(" in rest or not stands_alone(clause) else _counted(figure, rest)
    if not counted:
        return ""
    if not front or FRONT.fullmatch(front):
        return f"{front}{counted} ?" if VERB.search(rest) else ""
    return "" if VERB.search(rest) else inverted(front, counted)


def _of_group(figure: KeyFigure) -> str:
    """« Combien de compteurs intelligents déployés le rapport compte-t-il ? »"""
    group = figure.label
    if "," in group or not _has_participle(group):
        return ""
    if figure.kind != "count" or figure.unit or len(stems(group)) < SAYS_ALL or len(group) > LONGEST_GROUP:
        return ""
    counted = _counted(figure, group)
    return f"{opening(counted)} le rapport compte-t-il ?" if counted else ""


def has_verb(stretch: str) -> bool:
    """Whether a stretch has a finite verb, as far as its endings and a list of common ones tell."""
    return bool(VERB.search(stretch)) or any(word.folded in PRESENT for word in words(stretch))


def says_what(label: str) -> bool:
    """Whether a label tells of something done, not only what there is so much of."""
    return has_verb(label) or (len(stems(label)) >= SAYS_ALL and _has_participle(label))


def _has_participle(group: str) -> bool:
    return any(PARTICIPLE.fullmatch(w.text) for w in words(group)[1:])


def _counted(figure: KeyFigure, rest: str) -> str:
    """« combien de communes… », « quel pourcentage des marchés… »; ``""`` where the figure has another unit."""
    if figure.unit == "%" and re.match(r"d(?:u|es?|e la)\s|d['’]|de l['’]", rest):
        # « quel pourcentage … intègrent »: what is asked for is one, and a verb cannot be put into the singular here.
        return "" if PLURAL_VERB.search(rest) else f"quel pourcentage {rest}"
    if unit := UNIT_WORDS.get(figure.text.rpartition(" ")[2]):
        return f"combien {unit} {rest}"
    if figure.unit or figure.kind != "count" or not re.match(r"[^\W\d_]", rest) or not rest[0].islower():
        return ""
    if VERB.match(rest) or re.match(r"(?:se|ne|qui|que|en|y)\s|[sn]['’]", rest):
        return ""  # « 830 postes, dont 610 ont été reconditionnés »: the noun is elsewhere
    if re.match(r"d['’]|de\s|du\s", rest):
        return f"combien {rest}"
    return f"combien d’{rest}" if is_elided(rest) else f"combien de {rest}"


def is_elided(noun: str) -> bool:
    """Whether « de » loses its vowel: « d’habitants », « de haies »."""
    return bool(VOWEL.match(noun)) and not ASPIRATED.match(fold(noun)) and not fold(noun).startswith(("yaourt", "onz"))

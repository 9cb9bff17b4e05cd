"""Does a stretch of a report say of itself what it speaks of, or does it lean on what stands before it?"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.figures import statements
from assistant.french.text import squeeze, stems
from assistant.french.verbs import may_be_verb
from assistant.types import KeyFigure

# « elle », « ce dispositif », « celui-ci »: who or what is not said here. After a semicolon it is: « …; il a coûté… ».
POINTING = re.compile(
    r"(?<!; )\b(?:elles?|ils?)\b|\b(?:eux|lui|celui|ceux|celles?|lesquel\w+|auquel|duquel|ceci|cela)\b"
    r"|\by\b(?! compris)"
    r"|\b(?:ces?|cet|cette)\s(?!ann[ée]e|jour)|\b(?:a|ont|est|sont) également\b|\w+ent également\b",
    re.IGNORECASE,
)
# « Son coût », « Leurs travaux » of nobody named; « D'autres démarches »; « Doté de 3 M€, » and no noun after it.
LEANING = re.compile(
    r"(?:(?:[^,«»]{0,40}, )?(?:pour )?(?:son|sa|ses|leurs?)\s|(?:d['’]|les |l['’]|\w+ )?autres?\s|dont\s"
    r"|à ce (?:titre|stade)|(?:les?\s|la\s|l['’])\w+\s\w+ée?s?\s(?:a|ont|est|sont)\s"
    r"|(?!depuis|parmi|plus|moins)\w+(?:é|i|u)e?s?\s+(?:(?:le|en|par|à|de|dans|pour|depuis)\s|d['’])"
    r"(?!.*,\s(?:les?\s|la\s|l['’]|une?\s|(?-i:[A-ZÉ]))))",
    re.IGNORECASE,
)
# « 11 communes ont intégré son capital », « une convention permet leur installation »: of somebody else.
OF_OTHERS = re.compile(r"\b(?:ont|sont)\b[^,;]*\b(?:son|sa|ses)\s")
THEIR = re.compile(r"\bleurs?\s")
SEVERAL = re.compile(r"\b(?:les|des|aux|nos|ces|deux|trois|quatre|cinq|six|plusieurs|chaque)\s|\d\s|…\s", re.IGNORECASE)
# « le dispositif » alone, without what it is of.
OF_WHAT = (
    r"(?!\s(?:d[eu]s?\s|d['’]|«|à |au |aux |(?-i:[A-Z0-9])|"
    r"\w+(?:ale?|aux|aine?|ive?|ifs?|iques?|aires?|els?|elles?|eux|euses?|iens?|iennes?|ée?s?|bles?|coles?|ants?)\b))"
)
BARE_NOUN = re.compile(
    r"(?:\b(?:le|la|du|au|un tel)\s|\bl['’])"
    r"(?P<noun>dispositif|projet|démarche|opération|programme|structure|service|initiative|convention|chantier|travaux|filière|pilotage|comité|secteur|"
    r"label|site|outil|ouvrage|équipement|volet|plan|solde|objectif|sujet|même \w+)\b" + OF_WHAT,
    re.IGNORECASE,
)
# « La technologie est… », « l'outil a… »: which one? Of the town itself one knows.
ALONE = re.compile(
    r"(?:^|,\s)(?:(?:les?|la|cette|ce)\s|l['’])(?!métropole|ville|commune|collectivité|territoire|agglomération|"
    r"département|région|état|eau|air)(?-i:[a-zà-ÿ][\wà-ÿ-]*)\s(?:a|ont|est|sont|permet|permettent|vise|visent|"
    r"\w{3,}(?:èrent|aient))\b",
    re.IGNORECASE,
)
VAGUE = re.compile(r"(?:des|certaine?s|plusieurs)\s", re.IGNORECASE)
EN_PRONOUN = re.compile(r"(?<!qui )\ben\s(?P<verb>[^\W\d]+)\s+(?:\W*\d|…)")
NO_VERBS = frozenset("moyenne tout cours effet service fonction".split())
LONGEST_TOGETHER = 300


def stands_alone(text: str) -> bool:
    """Whether a stretch names what it speaks of, as far as its pronouns and articles show.

    Told from lists of words: a noun with its article may still lean on the sentence before it (« les tonnages »).
    """
    text = squeeze(text)
    if POINTING.search(text) or LEANING.match(text) or OF_OTHERS.search(text) or BARE_NOUN.search(text):
        return False
    if (their := THEIR.search(text)) and not SEVERAL.search(text, 0, their.start()):
        return False
    pronoun = EN_PRONOUN.search(text)
    return not (pronoun and pronoun["verb"].lower() not in NO_VERBS and may_be_verb(pronoun["verb"].lower()))


def names_subject(text: str) -> bool:
    """Whether the subject is more than a noun with its article, « l'outil a… », or « des groupes de travail… »."""
    text = squeeze(text)
    return not ALONE.search(text) and not VAGUE.match(text)


def leans_on(text: str, heading: str) -> bool:
    """Whether a stretch leans on nothing but a noun that the heading explains: « le label », of « Label Parc+ »."""
    explained = set(stems(heading))

    def is_said(match: re.Match[str]) -> str:
        return " " if set(stems(match["noun"])) & explained else match.group()

    text = squeeze(text)
    return bool(BARE_NOUN.search(text)) and stands_alone(BARE_NOUN.sub(is_said, text))


def with_sentence_before(figure: KeyFigure) -> str:
    """The sentence of a figure with the one before it in its paragraph, where that one stands alone; else ``""``."""
    for before, own in pairwise(statements(figure.passage)):
        if squeeze(own.text) != figure.sentence or before.is_item or before.introduces:
            continue
        between = figure.passage.text[before.end : own.start]
        both = squeeze(figure.passage.text[before.start : own.end])
        if "\n\n" not in between and len(both) <= LONGEST_TOGETHER and stands_alone(before.text):
            return both
    return ""

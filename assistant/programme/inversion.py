"""« La Métropole soutient 20 offices »: how does one ask « combien d’offices la Métropole soutient-elle ? »"""

from __future__ import annotations

import re

# Present tense only: what is asked for would stand before a participle, which would have to agree with it.
VERBS = (
    "compte gère soutient rassemble accompagne coordonne identifie protège regroupe finance mobilise exploite dessert "
    "entretient anime emploie couvre accueille organise propose possède réunit comprend représente abrite produit "
    "sanctuarise prévoit collecte traite exploite concerne équipe alimente gère consacre forme"
).split()
SUBJECT_FIRST = re.compile(
    rf"(?P<front>(?:En|Sur|Dans|Depuis|À|Au|Fin|Début)\s[^,;:()]*,\s|)(?P<subject>(?P<article>le|la)\s[^,;:()\d]{{2,70}})\s"
    rf"(?P<verb>{'|'.join(VERBS)})\s",
    re.IGNORECASE,
)
LONGEST_OBJECT = 75


def inverted(before: str, counted: str) -> str:
    """The question with its subject after what is counted; ``""`` where the sentence is built in another way.

    Args:
        before: what stands before the figure: ``"La Métropole soutient "``.
        counted: what is asked for: ``"combien d’offices de tourisme"``.
    """
    match = SUBJECT_FIRST.fullmatch(before)
    if match is None or len(counted) > LONGEST_OBJECT or re.search(r"[,;:(]", counted):
        return ""
    pronoun = "elle" if match["article"].lower() == "la" else "il"
    subject, verb = match["subject"], match["verb"]
    subject = subject[0].lower() + subject[1:]
    link = "-" if verb[-1] in "td" else "-t-"
    return f"{match['front']}{counted} {subject} {verb}{link}{pronoun} ?"

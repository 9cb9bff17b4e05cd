"""Does a sentence claim more than the report: another deed, done instead of planned, all instead of some?

« 17 lignes ont été supprimées » has the figure and most of the words of « 17 lignes ont été modifiées ». Nothing in these rules
understands a verb; they only find that one is said which the report's sentence does not have, under any word for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.french.equivalents import stands_for
from assistant.french.text import fold, stem
from assistant.grounding.light import states_nothing
from assistant.grounding.stated import Place
from assistant.grounding.wording import SAID_PLANNED

# What was done, after its auxiliary: « ont été supprimées », « a bien reçu ».
DONE = re.compile(
    r"\b(?:a|ont|est|sont|fut|furent|avai(?:t|ent)|etai(?:t|ent)|sera|seront|soit|ete|etre|avoir)\s+"
    r"(?:(?:ete|pas|plus|bien|aussi|egalement|deja|\w+ment)\s+)*([a-z]{3,}(?:[eiu]|ees?|es|ies?|i?s|u[est]+|it|t[es]*|ses?))\b"
)
# Deeds that fit whatever is said: « réalisé », « situé ».
LIGHT_DEEDS = frozenset(
    stem(word)
    for word in """prevu prevue attendu attendue situe situee tenu tenue tenus concu concue mis mise pris prise fait faite realise realisee mene menee
    organise organisee conduit conduite porte portee consacre consacree destine destinee cite cites propose proposee compose composee reparti
    repartie reparties concerne concernee assure assuree effectue effectuee obtenu obtenue confie confiee appele appelee nomme inscrit inscrite
    oriente tourne tournee associe associee retenu retenue choisi choisie soutenu soutenue accompagne accompagnee suivi suivie donne donnee dedie
    dediee lie liee passe passee reste devenu devenue etabli etablie releve enregistre compte comptabilise recense constate beneficie""".split()
)
# A sentence of the report that is about what is to come.
TO_COME = re.compile(
    r"\bobjectifs?\b|\bd'ici\b|\bhorizon\b|\ba terme\b|\bambition\w*|\bprevoi\w*|\bprevisionnel\w*|\bvis(?:e|ent)\b|\bsera\b|\bseront\b"
    r"|\b\w{3,}(?:erai(?:t|ent)|irai(?:t|ent)|drai(?:t|ent))\b|\b(?!inter|op|lib|cam|num|gen|cel|prosp|sinc)\w{3,}(?:era|eront|ira|iront|dra|dront)\b"
)
WHOLE = re.compile(
    r"\b(tous?t?|toutes?|entiere?(?:ment|s)?|totalite|total(?:e|es|ement)?|totaux|majorite|ensemble|uniquement|exclusivement|aucune?|jamais|toujours)\b"
)
# « en tout », « tous les ans », « tout comme »: no whole.
NO_WHOLE = re.compile(
    r"\b(?:en|au|du|avant|apres) tout\b|\btout (?:comme|en|au|a|de suite|particulierement|aussi|autour)\b|\btous les (?:ans|mois|jours)\b|\bdans l'ensemble\b|\bau total\b"
)


def claims_beyond(sentence: str, homes: Sequence[Place], *, figures: bool, english: bool) -> Iterator[str]:
    """Words of a sentence that claim what its sentences of the report do not.

    Args:
        homes: where its figures stand, and the sentence nearest to it.
        figures: it states a number.
    """
    said = fold(sentence)
    for match in DONE.finditer(said):
        deed = match[1]
        known = states_nothing(deed, english=english) or stem(deed) in LIGHT_DEEDS
        if not known and not any(_speaks_of(deed, home, english) for home in homes):
            yield deed
    texts = [fold(home.text) for home in homes]
    if figures and all(TO_COME.search(text) for text in texts) and not SAID_PLANNED.search(said):
        yield sentence
    if not english:
        stated = {match[1][:4] for text in texts for match in WHOLE.finditer(text)}
        for match in WHOLE.finditer(NO_WHOLE.sub("", said)):
            if match[1][:4] not in stated:
                yield match[1]


def _speaks_of(deed: str, home: Place, english: bool) -> bool:
    """Whether a sentence, or what it goes on from, has the deed or a word of the same meaning; a near one is another deed."""
    return any(stands_for(deed, text, english=english, strictly=True) for text in (home.own, home.context))

"""Which words of an answer state nothing of their own?"""

from __future__ import annotations

from functools import lru_cache

from assistant.french.numbers import quantities
from assistant.french.query import ENGLISH, ENGLISH_LIGHT
from assistant.french.text import STOP_WORDS, Word, words

# How an answer speaks of the report, and verbs and nouns that only carry a fact.
_LIGHT = frozenset(
    """rapport selon metropole indique indiquent precise mentionne total nombre chiffre chiffres annee annees part ainsi soit egalement aussi notamment
    concerne concernent represente representent compte comptent comprend comprennent s'agit agit faire faut peut peuvent permet permettent permis permettre
    donc oui non outre cela celles ceux entre parmi autre cadre titre niveau cote ailleurs eleve elevent atteint atteignent correspond equivaut
    affiche affichent porte portent reste restent va vont passe passee passes desormais deja""".split()
)
_ENGLISH_LIGHT = frozenset(
    """yes no according report metropole total number year years them which through including has been were will would also them their these those
    part share aim aims figure figures amount amounted amounts represents represent covers cover covering""".split()
)
# How adjectives and participles end that tell which of the things counted is meant.
ADJECTIVE_ENDINGS = r"ée?s?|iques?|elles?|aires?|i[fv]e?s|[ai]bles?|ues?|ies"
# What stands between a number and its noun.
BEFORE_NOUN = frozenset(
    """nouveaux nouvelles nouvelle nouveau grands grandes grand grande principaux principales premiers premieres autres petits petites differents differentes
    divers diverses tels telles seuls seules new ones other additional more different main individual""".split()
)


def states_nothing(word: str, *, english: bool) -> bool:
    """Whether a folded word may be left out when two texts are held against each other."""
    if word in STOP_WORDS or word in _LIGHT:
        return True
    return english and (word in ENGLISH or word in ENGLISH_LIGHT or word in _ENGLISH_LIGHT)


@lru_cache(maxsize=512)
def content_words(text: str, *, english: bool) -> tuple[Word, ...]:
    """The words of a text that state something; numbers, units and dates left out."""
    taken = [(q.number_start, q.end) for q in quantities(text)]
    return tuple(
        w for w in words(text)
        if not states_nothing(w.folded, english=english)
        and not w.folded[:1].isdigit()
        and not any(a <= w.start < b for a, b in taken)
    )  # fmt: skip

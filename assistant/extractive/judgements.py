"""What only the report's very words bear out: judgements, trends, ways to a place, and questions of two words.

« L'air est-il pollué ? » is no « oui » because somebody was taught about pollution. A short question has so few words that
one of them met by something near it is most of what was asked.
"""

from __future__ import annotations

import re

from assistant.extractive.coverage import MET, SAME, SURE, Reading, asking_part, asks, own_stems
from assistant.french.contrasts import agreeing
from assistant.french.terms import Term
from assistant.french.text import fold

# « est-elle bonne ? », « sont propres »: what a thing is like.
JUDGED = re.compile(
    r"(?:\b(?:c'est|est|sont|etait|etaient|reste|restent|va|vont)\b(?:-(?:t-)?(?:il|elle|ce|on)s?)?|, (?:il|elle)s? (?:est|sont)) "
    r"(?:(?:tres|trop|assez|si|vraiment|aussi|plus|moins|bien|encore|toujours|deja|tout a fait|devenue?s?) )*"
    r"(?P<like>bonnes?|bons|(?:bien|mieux|mal)(?= ?\?)|mauvaise?s?|propres?|sales?|saine?s?|polluee?s?|dangereu(?:x|ses?)|sure?s?|endettee?s?|riches?|pauvres?|menacee?s?"
    r"|ecolos?|ecologiques?|vert(?:e)?s?|efficaces?|inefficaces?|suffisante?s?|insuffisante?s?|chere?s?|bruyante?s?|utiles?|inutiles?|contente?s?|satisfaite?s?"
    r"|fiables?|graves?|inquietante?s?|rentables?|exemplaires?|performante?s?|injustes?|durables?|respectueu(?:x|ses?)|ambitieu(?:x|ses?)|modernes?|vetustes?"
    r"|belles?|beaux?|agreables?|saturee?s?|degradee?s?|fragiles?|vulnerables?|toxiques?|neufs?|neuves?|nocifs?|nocives?|salee?s?|rares?|heureu(?:x|ses?)|populaires?"
    r"|(?:favorable|opposee?)s?|a l'abri|hors de danger|en (?:securite|danger|retard|avance|bon etat|mauvais etat|forme|crise|deficit|faillite|sous-effectif|regle))\b"
)
# « trop », « assez d'eau », « manque-t-on de… ? », « marche-t-il ? »
ENOUGH = re.compile(
    r"\b(?P<like>trop|assez(?! (?:de temps|souvent))|suffisamment|suffi(?:t|sent)|manqu(?:e|ent|ait)|marche(?:nt)?(?=-))\b"
)
# « Le bruit baisse-t-il ? »: « des dispositifs de réduction du bruit » does not say so.
TREND = re.compile(
    r"\b(?:baiss|augment|diminu|progress|recul|empir|s'ameliore|s'amelior|se degrad)\w*-t-(?:il|elle|on)\b|\b(?:baiss|augment|diminu|progress|recul)ent-(?:ils|elles)\b"
    r"|\b(?:a|ont)-(?:t-)?(?:il|elle|on)s? (?:\w+ment )?(?:baisse|augmente|diminue|progresse|recule|empire)\b"
    r"|\best[- ](?:il|elle|ce) en (?:baisse|hausse|recul|progression)\b|\bs'ameliore(?:nt)?\b|\bse degrade(?:nt)?\b|\b(?:plus|moins|mieux)\b[^?]{0,30} qu'(?:avant|autrefois|hier|il y a|en (?:19|20)\d\d)"
    r"|\b(?:y a|a-t-on|y en a)(?:-t-il)? (?:plus|moins|davantage) d(?:e |')(?!\d|cent\b|mille|un\b|une\b|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|la moitie)"
    # « le bruit baisse ? », unlike « la baisse du bruit »
    r"|(?<!\bla )(?<!\bune )(?<!\bde )(?<!\ben )(?<!\bcette )(?<!\bsa )(?<!\bleur )(?<!\bd')(?<!\bl')\b(?:baisse|augmente|diminue|progresse|recule|empire)(?:nt)?(?= ?(?:\?|$|,|vraiment|bien|encore|toujours|cette annee|a\b|au|aux|dans|en|depuis|chez))"
)
TREND_SAID = re.compile(
    r"\b(?:a|ont|est|sont|en|de|d'une?|sa|son|leur)? ?(?:baisse(?:nt|es?|r)?|augmente\w*|diminue\w*|progresse\w*|recule\w*|double\w*|triple\w*|hausse|recul|progression)\b|\d ?%"
    r"|\breduction d[eu']s? ?\d|\b(?:a|ont) (?:ete )?(?:reduit|ameliore|degrade)\w*\b|\bs'amelior\w+|\bse degrad\w+|\bcontre \d|\bdavantage\b|\bpas (?:plus|moins) d"
)
# « va jusqu'à », « dessert », « passe par »: somewhere is told to be reached.
GOES_THERE = re.compile(
    r"(?<!on )\b(?:va|vont|ira|iront|arrive\w*|roule\w*|circule\w*)(?:[- ](?:t-)?(?:ils?|elles?|on|bien|maintenant|deja))* (?:jusqu'(?:a|au|aux)|a|au|aux)\b(?![- ](?:dela|etre|avoir|pied|velo))"
)
REACHED = re.compile(
    r"\b(?:jusqu'|dessert|desserv|reli|prolong|rejoi|connect|termin|arriv|entre |vers |extension (?:jusqu|vers|a )|a destination|part(?:ant)? de )"
)
# Words of weight in a short question; the share of one that counts.
FEW_WORDS, WEIGHTY = 3, 0.15
# « est-ce que la Métropole construit… ? »
DOES = re.compile(
    r"^(?:bonjour,? )?(?:l[ae]s? |l'|notre |votre )?(?P<who>metropole|commune|ville|departement|region|agglomeration|communaute|mairie|on|collectivite|intercommunalite)s? (?:ne |n')?(?P<verb>\w+)"
)
# « Le rapport parle-t-il de la biodiversité ? » has nothing else to be met.
SPOKEN_OF = re.compile(r"\b(?:parle|evoque|mentionne|traite|aborde|question|cite)\w*\b")


def leaves_the_judgement_open(reading: Reading) -> bool:
    """Whether the question asks what a thing is like, or how it changes, and the statement does not say that in so many words."""
    asked, said = asking_part(reading.query.text), fold(reading.text)
    if reading.query.english:
        return False
    for form in (JUDGED,) if reading.query.numbers else (JUDGED, ENOUGH):
        judged = asks(form, asked)
        if judged is not None and judged["like"] not in reading.opposed and not _says(judged["like"], said):
            return True
    if leaves_the_trend_out(asked, said):
        return True
    return bool(asks(GOES_THERE, asked)) and not REACHED.search(said)


def leaves_the_trend_out(asked: str, said: str) -> bool:
    """Whether a folded question asks how something changes and a folded statement does not say that it does."""
    return bool(asks(TREND, asked)) and not TREND_SAID.search(said)


def _says(word: str, said: str) -> bool:
    """Whether a folded text has the word, in any number or gender."""
    return bool(
        re.search(rf"\b{re.escape(re.sub(r'(?:ne|se|x|e|s|es|nes|ses)$', '', word))}(?:ne|se|x|e|s)?s?\b", said)
    )


def has_one_word(reading: Reading) -> bool:
    """« Y a-t-il du monde dans le tramway ? »: what is asked of the one thing is none of the words that could be met."""
    asked = _apart_from_the_authority(reading)
    heavy = [t for t in asked if reading.asked[t] >= WEIGHTY * reading.mass]
    return len(heavy) <= 1 and len(asked) <= 2 and not asks(SPOKEN_OF, asking_part(reading.query.text))


def _apart_from_the_authority(reading: Reading) -> list[Term]:
    """The words asked for, without the authority where the question opens with what it does."""
    does = asks(DOES, asking_part(reading.query.text))
    return [t for t in reading.asked if does is None or not t.word.startswith(does["who"])]


def is_met_loosely(reading: Reading) -> bool:
    """Whether only a heading meets the question, or a short one has a word of weight that is met by something near it."""
    if reading.query.english:
        return False
    own = own_stems(reading.candidate)
    if all(t.worth(own) < MET and not agreeing(t.word, reading.text) for t in reading.asked):
        return True
    does = asks(DOES, asking_part(reading.query.text))
    asked = _apart_from_the_authority(reading)
    telling = [t for t in asked if reading.asked[t] >= WEIGHTY * reading.mass]
    full = len(telling) == FEW_WORDS
    if len(telling) > FEW_WORDS or len(asked) > FEW_WORDS + 1 or (full and does is None):
        return False
    for term in telling:
        of_authority = does is not None and does["verb"] == term.word
        verb = of_authority or reading.asked[term] < term.mass  # verbs weigh less
        least = SURE if verb and full else SAME
        if not agreeing(term.word, reading.text) and term.worth(own if verb else reading.read) < least:
            return True
    return False

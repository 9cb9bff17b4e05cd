"""Is a figure that of all there is, or of one site, one action?

« Combien d'écoles dans la Métropole ? » is not answered by the 83 that a call for projects renovates, « Combien de logements
rénovés ? » not by the 16 of one street.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.extractive.coverage import ITSELF, MET, SAME, asking_part, asking_sentence, stems_of, taken_up
from assistant.extractive.features import Candidate
from assistant.extractive.places import is_aside, places_of, without_brackets
from assistant.extractive.relation import UNIT_OF
from assistant.figures import Figure
from assistant.french.numbers import UNITS
from assistant.french.query import Query
from assistant.french.spelling import is_ordinary
from assistant.french.text import STOP_WORDS, fold, stem, words

_OURS = r"(?:la |le |l'|notre |votre |cette |ce |the |tout le |toute la |tout |the whole |l'ensemble d[eu] (?:la |l')?)"
_AUTHORITY = r"(?:metropole|agglomeration|agglo|communaute|departement|region|commune|ville|territoire|ile|intercommunalite|metropolis|area|territory|county|city)"
WHOLE = re.compile(
    rf"\ben tout\b|\bau total\b|\b(?:dans|sur|in|across) {_OURS}{_AUTHORITY}(?=\s*(?:\?|$|,|en \d|in \d|aujourd|actuel))|\bin total\b|\baltogether\b|\boverall\b"
)
# « combien y en a-t-il », « nombre d'agents », « en 2025 »
NOTHING_TOLD = re.compile(
    rf"(?:{_AUTHORITY}s?|combien|cb|nombres?|quel(?:le)?s?|avez|existe\w*|compte\w*|total|tout|ensemble|actuellement|aujourd'hui|how|many|number|there|have|has|(?:19|20)\d\d)$"
)
ASIDE = 40
# What opens a sentence is told of all: « En 2025, 1 266 abris-bacs sont en service ».
OPENING = re.compile(r"(?:[-–•* ]*|en (?:19|20)\d\d,? |\w+ (?:19|20)\d\d,? |in (?:19|20)\d\d,? )$")
# « les 92 communes », « un parc de 2 500 véhicules », « compte 120 agents »
TOLD_WHOLE = re.compile(
    r"\b(?:au total|en tout|compt\w+|compren\w+|comport\w+|regroup\w+|rassembl\w+|totalis\w+|total[e]? de|soit|forte?s? d[e']|et de|peupl\w+ (?:par|de)|chacune? des|l'ensemble des|tou[st]e?s les|les|ses|nos|leurs|des|aux?|a|pour"
    r"|(?:parc|flotte|reseau|territoire|ensemble|effectif) de|all|the|its|has|have|of)(?: (?:plus|moins|pres) d[e']| environ)? ?$"
)
# « Rue Jean Roque, à Marseille », « (La Ciotat) », « le T3 »
SITE = re.compile(
    r"(?:(?<![\w’'-])(?:[àÀ]|[Aa]ux?|[Rr]ue|[Aa]venue|[Bb]oulevard|[Qq]uai|[Pp]lace|[Cc]ours|plaine d[eu]|port d[eu]|secteur d[eu]|quartier d[eu]) |\()"
    r"(?:La |Le |Les |L['’])?([A-ZÀ-Þ][a-zà-ÿ][\w’'-]+(?: [A-ZÀ-Þ][a-zà-ÿ][\w’'-]+)*)|\b([A-Z]\d{1,2})\b"
)
OF_A_SITE = re.compile(r"\b(?:de |du |d['’]|à )([A-ZÀ-Þ][a-zà-ÿ][\w’'-]+)|\b([A-Z]\d{1,2})\b")
# « à marseille »: what stands last, and is no word of the language, is a place however it is written.
LAST_PLACE = re.compile(r"\b(?:a|sur|dans) (?:l')?((?:la |le |les )?[a-z][a-z'-]{3,})\s*\??$")
# « 17 lignes ont été modifiées (+ 9 500 voyages pour la B4) »; « (Marseille) » tells where something lies.
ASIDES = re.compile(r"\([^()]*\d[^()]*\)")
SHORTEST_NAME = 4
FEW_WORDS = 1
OPEN_LIST = re.compile(r"\([^()]*\b(?:etc|notamment)\b[^()]*\)")
OF_ALL = re.compile(
    r"\b(?:chacune? des|(?:l'ensemble|l'echelle|chacun) des|tou[st]e?s les|les|ses|nos|(?:parc|flotte|territoire) de|compte|regroupe|rassemble|all|the|its)(?: (?:plus|pres) d[e'])? ?$"
)


def is_of_a_part(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """Whether all there is of something is asked for, and the figure is that of one site or one action."""
    by_length = query.kind.asked == "measure" and figure.quantity.kind == "length"
    if query.subject or not (query.kind.asked == "how_many" or (by_length and UNIT_OF.search(fold(query.own)))):
        return False
    if figure.quantity.kind not in ("count", "length"):
        # « Combien de ressourceries ? » is not told by the 2 900 m² of one.
        return query.kind.quantities == {"count"} and not any(_told_apart(query))
    asked = asking_part(query.own)
    whole, place = WHOLE.search(asked) is not None, _last_place(asked, candidate)
    others = [word for word in _told_apart(query) if word not in place]
    if len(others) == FEW_WORDS + 1 and not all(_is_told(word, query, candidate) for word in others):
        others = others[:FEW_WORDS]  # « logements insalubres rénovés » of a street where none is said to be so
    if len(query.own) - len(asking_sentence(query.own)) > ASIDE or (len(others) > FEW_WORDS and not whole):
        return False
    places = [*places_of(query), *place.split()]
    if place and not _is_told_of(place, query, candidate):
        return True
    if (not whole or len(others) > FEW_WORDS) and any(
        t.named and t.word not in places and t.worth(candidate.statement.stems) for t in query.terms
    ):
        return False  # the question says whose they are
    before = fold(candidate.statement.text[: figure.start - candidate.statement.start])
    if TOLD_WHOLE.search(before) or OPENING.match(before):
        return False
    if not others and not place:
        return True
    return _is_of_a_site(query, candidate, figure)


def is_told_of_all(query: Query, candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """« Combien de communes ? » of « chacune des 92 communes », where no other statement tells another total."""
    if query.kind.asked != "how_many" or query.subject or any(_told_apart(query)) or query.head is None:
        return False
    head = query.terms[query.head]
    totals = {
        c.figure.quantity.value
        for c in (candidate, *found)
        if c.figure is not None
        and c.figure.quantity.kind == "count"
        and head.names(c.figure.counted) >= ITSELF
        and OF_ALL.search(fold(c.statement.text[: c.figure.start - c.statement.start]))
    }
    return candidate.figure is not None and totals == {candidate.figure.quantity.value}


def _is_told(word: str, query: Query, candidate: Candidate) -> bool:
    """Whether the statement has a word of the question, or another for it."""
    return any(t.word == word and t.worth(candidate.statement.stems) >= SAME for t in query.terms)


def _last_place(asked: str, candidate: Candidate) -> str:
    """The place that a question ends on, folded: no word of the language, or one that the passage writes as a name."""
    last = LAST_PLACE.search(asked)
    name = last[1] if last else ""
    if not name or WHOLE.search(asked):
        return ""
    word = name.split()[-1]
    written = word.capitalize() in candidate.passage.text
    return name if written or not is_ordinary(word) else ""


def _is_told_of(place: str, query: Query, candidate: Candidate) -> bool:
    """Whether the passage speaks of the place, be it written amiss."""
    read, parts = stems_of(candidate.passage), re.split(r"[ '-]", place)
    return place in fold(" ".join((*candidate.passage.section, candidate.passage.text))) or any(
        t.word in parts and t.worth(read) >= MET for t in query.terms
    )


def _told_apart(query: Query) -> Iterator[str]:
    """What a question says besides what is counted and where, folded."""
    unit = UNIT_OF.search(fold(query.own))
    head = unit[1] if unit else query.terms[query.head].word if query.head is not None else query.kind.head
    named = {t.word for t in query.terms if t.named}
    for word in words(WHOLE.sub("", asking_sentence(query.own))):
        one = word.folded
        if (
            len(one) > 1
            and one not in STOP_WORDS
            and one not in named
            and not NOTHING_TOLD.match(one)
            and stem(one) != stem(head)
            and one not in UNITS
        ):
            yield one


def _is_of_a_site(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """Whether the statement, or what it takes up, names places that the question does not."""
    before = taken_up(candidate)
    own = without_brackets(candidate, figure, ASIDES)
    read = " ".join((own, before.text if before else ""))
    found = [(m[0][0] == "(", fold(m[1] or m[2])) for m in SITE.finditer(read)]
    found += [(False, fold(m[1] or m[2])) for m in OF_A_SITE.finditer(" ".join(candidate.passage.section[-1:]))]
    asked = fold(query.text)
    names = tuple(name for name in asked.split() if len(name) >= SHORTEST_NAME)

    def is_asked(site: str) -> bool:
        # « Saint-Aubin » is short for « Saint-Aubin-sur-Mer ».
        return any(word in asked or word.startswith(names) or _is_said(word, query) for word in site.split())

    # « à Sainte-Marguerite Dromel (Marseille) »: the town is where the place lies.
    if any(is_asked(site) for bracketed, site in found if not bracketed):
        found = [(bracketed, site) for bracketed, site in found if not bracketed]
    return not all(is_asked(site) for _, site in found)


def _is_said(word: str, query: Query) -> bool:
    """Whether the question says a word of the report, be it written amiss."""
    return any(t.worth(frozenset((stem(word),))) for t in query.terms)


def is_told_of_more_places(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de tonnes à La Ciotat ? » of « 6 ports (La Ciotat, Frioul, etc.) »: the figure is of all of them."""
    if figure.quantity.kind == "date" or not OPEN_LIST.search(fold(candidate.statement.text)):
        return False
    return is_aside(query, candidate, figure)

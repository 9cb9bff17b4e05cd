"""Is a figure that of all there is, or of one site, one action, or of what is spared?

« Combien d'écoles dans la Métropole ? » is not answered by the 83 that a call for projects renovates, « Combien de logements
rénovés ? » not by the 16 of one street, « Combien de CO₂ émet… ? » not by what is avoided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.extractive.coverage import SAME, asking_part, asking_sentence, stems_of, taken_up
from assistant.extractive.features import Candidate
from assistant.extractive.places import places_of
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
# A message that tells of people before it asks.
LONG = 120
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
LAST_PLACE = re.compile(r"\b(?:a|sur|dans) ((?:la |le |les )?[a-z][a-z'-]{3,})\s*\??$")
UNIT_OF = re.compile(
    r"\bcombien (?:(?:y a-t-il|y a t il|il y a|existe-t-il|a-t-on|avez-vous|compte-t-on) )?(?:de |d')(?:km|kms|kilometres?|metres?|hectares?|ha|tonnes?|litres?|m2|m3) (?:de |d')(\w{4,})"
)
OF_THAT = re.compile(r" (?:de |d')")
ASIDES = re.compile(r"\([^()]*\d[^()]*\)")
SHORTEST_NAME = 4
FEW_WORDS = 1
WAS_DONE = re.compile(
    r"\b(?:a|ont|est|sont|etait)(?:-t)?(?:-(?:il|elle|on|ils|elles))? (?:\w+ment )?(?:ete )?\w{2,}(?:e|i|u|is|it)(?:es?|s)?\b|\bevitees?\b"
)
MEANT = re.compile(
    r"\bpermettr|\bpourr|\ba terme|\bobjectif|\bvise|\bcible|\bprevu|\bprevoi|\battend|\bdevr|\bdoit|\bsera|\bserai|\bfixe|\bpotentiel"
)
WOULD = re.compile(r"\b(?:permettrai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent))\b")
AIM_OF = re.compile(r"\b(?:objectif|cible|ambition) (?:de |d'|est de )(?:\w+ )?$")
OPEN_LIST = re.compile(r"\([^()]*\b(?:etc|notamment)\b[^()]*\)")
ITSELF = 0.85
OF_ALL = re.compile(
    r"\b(?:chacune? des|(?:l'ensemble|l'echelle|chacun) des|tou[st]e?s les|les|ses|nos|(?:parc|flotte|territoire) de|compte|regroupe|rassemble|all|the|its)(?: (?:plus|pres) d[e'])? ?$"
)
EMITS = re.compile(
    r"\bemet\w*|\bemis(?:es?|sions?)?\b|\brejet\w+|\bconsomm\w+|\bproduit\w*|\bproduction|\bgaspill\w+|\bpollu\w+|\bemit\w*|\bproduc\w+|\bconsum\w+"
)
# Of these an age tells as well.
OF_AN_AGE = re.compile(r"(?:enfant|bebe|ado|adolescent|jeune|senior|retraite|aine|child|children|pensioner)e?s?$")
AGE = re.compile(r"\b\d+ ans\b")
LESS = re.compile(r"\bmoins\b|\bde combien\b|\bless\b")
SPARED = re.compile(
    r"\b(?:evit|economis|epargn|redui|reduct|baiss|diminu|supprim|gagn|avoid|sav(?:e|ing)|reduc|cut)\w*"
)
N_BEFORE = 60
# « pour les étudiants »: whom something is for.
PEOPLE = re.compile(
    r"(?:etudiant|lyceen|collegien|ecolier|eleve|enfant|bebe|ado|adolescent|jeune|senior|retraite|aine|chomeur|handicape|locataire|proprietaire|touriste|vacancier"
    r"|agriculteur|paysan|pecheur|commercant|artisan|famille|femme|homme|apprenti|fonctionnaire|infirmier|medecin|pompier|policier|enseignant|prof|professeur|motard"
    r"|student|pupil|child|children|senior|pensioner|tenant|owner|tourist|farmer|fisherman|women|men|teacher)e?s?$"
)
FOR_WHOM = re.compile(r"\b(?:pour|aux?|chez|des) (?:les |l'|nos |tous les )?(\w+)")
MET_BY_ANY = 0.3
_ONE = r"(?:un|une) (?:jeune|personne|famille|menage|foyer|agriculteur|commercant|habitant|proprietaire|locataire|etudiant|agent|association|entreprise|commune|ecole)"
FOR_EACH = re.compile(
    r"\bpar (?:habitant|personne|tete|foyer|menage|famille|eleve|agent|logement|arbre|velo|voyageur)\b|\bper (?:person|head|capita|household|inhabitant)\b"
    rf"|\b(?:touche\w*|recoi\w*|recevoir|percevoir|percoi\w*) {_ONE}\b|\b{_ONE} (?:touche|recoit|percoit)\b"
)
EACH = re.compile(
    r"\bpar (?!l[ea]s?\b|l'|an\b|ailleurs|un)\w+|/ ?\w|\bchaque|\bchacun|\bjusqu'a|\bmaxim|\bindividuel\w* d|\bper\b|\beach\b|\bun montant de|\bmoyen"
)
OUTCOME = re.compile(
    r"\b(?:ont|a) (?:re)?(?:trouve|obtenu|decroche|signe)\b[^?]*\b(?:travail|emploi|job|boulot|poste|contrat|logement|formation)|\bfound (?:a |an )?(?:job|work)"
)
HAS_COME = re.compile(
    r"\bretrouv|\bobten|\bdecroch|\bembauch|\brecrut|\bsorti|\bacces a l'emploi|\bont acced|\breloge|\bsigne|\bcontrats? "
)
VEHICLE = re.compile(r"\b(?:tramways?|trams?|metros?|trains?|telepheriques?|ferr(?:y|ies)|ferries|navettes?)\b")
A_VEHICLE = re.compile(r"\b(?:bus|bhns|car|cars|tramways?|metros?|trains?|navettes?|velos?)\b")


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
    return _is_of_a_site(query, candidate)


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
    read = stems_of(candidate.passage)
    return place in fold(" ".join((*candidate.passage.section, candidate.passage.text))) or any(
        t.word in place.split() and t.worth(read) >= MET_BY_ANY for t in query.terms
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


def _is_of_a_site(query: Query, candidate: Candidate) -> bool:
    """Whether the statement, or what it takes up, names places that the question does not."""
    before = taken_up(candidate)
    own = _without_asides(candidate)
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


def _without_asides(candidate: Candidate) -> str:
    """The statement without the brackets that the figure is not in: « 17 lignes ont été modifiées (+ 9 500 voyages pour la B4) »,
    but with those that tell where something lies: « (Marseille) »."""
    text, figure = candidate.statement.text, candidate.figure
    at = figure.start - candidate.statement.start if figure else -1
    return ASIDES.sub(lambda m: m[0] if m.start() <= at < m.end() else "", text)


def _is_said(word: str, query: Query) -> bool:
    """Whether the question says a word of the report, be it written amiss."""
    return any(t.worth(frozenset((stem(word),))) for t in query.terms)


def is_of_what_is_spared(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de CO₂ émet-on ? » of « éviter jusqu'à 12 000 tonnes »."""
    asked = fold(query.text)
    if not EMITS.search(asked) or SPARED.search(asked) or LESS.search(asked):
        return False
    place = figure.start - candidate.statement.start
    return bool(SPARED.search(fold(candidate.statement.text[max(0, place - N_BEFORE) : place])))


def is_measured_of_another_thing(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de km de tramway ? » of « 6,8 km de pistes cyclables »."""
    asked = UNIT_OF.search(fold(query.own))
    told = [s for s in figure.counted[:2] if s in figure.shown]
    after = fold(candidate.statement.text[figure.quantity.end - candidate.statement.start :])
    if asked is None or not told or query.english or not OF_THAT.match(after):
        return False
    term = next((t for t in query.terms if t.word == asked[1]), None)
    return term is not None and term.worth(frozenset(told)) < MET_BY_ANY


def is_only_meant(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de CO₂ a-t-on évité ? » of what « permettrait d'éviter », « quel montant est allé à… ? » of an aim."""
    if not WAS_DONE.search(asking_part(query.own)) or MEANT.search(fold(query.own)):
        return False
    before = fold(candidate.statement.text[: figure.start - candidate.statement.start])
    return bool(WOULD.search(before) or AIM_OF.search(before))


def is_told_of_more_places(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de tonnes au port de La Ciotat ? » of « 6 ports (La Ciotat, Frioul, etc.) »: the figure is of all of them."""
    asked = places_of(query)
    if not asked or figure.quantity.kind == "date":
        return False
    said = fold(" ".join((candidate.statement.text, *candidate.passage.section[-1:])))
    listed, outside = " ".join(OPEN_LIST.findall(said)), OPEN_LIST.sub(" ", said)
    return any(place in listed for place in asked) and not any(place in outside for place in asked)


def is_not_told_for_each(asked: str, candidate: Candidate) -> bool:
    """« Combien de tonnes par habitant ? », « Combien touche un jeune ? » of what all of them have together.

    Args:
        asked: the part of the question that asks, folded.
    """
    return bool(FOR_EACH.search(asked)) and not EACH.search(fold(candidate.statement.text))


def has_not_come_of_it(asked: str, candidate: Candidate) -> bool:
    """« Combien de chômeurs ont retrouvé un emploi ? » of how many are helped to."""
    return bool(OUTCOME.search(asked)) and not HAS_COME.search(fold(candidate.passage.text))


def is_of_another_vehicle(asked: str, candidate: Candidate) -> bool:
    """« Quand ouvre le tramway jusqu'à la Gaye ? » of a bus line."""
    read = fold(" ".join((*candidate.passage.section[-2:], candidate.statement.text)))
    wanted = VEHICLE.findall(asked)
    return bool(wanted) and not any(v[:4] in read for v in wanted) and bool(A_VEHICLE.search(read))


def leaves_the_people_out(query: Query, candidate: Candidate) -> bool:
    """« La gratuité pour les étudiants, c'est quand ? » of a passage that speaks of no students."""
    if query.english or len(query.own) > LONG:
        return False
    read, for_whom = stems_of(candidate.passage), FOR_WHOM.findall(asking_part(query.own))
    aged = bool(AGE.search(fold(candidate.passage.text)))
    return any(
        PEOPLE.match(t.word)
        and not t.named
        and t.word in for_whom
        and t.worth(read) < MET_BY_ANY
        and not (aged and OF_AN_AGE.match(t.word))
        for t in query.terms
    )

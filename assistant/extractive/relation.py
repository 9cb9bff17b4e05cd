"""Does a figure stand in the relation that is asked for: given off or spared, done or meant, for each or for all, of whom, by what?

« Combien de CO₂ émet… ? » is not answered by what is avoided, « Combien touche un jeune ? » by what all of them got, « Quand ouvre le
tramway ? » by a bus line.
"""

from __future__ import annotations

import re

from assistant.extractive.coverage import MET, asking_part, stems_of
from assistant.extractive.features import Candidate
from assistant.figures import Figure
from assistant.french.query import Query
from assistant.french.text import fold

# A message that tells of people before it asks.
LONG = 120
UNIT_OF = re.compile(
    r"\bcombien (?:(?:y a-t-il|y a t il|il y a|existe-t-il|a-t-on|avez-vous|compte-t-on) )?(?:de |d')(?:km|kms|kilometres?|metres?|hectares?|ha|tonnes?|litres?|m2|m3) (?:de |d')(\w{4,})"
)
OF_THAT = re.compile(r" (?:de |d')")
WAS_DONE = re.compile(
    r"\b(?:a|ont|est|sont|etait)(?:-t)?(?:-(?:il|elle|on|ils|elles))? (?:\w+ment )?(?:ete )?\w{2,}(?:e|i|u|is|it)(?:es?|s)?\b|\bevitees?\b"
)
MEANT = re.compile(
    r"\bpermettr|\bpourr|\ba terme|\bobjectif|\bvise|\bcible|\bprevu|\bprevoi|\battend|\bdevr|\bdoit|\bsera|\bfixe|\bpotentiel"
)
WOULD = re.compile(r"\b(?:permettrai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent))\b")
AIM_OF = re.compile(r"\b(?:objectif|cible|ambition) (?:de |d'|est de )(?:\w+ )?$")
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
_ONE = r"(?:un|une) (?:jeune|personne|famille|menage|foyer|agriculteur|commercant|habitant|proprietaire|locataire|etudiant|agent|association|entreprise|commune|ecole)"
FOR_EACH = re.compile(
    r"\bpar (?:habitant|personne|tete|foyer|menage|famille|eleve|agent|logement|arbre|velo|voyageur)\b|\bper (?:person|head|capita|household|inhabitant)\b"
    rf"|\b(?:touche\w*|recoi\w*|recevoir|percevoir|percoi\w*) {_ONE}\b|\b{_ONE} (?:touche|recoit|percoit)\b"
)
EACH = re.compile(
    r"\bpar (?!l[ea]s?\b|l'|an\b|ailleurs|un)\w+|/ ?\w|\bchaque|\bchacun|\bjusqu'a|\bmaxim|\bindividuel\w* d|\bper\b|\beach\b|\bun montant de|\bmoyen"
)
OUTCOME = re.compile(
    r"\b(?:(?:ont|a) (?:\w+ment )?(?:re)?(?:trouve|obtenu|decroche|signe)|(?:re)?trouve(?:nt)?|decroche(?:nt)?|signe(?:nt)?)\b[^?]*\b(?:travail|emploi|job|boulot|poste|contrat|cdi|cdd|logement|formation)|\bfound (?:a |an )?(?:job|work)"
)
HAS_COME = re.compile(
    r"\bretrouv|\bobten|\bdecroch|\bembauch|\brecrut|\bsorti|\bacces a l'emploi|\bont acced|\breloge|\bsigne|\bcontrats? "
)
VEHICLE = re.compile(r"\b(?:tramways?|trams?|metros?|trains?|telepheriques?|ferr(?:y|ies)|navettes?)\b")
A_VEHICLE = re.compile(r"\b(?:bus|bhns|car|cars|tramways?|metros?|trains?|navettes?|velos?)\b")


def is_otherwise_related(query: Query, asked: str, candidate: Candidate, figure: Figure) -> bool:
    """Whether the statement tells its figure of what is asked about, and in another relation to it.

    Args:
        asked: the part of the question that asks, folded.
    """
    return (
        leaves_the_people_out(query, candidate)
        or is_of_what_is_spared(query, candidate, figure)
        or is_only_meant(query, candidate, figure)
        or is_not_told_for_each(asked, candidate)
        or has_not_come_of_it(asked, candidate)
        or (query.kind.asked in ("when", "where", "how_many") and is_of_another_vehicle(asked, candidate))
        or is_measured_of_another_thing(query, candidate, figure)
    )


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
    if asked is None or not told or query.english:
        return False
    if not OF_THAT.match(fold(candidate.statement.text[figure.quantity.end - candidate.statement.start :])):
        return False
    term = next((t for t in query.terms if t.word == asked[1]), None)
    return term is not None and term.worth(frozenset(told)) < MET


def is_only_meant(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« Combien de CO₂ a-t-on évité ? » of what « permettrait d'éviter », « quel montant est allé à… ? » of an aim."""
    if not WAS_DONE.search(asking_part(query.own)) or MEANT.search(fold(query.own)):
        return False
    before = fold(candidate.statement.text[: figure.start - candidate.statement.start])
    return bool(WOULD.search(before) or AIM_OF.search(before))


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
    wanted = VEHICLE.findall(asked)
    if not wanted:
        return False
    read = fold(" ".join((*candidate.passage.section[-2:], candidate.statement.text)))
    return not any(v[:4] in read for v in wanted) and bool(A_VEHICLE.search(read))


def leaves_the_people_out(query: Query, candidate: Candidate) -> bool:
    """« La gratuité pour les étudiants, c'est quand ? » of a passage that speaks of no students."""
    if query.english or len(query.own) > LONG:
        return False
    for_whom = FOR_WHOM.findall(asking_part(query.own))
    read = stems_of(candidate.passage)
    return any(
        PEOPLE.match(t.word)
        and not t.named
        and t.word in for_whom
        and t.worth(read) < MET
        and not (OF_AN_AGE.match(t.word) and AGE.search(fold(candidate.passage.text)))
        for t in query.terms
    )

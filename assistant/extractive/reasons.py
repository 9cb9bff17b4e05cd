"""Does a statement give the reason that a question of why asks for?

What a thing is for answers most of them. Why one and not the other, why so few, why these were chosen or why somebody would not
is answered by a ground alone.
"""

from __future__ import annotations

import re

from assistant.extractive.coverage import asking_part, trend
from assistant.extractive.features import REASON, Candidate
from assistant.figures import statements
from assistant.french.contrasts import NEGATION, contrast
from assistant.french.query import Query
from assistant.french.text import fold

# « À quoi sert… ? » is told by what it does.
FOR_WHAT_REASON = re.compile(r"\bpourquoi\b|\bqu'est-ce qui\b|\braisons?\b|\ba cause de quoi\b|\bwhy\b|\breasons?\b")
GROUND = re.compile(
    r"\b(?:a la suite d\w*|apres (?:un|une|l') ?(?:avis|refus|recours|decision|vote|annulation|plainte)\w*|dans une (?:logique|demarche|volonte)|assur\w+|grace|suite a|du fait|parce|puisque|ainsi|evit\w+|lie\w* (?:a|au|aux)|cause\w*|repond\w*|permit|because|serv(?:ent|ant|ir)|sert|offr\w+|souhait\w+|repos\w+|expliqu\w+|due? (?:a|aux?)|tient (?:d'abord |surtout )?a|provi(?:ent|ennent)|vient d[eu]|ayant|etant donne|faute d[e']|jugee?s?|trop \w+"
    # what led to it
    r"|a la demande|reclam\w+|revendiqu\w+|plain(?:t|ts|te|tes|dre)|conduit a|amen\w+ a|impos\w+|oblig\w+|exig\w+|necessit\w+|motiv\w+|justifi\w+|imput\w+|tenu|apres (?:l[ea]s? |l'|une? |que |qu'|plusieurs |\w+ )\w+"
    # what was wrong, or could have been
    r"|fragilis\w+|satur\w+|degrad\w+|menac\w+|endommag\w+|empech\w+|risqu\w+|susceptibles?|dangere\w+|accidents?|insuffi\w+|manqu\w+|impropres?|impossib\w+|craint\w*|nuis\w+|gen(?:ait|aient|e|ees?)|depourvue?s?|le temps (?:de|d'|que|qu'))\b"
)
# « la station atteignant 104 % de sa capacité », « l'étude montrant que… », « … : une étude montre que… »
TOLD_BESIDE = re.compile(
    r"\b(?!(?:habit|rest|montr|import|pend|av|mont|suiv|dur|enf|etudi|commerc|exploit|represent|carbur|cour|vers|const|croiss|inst|depend|particip|intervenant|compren|compt"
    r"|reli|regroup|reuniss|associ|propos|all|desserv|accueill|port|totalis|concern|ramen|pass|abaiss|couvr|attest|dat|ven|form|situ|cor?respond|permett|gener|contribu|entrain|apport|offr|soit|maint|batt|autant|tant|restaur)ant\b)\w{3,}ant\b|\w : "
)
RATHER = re.compile(r"\bplutot qu|\bet (?:non )?pas\b(?! autre)|\bau lieu d|\brather than|\binstead of")
BY_COMPARISON = re.compile(
    r"\b(?:(?:plus|moins)\b(?! d[e'] ?\d)|davantage|mieux|autant?|n'y a-t-il que)\b|\b(?:que|seule?s?|seulement) \d"
)
BECAUSE = re.compile(r"\b(?:car|en raison|faute|face a|contraint\w*|limit\w+ (?:par|a))\b")
# « Pourquoi n'a-t-il pas continué ? »
WOULD_NOT = re.compile(
    r"\bn'(?:a|ont)(?:-t)?(?:-(?:il|elle)s?)? pas (?:continu|voulu|souhait|pu|accept|rejoint|adher)\w*|\bne (?:veu|peu|souhait|concern|s'appliqu|benefici|comprend|inclu|couvr|touch)\w*(?:-(?:t-)?(?:ils?|elles?|on))? pas\b"
)
# « Pourquoi ces sites ont-ils été retenus ? »
CHOSEN = re.compile(r"\b(?:chois\w+\b(?! d[e'])|retenue?s?|selectionn\w+|chosen|selected|picked)\b")
TOLD_CHOSEN = re.compile(
    r"\b(?:chois|reten|select|prefer|en raison|car\b|parce|critere|afin|grace|pour \w+(?:er|ir|re)\b)"
)


def gives_no_reason(query: Query, asked: str, candidate: Candidate) -> bool:
    """Whether the question asks for a reason and the statement gives none; also where it asks why not rather something else.

    Args:
        asked: the part of the question that asks, folded.
    """
    if RATHER.search(asked) and not RATHER.search(fold(candidate.statement.text)):
        return True
    as_told = {(f.quantity.kind, f.quantity.value) for f in candidate.statement.figures}
    borne_out = any((q.kind, q.value) in as_told for q in query.numbers)
    particular = BY_COMPARISON.search(asked) or CHOSEN.search(asked)
    if query.premise and not (borne_out and particular):
        return False  # a figure that is not so is put right
    return bool(FOR_WHAT_REASON.search(asked)) and _gives_no_reason(query, candidate)


def _gives_no_reason(query: Query, candidate: Candidate) -> bool:
    """« Pourquoi a-t-elle fermé ? » is not answered by when it did; what contradicts the question says enough."""
    if contrast(query.text, candidate.statement.text + trend(candidate.statement)):
        return False
    place = candidate.statement.position
    around = statements(candidate.passage)[max(0, place - 1) : place + 2]
    if candidate.statement.is_item and all(t.worth(candidate.statement.stems) for t in query.terms if t.named):
        around = (candidate.statement,)  # each line of a list has its own reason
    asked, own = asking_part(query.own), fold(candidate.statement.text)
    if CHOSEN.search(asked):
        return not TOLD_CHOSEN.search(own)
    if WOULD_NOT.search(asked):
        return not any(GROUND.search(fold(part.text)) or NEGATION.search(fold(part.text)) for part in around)
    if BY_COMPARISON.search(asked):
        # « Pourquoi moins à Lussignac qu'à Vaubreuil ? »: what it is for is no reason, nor « pour la B4 » in the sentence beside it.
        return not any(GROUND.search(fold(part.text)) or BECAUSE.search(fold(part.text)) for part in around)
    return not any(
        REASON.search(told := fold(part.text)) or GROUND.search(told) or TOLD_BESIDE.search(told) for part in around
    )

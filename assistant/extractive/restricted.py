"""Does a question say « only this one », « one of these », « still to be done »? Each needs more of a statement than the words.

« uniquement sur l'électrique » is denied by « l'électrique, le gaz et l'hydrogène »; « la promotion du tourisme fait-elle
partie des six axes » by six axes of which it is none; « encore en chantier » by « a été mise en service ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extractive.coverage import CLAUSE, MET, SAME, Reading, asks, speaks_of
from assistant.french.contrasts import NEGATION, PENDING
from assistant.french.terms import Term
from assistant.french.text import fold, fold_in_place, stems, words

# « n'y en a-t-il qu'à Lussignac ? », « uniquement sur l'électrique », « seul le port de Vaubreuil »
ONLY = re.compile(
    r"\b(?:il )?y en (?:a|avait|aura) (?:juste )?qu(?:e |['’] ?| (?=a\b|au\b|en\b|dans\b))|\b(?:n'|ne )(?:y )?(?:en )?[\w'-]+ (?:[\w'-]+ )?qu(?:e |')|(?<!pas )\b(?:uniquement|seulement|exclusivement|rien que|only)\b|\breservee?s? (?=a |aux? )"
    r"|\ba (?:elle|lui) seule?\b|\bl[ea]s? seule?s? (?=\w)|\bseule?s? (?=l[ea]s? |l')"
)
IS_ALONE = re.compile(r"\b(?:est|sont|etait|etaient)[- ](?:t-)?(?:ils?|elles?) (?:bien )?l[ea]s? seule?s?\b")
SAID_ALONE = re.compile(r"\b(?:uniquement|seulement|exclusivement|seule?s?|unique|reserve\w*|only|n'\w+ (?:\w+ )?qu)\b")
_AND = r"(?:,? et|,? ou|, ainsi que) (?:dans |a |en |sur |pour )?"
_ARTICLE = r"(?:l[ea]s? |l'|une? |d[eu]s? |d'|de la |de l')?"
AFTER_IT = re.compile(
    rf"(?:s|es)?{_AND}{_ARTICLE}\w|(?:s|es)?, (?!dont|qui|avec|pour|soit|ce)\w+(?: [\w'’-]+){{0,4}}(?:,| et |\)| etc)"
)
BEFORE_IT = re.compile(rf"\w(?: \([^()]*\))?{_AND}{_ARTICLE}$")
MEMBER = re.compile(
    r"\b(?:fai[st]|font|faisai(?:en)?t)(?:-(?:t-)?(?:ils?|elles?))?(?: (?:bien|aussi|deja))* partie (?:de (?:la |l')?|des? |du |d')"
    r"|\b(?:compte|figure)(?:nt)?(?:-(?:t-)?(?:ils?|elles?))? parmi |\best(?:-(?:ils?|elles?))? (?:bien )?(?:parmi |l'une? des |dans (?:la liste|le lot|le groupe) (?:d[eu]s? ))"
)
IS_MADE = re.compile(
    r"\b(?:a|ont) (?:(?:deja |enfin )?ete )?(?:cree|ouvert|inaugure|installe|acheve|termine|livre)\w*|\bmise?s? en service\b|\blivree?s? en\b"
)
IS_DONE = re.compile(
    rf"{IS_MADE.pattern}|\bdeja [a-z]{{3,}}(?:e|i|u|t)e?s?\b|\bl'(?:adoption|achevement|inauguration) d|\bla (?:finalisation|livraison) d|\b(?:a|ont) (?:deja |enfin )?(?:ete )?[a-z]{{3,}}(?:e|i|u|is|it)e?s?\b"
)
OTHERS_BEFORE = re.compile(
    r"\bsucced\w+(?:-(?:t-)?(?:il|elle)s?)? a (?:une?|d'autres)\b|\bfai(?:t|sait)(?:-(?:il|elle))? suite a (?:une?|d'autres)\b|\bdeja (?:\w+ ){0,2}?(?:quand|lorsqu(?:e |')|au moment)|\b(?:avant|auparavant)\b.*\b(?:deja|d'autres)\b|\b(?:deja|d'autres)\b.*\b(?:avant|auparavant)\b"
)
THE_FIRST = re.compile(r"\b(?:sa|son|la|le|une?|leur) premiere?\b|\b1(?:re|er) edition\b")
THE_MOST = re.compile(r"\bl[ea]s? plus (?!de\b|d'|tard\b|tot\b)(?P<what>[a-z]{4,})")
NOT_THE_FIRST = r"\b(?:deuxieme|troisieme|quatrieme|second\w*|[2-9]e|l'une? des|une? des|parmi les)"
BIG = r"(?:gro|grand|important|vaste)"
# What existed before is told by « déjà », by a rank or by since when.
THERE_BEFORE = re.compile(
    r"\bdeja\b|\b(?:[2-9]e|deuxieme|troisieme|nouvelle) edition|\bdepuis\b|\bavant\b|\brenouvel|\bancien"
)
BEFORE = re.compile(r"\bavant (?:que |qu'|d'avoir |d'etre |l[ea]s? (?!fin|debut|\d)|l'(?!ete|hiver|annee|horizon))")
AFTERWARDS = re.compile(
    r"\ba la suite d[eu']s? ?|\bapres (?:(?:que|avoir|etre|l[ea]s?|une?) |qu'|l')?|\bsuite (?:a|aux?) |\bpost-|\ba l'issue d[eu']s? ?"
)
STILL = re.compile(r"\b(?:encore|toujours|still)\b")
NOT_STILL = re.compile(
    r"\bpas (?:encore|toujours)\b|\bnot (?:yet|still)\b|\btoujours pas\b|\bencore (?:en|a|plus|de nouvea\w+|d'autres?|un|une|deux)\b"
)
CEASED = re.compile(
    r"\bse (?:passe|prive)(?:nt|r)?(?:-(?:t-)?(?:ils?|elles?|on))? (?:totalement |desormais )?d[e']|\b(?:abandonne|supprime|banni|elimine|proscri[ts]|remplace|retire)(?:e?s?)\b|\brenonc\w+|\b(?:a|ont|est|sont) (?:cesse|arrete)\w*"
    r"|\bjusqu'(?:alors|ici|a present|a cette date)\b|\bauparavant\b|\bfin d(?:e l'|es |u )|\bn'\w+ plus\b(?! (?:seulement|uniquement|que)\b)|\bne \w+ plus\b(?! (?:seulement|uniquement|que)\b)|\b(?:stopped|abandoned|given up|gave up|no longer|phased out|banned|scrapped)\b"
)
# … and what does no longer go on, or never came about, whatever is asked of it.
GIVEN_UP = re.compile(
    r"\bsans (?:l'|les |y )?(?:obtenir|parvenir|succes|suite)\b|\ben vain\b|\b(?:a|ont) pris fin\b|\b(?:a|ont) (?:\w+ )?ecarte\b|\b(?:ete|est|sont|etant) (?:\w+ )?(?:ecarte|repousse|reporte)e?s?\b|\b(?:a|ont|avait|avaient) (?:\w+ )?(?:quitte|renonce|echoue|cesse|abandonne|arrete|refuse|rejete|ferme)\b|\b(?:a|ont) (?:\w+ )?ete (?:\w+ )?(?:abandonne|supprime|annule|suspendu|arrete|rejete|refuse|retire|interrompu)(?:e?s?)\b"
    r"|\b(?:est|sont) (?:\w+ )?(?:abandonne|supprime|annule|suspendu|arrete)(?:e?s?)\b"
)
# How like a word of the question what the statement is « sans » must be.
LEFT_OUT = 0.85
# Share of a question that what has ceased must meet.
HALF_TOLD = 0.5
EXCEPTED = re.compile(
    r"\b(?:(?P<but>sauf|hormis|excepte\b|a l'exception d|a l'exclusion d|except for)|(?:y )?echapp\w+|exemptee?s?|exoneree?s?|dispensee?s?|n'\w+ pas soumis\w*|ne sont pas (?:concern|soumis)\w*)"
)
# Share of a question that what is excepted must have.
LEAST = 0.1
OTHERWISE = re.compile(
    r"\b(?:ecart(?:e|er|ee|es|ees)|abandonn\w*|renonc\w*|rejet(?:e|ee|es|ees|ant)|refus\w*|annul\w*|report(?:e|er|ee|es|ees)|repouss\w*|suspend\w*|interromp\w*|echou\w*"
    r"|empech\w*|faute d\w*|manqu\w*|insuffis\w*|au-dessous|en deca|retard\w*|plutot qu\w*|loin d|supprim\w*|disparu\w*|au lieu d\w*|interdi\w*|proscri\w*|prohib\w*"
    r"|pas|aucune?s?|guere|ne|n'\w+|seule?s?|seulement|sauf|hormis|toutefois|ferme[rest]?\w*|reservee?s?|non|not|only)\b"
)
MAY_ONE = re.compile(
    r"\b(?:l[ea] droit|permis|autorise\w*|possible|allowed|permitted) ?(?:d[e'u]|to\b)|\b(?:peut[- ](?:on|il|elle)|pouvait-(?:on|il|elle)|on pouvait|peuvent-(?:ils|elles)|puis-je|on peut|je peux|can (?:i|we|you|one|people))\b"
)
FORBIDDEN = re.compile(
    r"\binterdi\w+|\bprohib\w+|\bproscri\w+|\bdefen(?:du|se)\w*|\b(?:n'est|ne sont|n'etait|n'etaient) (?:\w+ )?(?:plus |pas )?(?:admis|autoris|permis|possible)\w*|\baucun\w* .{3,60}\b(?:admis|autoris|permis)"
)
SERVES = re.compile(
    r"\b(?:(?:pour|a pour|ont pour|avait pour|ont-(?:ils|elles) pour|a-t-(?:il|elle) pour) (?:but|objectif|objet) (?:d[e'] ?|l[ea]s? |l')|dans le but d[e'] ?|afin d[e'] ?"
    r"|serv(?:ent|ait|aient|i|ira)?(?:-(?:ils|elles))? a |sert(?:-(?:il|elle))? a |vise(?:nt)?(?:-(?:t-)?(?:ils?|elles?))? a |destinee?s? a |pour (?:y |en |l[ea]s? )?(?=[a-z]+(?:er|ir|re)\b))"
)


def says_without(reading: Reading, asked: str) -> bool:
    """« faudra-t-il de nouvelles démarches ? » where the statement says « sans nouvelles démarches »."""
    without = re.search(r"\bsans ([^,;.:()]{3,50})", fold(reading.text))
    if without is None or re.search(r"\b(?:sans|without)\b", asked):
        return False
    left = frozenset(stems(" ".join(without[1].split()[:3])))
    return any(t.mass > 1.0 and t.worth(left) >= LEFT_OUT for t in reading.asked)


def is_one_below_the_first(reading: Reading, asked: str) -> bool:
    """« le plus important de France ? » where the statement says « le deuxième plus important » or « l'un des plus importants »."""
    superlative = asks(THE_MOST, asked)
    if superlative is None:
        return False
    word = superlative["what"].rstrip("esx")
    meant = BIG if re.match(BIG, word) else re.escape(word)
    return bool(re.search(rf"{NOT_THE_FIRST} plus {meant}", fold(reading.text)))


def is_the_first(reading: Reading, asked: str) -> bool:
    """« y en avait-il déjà d'autres avant ? » of what the statement calls the first."""
    return bool(asks(OTHERS_BEFORE, asked)) and bool(THE_FIRST.search(fold(reading.text)))


def turns_the_order_round(reading: Reading, asked: str) -> bool:
    """« mesuré avant les travaux » where the statement says « après les travaux »."""
    first, then = asks(BEFORE, asked), AFTERWARDS.search(fold(reading.text))
    if first is None or then is None:
        return False
    later = [t for t in reading.asked if asked.find(t.word) >= first.end()]
    told = frozenset(stems(CLAUSE.split(fold(reading.text)[then.end() :])[0]))
    return any(t.worth(told) >= SAME for t in later)


def is_one_of_several(reading: Reading, asked: str) -> bool:
    """« uniquement sur l'électrique » where the statement names it among others: « l'électrique, le gaz et l'hydrogène »."""
    return any(_stands_among_others(reading, t) for t in _alone(reading, asked))


def leaves_it_open_whether_alone(reading: Reading, asked: str) -> bool:
    """Whether the question says « only », and the statement does not."""
    return bool(asks(ONLY, asked)) and not SAID_ALONE.search(fold(reading.text))


def _alone(reading: Reading, asked: str) -> Iterator[Term]:
    only = asks(ONLY, asked)
    if only is not None and (alone := asks(IS_ALONE, asked)) is not None:
        # « Le port de Lussignac est-il le seul ? »
        yield from (t for t in reading.met if 0 <= asked.find(t.word) < alone.start())
    elif only is not None:
        yield from (t for t in reading.met if asked.find(t.word) >= only.end() - 1)


def _stands_among_others(reading: Reading, one: Term) -> bool:
    raw = reading.candidate.statement.text
    text = fold_in_place(raw)
    told = [w for w in words(raw) if speaks_of((one,), w.folded)]
    return any(AFTER_IT.match(text[w.end :]) or BEFORE_IT.search(text[: w.start]) for w in told)


def leaves_the_member_out(reading: Reading, asked: str) -> bool:
    """« Le tourisme fait-il partie des six axes ? » of a statement that does not name it."""
    member = asks(MEMBER, asked)
    if member is None:
        return False
    subject = [t for t in reading.asked if 0 <= asked.find(t.word) < member.start()]
    met = sum(reading.asked[t] for t in subject if t.worth(reading.read) >= SAME)
    return bool(subject) and met < 0.5 * sum(reading.asked[t] for t in subject)


def is_none_of_all(reading: Reading, asked: str) -> bool:
    """Whether the statement lists as many members as the question or it says that there are, and not the one asked about."""
    if not leaves_the_member_out(reading, asked) or not reading.met:
        return False
    said = {q.value for q in reading.query.numbers if q.kind == "count"}
    said |= {f.quantity.value for f in reading.candidate.statement.figures if f.quantity.kind == "count"}
    lists = re.split(r"[:;()]|\bvisant a ", fold(reading.text))
    return any(len(re.split(r", (?:et )?| et ", part.strip(" ."))) in said for part in lists if ", " in part)


def is_done_already(reading: Reading, asked: str) -> bool:
    """« encore en chantier » where the statement says that it was put into service."""
    return bool(asks(PENDING, asked)) and bool(IS_DONE.search(fold(reading.text)))


def has_ceased(reading: Reading, asked: str) -> bool:
    """« met-on encore des produits ? » where the statement says that their use was given up."""
    if not asks(STILL, asked) or asks(NOT_STILL, asked) or asks(CEASED, asked):
        return False
    return bool(CEASED.search(fold(reading.text))) and reading.share >= HALF_TOLD


def turns_out_otherwise(reading: Reading, asked: str) -> bool:
    """« Va-t-on construire un incinérateur ? » of what « a écarté l'idée »: a statement that tells of a failure, a delay or a
    refusal of which the question says nothing."""
    told = OTHERWISE.search(fold(reading.text))
    return told is not None and not any(asks(form, asked) for form in (OTHERWISE, CEASED, NEGATION, ONLY))


def is_excepted(reading: Reading, asked: str) -> bool | None:
    """« Un élevage paie-t-il la majoration ? » of « les volumes… majorés de 30 % ; les élevages y échappent »: True where what the
    statement excepts is what is asked about, None where it excepts nothing of it."""
    if asks(EXCEPTED, asked):
        return None
    said = fold(reading.text)
    for found in EXCEPTED.finditer(said):
        start = found.start() if found["but"] else max(said.rfind(mark, 0, found.start()) for mark in ";:.") + 1
        end = min((place for mark in ";:.,)" if (place := said.find(mark, found.end())) >= 0), default=len(said))
        own, rest = frozenset(stems(said[start:end])), frozenset(stems(f"{said[:start]} {said[end:]}"))
        if any(t.worth(own) >= SAME > t.worth(rest) and reading.asked[t] >= LEAST * reading.mass for t in reading.met):
            return True
    return None


def is_forbidden(reading: Reading, asked: str) -> bool:
    """« a-t-on le droit de ramasser… ? » where the statement says that it is forbidden."""
    wonders = asks(MAY_ONE, asked) and not asks(FORBIDDEN, asked)
    return bool(wonders) and bool(FORBIDDEN.search(fold(reading.clause)))


def leaves_the_purpose_open(reading: Reading, asked: str) -> bool:
    """Whether what something is said to serve is not met at all."""
    serves = asks(SERVES, asked)
    if serves is None:
        return False
    after = [t for t in reading.asked if asked.find(t.word) >= serves.end() - 1]
    met = sum(reading.asked[t] for t in after if t.worth(reading.read) >= MET)
    return bool(after) and met < 0.5 * sum(reading.asked[t] for t in after)

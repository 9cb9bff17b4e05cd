"""Does a statement give the very thing that a question demands, or only something beside it?

« Quel mois ? » is not answered by a year, « Qui dirige… ? » not by a sentence that names nobody, « Parmi les 80…,
combien… ? » not by another total. What is demanded is read from the form of the question alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.extractive.another import is_compared_with, is_of_another_rank_or_year, is_of_another_thing
from assistant.extractive.beyond import lies_beyond
from assistant.extractive.coverage import (
    ITSELF,
    MET,
    asked_terms,
    asking_part,
    asking_sentence,
    in_reach,
    stems_of,
)
from assistant.extractive.features import Candidate, meets
from assistant.extractive.judgements import leaves_the_trend_out
from assistant.extractive.named import TITLE, lacks_a_name, lacks_their_names
from assistant.extractive.price import FOR_FREE, PRICED
from assistant.extractive.processes import BY_WHOM, leaves_the_doer_out, leaves_the_process_out
from assistant.extractive.reasons import gives_no_reason
from assistant.extractive.relation import is_otherwise_related
from assistant.extractive.scope import is_of_a_part, is_told_of_more_places
from assistant.figures import Figure, statements
from assistant.french.contrasts import DONE, NOT_YET, contrast, names_an_upheaval, tells_the_event
from assistant.french.numbers import ENGLISH_MONTHS, MONTHS
from assistant.french.query import Query, years_in, years_of
from assistant.french.questions import ATTRIBUTE_OF
from assistant.french.text import fold, squeeze, stem

OPENING_HOURS = re.compile(
    r"\b(?:jours?|heures?) (?:d'|de )?ouverture\b|\bouver(?:t|te|ts|tes)? (?:quels?|le|les) (?:jours?|lundi|samedi|dimanche)"
)
# « À quelle heure ? »
AT_WHAT_TIME = re.compile(r"\bquelles? heures?\b|\b(?:what|which) (?:time|hours?)\b")
CLOCK = re.compile(r"\b\d{1,2} ?(?:h\b|h\d\d|heures?\b)|\bmidi\b|\b\d{1,2} ?[ap]\.?m\b|\bo'clock\b")
WHENCE_THE_NAME = re.compile(
    r"\bpourquoi\b.*\b(?:port\w+(?:-t-(?:il|elle))? (?:l[ea] |ce |l')?nom|s'appel\w+|se nomm\w+|ce nom)\b|\b(?:d'ou (?:vient|sort|provient)|origine d[eu]) (?:l[ea] |ce |son |l')?(?:nom|mot|appellation)\b"
)
CALLED = re.compile(r"\bnom|baptis|appel(?:e|l)|surnom|tire son\b")
AT_MOST = re.compile(
    r"(?<!temperature )(?<!temperatures )(?<!vitesse )(?<!debit )(?<!niveau )(?<!hauteur )(?<!chaleur )\bmaxim(?:um|al\w*)\b|\bplafond\w*\b"
)
LIMITED = re.compile(
    r"\bvari\w+ (?:de|entre)\b|\bmaxim|\bplafon|\bjusqu'a\b|\bau plus\b|\blimite|\bmoins de \d|\b\d{1,2} ?- ?\d{1,2} ans\b|\binferieure?s? a\b|\bsans (?:exceder|depasser)\b|\bpas (?:exceder|depasser)\b|\b(?:de|entre) \d[\d ,]*(?:€|euros?|%)? (?:a|et) \d"
)
WHO_PAYS = re.compile(r"\bqui (?:qui )?(?:l[ea]s? |l'|en )?(?:paye|paie|payera|paiera|prend en charge)\b|\bwho pays\b")
# « Qui finance le rapport ? »: of the report itself its passages rarely speak.
THE_REPORT = re.compile(r"\bqui (?:a |ont )?(?!dit\b)\w+ (?:le|ce) rapport(?: \w+)? ?\?$")
# « Qui anime… ? »: who does something is told where it is said to be done, or by whom.
WHO_DOES = re.compile(
    r"(?<!est-ce )(?<!gens )(?<!ceux )(?<!celles )(?<!celui )(?<!personnes )(?<!avec )(?<!pour )(?<!chez )\b(?:qui|who) (?:est-ce qui )?(?:a |ont |va |has |have |les? |la |l'|y |en )*(?P<verb>(?!recei|recoi|recu|benefi|obten|touch|got\b|droit\b|acces\b|besoin\b|interet\b|est\b|sont\b|etai|ete\b|is\b|are\b|was\b|were\b|s'occup|occup|charg)[a-z]{4,})\b(?!-)|\ba qui (?P<owned>appart\w+)"
)
DONE_BY = re.compile(BY_WHOM)
PAID = re.compile(r"\bpa(?:ye|ie|y)|financ|charge|gratuit|subvention")
OWN_PLACE = re.compile(
    r"\bchez moi\b|\b(?:ma|mon|mes) (?:rue|quartier|immeuble|maison|commune|village|ville|ecole|residence|arret|batiment|jardin|copropriete|lycee|college)s?\b"
    r"|\bmy (?:street|house|home|school|town|village|neighbou?rhood|building)\b|\bnear me\b"
)
# « si je mets une citerne chez moi »: anyone's case.
ONES_CASE = re.compile(
    r"\b(?:si|quand|pour) (?:je|j'|on|nous|tu|mettre|installer|poser|avoir)\b.{0,60}\bchez (?:moi|soi|nous|toi)\b"
)
HOW_OFTEN = re.compile(r"\b(?:tou[st]e?s? les combien|a quel(?:le)? (?:frequence|rythme)|how often)\b")
OFTEN = re.compile(
    r"\b(?:fois|par (?:jour|semaine|mois|an|heure)|(?:tou(?:s|tes) les|chaque|every|each|per) \w+|quotidien\w*|hebdomadaire\w*|(?:bi)?mensuel\w*|(?:tri|se)mestriel\w*"
    r"|(?:bi)?annuel\w*|frequences?|minutes?|regulier\w*|daily|weekly|monthly|yearly|twice|times)\b"
)
WITHIN_THE_YEAR = re.compile(
    r"\bquel(?:le)?s? (?:mois|jours?|semaines?|saisons?)\b|\b(?:which|what) (?:month|day|week)s?\b"
)
OF_THE_YEAR = re.compile(
    rf"\b(?:{'|'.join((*MONTHS, *ENGLISH_MONTHS))}|(?:lun|mar|mercre|jeu|vendre|same)di|saison (?:19|20)\d\d|dimanche|hiver|printemps|(?:l|d|cet |en )'?ete|automne|semaines?|rentree|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
)
AIMED_AT = re.compile(r"\b(?:pour|sur) un objectif (?:\w+ )?(?:de|d'|a) ?[^,;]*")
A_YEAR = ("année", "période")
AMONG = re.compile(
    r"\bsur (?:tous|toutes) (?:les|ces|nos) [^?]{3,60}\bcombien\b|\b(?:parmi(?! eux\b| elles\b| ceux-ci\b| celles-ci\b)|among(?! them\b)|out of) |\bdans (?:les |ces )\d[\d ,.]*(?:tonnes?|hectares?|ha|km|kg|m€|millions?|euros?)\b|\b(?:sur|of) (?:ce[st]? |les |the |these |tous les |l'ensemble des )(?!(?:19|20)\d\d\b)\d"
)
SHARED_OUT = re.compile(r"\b(?:dont|parmi|y compris|including)\b|%")
BUILT = re.compile(r"\b(?:construite?s?|batie?s?|edifiee?s?|fondee?s?|erigee?s?|built|founded)\b")
# « Ça gagne combien ? » asks for wages.
EARNS = re.compile(
    r"^que gagne(?:nt)?\b|\bgagn\w+ combien\b(?! d[e'])|\bcombien (?:[\w'-]+ ){0,4}?gagn(?:e|ent|ait)\b|\bcombien (?:est|sont) (?:\w+ )?paye"
)
WAGES = re.compile(r"\b(?:salaire|remuner|brut|net\b|paie\b|paye|smic|indemni|gagn|prime|traitement|wage|salar)")
TO_COME = re.compile(
    r"\b(?:sera|seront|aura|auront|\w{3,}(?:era|eront|ira|iront|dra|dront)|va|vont|doi(?:t|vent)|will|must)\b"
)
FUTURE = re.compile(r"\bfuture?s?\b|\bprochaine?s?\b")
# Years that are told from the day on which one speaks; which ones that is, no report knows.
OTHER_YEAR = re.compile(
    r"\b(?:l'an(?:nee)? (?:dernier|passe|prochain|d'avant|d'apres|precedent|suivant)e?|il y a (?:un|deux|trois|\d+|quelques) ans|"
    r"(?:last|next|previous) year|(?:a|two|three|\d+) years? ago)\b"
)
# « De combien a-t-il baissé ? » asks for what changed, not for a share of something.
BY_HOW_MUCH = re.compile(
    r"(?<!partir )(?<!hauteur )(?<!dotee )(?<!dote )(?<!dispose )(?<!disposent )(?<!beneficie )(?<!s'agit )(?<!ecope )(?<!est )\bde combien\b(?! (?:d[e']|est\b|sont\b|dispos|benefici))|\bby how much\b"
)
VARIATION = re.compile(
    r"\b(?:hausse|baiss|augment|dimin|progress|redui|reduct|recul|doubl|tripl|gagn|gain|perd|evolu|passant|passe[er]?s? de|contre|economis|economie"
    r"|prolong|retard|report(?:e|ee|es|ees)\b|repouss|decal|avanc(?:e|ee)\b|redescen|descend|chut|remont|relev|abaiss|rabaiss|rabat|allege|divis|multipli|moindre|inferieur|superieur|surcout|ecart|depass|retrait|remise|rabais|bonus|malus|port(?:e|es|ee|ees|ant|er) (?:[\w'-]+ ){0,6}(?:de \d+ ?%? a|a) \d|fois (?:plus|moins)|trop (?:haut|long|large|bas|court|lourd)|long(?:ue)?s? de|large?s? de|haute?s? de|profonde?s? de"
    r"|ris[ei]|fell|fall|increas|decreas|supplement|de plus|de moins|en moins|en plus)|\+ ?\d|- ?\d+ ?%"
)
# « Quelle commune est la plus menacée ? » wants what is told apart from all others.
SUPERLATIVE = re.compile(
    r"\b(?:l[ea]s? (?:plus?|moins) (?!de\b|d'|\d)[a-z]{4,}|(?:(?:le|la)quel(?:le)?|lesquel(?:le)?s)\b.*\ble (?:plus|moins)\b|the (?:most|least|biggest|largest|highest|lowest))\b"
)
RANKED = re.compile(
    r"\b(?:de|entre) \d[\d ,]*(?:€|euros?|%|ans?)? ?(?:a|et) \d|\b(?:plus|moins|premiere?s?|dernier\w*|record|principa\w+|majeur\w*|majorit\w*|most|least|first|main)\b"
)
THE_NEXT = re.compile(r"\bprochaine?s?\b|\bnext\b")
IN_FACT = re.compile(r"\b(?:deja|reellement|vraiment|effectivement|actually|so far|already)\b")
# What one has to do, and what one has to know to do it: a text that tells it uses the word.
HOW_TO = re.compile(
    r"\b(?:comment [^?]*\b(?:demander|solliciter|deposer|candidater|s'inscrire|postuler|adherer|se procurer)\b|a quel(?:le)? (?:service|guichet|adresse|direction|bureau)\b[^?]*\b(?:adress|envoy|depos|ecri|s'inscri|demand|candidat)|comment (?:faire?|devenir|contacter|joindre|appeler|ecrire|on fait|(?:je|tu) fai[st]|puis-je|peut-on|s'inscrire|obtenir|demander|avoir|participer|beneficier|adherer|candidater|recuperer)"
    r"|a qui (?:j'? ?envo|envoy|m'adress|s'adresser|(?:je|on) (?:m'|s'|doi|peu)|faut-il)|j ?e?(?: ?l)? ?(?:fais|fait) comment|on fait comment|(?:faut )?faire comment|comment (?:pour|pr)\b|how (?:can|do|could) (?:i|we|you) (?:apply|get|register|sign|join|ask|obtain))"
)
TOLD_HOW = re.compile(
    r"inscri|sur demande|candidat|contact|guichet|dossier|formulaire|adress|sur le site|appel a|en ligne|apply|register"
)
PRACTICAL = re.compile(
    r"(?:horaires?|salles?|etages?|cachets?|honoraires|papiers|justificatifs|deniveles?|altitudes?|hauteurs?|profondeurs?|largeurs?|vitesses?|temperatures?|adresses?|numeros?|tarifs?|loyers?|surcouts?|salaires?|cautions?|rendements?|amendes?|cotisations?|redevances?|rents?|fares?|wages?|salar(?:y|ies)|inscri\w+|telephone|contacts?|courriel|email|formulaire|hours|address(?:es)?|phone)$"
)
# « la salle de lecture », « remplir ses papiers »: asked for only as « quelle salle ? », « quels papiers ? ».
MEANT_OTHERWISE = re.compile(r"(?:salles?|papiers|etages?|telephone|formulaire)$")
# « À qui s'adresse le diagnostic ? »
ADDRESSES = re.compile(r"\b(?:s'|(?:est|sont) )adresse")
# « sur les hauteurs de Lussignac »: a place.
HEIGHTS = re.compile(r"\b(?:sur|dans) les hauteurs\b")
UNITS_OF = (
    (re.compile(r"horaires?$"), re.compile(r"\b\d{1,2} ?h\b|\b\d{1,2} heures\b")),
    (
        re.compile(r"(?:tarifs?|fares?)$"),
        re.compile(
            r"\b(?:prix|coute|facture|vendu|payante?|regl\w+|loue\w*)\b.*(?:€|euros?)|\bpour \d[\d,]* ?(?:€|euros?)"
        ),
    ),
    (re.compile(r"vitesses?$"), re.compile(r"\d ?km/h\b|\d ?noeuds\b")),
    (re.compile(r"temperatures?$"), re.compile(r"\d ?°|\d degres\b")),
    (
        re.compile(r"(?:altitudes?|hauteurs?|profondeurs?|largeurs?)$"),
        re.compile(
            r"(?:\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|cinquante|cent|mille)) ?(?:m|metres?|centimetres?|cm)\b"
        ),
    ),
    (
        re.compile(r"address?e?s?$"),
        re.compile(
            r"\d(?: bis| ter)?,? (?:rue|avenue|boulevard|place|quai|chemin|allee|cours|impasse)\b|\b(?:rue|avenue|boulevard|quai|chemin|allee) (?!et\b|de l'annee)\w"
        ),
    ),
    (
        re.compile(r"(?:loyers?|rents?|fares?|tarifs?)$"),
        re.compile(
            r"\b(?:mensuel|annuel|hebdomadaire|journalier)\w* (?:[\w'-]+ ){0,2}?(?:a|de) \d|(?:€|euros?) (?:par|le|la|l'|per|a) ?(?:mois|an|annee|jour|nuit|semaine|trajet|ticket|unite|visite|entree|seance|heure|passage|levee|place|kilo|litre|metre|month|week|day|m2)"
        ),
    ),
)
SURELY = 0.6
EMPTY = re.compile(r"vide")
HAPPENED = re.compile(r"(?:\b(?:a|ont|est|sont|ete|avait|etait|ait)|-(?:il|elle)s?) (?:ete )?([a-z]+)\b")
# The share of an earlier question's weight that the passage of a follow-up's answer has to speak of.
LEAST_OF_SUBJECT = 0.45
ATTRIBUTES = frozenset(map(stem, ATTRIBUTE_OF))


def lacks_what_is_demanded(query: Query, candidate: Candidate) -> bool:
    """Whether the form of the question demands a thing that the statement does not give."""
    asked, said = asking_part(query.own), candidate.statement.text
    told = fold(said)
    if lacks_their_names(asked, candidate):
        return True
    if query.kind.asked == "yes_no":
        return False
    if lacks_a_name(query, asked, candidate) or (HOW_TO.search(asked) and not TOLD_HOW.search(told)):
        return True
    if query.kind.quantities and AMONG.search(fold(query.text)) and not _is_shared_out(query, candidate):
        return True
    if (query.kind.quantities or query.kind.asked == "where") and _is_of_ones_own(query, asked, candidate):
        return True
    if query.kind.quantities and _leaves_the_title_out(query, candidate):
        return True
    # What a long message tells before it asks is not asked for.
    practical = (
        t
        for t in query.terms
        if PRACTICAL.match(t.word)
        and not (MEANT_OTHERWISE.match(t.word) and not re.search(rf"\bqu(?:el(?:le)?s?|oi comme) {t.word}\b", asked))
        and not (t.word.startswith("adresse") and ADDRESSES.search(asked))
        and (t.word in asked or t in query.subject)
        and not _is_told_by_its_unit(t.word, told)
        and not HEIGHTS.search(asked)
    )
    if any(not meets(t, candidate.passage, SURELY) for t in practical):
        return True
    if query.kind.asked in ("who", "why", "list") and FOR_FREE.search(asked) and not _tells_a_price(candidate):
        return True
    if EARNS.search(asked) and query.kind.quantities and not WAGES.search(told):
        return True
    if THE_REPORT.search(asked) and "rapport" not in told:
        return True
    if WHENCE_THE_NAME.search(asked) and not CALLED.search(told):
        return True
    if (AT_WHAT_TIME.search(asked) and not CLOCK.search(told)) or (AT_MOST.search(asked) and not LIMITED.search(told)):
        return True
    if (OPENING_HOURS.search(asked) and not OF_THE_YEAR.search(told)) or (
        WHO_PAYS.search(asked) and not PAID.search(told)
    ):
        return True
    if query.kind.asked == "how" and leaves_the_process_out(asked, candidate):
        return True
    if query.kind.asked == "why" and gives_no_reason(query, asked, candidate):
        return True
    if lies_beyond(query, asked, said):
        return True
    if query.premise:
        return False
    if query.kind.asked == "who" and (
        _leaves_the_deed_out(query, asked, candidate) or leaves_the_doer_out(asked, told)
    ):
        return True
    if query.kind.asked != "summary" and _speaks_of_nothing_asked(query, candidate):
        return True
    if _is_off_the_subject(query, candidate) or (
        OTHER_YEAR.search(asking_sentence(query.own)) and not query.years and not _tells_of_two_years(candidate)
    ):
        return True
    if is_of_another_rank_or_year(query, candidate) or (SUPERLATIVE.search(asked) and not RANKED.search(told)):
        return True
    if query.kind.asked == "open" and leaves_the_trend_out(asked, told):
        return True
    if BY_HOW_MUCH.search(asked) and not VARIATION.search(told):
        return True
    plans = bool(NOT_YET.search(told))
    if (THE_NEXT.search(asked) and not plans) or (
        HOW_OFTEN.search(asked) and not OFTEN.search(fold(candidate.passage.text))
    ):
        return True
    if WITHIN_THE_YEAR.search(asked) and not OF_THE_YEAR.search(told):
        return True
    figure = candidate.figure
    if figure is None:
        return False
    if is_of_a_part(query, candidate, figure) or is_told_of_more_places(query, candidate, figure):
        return True
    if is_otherwise_related(query, asked, candidate, figure):
        return True
    if WITHIN_THE_YEAR.search(asked) and figure.quantity.kind == "date" and figure.quantity.unit in A_YEAR:
        return True
    if query.kind.asked == "when" and _leaves_the_event_out(query, asked, candidate):
        return True
    if query.kind.asked == "when":
        years, told_of = set(years_of(figure.quantity)), candidate.passage.year
        plans |= told_of is not None and max(years, default=0) > told_of
        to_come = TO_COME.search(asked) or (FUTURE.search(asked) and not FUTURE.search(told))
        return (bool(to_come) and not plans) or is_compared_with(candidate, figure)
    if is_of_another_thing(query, asked, candidate, figure):
        return True
    # « 14 cours…, pour un objectif de 40 » tells what is done, and then what is aimed at.
    own = fold(_clause_of(candidate, figure))
    return bool(IN_FACT.search(asked) and NOT_YET.search(AIMED_AT.sub("", own))) and not DONE.search(told)


def _clause_of(candidate: Candidate, figure: Figure) -> str:
    """The part of a statement, between semicolons, that a figure stands in."""
    text, place = candidate.statement.text, figure.start - candidate.statement.start
    end = text.find(";", place)
    return text[text.rfind(";", 0, place) + 1 : end if end >= 0 else len(text)]


def _tells_a_price(candidate: Candidate) -> bool:
    return bool(PRICED.search(fold(" ".join((*candidate.passage.section[-1:], candidate.statement.text)))))


def _is_told_by_its_unit(word: str, told: str) -> bool:
    """« À quelle vitesse… ? » is told by « 214 km/h », a rent by « 290 € par mois »."""
    return any(named.match(word) and unit.search(told) for named, unit in UNITS_OF)


def _is_shared_out(query: Query, candidate: Candidate) -> bool:
    """« Sur les 273 entreprises, combien… ? »: whether the statement tells a part of just these, or a share."""
    told = fold(candidate.statement.text)
    if not SHARED_OUT.search(told):
        return candidate.figure is None
    figures = [f for f in candidate.statement.figures if f.quantity.kind != "date"]
    wholes = {q.value for q in query.numbers if q.kind != "date"}
    if any(f.quantity.kind == "percent" for f in figures) or not wholes & {f.quantity.value for f in figures}:
        return True
    return any(part.partial and whole.quantity.value in wholes for whole, part in pairwise(figures))


def _leaves_the_deed_out(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Qui anime les séances ? » of a statement that tells of the sessions, and neither that they are led nor by whom."""
    does = WHO_DOES.search(asked)
    if does is None or DONE_BY.search(fold(candidate.statement.text)):
        return False
    deed = does["verb"] or does["owned"]
    return any(t.word == deed and t.worth(in_reach(candidate)) < MET for t in query.terms)


def _leaves_the_event_out(query: Query, asked: str, candidate: Candidate) -> bool:
    """« En quelle année le phare a-t-il été construit ? » is not told by when it was opened again."""
    built = BUILT.search(asked)
    if built is None or BUILT.search(told := fold(candidate.passage.text)):
        return False
    return not any(t.word == built[0] and t.worth(in_reach(candidate)) >= MET for t in query.terms) and bool(told)


def _is_off_the_subject(query: Query, candidate: Candidate) -> bool:
    """« Combien ça coûte ? » is not answered by what something else costs; « Combien d'arbres ? » has a subject of its own."""
    if any(t.alternatives[0].stems[0] not in ATTRIBUTES for t in query.terms[: query.n_own]):
        return False
    known = [term for term in query.subject if term.known]
    met = sum(term.mass for term in known if meets(term, candidate.passage))
    return met < LEAST_OF_SUBJECT * sum(term.mass for term in known)


def _leaves_the_title_out(query: Query, candidate: Candidate) -> bool:
    """« J'ai déjà la Semaine de la nature. Il me manque « Jeudi, je dis climat ! ». Combien d'agents… ? »: of the last title
    that a message names, the sentence, its headings or the one before it have to speak."""
    titles = TITLE.findall(query.text)
    if not titles:
        return False
    passage, place = candidate.passage, candidate.statement.position
    parts = statements(passage)[max(0, place - 1) : place + 1]
    read = " ".join((passage.document, *passage.section, *(part.text for part in parts)))
    return squeeze(fold(titles[-1])) not in squeeze(fold(read))


def _is_of_ones_own(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Quand passent-ils dans ma rue ? »: a report knows no one in particular, unless the question says where that is."""
    if ONES_CASE.search(asked):
        return False
    told_where = any(t.named and t.worth(candidate.statement.stems) >= SURELY for t in query.terms)
    return bool(OWN_PLACE.search(asked)) and not told_where


def _speaks_of_nothing_asked(query: Query, candidate: Candidate) -> bool:
    """« Combien coûte le compteur ? » is not answered by what something costs of which the question says no word."""
    things = [t for t in asked_terms(query) if t.alternatives[0].stems[0] not in ATTRIBUTES]
    read = in_reach(candidate)
    return len(things) > 1 and not any(t.worth(read) >= MET for t in things)


def _tells_of_two_years(candidate: Candidate) -> bool:
    told = years_in(f.quantity for f in candidate.statement.figures)
    return bool(OTHER_YEAR.search(fold(candidate.statement.text))) or len(told) > 1


def presupposes_an_event(query: Query, candidate: Candidate) -> bool:
    """Whether the question takes for granted that something happened of which the passage knows nothing.

    « Pourquoi la piscine a-t-elle fermé ? » has no answer in a passage that tells of its opening hours alone. A word that
    the statement contradicts (« fermé », « rouvert ») is answered by it.
    """
    text, passage = candidate.passage.text, stems_of(candidate.passage)
    asking = asking_sentence(query.own)
    unmet = [
        t
        for t in query.terms
        if names_an_upheaval(t.word, query.text)
        and not EMPTY.fullmatch(t.word)
        and (t.word in asking or t in query.subject)
        and not tells_the_event(t.word, text)
    ]
    # « a-t-elle fermé » is not met by a farm, nor « a démissionné » by « une part ».
    happened = {m[1] for m in HAPPENED.finditer(fold(query.text))}
    unmet = [t for t in unmet if t.worth(passage) < (ITSELF if t.word in happened else MET)]
    return bool(unmet) and not contrast(query.text, candidate.statement.text)

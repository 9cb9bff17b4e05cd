"""Which words cannot both be said of one thing, and which ones say that something is not done yet?

``contrast("des bancs neufs", "40 bancs reconditionnés")`` is True: one excludes the other. The tables hold
folded beginnings of words, French before English; a new opposition is one more row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.french.abbreviations import explanations
from assistant.french.numbers import MONTHS
from assistant.french.text import fold

# A row holds kinds that exclude each other; the words of one kind say the same.
_EXCLUSIVE: tuple[tuple[str, ...], ...] = (
    (r"(?<!a )neu(?:f|fs|ve|ves)\b|jamais servis?\b|(?:tout droit |sorti\w* )du magasin|brand new", r"recondition|occasion\b|seconde main|reemploy|recycle|second-hand|refurbish"),
    (r"annuel|tous les ans|chaque annee|une (?:seule )?fois par an|yearly", r"bimensuel|deux fois par mois", r"mensuel|tous les mois|chaque mois|une fois par mois|monthly",
     r"hebdomadaire|chaque semaine|toutes les semaines|une fois par semaine|weekly", r"quotidien|tous les jours|chaque jour|daily", r"trimestriel|une fois par trimestre|tous les trimestres", r"semestriel|tous les six mois",
     r"(?:deux|trois|quatre|cinq|six|[2-6]) fois(?! (?:plus|moins|par)\b)"),
    (r"gratuit|fait don\b|offert|free\b|sans (?:rien )?payer|(?:paie|paye)\w* (?:pas|plus|rien)\b", r"payant|tarifs?\b|pay(?:e|es|er|ent|ons|ez)\b|paie|sortir le porte-monnaie|vendu"),
    (r"plein tarif|tarif (?:plein|normal)|full[- ]price", r"tarif\w* (?:reduit|solidaire|social)e?s?|demi-tarif|reduced|discount"),
    (r"baiss|diminu|(?<!tarif )(?<!tarifs )redui(?:re|sent|sant|ra|ront)\b|alleg|limit(?:e|er|ent|ant)\b|(?:se |s'est )vide\w*|desert(?:e|ee|es|ent)\b|recul(?:e|er|ent|ait)\b|(?<=en )(?:leger |net |fort |legere )?recul\b|chut|(?:ont |a )?fondu\b|fond(?:ent)?\b|degringol|effondr|regress|decrois|decreas|fell\b|drop|declin|moins (?:[\w'-]+ ){0,4}qu'avant\b", r"plus (?:[\w'-]+ ){0,4}qu'avant\b|davantage|augment|alourdi|grimp|aggrav|hauss|progress|doubl|tripl|accroi|croissan|increas|rose\b|grew|\+ ?\d+(?:,\d+)? ?%"),
    (r"recul", r"avanc"),
    (r"doubl|multipli\w* par (?:deux|2)\b", r"tripl|multipli\w* par (?:trois|3)\b", r"quadrupl", r"quintupl"),
    (r"prive(?:s|e|es)?\b(?! d)|private", r"regie|(?<!des )(?<!les )(?<!aux )publi(?:c|que)s?\b|municipa"),
    (r"obligatoire|oblige(?:e?s?|r|nt)?\b|impose|force\b|forcai|contrain|mandatory", r"au-dela d\w+ (?:obligation|exigence|loi)|plus loin que|facultati|volontair|optionnel|volontariat|voluntary"),
    (r"provisoire|temporaire|temporary", r"definiti|permanent|perenne"),
    (r"interdi|banned|forbidden", r"autoris|admis|allowed"),
    (r"incendie|feux?\b|\bfire", r"inond|crue|ruissel|submersion|flood", r"seism|earthquake", r"secheress|drought", r"canicul|heatwave"),
    (r"premier|premiere|1re|1ere|\bfirst", r"deuxieme|second\w*\b|2e\b", r"troisieme|3e\b|third", r"quatrieme|4e\b|fourth", r"cinquieme|5e\b|fifth"),
    (r"nord\b|north", r"sud\b|south"),
    (r"hiver|winter", r"estiva|summer|l'ete\b", r"printemps|spring\b", r"automne|autumn"),
    (r"lundi", r"mardi", r"mercredi", r"jeudi", r"vendredi", r"samedi", r"dimanche"),
    (r"abandonn|supprim|annul|laisse(?:r|nt|e|es)? tomber|cesse\w* de\b", r"maintenu|prolong|renouvel|poursui|renforc"),
    (r"ferme(?:r|e|es|s|ture)?\b|closed", r"rouver|ouvert|ouverture|reopen|open\b"),
    (r"demoli|detrui", r"renov|rehabilit|restaur"),
    (r"pessimis|insuffisan|echec|boude|flop\b|fiasco|failure", r"succes|reussi|success"),
    (r"thermique|diesel|essence\b|petrol\b", r"electri"),
    (r"urbain", r"rura"),
    (r"benevol", r"salarie|remunere"),
    (r"(?:en )?internes?\b|in-house", r"externes?\b|de l'exterieur|outside\b"),
    (r"secondaire|accessoire|marginal", r"fondamental|essentiel|majeure?s?\b|prioritaire|central"),
    (r"itineran", r"(?:au |le )meme endroit|a demeure\b"),
    (r"premiere fois|pour la 1re fois|first time", r"(?:[2-9]e|deuxieme|troisieme|quatrieme) (?:edition|annee|fois)|renouvel|a nouveau\b|reconduit|renewed"),
    (r"perd(?:re|u|us|ue|ent)?\b|pertes?\b", r"gagn|nouveaux? (?:client|abonn|usager|voyageur|adherent)"),
    (r"remplac|m(?:is|et|ettre) fin a|(?:pren|pris|prend)\w* la place d|a la place d|au lieu d|instead of", r"en complement|complet|s'ajout|en plus d|in addition"),
    (r"(?<!pas )(?<!plus )(?:simple\b|simplement|seulement|uniquement|(?:sa|son|ses) seule?s?\b)", r"(?:pas|plus) (?:seulement|uniquement|simplement)"),
    (r"(?:que|qu'|seulement) (?:dans |sur |a |en )?(?:une )?partie\b|moitie seulement|partiellement|seule?s? (?:quelque|certain|l[ea]s? (?:grand|petit|gros|plus))|quelques-une?s", r"(?:dans |sur )?l'ensemble d|chacune? d|totalite|integralite"),
    (r"soutien(?:t|nent)\b|approuv|favorable|partante?s?\b", r"defavorable|oppos(?:e|ee|es|ees|ent|ition)\b|hostile|desapprouv"),
    (r"niveaux? or\b|medaille d'or|gold\b", r"niveaux? argent\b|medaille d'argent|silver\b", r"niveaux? bronze\b|medaille de bronze|bronze\b"),
    (r"mineure?s?\b|minor\b", r"majeure?s?\b|major\b"),
    (r"incinere?|brule|enfoui|incinerat", r"recycl|reempl|reutilis|redistribu"),
    tuple(rf"{month}\b" for month in MONTHS),
)  # fmt: skip
EXCLUSIVE = tuple(tuple(re.compile(rf"(?<!\w)(?:{kind})") for kind in row) for row in _EXCLUSIVE)

LACKING = re.compile(r"\b(?:sans|non|ni) (?:aucune? |de |un |une )?(?:[\w'-]+ )?$")
NOT_YET = re.compile(
    r"\b(?:objectifs?|horizon|echeances?|doi(?:t|vent) (?:etre |s')?\w+(?:e|er|ir|re)\b|ambition\w*|previs\w*|prevoi\w*|prevue?s?|attendue?s?|en cours|etudes?|etudie\w*|en projet|d'ici|"
    r"a terme|permettrai\w*|prefigur\w*|preinscri\w*|candidat\w*|elabor\w*|experiment\w*|vise\w*|visant|sera|seront|\w{3,}(?:era|eront|ira|iront|uira|uiront|dra|dront))\b"
)
DONE = re.compile(
    r"\b(?:ca y est|deja|already|boucle\w*|termine\w*|acheve\w*|finie?s?|finished|complete|fonctionne\w*|en service|en fonction|inaugure\w*|ouverte?s?|entierement)\b"
)
# « encore en chantier », « reste-t-il à faire », « au stade du projet »
PENDING = re.compile(
    r"\b(?:encore|toujours) (?:en (?:travaux|chantier|construction|projet|cours|attente(?: d[e']? ?\w+)?|etude)|a (?:faire|construire|realiser|l'etude)|au stade|a l'etat|dans les cartons)"
    r"|\battend(?:ent)?(?:-(?:t-)?(?:ils?|elles?))? (?:toujours|encore) d[e'] ?|\battend(?:-on)? (?:toujours|encore)\b|\breste(?:nt)?(?:-(?:t-)?(?:ils?|elles?))? (?:a |encore a )(?!payer)|\b(?:stade|etat) (?:du|de|d'un?) projet|(?<!ou )\bpas encore\b"
)
# Of these, what a report says in words of its own: « reprise en régie » is not « ouverte ».
BROUGHT_ABOUT = re.compile(
    r"\b(?:termine\w*|acheve\w*|finie?s?|finished|complete|en service|en fonction|inaugure\w*|ouverte?s?|open(?:ed)?)\b"
)
IS_THERE = re.compile(
    r"\b(?:ouvr\w*|ouvert\w*|acheve\w*|termine\w*|livre\w*|en service|inaugur\w*|accueill\w*|lance\w*|cree\w*)\b"
)
# Events that a report would name and not leave to be guessed, as participles and nouns.
UPHEAVAL = re.compile(
    r"(?:abandon|annul(?:e|ation)|interdi(?:t|te|ts|tes|ction)$|pollue(?:nt)?$|ferme(?:e?s?|ture)?$|supprim(?:e|er|ees?|es)$|suppression|reconstru|vid(?:e|er|ee|ent)$|demont(?:e|er|ee|es|ees)$|dissou|dissolution|revend|demantel|claqu|quitt(?:er|e|ees?|es)$|retire(?:e?s?)?$|retrait$|rappele(?:e?s?)?$|rachete?(?:e?s?)?$|rachat$|vendue?s?$"
    r"|cede(?:e?s?)?$|privatis|renonc|refus|rejet(?:e|ee|es|ees)$|echoue|perdue?s?$|blesse|mort(?:e|s|es)?$|deces|tue(?:e?s?)?$|explos|plainte|proces$|tribunal|condamn"
    r"|amende|licenci|demoli|detruit|brule|crame(?:e?s?|r)?$|effondr|greve|grele|tempete|scandale|fraude|demission|retard(?:e?s?)?$|pannes?$|faillite|expuls|vandal|interromp|suspend|demenag|contamin|sabot|incident|accident"
    r"|collapse|closed|cancel|sold$|burn|strike$|lawsuit|sued|died|killed|injured|bankrupt)"
)
FARM = re.compile(r"\b(?:la|une|les|des|cette|cet|ma|leurs?|de) fermes?\b(?! (?:definitive|provisoire))")
UNIVERSAL = re.compile(
    r"\b(?:tou(?:s|te|tes) (?:les|la|le|l'|nos|notre|leurs|ses)|(?:ont|sont)(?:-(?:ils|elles))? (?:bien )?tou(?:s|tes)\b|[a-z]{3,}ent tou(?:s|tes)\b|tou(?:t|te) l(?:e |a |')(?!monde)\w+|tout le monde|partout|entierement|totalite|jusqu'au dernier\w*|en entier|au complet|(?:(?:ont|sont|a|est)-(?:t-)?(?:ils|elles|il|elle) |ont |a )toujours (?:ete|bien)\b|systematiquement|a chaque fois|l'ensemble d\w*|whole|entire|totale(?:ment)?|integrale\w*|completement|chacune?|"
    r"chaque|c'est que d(?:u|es)|n'(?:y )?(?:en )?(?:a|est|sont|ont) qu(?=['e])|uniquement|exclusivement|everyone|every|all|only|fully|100 ?%)(?!\w)"
)
PART = re.compile(
    r"\b(?:certaine?s|plusieurs|dont \d+|a cheval sur|une partie|en partie|partiel\w*|la plupart|principalement|notamment|une? premi(?:er|ere) [a-z]+ de|some|\d+ ?%)(?!\w)|\b\d+ [\w' -]{2,30} sur (?:les |un total de )?\d+|\b(?:n'|ne )(?:en |y )?(?:\w+ ){1,4}que (?:dans |sur |pour |a )?(?:\d|deux\b|trois\b|quatre\b|cinq\b|six\b|sept\b|huit\b|neuf\b|dix\b)|\ben (?:a|ont) (?:deja )?[a-z]+(?:e|u|i|is) (?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b|\b(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) [\w' -]{2,30} sur (?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|\d+)\b"
)
# « ne profite pas seulement à » denies nothing.
NEGATION = re.compile(
    r"\b(?:ne |n')(?:[\w'-]+ ){0,4}?(?:pas|plus|jamais|guere|nullement|aucun\w*)\b(?! (?:(?:[\w'-]+ ){0,2}que (?:dans |sur |pour |a |en )?(?:\d|une?\b|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quelques)|seulement|uniquement|que|moins))|\baucune?\b|\b(?:personne|nul|rien) n[e'] ?|\b(?:not|never|no longer)\b"
)


# What says the same event, as folded beginnings of words: « le pont détruit » is told by « la crue avait emporté deux ponts ».
_EVENTS = (
    r"detrui|demoli|emporte|ras(?:e|er|ee|es|ees)\b|demantel|demont|deconstru|abatt|dynamit|ravage|ruine",
    r"reconstru|rebati|refai(?:t|re)|refection",
    r"renonc|ecart|abandon|retir(?:e|er|ee|es|ees)\b|laisse(?:r|e|es)? tomber|n'a pas (?:ete )?(?:retenu|donne suite)|annul|enterr|abroge",
    r"rejet|refus|repouss|ecart|defavorable|(?:pas|non) (?:ete )?(?:retenu|adopt|approuv|vot)",
    r"retard|repouss|report|decal|differ(?:e|er|ee|es|ees)\b|gliss(?:e|er|ement)|tard",
    r"supprim|suppress|redui|retir|disparu|disparit|en moins|fermeture|abandon",
    r"retir|ramass|collect|enlev|extrai|evacu|preleve|sorti",
    r"tue\b|tues\b|tuee|mort|deces|deced|victime|peri\b|periss|deperi|fauch|mortalit|cadavre",
    r"bless|victime",
    r"brul|burn|crame|incend|feux?\b|parti en fumee|calcin|combustible|chaudiere|chaufferie|fioul|foyers? ouverts?",
    r"ferme|fermet|cess|pris fin|fin de l'exploitation|arret|clos\b|suspend|suspens",
    r"demenag|transfer|install|relog|quitt|deplac|relocalis",
    r"vend|cede|cession|vente|acquere|rachet|acheteur",
    r"rachet|rachat|acqui|acquisition|achet|reprise|repris",
    r"licenci|suppress\w+ d'emploi|emplois supprim",
    r"panne|defaillan|avari|hors service|immobilis|repar|remis? en (?:etat|service|marche)|depann",
    r"grev|debray|arret de travail",
    r"interdi|proscri|prohib|bann|defend|exclu|suspend|refus|n'accept|ne \w+ plus\b|n'\w+ plus\b",
    r"pollu|contamin|souill|rejet|emission|emet",
    r"vid(?:e|er|ee|es|ees)\b|vidang|debarrass",
    r"amend|sanction|verbalis|contravention|penalit|proces-verba",
    r"tempet|ouragan|cyclone|coup de vent|orage|intemperie",
)
EVENTS = tuple(re.compile(rf"(?<!\w)(?:{row})") for row in _EVENTS)


def tells_the_event(word: str, text: str) -> bool:
    """Whether a text tells of the event that a word of a question names, in this or another word for it."""
    if agreeing(word, text):
        return True
    told = fold(text)
    return any(row.match(word) and row.search(told) for row in EVENTS)


# « dans les communes les plus denses » is not « dans les moins denses ».
DEGREE = re.compile(r"\b(plus|moins) ([a-z]{4,}?)(?:e?s|e)?\b(?! de\b)")


# Kinds of one sort of thing, of which a figure is told apart: what pupils of lycées eat says nothing of those of collèges.
_SIBLINGS = (
    (
        r"creches?\b",
        r"maternelles?\b",
        r"colleg(?:es?|iens?|iennes?)\b",
        r"lyce(?:es?|ens?|ennes?)\b",
        r"universit|etudiante?s?\b",
    ),
    (
        r"tram(?:s|ways?)?\b",
        r"metros?\b",
        r"bus\b|bhns\b|autobus\b|autocars?\b",
        r"trains?\b|ferroviaire",
        r"bateaux?\b|navettes? maritimes?",
    ),
    (r"hommes?\b", r"femmes?\b"),
    (r"verre\b", r"papiers?\b|cartons?\b", r"biodechets\b", r"textiles?\b"),
    (r"eoli(?:en|enne)s?\b|eoliennes?\b", r"solaires?\b|photovoltaique", r"geothermi", r"hydroelectri"),
)
SIBLINGS = tuple(tuple(re.compile(rf"(?<!\w)(?:{kind})") for kind in row) for row in _SIBLINGS)


def is_of_a_sibling(question: str, statement: str) -> bool:
    """Whether the statement speaks of another kind than the one that the question names, and not of that one."""
    asked, told = fold(question), fold(statement)
    for row in SIBLINGS:
        wanted = [kind for kind in row if kind.search(asked)]
        said = [kind for kind in row if kind.search(told)]
        if len(wanted) == 1 and said and wanted[0] not in said:
            return True
    return False


def names_an_upheaval(word: str, text: str) -> bool:
    """Whether a folded word of a question names such an event; « une ferme solaire » is closed by nobody."""
    return bool(UPHEAVAL.match(word)) and not (word.startswith("ferme") and FARM.search(fold(text)))


def contrast(question: str, statement: str) -> bool:
    """Whether the statement says a kind that excludes the one asked about, and does not say that one."""
    return any(_excluded(question, statement))


def contrasted(question: str, statement: str) -> frozenset[str]:
    """The folded words of the question that name such a kind: « tous les mois » against « deux fois »; empty without contrast."""
    folded = fold(question)
    found = (match for pattern in _excluded(question, statement) for match in pattern.finditer(folded))
    degrees = _degrees(statement)
    opposite = {"plus": "moins", "moins": "plus"}
    turned = {what for degree, what in _degrees(question) - degrees if (opposite[degree], what) in degrees}
    other = (m[0] for m in DEGREE.finditer(folded) if m[2] in turned)
    return frozenset(word for said in (*(m.group() for m in found), *other) for word in said.split())


def _degrees(text: str) -> set[tuple[str, str]]:
    """How much of what: « les moins denses »."""
    return {(m[1], m[2]) for m in DEGREE.finditer(fold(text))}


def _excluded(question: str, statement: str) -> Iterator[re.Pattern[str]]:
    """The kinds that the question names and the statement excludes."""
    said = _kinds(statement)
    folded = fold(question)
    excluded = (EXCLUSIVE[row][kind] for row, kind in _asked(question) if row in said and kind not in said[row])
    # « sans moteur thermique » is not excluded by what is electric.
    yield from (
        kind for kind in excluded if not all(LACKING.search(folded[: m.start()]) for m in kind.finditer(folded))
    )


def agreeing(question: str, statement: str) -> bool:
    """Whether the statement says in words of its own a kind that the question names (« augmente », « en hausse »)."""
    said = _kinds(statement)
    return any(kind in said.get(row, ()) for row, kind in _asked(question))


def _asked(question: str) -> Iterator[tuple[int, int]]:
    """Row and kind of what the question names; a question that names two kinds of a row asks for neither."""
    yield from ((row, kind) for row, (kind, *others) in _kinds(question).items() if not others)


@lru_cache(maxsize=32_768)
def _kinds(text: str) -> Mapping[int, tuple[int, ...]]:
    """The kinds that a text names, by row.

    The long forms of abbreviations are names: « le Rapport annuel d'activité (RAA) » says nothing of how often.
    """
    for _, long_form in explanations(text):
        text = text.replace(long_form, " ")
    folded = fold(text)
    found = (
        (row, tuple(i for i, kind in enumerate(kinds) if kind.search(folded))) for row, kinds in enumerate(EXCLUSIVE)
    )
    return {row: named for row, named in found if named}

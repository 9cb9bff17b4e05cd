"""Does a statement name whom or what a question wants named?

« Qui dirige… ? » is not answered by a sentence that names nobody, « Qui sont les 49… ? » not by one that says how many they are.
"""

from __future__ import annotations

import re

from assistant.extractive.features import Candidate
from assistant.french.contrasts import UNIVERSAL
from assistant.french.query import Query
from assistant.french.spelling import is_ordinary
from assistant.french.text import STOP_WORDS, fold, stem

_ROLE = (
    r"(?:vice-)?president\w*|administrat(?:eur|rice)s?|syndic|direct(?:eur|rice|or)s?|maires?|mayors?|adjointe?s?|ministres?|chefs?|cheffes?|elue?s?|referente?s?|deleguee?s?|"
    r"responsables?|commissaires?|patrone?s?|boss|dirigeante?s?|architectes?|architects?|artistes?|artists?|chair(?:man|woman|person)?|ceo|heads? of|"
    r"personnes? (?:qui|chargees?|en charge|a la tete)|persons? (?:heading|leading|in charge|who|running)|auteurs?|autrices?|profs?|professeure?s?|formateurs?|formatrices?|animateurs?|animatrices?|intervenants?|conferenciers?|authors?|speakers?"
)
A_PERSON = re.compile(
    rf"\b(?:qui (?:est|sont|etait)|c ?'?(?:est)? qui|comment s'app?ell?\w+|s'app?ell?\w+ comment(?: deja)?,?|(?:le )?noms? (?:et \w+ )?d[eu']|quel(?:le)? (?:est|etait)|who(?: is|'s| are| was)|(?:the )?name of)"
    rf" ?(?:le |la |l'|les |cette |ce |du |de |des |the )*(?:{_ROLE})\b|\bl(?:equel|aquelle) d(?:e|es) (?:nos|vos|mes|ces|ses|leurs) (?:collegues|agents|elues?|directeurs|voisins)\b|\bcomment s'app?ell\w+ (?:l[ea] |l'|cette |ce |les )(?:paysan\w*|agricult\w+|eleveu\w+|berger\w*|maraicher\w*|commercant\w*|chauffeur\w*|medecin\w*|veterinaire\w*|pecheur\w*|artisan\w*|ouvrier\w*|habitant\w*|eleve|etudiant\w*|laureat\w*|gagnant\w*|champion\w*)|\bqui (?:a|ont) (?:eu (?:\w+ ){{0,3}}l'idee|trouve l|invente|prononce|signe\b|imagine)|\bwho (?:gave|opened|delivered|spoke|wrote|signed)\b|\bqui (?:dirige|preside)\b|\bqui (?:est|etait|se trouve) a (?:la tete|l'origine|l'initiative) d|\ba qui (?:doit-on|on doit) (?:l[ea]s? |l')|\bqui (?:est |c'est )?l'archi\b|\bwho is at the head of\b|\b(?:l[ea] |l'|les )(?:{_ROLE})\b[^?]*\bc ?'?(?:est)? qui\b|\bwho (?:leads|chairs)\b"
)
# What such a word goes before is the name of a thing.
A_THING = frozenset(
    """regie societe association entreprise groupe syndicat quartier parc college lycee ecole centre ligne commune ville lac port site salle halle reseau
    application operateur cabinet agence fonciere plateforme musee hotel pont tour cite place rue avenue station usine centrale boucle plan programme
    dispositif festival fondation collectif federation compagnie chantier fournisseur domaine maison residence village bureau exploitant constructeur
    industriel prestataire bibliotheque mediatheque stade piscine gymnase cooperative start-up filiale communaute metropole agglomeration charte prix label
    projet operation ressourcerie espace pole jardin ile foret riviere vallee massif""".split()
)
PERSON = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)* (?:d[eu'] ?|de la )?[A-ZÀ-Ý][\w’'-]+")
# « Qui sont les 49 maîtres d'ouvrage ? », « Quels sont les cinq projets ? »
NUMBERED = re.compile(
    r"\b(?:qui|quel(?:le)?s?|lesquel(?:le)?s|which|what|who) (?:sont|etaient|are|were) (?:donc )?(?:l?[cd]?es|the|these) (?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|two|three|five|seven|ten)"
)
LISTS = re.compile(
    r":|;|\b(?:tel(?:le)?s que|a savoir|notamment|comme|dont|such as)\b|(?<!\d),(?!\d)[^,]*,? (?:et|ou) "
)
NAMES = re.compile(
    r"^noms? (?!d[eu']|des )|\b(?:comment (?:s'appellent|se nomment)|(?:les|leurs) noms d|noms? des|liste (?:complete )?(?:des|[a-z]+s)\b|name the|names of)\b"
)
# « À part La Ciotat et le Frioul, quels ports… ? »: others than those that the question names.
EXCEPT = re.compile(
    r"\b(?:a part|outre|hormis|excepte|en dehors d[eu']|autres? que|other than|apart from|besides)(?: (?:l[ea]s?|the|de la|de)\b| l')? ?(?!ca\b|cela\b)"
)
# So many names are told with commas between them.
MANY = 6
AT_A_PLACE = re.compile(r"\b(?:à|au|aux|sur|en|dans|de|du) (?:la |le |l['’])?[A-ZÀ-Ý][\w-]+")
A_TOWN = re.compile(
    r"(?:villes?|communes?|mairies?|municipalites?|quartiers?|rues?|pays|towns?|cit(?:y|ies)|countr(?:y|ies))$"
)
IN_A_PLACE = re.compile(
    r"(?:\b(?:à|au|aux|sur|en|dans|de|du|des|et|ou|rue|place|in|at|of|and|entre)|[,(:–]|[dl]['’]) ?(?:la |le |les |l['’])?([A-ZÀ-Ý][a-zà-ÿ][\w’'-]+)"
)
BY_NAME = re.compile(r"\b(?:comment s'appellent|noms? d|names?\b)")
ENUMERATION = re.compile(r"(?:(?<!\d)|(?!,\d))[,(:][^,]{2,60}(?:,| et | ou | and )")
# Things that are told apart by their names alone.
NAMED = re.compile(
    r"\b(?:(?:quel(?:le)?s?|which|what) (?:est la |est le |est l'|sont les )?(?:\d+ |deux |trois |quatre |cinq |six |sept |huit |neuf |dix |onze |douze )?(?:villes?|communes?|mairies?|municipalites?|entreprises?|structures?|organismes?|bailleurs?|etablissements?|auteurs?|artistes?|prestataires?"
    r"|industriels?|fabricants?|constructeurs?|exploitants?|fournisseurs?|societes?|boites?|banques?|marques?|clubs?|associations?|especes?|ports?|gares?|musees?|hopita(?:l|ux)|rivieres?|fleuves?|lacs?|plages?|aeroports?|architectes?|bureaux? d'etudes?|cabinets?|agences?|compan(?:y|ies)|banks?|towns?|cit(?:y|ies)|authors?|suppliers?)"
    r"|\bcomment s'appell\w+ (?:la |le |l'|les )(?:boites?|entreprises?|societes?|prestataires?|bureaux? d'etudes?|cabinets?|agences?|constructeurs?|exploitants?|fournisseurs?)\b"
    r"|\b(?:c ?'?(?:est)? ?qui|qui est|who is) (?:la |le |l'|the )(?:boite|entreprise|societe|prestataire|constructeur|exploitant|fournisseur|fabricant|company|contractor|manufacturer)\b|(?:dans|a) quel(?:le)?s? (?:\d+ |deux |trois |quatre |cinq |six )?(?:communes?|villes?|pays|quartiers?|rues?|ecoles?|colleges?|lycees?))\b"
)
# Without a verb: « directeur laboratoire nom », « constructeur centrale ».
BARE_PERSON = re.compile(
    rf"^(?:(?:nom )?(?:du |de la |le |la )?(?:(?:vice-)?president|direct(?:eur|rice)|maire|adjoint)e?s? (?!\w+ent\b)[\w' -]+$)|^(?!.*\?)(?=.*\bnoms?\b).*\b(?:{_ROLE})\b"
)
BARE_NAMED = re.compile(
    r"^(?!.*\?)(?:[\w'-]+ ){0,5}(?:constructeurs?|exploitants?|prestataires?|fournisseurs?)(?: [\w'-]+){0,5}$"
)
A_COMPANY = re.compile(
    r"industriel|fabricant|entrepri|societ|boite|banque|bank|prestatair|fournisseur|construct|exploitant|cabinet|bureau|agence|organism|bailleur|compan|supplier|contractor"
)
# Who designed, built or runs it stands behind these, or is told by what it is.
_AGENT = (
    r"(?:[Pp]ar|[Aa]vec|[Cc]hez|auprès de|confiée?s? (?:à|aux|au)|attribuée?s? à|[Bb]y|[Ww]ith) (?:la |le |l['’]|les )?"
)
AGENT = re.compile(
    rf"{_AGENT}(?:[a-zà-ÿ]+ ){{0,3}}(?P<name>[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)*)|\b(?:société|entreprise|cabinet|agence|atelier|studio|bureau d['’]études|groupe|groupement)(?: [a-zà-ÿ]+){{0,3}} (?:de |d['’])?[A-ZÀ-Ý]|\b(?:SPL|SEM|SAS|SARL|SCIC|SA)\b"
)
A_DESIGNER = re.compile(rf"\b(?:quel(?:le)?s?|which|what) (?:{_ROLE}) ")
A_DEPARTMENT = re.compile(r"\b(?:quel(?:le)?|which|what) (?:direction|service|division|departement|department)s?\b")
DEPARTMENT = re.compile(
    r"\b(?:directions?|services?|divisions?|départements?|pôle|mission)\b (?:de |des |du |d['’]|[A-ZÀ-Ý])",
    re.IGNORECASE,
)
# « Quelles associations ont reçu… ? », « quelles sont les entreprises qui… ? »: by name
THE_VERY_ONES = re.compile(
    r"(?<!a )(?<!par )(?<!de )(?<!pour )\bquel(?:le)?s (?:sont les [a-z]+s (?:qui|que|qu')|[a-z]+s (?:(?:d[eu]s? |de la |de l'|d')[a-z]+ )?(?:ont|sont|avez|a-t-on|avons)\b)"
)
OF_A_KIND = re.compile(r"\b([a-z]{4,}s) (?:de |du |des |d')(?=[a-z])")
A_NAME = re.compile(r"(?<![.!?:«] )(?<!^)\b[A-ZÀ-Ý][a-zà-ÿ][\w’'-]+")
TITLE = re.compile(r"[«\"“]\s*([^«»\"“”]{3,80}?)\s*[»\"”]")
OF_IT = re.compile(r" (?:de|des|du|d['’])")
# The authority itself is no answer to « quelle ville ? ».
COMMON_NAME = re.compile(r"(?:metropol|innovation$|aix-marseille|departement|region|etat\b|union|france\b|europe)")


def lacks_their_names(asked: str, candidate: Candidate) -> bool:
    """Whether the names of several are asked for (« comment s'appellent… ? ») and the statement tells none."""
    said, introduces = candidate.statement.text, candidate.statement.introduces
    return bool(NAMES.search(asked)) and not introduces and not _names_several(asked, said)


def lacks_a_name(query: Query, asked: str, candidate: Candidate) -> bool:
    """Whether a person, a town, a company or each of a number of things has to be named and is not.

    Args:
        asked: the part of the question that asks, folded.
    """
    said, introduces = candidate.statement.text, candidate.statement.introduces
    if NUMBERED.search(asked) and not introduces and not _lists(asked, said):
        return True
    whole = fold(query.text)
    if query.kind.asked in ("list", "where", "who") and EXCEPT.search(whole) and not _names_in(said, whole):
        return True
    asks_for_a_person = A_PERSON.search(asked) or BARE_PERSON.search(asked)
    if asks_for_a_person and not _names_a_person(TITLE.sub("", said), asked):
        return True
    if A_DESIGNER.search(asked) and not _tells_an_agent(TITLE.sub("", said), asked):
        return True
    if A_DEPARTMENT.search(asked) and not DEPARTMENT.search(said):
        return True
    if THE_VERY_ONES.search(asked) and not introduces and not _lists(asked, said) and not ENUMERATION.search(said):
        return True
    wanted = NAMED.search(asked) or BARE_NAMED.search(asked)
    if wanted is None or introduces:
        return False
    # « à quelles associations ? » may be answered by what kind they are, which « les 11 associations de médiation » knows.
    noun = stem(wanted[0].split()[-1])
    kinds = [m for m in OF_A_KIND.finditer(fold(said)) if stem(m[1]) == noun]
    if not THE_VERY_ONES.search(asked) and any(not _same_kind(asked, fold(said)[m.end() :]) for m in kinds):
        return False
    # A label, a title or a place is no company.
    company = bool(A_COMPANY.search(wanted[0]))
    unquoted = AT_A_PLACE.sub("", TITLE.sub("", said)) if company else said
    if A_TOWN.search(wanted[0]) and UNIVERSAL.search(fold(said)):
        return False  # « pour chacune des 92 communes »
    if A_TOWN.search(wanted[0]):
        return not _names_in(TITLE.sub("", said), asked, IN_A_PLACE)
    return not _names_in(unquoted, asked) or (company and not _tells_an_agent(said, asked))


def _names_a_person(said: str, asked: str) -> bool:
    """Whether the statement names a person: « la régie Dlo Ombelines » is the name of a thing, « la directrice Jeanne Ambre » is not."""
    for found in PERSON.finditer(said):
        before = re.search(r"([^\W\d_]+) $", said[: found.start()])
        of_a_thing = before is not None and fold(before[1]) in A_THING
        titled = fold(found[0]).split()[0] in STOP_WORDS  # « Le SCoT »
        if not of_a_thing and not titled and not COMMON_NAME.match(fold(found[0])) and fold(found[0]) not in asked:
            return True
    return False


def _tells_an_agent(said: str, asked: str) -> bool:
    """Whether the statement says by or with whom, other than whom the question names."""
    return any(not m["name"] or fold(m["name"]) not in asked for m in AGENT.finditer(said))


def _same_kind(asked: str, told: str) -> bool:
    """Whether the question itself says the kind that the statement tells."""
    kind = re.match(r"[\w-]+", told)
    return kind is not None and kind[0] in asked


def _names_several(asked: str, said: str) -> bool:
    if not ENUMERATION.search(said):
        return False
    if _is_too_short(said, re.search(r"\bnoms (?:d\w+ )*(?:d[eu']s? )?(\d+)", asked)):
        return False
    return bool(_names_in(said, asked) or TITLE.search(said)) or not BY_NAME.search(asked)


def _is_too_short(said: str, number: re.Match[str] | None) -> bool:
    """Whether many are asked for, and fewer are told than would tell them apart."""
    return number is not None and int(number[1]) >= MANY and said.count(",") < MANY - 2


def _lists(asked: str, said: str) -> bool:
    """Whether a statement tells them apart, and not only how many they are."""
    if _is_too_short(said, re.search(r"\b(?:les|ces|the) (\d{1,3})\b", asked)):
        return False
    return bool(LISTS.search(fold(said))) or len(_names_in(said, asked)) > 1


def _names_in(said: str, asked: str, form: re.Pattern[str] = A_NAME) -> list[str]:
    """The names of a text, other than the authority's and those of the question; « Projet de Développement des… » names no place."""
    found = ((match[match.lastindex or 0], said[match.end() :]) for match in form.finditer(said))
    return [
        name
        for name, after in found
        if not COMMON_NAME.match(fold(name))
        and fold(name) not in asked
        and not (OF_IT.match(after) and is_ordinary(fold(name)))
    ]

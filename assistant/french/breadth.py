"""Does a question want a subject summed up rather than one thing told, and which part of the report does it name?

``breadth("Résume la partie III")`` asks for part 3; ``breadth("Que fait la ville pour l'eau ?")`` for a subject.
The form of the question decides, never its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.french.questions import POLITE
from assistant.french.text import STOP_WORDS, fold, squeeze, words

# Every turn of the loop takes its separators with it: odd messages are read in no time.
_LEAD = (
    r"^\W*(?:(?:et|mais|alors|bon|donc|ok|du coup|maintenant|bonjour|bonsoir|merci|please|and|so)[\s,!.]+"
    r"|(?:pour|sur|concernant|cote|quant a|question|niveau) [^,?]{2,40}, )*"
)
_ASKING = (
    r"(?:(?:fais|faites|fait|donne[zr]?|propose[zr]?|give|make)(?:[- ](?:moi|nous|me|us))? |(?:je (?:veux|voudrais|souhaite)|j'aimerais) (?:avoir )?|"
    r"(?:pouvez|pourriez|peux|pourrais|can|could)[- ](?:vous|tu|you)(?: please)? (?:(?:me|nous) )?(?:faire |donner |give me )?)?"
)
_ACTS = (
    r"(?:actions?|mesures?|initiatives?|efforts?|demarches?|politiques?|engagements?|projets?|solutions?|dispositifs?)"
)
_ABOUT = r"(?:pour|en faveur|en matiere|sur|contre|concernant|autour|au sujet|dans le domaine|face aux?|liee?s? aux?|for|on|about|against)"
_FORMS = (
    _ASKING
    + r"(?:un |une |le |la |l'|a |an |the )?(?:bref |breve |petit |petite |rapide |court |courte |short |brief )?"
    + r"(?:resume[rz]?\b|synthese\b|synthetise[rz]?\b|recapitul\w+|apercu\b|vue d'ensemble|panorama\b|tour d'horizon|summary\b|summari[sz]e\b|overview\b|sum up\b)",
    _ASKING + r"(?:presente[rz]?|parle[rz]?|decri\w+|tell|talk)\b(?:[- ](?:moi|nous|me|us))? (?:de |du |des |d'|un peu|la |le |les |l'|about |on )",
    _ASKING
    + r"(?:quel(?:le)?s sont |what are )?(?:les |l'|the )?(?:grandes? lignes?|points? (?:cles?|importants?|forts?|principaux)|principaux points|essentiel|faits marquants"
    + r"|main points?|key points?|highlights) (?:de |du |des |d'|sur |concernant |of |on |about )",
    _ASKING
    + r"(?:quel(?:le)?s? (?:sont|est) |what are )?(?:les |le |l'|the )?(?:grands? |principaux |differents )?(?:axes?|themes?|sujets?|contenu|sommaire|plan|topics?) (?:principaux |abordes |traites )?(?:de |du |dans |of |in )(?:la |le |l'|the )?(?:partie|chapitre|axe|titre|rapport|report|part|chapter|premiere? partie|deuxieme partie|derniere partie)\b",
    r"(?:que|qu'est[- ]ce qu(?:e|'il|'elle)) (?:fait|font|dit|disent|prevoit|prevoient|contient|raconte|propose|entreprend)\b(?!.*\b(?:quand|combien|quel\w*)\b)",
    r"qu'est[- ]ce que (?:la |le |l'|les )?(?:\w+ ){1,3}(?:fait|font|prevoit|propose|entreprend|dit) "
    + _ABOUT
    + r"\b|qu'est[- ]ce qui (?:est|a ete) (?:fait|prevu) "
    + _ABOUT,
    r"(?:qu'y a[- ]t[- ]il|qu'est[- ]ce qu'il y a|il y a quoi) (?:dans|sur)\b|de quoi (?:parle|traite|est[- ]il question)\b|(?:ca |il |elle )?parle de quoi\b|quoi de (?:neuf|prevu) "
    + _ABOUT,
    r"(?:quel(?:le)?s? (?:sont |est )?)?(?:les |la |des )?(?:grandes |principales |differentes |principaux )?"
    + _ACTS
    + r"(?: (?:de la|du|des|de l'|\w+-t-(?:elle|il|on)|menees?|prises?|mises?|en place|existent|sont|a|ont|ete|par|la|le|les|metropole|ville|collectivite|metropolitaine?s?|concretes?|prevue?s?|engagee?s?)\b){0,8} ?"
    + _ABOUT
    + r"\b",
    r"(?:what|how) (?:is|are|does|do|did|has|have) .{2,40}? (?:doing|do|done|say|says|act|acting|planning|plan)\b (?:about|for|on|against|regarding|to)\b|what (?:actions|measures|initiatives|policies)\b.{0,30}\b(?:for|on|about|against)\b",
)  # fmt: skip
FORM = re.compile(_LEAD + "(?P<form>" + "|".join(_FORMS) + ")")
# A question word inside, or a condition, asks for one thing after all.
PRECISE = re.compile(
    r"\b(?:combien|quand|pourquoi|a quelle|quel montant|quel budget|how many|how much|when|why|est[- ]ce vrai|oui ou non)\b"
)
# « Que dit le rapport sur « Les dunes » ? »: what is named in quotation marks is one thing.
QUOTED = re.compile(r"[«\"“]")

_ORDINALS = "premiere? deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme".split()
_CARDINALS = "un deux trois quatre cinq six sept huit neuf dix".split()
_ROMAN = {"i": 1, "v": 5, "x": 10}
_UNITS = {"part": "partie", "chapter": "chapitre", "section": "chapitre", "parties": "partie", "chapitres": "chapitre"}
_UNIT = r"(?P<unit>partie|chapitre|axe|titre|annexe|section|part|chapter)"
# Not « un »: « en partie un … » names no part.
NUMBERED = re.compile(
    rf"\b{_UNIT} (?:n[°o]\.? ?|numero )?(?P<number>[ivx]{{1,5}}|\d{{1,2}}|{'|'.join(_CARDINALS[1:])})\b"
)
ORDINAL = re.compile(
    rf"\b(?P<number>{'|'.join(_ORDINALS)}|premier|seconde?|derniere?|\d{{1,2}}(?:e|eme|ere|er)) {_UNIT}\b"
)
TITLED = re.compile(
    rf"\b{_UNIT} (?:sur|sur le theme|consacree? a|dediee? a|qui (?:parle|traite)|intitulee?|relatifs? a|about|on|[«\"])"
)
WHOLE = re.compile(
    r"\b(?:rapport|document|report)(?: (?:annuel|entier|complet|de developpement durable|annual))*(?: \d{4})?\W*$"
)
LAST = -1

# Words of the forms above: what is left of a question without them is its subject.
FORM_WORDS = frozenset(
    """resume resumer resumez synthese synthetise synthetiser apercu ensemble panorama tour horizon grande grandes ligne lignes point points cle cles
    important importants fort forts principaux principales essentiel faits fait faits font marquants presente presenter presentez parle parler parlez
    decris decrire decrivez recapitule recapituler recapitulatif dit disent prevoit prevoient contient propose raconte entreprend traite question partie
    parties chapitre chapitres section axe axes themes sujets contenu sommaire plan grands abordes titre annexe consacre consacree dedie dediee intitule intitulee theme numero premier premiere deuxieme second
    seconde troisieme quatrieme cinquieme sixieme derniere dernier action actions mesure mesures initiative initiatives effort efforts demarche demarches
    politique politiques engagement engagements projet projets solution solutions dispositif dispositifs menee menees prise prises mise mises place
    existe existent faveur matiere sujet domaine face liee liees concernant autour neuf prevu prevue prevues concrete concretes engagees differentes rapport
    document metropole metropolitain metropolitaine metropolitaines metropolitains territoire ville collectivite summary summarise summarize summarize overview sum
    report tell talk chapter part main key highlights doing metropolis city authority measures actions initiatives policies bref breve
    rapide court courte petit petite short brief annuel contre lutter agir""".split()
)


@dataclass(frozen=True, slots=True)
class Breadth:
    """What is to be summed up: the whole report, a numbered part or chapter of it, one named by its title, or a subject.

    Attributes:
        places: ``("partie", 2)`` and the like, in the order of the question; ``LAST`` for « la dernière ».
        titled: a part or chapter is named by its subject (« le chapitre sur la mer »).
        whole: the question has no subject but the report itself.
        form: folded words that ask, and are no part of the subject.
    """

    places: tuple[tuple[str, int], ...] = ()
    titled: bool = False
    whole: bool = False
    form: frozenset[str] = frozenset()


def breadth(question: str) -> Breadth | None:
    """What a broad question wants summed up; None for a question that asks for one thing."""
    folded = fold(squeeze(question))
    folded = POLITE.sub("", folded).strip()
    places = named_places(folded)
    bare = places and not _other_words(folded)
    form = FORM.search(folded)
    if not (bare or form) or PRECISE.search(folded):
        return None
    is_titled = not places and bool(TITLED.search(folded))
    if QUOTED.search(folded) and not is_titled:
        return None
    whole = not places and bool(WHOLE.search(folded)) and not _other_words(folded)
    asking = FORM_WORDS.union(w.folded for w in words(form["form"])) if form else FORM_WORDS
    return Breadth(places, is_titled, whole, asking)


def named_places(folded: str) -> tuple[tuple[str, int], ...]:
    """The numbered parts and chapters that a folded question names."""
    found = [(m.start(), m["unit"], _number(m["number"])) for p in (NUMBERED, ORDINAL) for m in p.finditer(folded)]
    return tuple((_UNITS.get(unit, unit), number) for _, unit, number in sorted(found) if number)


def _number(written: str) -> int:
    if digits := re.match(r"\d+", written):
        return int(digits[0])
    if written.startswith("dernier"):
        return LAST
    if written.startswith("second"):
        return 2
    if written.startswith("premier"):
        return 1
    for listed in (_ORDINALS, _CARDINALS):
        if written in listed:
            return listed.index(written) + 1
    return roman(written)


def roman(written: str) -> int:
    """The value of a folded Roman numeral up to 39; 0 for anything else."""
    if not re.fullmatch(r"x{0,3}(?:ix|iv|v?i{0,3})", written):
        return 0
    values = [_ROMAN[letter] for letter in written]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _other_words(folded: str) -> bool:
    """Whether the question has words besides its form, the place and the small words."""
    left = (w.folded for w in words(ORDINAL.sub(" ", NUMBERED.sub(" ", folded))))
    return any(not w.isdigit() and w not in STOP_WORDS and w not in FORM_WORDS and w not in _SMALL for w in left)


_SMALL = frozenset(
    """dire quelles fais faites donne donner donnez propose veux voudrais souhaite aimerais avoir pouvez pourriez peux pourrais bonjour merci please svp
    stp is are the of in what does do say says about on an for give make me us can could you""".split()
)

"""Does a statement settle by its own words a question that has two sides?

Free or paid for, more or less than before, above or below what the law demands, on these days or on others. What is
asked for besides has to be met as everywhere else; see `verdicts`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from assistant.extractive.coverage import MET, Reading, asks, trend
from assistant.extractive.price import FOR_FREE, FOR_MONEY, FREE_FOR_SOME, PRICED, TOLD_FREE, TOLD_PAID
from assistant.extractive.restricted import CEASED, FORBIDDEN, GIVEN_UP, MAY_ONE, THE_FIRST
from assistant.french.calendar import days_told, months_told, when_asked
from assistant.french.contrasts import NEGATION, PART, UNIVERSAL
from assistant.french.numbers import quantities
from assistant.french.text import fold

# Share of the rest of a question that must be met, by the statement and its passage.
COVERED, COVERED_HERE = 0.58, 0.35

# « gratuit pour tous » is not said of those under 11 and over 65.
EVERYONE = re.compile(
    r"\b(?:pour|a) tou(?:s|tes)\b(?! les)|\btout le monde\b|\btoutes et tous\b|\bn'importe qui\b"
    r"|\btous les (?:habitants|usagers|ages|publics|gens)\b|\b(?:for all|everyone|everybody|anyone)\b"
)
# « plus de visiteurs que l'an dernier », « moins qu'il y a cinq ans »
THAN_BEFORE = re.compile(
    r"\b(?P<degree>plus|davantage|moins|more|less|fewer)\b.*?(?P<than>\bqu'(?:en (?:19|20)\d\d|avant(?: l[ea']s? ?[^?]*)?|auparavant|il y a|alors|au debut)|\bque (?:l'an(?:nee)?|les annees|d'habitude|precedemment|par le passe)|\bthan (?:in|last|before|the year|a year))"
)
RISE = re.compile(
    r"\b(?:hauss\w+|augment\w+|progress\w+|doubl\w+|tripl\w+|accroi\w+|croiss\w+|gagn\w+ \d|en plus|de plus|(?:plus|davantage) (?:de|d')(?= ?(?:monde|gens|passagers|voyageurs|visiteurs|clients|public|usagers|affluence|abonnes)\b))\b"
)
FALL = re.compile(
    r"\b(?:baiss\w+|dimin\w+|recul\w*|chut\w+|redui\w+|reduc\w+|repli|de moins|moins (?:de|d')(?= ?(?:monde|gens|passagers|voyageurs|visiteurs|clients|public|usagers|affluence|abonnes)\b))\b"
)
# « moins de monde dans les bus ? » of « une hausse de fréquentation »
SO_MANY_PEOPLE = re.compile(
    r"\b(?:plus|moins|davantage) d(?:e |')(?:monde|gens|passagers|voyageurs|visiteurs|clients|public|usagers|affluence|abonnes)\b"
)
ATTENDANCE = re.compile(r"\b(?:frequentation|affluence|passagers|voyageurs|visiteurs|voyages|entrees|abonnes)\b")
# « soit 14 % de moins qu'en 2024 »
BY_SO_MUCH = re.compile(r"\d ?%? de (?:plus|moins) qu[e']")
CHEAPER = re.compile(r"\bmoins cher\w*\b(?!.*\bque (?:l'an|prevu))|\btarif preferentiel\b|\bcheaper\b")
REDUCED = re.compile(
    r"\btarif\w* (?:\w+ )?(?:reduit|preferentiel|solidaire|social)\w*|\breduction\b|\bremise de\b|\b(?:ramenee?s?|abaissee?s?|reduite?s?) a \d|\bdemi-tarif\b"
)

# « 58 %…, pour une obligation légale de 50 % »
STANDARD = re.compile(
    r"(?P<kept>\d{1,3}(?:,\d+)?) ?%(?:\D|(?:19|20)\d\d\b){0,90}?\b(?:pour|contre|alors que|au-dela d[eu']|superieure?s? a|au-dessus d[eu'])"
    r" ?(?:une? |la |le |l')?(?:(?:loi|reglement\w*) (?:en )?(?:demand|exig|impos|prevo|fix|requ)\w+|(?:obligation|seuil|minimum|exigence|taux|quota)(?: \w+)? (?:est |etait )?(?:d[eu' ]|fixee? a|legal\w* de|requis de|a)) ?(?P<due>\d{1,3}(?:,\d+)?) ?%"
)
# « un peu au-dessous de l'obligation légale »
LEVEL = re.compile(
    r"\b(?:(?P<below>(?:au|en)[- ]dessous d|en deca d|inferieure?s? a|loin d|sans atteindre )|(?:au-dessus d|au-dela d|superieure?s? a))[eu']?s? ?(?:l[ea]s? |l'|un |une |aux? )?(?:obligation|seuil|minimum|exigence|quota|objectif|cible|norme|taux (?:legal|requis|minimal))"
)
NO_MORE_THAN_DUE = re.compile(r"\bs'en tien\w*|\bse (?:limit|content|born)\w+|\bstrict minimum\b|\bjuste ce qu")
DUE = re.compile(r"\b(?:obligation|seuil|minimum|exigence|taux|quota|loi|reglement)")
# How far before and after such a word its two numbers may stand.
BEFORE, AFTER = 200, 80
THE_LAW = re.compile(
    r"\b(?:loi|obligations?|legal\w*|reglement\w*|exig\w+|impos\w+|minimum|seuil|quota|law|legal|required)\b"
)
KEEPS = re.compile(
    r"\b(?:respect\w+|attei\w+|tenue?s?|tient|remplit?\w*|conforme\w*|au-dela|au-dessus|depass\w+|mieux|plus (?:que|loin)|davantage|suffi\w+|meets?|exceeds?|above|beyond|more than)\b"
)

ENDING = re.compile(
    r"\b(?:arret\w+|dispar\w+|supprim\w+|suppression|abandonn\w+|renonc\w+|cess(?:e|er|ee?s?|ation)\b|ferm(?:e|er|ee?s?|eture|era|eront)\b|mi(?:s|se) fin|mettre fin|quitt\w+|elimin\w+|bannir?\w*|stopp\w+|clos(?:e|ed)\b|abandoned|scrapped|phased out)"
)
# « n'est plus utilisé que dans six »
STILL_SO_MANY = re.compile(
    r"\b(?:n'|ne )(?:[\w'-]+ ){1,4}que (?:dans |sur |pour |a |en )?(?:\d|une?\b|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quelques)|\b\d[\d ]* [\w' -]{2,30} (?:encore|toujours)\b"
)
MUST = re.compile(
    r"\b(?:faut-il|doit-on|dois-je|doi(?:t|vent)(?:-(?:ils?|elles?))?|est-(?:on|ce|il) obligatoire|obligatoire\w*|(?:est|sont)-?(?:on|ils?|elles?)? (?:oblige|tenu)e?s? d[e'u]|il faut|must|(?:does|do) \w+ have to|mandatory|required)(?: (?:forcement |absolument |obligatoirement )?[a-z]+(?:er|ir|re)\b)?"
)
REQUIRED = re.compile(
    r"\b(?:exige\w*|obligatoire\w*|impos\w+|doi(?:t|vent)|devront|devra|requi(?:s|se|ses|ert)|tenue?s? d[e'u]|oblige\w*|soumi(?:s|se|ses) a)\b"
)
OF_ONES_OWN_WILL = re.compile(
    r"\b(?:facultati\w+|volontaire(?!s de)\w*|volontariat|sans obligation|pas obligatoire\w*|optionnel\w*|libre\b)"
)

OVER = re.compile(r"\b(?:deja )?(?:finie?s?|terminee?s?|achevee?s?|bouclee?s?|over|finished)\b")
FIRST_TIME = re.compile(
    r"\b(?:la |une |le )?(?:toute |tout )?premi(?:er|ere) (?:fois|du genre|edition)\b|\b(?:la toute premiere|le tout premier)\b"
)
A_LATER_ONE = re.compile(r"\b(?:[2-9]e|deuxieme|troisieme|quatrieme|cinquieme) (?:edition|annee|fois)\b")
GOES_ON = re.compile(
    r"\b(?:continu\w+|se poursui\w+|poursui\w+|(?<!presque )toujours|maintien\w*|maintenue?s?|conserv\w+|still|goes on)\b(?:-(?:t-)?(?:ils?|elles?|on))?(?: (?:a|de|d')? ?(?:fonctionner|tourner|exister|rouler|etre ouverte?s?|en service|ouverte?s?|en activite))?"
)
KEPT_UP = re.compile(
    r"\b(?:se poursui(?:t|vent|vra)|continue(?:nt|ra)?\b|est maintenue?|sont maintenue?s|a ete maintenue?|demeure(?:nt)? (?:ouvert|en service|en place)|reste(?:nt)? (?:ouvert|en service|en place|en activite))"
)

# « plus que ce que la loi l'oblige à faire » of what goes « au-delà des obligations »
MORE_THAN_THE_LAW = re.compile(
    r"\bplus\b[^?.]{0,40}\bqu(?:e|') ?[^?.]{0,20}\b(?:loi|oblig\w+|reglement\w*|normes?|exig\w+|impos\w+)\b[^?.]*"
    r"|\bmore\b[^?.]{0,40}\bthan[^?.]{0,30}\b(?:law|requir\w+|rules?|compulsory)\b[^?.]*|\bau-dela d[^?.]{0,20}\b(?:loi|oblig\w+|reglement\w*|normes?|exigences?)\b"
)
BEYOND_THE_LAW = re.compile(
    r"\bau-dela d(?:es |e l'|e la |u )(?:simples? )?(?:obligation|exigence|norme|loi|reglement|minimum|seuil)"
)
AIM = re.compile(
    r"\b(?:objectif|cible|ambition|target)s?\b|\bque (?:prevu|attendu|annonce|escompte|espere)\w*\b|\bthan (?:expected|planned|hoped)\b|\bqu'(?:attendu|annonce|espere|escompte)\w*\b"
)
_NUMBER = r"\d{1,3}(?:[ .]?\d{3})*(?:,\d+)?(?: ?(?:%|€|m€|millions|km|tonnes|kg|ha|gwh|mwh))?"
HELD_AGAINST_AIM = re.compile(
    rf"(?P<kept>{_NUMBER})(?:\D|(?:19|20)\d\d\b){{0,80}}?(?:(?:l'|un |la |une )(?:objectif|cible|ambition)(?: (?!de\b|d')\w+){{0,2}} (?:etant |etait |fixee? )?(?:de |d'|a )(?P<due>{_NUMBER}))"
    rf"|(?P<kept2>{_NUMBER})(?:\D|(?:19|20)\d\d\b){{0,60}}?\b(?:la ou|alors que|quand|contre|au-dessus des?|pour)\b(?:\D|(?:19|20)\d\d\b){{0,40}}?(?P<due2>{_NUMBER})(?: \w+)? (?:escompt|attend|prevu|annonc|esper)"
    rf"|(?P<kept3>{_NUMBER})(?:\D|(?:19|20)\d\d\b){{0,60}}?\b(?:la ou|alors que|quand)\b(?:\D|(?:19|20)\d\d\b){{0,30}}?(?:escompt|attend|prevo|annonc|esper)\w+ (?P<due3>{_NUMBER})"
)
AIMED = re.compile(r"\b(?:objectif|cible|ambition|escompt|attend|prevu|prevo|annonc|esper)")
PAST_THE_AIM = re.compile(
    r"\bdepass\w+ (?:l'|son |sa |la |les? )(?:objectif|ambition|cible)|\bobjectif (?:\w+ )?(?:atteint|depasse|tenu)\b"
)
SHORT_OF_THE_AIM = re.compile(
    r"\b(?:pas|loin d'etre) (?:encore )?(?:atteint|tenu)e?s?\b|\b(?:en deca|(?:au|en)[- ]dessous|loin) d[eu'] ?(?:la |l'|cet(?:te)? |notre )?(?:objectif|cible|ambition)|\bsous l'objectif\b|\binferieure?s? a (?:l'objectif|la cible)\b|\bobjectif (?:\w+ )?manque\b"
)
WITHOUT = re.compile(
    r"\bsans (?:aucune? |prendre (?:de |un )?|avoir (?:de )?)?(?P<what>rendez-vous|reservation|inscription|abonnement|condition|justificatif|limite|permis|ticket)s?\b"
)
# « sans leur direction » of what is done « avec leurs directions »
WITHOUT_THEM = re.compile(r"\bsans (?:leurs?|l[ea]s?|l'|son|sa|ses) ?(?P<who>\w{4,})")
# « livré sans retard », « sans aucune panne »
WITHOUT_ANY = re.compile(
    r"\bsans (?:aucune? |le moindre |la moindre |de )?(?P<what>retard|panne|accident|incident|blesse|victime|surcout|opposition|debat)s?\b"
)
MAY_COME = re.compile(r"\b(?:peut|peuvent|puis|on peut|je peux)\b.*?\b[a-z]+(?:er|ir|re)\b")

OF_THE_VERY_THING = 0.75
# How many times a year.
OFTEN: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\b(?:juste |seulement |bien )?(?:une (?:seule |unique )?|1 )fois? (?:par an|dans l'annee|l'an|chaque annee)\b|\b(?:tous les ans|chaque annee|once a year|every year|yearly)\b|(?<!rapport )\bannuel(?:le)?s? (?=[^?]*(?:reunion|atelier|groupe|rendez|seance|rencontre|edition))"), 1),
    (re.compile(r"\b(?:deux|2) fois par an\b|\btous les six mois\b|\bsemestriel\w*|\btwice a year\b"), 2),
    (re.compile(r"\b(?:quatre|4) fois par an\b|\btous les (?:trois|3) mois\b|\btrimestriel\w*|\bquarterly\b"), 4),
    (re.compile(r"\b(?:une |1 )fois? par mois\b|\b(?:tous les|chaque) mois\b|(?<!bi)\bmensuel\w*|\bmonthly\b|\bonce a month\b"), 12),
    (re.compile(r"\b(?:deux|2) fois par mois\b|\btous les (?:quinze|15) jours\b|\bbimensuel\w*|\btwice a month\b"), 24),
    (re.compile(r"\b(?:une |1 )fois? par semaine\b|\b(?:toutes les|chaque) semaines?\b|\bhebdomadaire\w*|\bweekly\b|\bonce a week\b"), 52),
    (re.compile(r"\b(?:une |1 )fois? par jour\b|\b(?:tous les|chaque) jours?\b|\bquotidien(?:ne)?s?\b|\bdaily\b"), 365),
)  # fmt: skip

Side = tuple[Literal["yes", "no"], float]


def taken_side(reading: Reading, asked: str) -> Side | None:
    """The side that the statement takes, with the share of the rest of the question that it meets; None where it takes none.

    Args:
        asked: the part of the question that asks, folded.
    """
    said = fold(reading.text)
    for side in (
        _free_or_paid,
        _than_before,
        _as_the_law_demands,
        _as_aimed,
        _without,
        _on_these_days,
        _ended,
        _still_lasts,
        _first_of_its_kind,
        _goes_on,
        _has_to,
    ):
        taken = side(reading, asked, said)
        if taken is not None and taken[1] >= COVERED and not _misses_a_name(reading):
            return taken
    return None


def share_without(reading: Reading, expression: str) -> float:
    """Share of the question's weight that is met, what stands in ``expression`` left out; 0 where too little is met here."""
    rest = {t: mass for t, mass in reading.asked.items() if t.word not in expression}
    mass = sum(rest.values())
    if not mass:
        return 0.0
    here = sum(rest[t] for t in reading.met if t in rest) / mass
    return here + 0.5 * sum(rest[t] for t in reading.elsewhere if t in rest) / mass if here >= COVERED_HERE else 0.0


def _misses_a_name(reading: Reading) -> bool:
    return any(t.named for t in (*reading.missing, *reading.elsewhere))


def _free_or_paid(reading: Reading, asked: str, said: str) -> Side | None:
    free, paid = asks(FOR_FREE, asked), asks(FOR_MONEY, asked)
    expression = paid or free
    # « …, sans participation financière des habitants » is of the whole; « gratuit pour les moins de 11 ans » of its clause.
    whole = said if not PRICED.search(fold(reading.clause)) and not FREE_FOR_SOME.search(said) else fold(reading.clause)
    told_free, told_paid = bool(TOLD_FREE.search(whole)), bool(TOLD_PAID.search(said))
    for_some = asks(EVERYONE, asked) and not EVERYONE.search(said)
    if expression is None or told_free == told_paid or for_some:
        return None
    return ("yes" if told_free == (paid is None) else "no"), share_without(reading, expression[0])


def _than_before(reading: Reading, asked: str, said: str) -> Side | None:
    if cheaper := asks(CHEAPER, asked):
        return ("yes", share_without(reading, cheaper[0])) if REDUCED.search(said) else None
    compared, counted = asks(THAN_BEFORE, asked), trend(reading.candidate.statement)
    more, fewer = bool(asks(RISE, asked)), bool(asks(FALL, asked))
    if compared is not None:
        if any(year not in said for year in re.findall(r"\b(?:19|20)\d\d\b", compared[0])):
            return None
        more = compared["degree"] not in ("moins", "less", "fewer")
    elif more == fewer or not (
        counted or BY_SO_MUCH.search(said) or (asks(SO_MANY_PEOPLE, asked) and ATTENDANCE.search(said))
    ):
        return None
    told = counted or said
    rises, falls = bool(RISE.search(told)), bool(FALL.search(told))
    if rises == falls:
        return None
    said_by = f"{compared['degree']} {compared['than']}" if compared else _asked_by(asked, RISE if more else FALL)
    return ("yes" if rises == more else "no"), share_without(reading, said_by)


def _as_the_law_demands(reading: Reading, asked: str, said: str) -> Side | None:
    if more := asks(MORE_THAN_THE_LAW, asked):
        return ("yes", share_without(reading, more[0])) if BEYOND_THE_LAW.search(said) else None
    law, keeps = asks(THE_LAW, asked), asks(KEEPS, asked)
    if law is None or keeps is None:
        return None
    if (level := LEVEL.search(said)) and not NEGATION.search(said):
        above = not level["below"] and not asks(NO_MORE_THAN_DUE, asked)
        return ("yes" if above else "no"), share_without(reading, f"{law[0]} {keeps[0]}")
    standard = _near(DUE, STANDARD, said)
    if standard is None:
        return None
    kept, due = (next(iter(quantities(f"{standard[name].strip()} %")), None) for name in ("kept", "due"))
    if kept is None or due is None:
        return None
    return ("yes" if kept.value >= due.value else "no"), share_without(reading, f"{law[0]} {keeps[0]}")


def _as_aimed(reading: Reading, asked: str, said: str) -> Side | None:
    """« L'objectif est-il atteint ? » of « 93 %, l'objectif étant de 94 % », « plus que prévu ? » of « 1 850, là où 1 400 étaient attendus »."""
    aim = asks(AIM, asked)
    if aim is None or FALL.search(said):
        return None
    rest = share_without(reading, f"{aim[0]} {_asked_by(asked, KEEPS)}")
    if PAST_THE_AIM.search(said) or SHORT_OF_THE_AIM.search(said):
        return ("no" if SHORT_OF_THE_AIM.search(said) else "yes"), rest
    held = _near(AIMED, HELD_AGAINST_AIM, said)
    if held is None:
        return None
    pair = next((held[f"kept{n}"], held[f"due{n}"]) for n in ("", "2", "3") if held[f"kept{n}"])
    kept, due = (next(iter(quantities(number)), None) for number in pair)
    if kept is None or due is None or kept.value == due.value:
        return None
    return ("yes" if kept.value > due.value else "no"), rest


def _without(reading: Reading, asked: str, said: str) -> Side | None:
    """« Peut-on venir sans rendez-vous ? » of « reçoit sans rendez-vous » or « sur rendez-vous »."""
    without = asks(WITHOUT, asked)
    alone = asks(WITHOUT_THEM, asked)
    if alone is not None and re.search(
        rf"\bavec (?:leurs?|l[ea]s?|l'|son|sa|ses) ?{re.escape(alone['who'].rstrip('sx'))}", said
    ):
        return "no", share_without(reading, alone[0])
    if without is None and (lacking := asks(WITHOUT_ANY, asked)) is not None and not asks(FOR_FREE, asked):
        noun = lacking["what"].rstrip("sx")
        if with_it := re.search(rf"\b(?:une? |des |les? |la |l')(?:\w+ )?{re.escape(noun)}", said):
            return ("yes" if "sans" in said[: with_it.start()][-8:] else "no"), share_without(reading, lacking[0])
    if without is None or (asks(FOR_FREE, asked) and "gratuit" in said):
        return None
    told = re.search(rf"\b(sans|sur|avec) {re.escape(without['what'])}\b", said)
    if told is None:
        return None
    return ("yes" if told[1] == "sans" else "no"), share_without(reading, f"{without[0]} {_asked_by(asked, MAY_COME)}")


def _on_these_days(reading: Reading, asked: str, said: str) -> Side | None:
    wanted = when_asked(asked)
    told = None if wanted is None else days_told(said) if wanted.of_week else months_told(said)
    if wanted is None or not told or (asks(MAY_ONE, asked) and FORBIDDEN.search(said)):
        return None
    share = share_without(reading, wanted.words)
    if not wanted.numbers & told:
        return "no", share
    every = wanted.numbers <= told and all(
        t.worth(reading.read) >= MET for t in reading.asked if t.word not in wanted.words
    )
    return ("yes", share) if every else None


def _ended(reading: Reading, asked: str, said: str) -> Side | None:
    """« A-t-on arrêté les barquettes ? » of what the statement says to have gone, or not to go."""
    ending = asks(ENDING, asked)
    if ending is not None and asks(UNIVERSAL, asked) and STILL_SO_MANY.search(said):
        return "no", share_without(reading, ending[0])
    told = [c for c in map(fold, reading.clauses) if ENDING.search(c)]
    if ending is None or not told or asks(NEGATION, asked) or (asks(UNIVERSAL, asked) and PART.search(said)):
        return None
    return ("no" if any(NEGATION.search(c) for c in told) else "yes"), share_without(reading, ending[0])


def _still_lasts(reading: Reading, asked: str, said: str) -> Side | None:
    """« Est-elle déjà finie en 2025 ? » of « la démarche (2023-2026) »."""
    over, years = asks(OVER, asked), reading.query.years
    lasts = [f.quantity.value for f in reading.candidate.statement.figures if f.quantity.unit == "période"]
    if over is None or len(years) != 1 or len(lasts) != 1:
        return None
    return ("no", share_without(reading, over[0])) if int(lasts[0]) % 10000 > years[0] else None


def _first_of_its_kind(reading: Reading, asked: str, said: str) -> Side | None:
    """« C'était la toute première fois ? » of « la première édition », or of the third."""
    first = asks(FIRST_TIME, asked)
    first_told, later_told = bool(THE_FIRST.search(said)), bool(A_LATER_ONE.search(said))
    if first is None or asks(NEGATION, asked) or first_told == later_told:
        return None
    return ("yes" if first_told else "no"), share_without(reading, first[0])


def _goes_on(reading: Reading, asked: str, said: str) -> Side | None:
    """« La station continue-t-elle de fonctionner ? » of « l'activité se poursuit », or of what was given up."""
    goes_on = asks(GOES_ON, asked)
    if goes_on is None or asks(NEGATION, asked):
        return None
    kept, ended = bool(KEPT_UP.search(said)), bool(CEASED.search(said) or GIVEN_UP.search(said))
    if kept == ended:
        return None
    return ("yes" if kept else "no"), share_without(reading, goes_on[0])


def _has_to(reading: Reading, asked: str, said: str) -> Side | None:
    """« Faut-il prévoir une citerne ? » of what the statement says to be required."""
    must = asks(MUST, asked)
    if must is None or asks(FOR_MONEY, asked):
        return None
    required, free = bool(REQUIRED.search(said)), bool(OF_ONES_OWN_WILL.search(said))
    if required == free:
        return None
    return ("yes" if required else "no"), share_without(reading, must[0])


def so_often(reading: Reading, asked: str) -> Side | None:
    """« une seule fois par an ? » of what is monthly; arguments and result as of `taken_side`."""
    wanted = _a_year(asked)
    told = _a_year(fold(reading.text)) if wanted else None
    if wanted is None or told is None:
        return None
    share = share_without(reading, wanted[1])
    if wanted[0] != told[0] and share < OF_THE_VERY_THING:
        return None
    return (("yes" if wanted[0] == told[0] else "no"), share) if share >= COVERED else None


@lru_cache(maxsize=1024)
def _a_year(folded: str) -> tuple[int, str] | None:
    """How many times a year a folded text tells, and in which words; None where it tells none, or several."""
    found = {(times, m[0]) for form, times in OFTEN if (m := form.search(folded))}
    return next(iter(found)) if len({times for times, _ in found}) == 1 else None


def _near(word: re.Pattern[str], form: re.Pattern[str], said: str) -> re.Match[str] | None:
    """The first match of a form around a word: a line of a thousand numbers is not read from each of them."""
    around = (said[max(0, m.start() - BEFORE) : m.end() + AFTER] for m in word.finditer(said))
    return next((found for piece in around if (found := form.search(piece))), None)


def _asked_by(asked: str, form: re.Pattern[str]) -> str:
    """What the form matches in the question; nothing where it matches nothing."""
    found = asks(form, asked)
    return found[0] if found else ""

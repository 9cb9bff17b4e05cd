"""Does a statement fall short of the « oui » that its words suggest: an aim, a study, a thing to come, a fight against it?

« L'objectif est-il atteint ? » is not settled by « afin d'atteindre l'objectif », nor « Y a-t-il un parc agricole ? » by land bought
« pour le futur parc agricole ».
"""

from __future__ import annotations

import re

from assistant.extractive.coverage import SAME, Reading, asking_part, asks
from assistant.extractive.left_open import before
from assistant.figures import statements
from assistant.french.text import fold, stem, stems

# « l'objectif est-il atteint ? »
REACHED = re.compile(
    r"\b(?:objectifs?|cibles?|buts?|engagements?|seuils?|ambitions?|target|goal)\b[^?]*\b(?:atteinte?s?|tenue?s?|remplie?s?|reached|met)\b"
)
IS_REACHED = re.compile(
    r"\b(?:a|ont|est|sont|ete|deja|desormais|has|have|been|was) (?:\w+ )?(?:atteint|tenu|rempli|depass|reach|met\b|exceed)\w*|\batteignant\b|\bsoit \d+ ?% de l'objectif"
)
OF_MEANS = re.compile(
    r"\b(?:conditions?|plafonds?) de (?:ressources|revenus)|\bsous conditions?\b|\bselon (?:les|ses) revenus\b"
)
IS_OF_MEANS = re.compile(
    r"\bressources\b|\brevenus?\b|\bquotient\b|\bmodest\w+|\bprecair\w+|\bcondition\w*|\bminima\b|\bboursi\w+"
)
# « le futur parc agricole »
FUTURE = re.compile(
    r"\bfuture?s? (\w{3,})|\b(?:projet|creation|construction|amenagement|realisation) (?:d'une? |du |de la |de l'|des )?future?s? (\w{3,})"
)
TO_COME = re.compile(
    r"\bfutur|\bprojet|\bprevu|\bprevoi|\bbientot|\bva\b|\bvont\b|\bveu(?:t|lent)\b|\bsera\b|\bseront\b|\baura\b|\bprevision|\benvisag|\bprochain|\bplan\b|\w{3,}(?:era|eront)\b|\bachet|\bacqui|\bcommenc|\blanc"
)
# « des études lancées sur », « cette démarche analyse »
STUDIED = re.compile(
    r"\b(?:etudes?|diagnostics?|reflexions?|faisabilite|prefiguration)\b (?:\w+ )?(?:lancee?s?|engagee?s?|en cours|menee?s?|confiee?s?|sur)\b|\b(?:demarche|etude|diagnostic|projet) (?:analyse|etudie|examine|identifie)\b|\b(?:est|sont|reste\w*|actuellement|toujours) (?:encore )?a l'etude\b"
)
STUDY = re.compile(
    r"\betud|\banalys|\bdiagnostic|\breflech|\breflexion|\bexamin|\bidentifi|\bprojet|\bprevu|\blance|\bcommenc|\bstud|\bsurvey|\benvisag|\bfaisab|\bdemarche|\bprogress|\bavanc|\btravaill|\binteress|\bregard|\bpens|\bsonge|\bcherch|\bprepar|\bconna"
)
# « Y a-t-il des fuites ? » of « la détection des fuites »
THERE_ARE = re.compile(
    r"\b(?:y a|y a-t-il|il y a|existe-t-il|est-ce qu'il y a|are there|is there)(?: \w+)? (?:encore |toujours |still )?(?:d[eu]s? |de la |de l'|une? |d'|any |a )(\w{3,})"
)
AGAINST = r"\b(?:detect\w+|lutt\w+ contre|reduction|reduire|reduit|preven\w+|suppression|supprim\w+|evit\w+|limit\w+|contre|absence|fin)(?: en temps reel)? (?:d[eu]s? |de la |de l'|l[ea]s? |l'|d'|une? )?(?:\w+ )?"
MEANT_AGAINST = re.compile(
    r"\b(?:lutt|reduc|redui|detect|preven|contre|evit|supprim|limit|action|mesure|dispositif|outil|moyen|aide|solution|technolog)\w*"
)
# « les chauves-souris sont-elles revenues ? » of what is done for them
CAME = re.compile(
    r"\b(?:est|sont)(?:-(?:il|elle)s?)? (?:bien |deja |enfin )?((?:revenu|reparti|disparu|retourne|reapparu)e?s?)\b(?! a (?:moins|plus|\d|combien))"
)
# « 53 000 hectares en tout ? » of « 53 000 hectares supplémentaires »
IN_ALL = re.compile(r"\ben tout\b|\bau total\b|\bin total\b|\baltogether\b|\bau global\b|\bl'ensemble\b")
ON_TOP = re.compile(r"\bsupplementaires?\b|\bde plus\b|\ben plus\b|\badditional\b|\ben outre\b|\bnouve(?:aux|lles?)\b")
# « pour les voitures des habitants »
FOR_RESIDENTS = re.compile(
    r"\b(?:pour|aux|a l'usage|ouvert\w* aux|accessibles? aux|des) (?:tous )?(?:les |l'|nos |des )?(?:\w+ des )?(?:habitants?|particuliers?|riverains?|citoyens?|administres|residents?|gens)\b"
)
OF_RESIDENTS = re.compile(
    r"\b(?:habitant|particulier|riverain|citoyen|usager|grand public|foyer|menage|metropolitain|proprietaire|copropri|resident|person|public|visiteur|famille|population|jeune|voyageur|client|tous|associatif|local|locaux|enfant|logement|quartier|electeur|participant)\w*"
)

# « La première réserve est-elle à Lambesc ? » of « D'autres démarches sont en cours »
OF_OTHERS = re.compile(r"^[-–•* ]*(?:d'|(?:une?|deux|trois|quatre|cinq|six|\d+) )autres?\b|^[-–•* ]*other\b")
OTHERS = re.compile(r"\bautres?\b|\bailleurs\b|\bother\b|\baussi\b|\begalement\b")
OPENING = 30
AT_A_PLACE = re.compile(r"\b(?:a|au|aux|sur|dans|pres de|vers)(?: la| le| les| l')? ?$")


def falls_short(reading: Reading) -> bool:
    """Whether the statement tells of something less than what the question asks to be so."""
    if reading.query.english:
        return False
    asked, said, whole = asking_part(reading.query.text), fold(reading.text), fold(reading.query.text)
    if asks(REACHED, asked) and not IS_REACHED.search(said):
        return True
    if (came := asks(CAME, asked)) and stem(came[1]) not in {stem(w) for w in said.split()}:
        return True
    if asks(OF_MEANS, asked) and not IS_OF_MEANS.search(said):
        return True
    if not TO_COME.search(whole) and any(_is_asked(m[1] or m[2], reading) for m in FUTURE.finditer(said)):
        return True
    if STUDIED.search(said) and not STUDY.search(whole) and not TO_COME.search(whole):
        return True
    if asks(IN_ALL, asked) and ON_TOP.search(said) and not IN_ALL.search(said):
        return True
    if OF_OTHERS.search(said) and not OTHERS.search(whole) and (reading.elsewhere or reading.missing):
        return True
    if _is_told_of_another_place(reading):
        return True
    there_are = asks(THERE_ARE, asked)
    if there_are and not MEANT_AGAINST.search(asked) and re.search(rf"{AGAINST}{re.escape(there_are[1])}", said):
        return True
    return bool(asks(FOR_RESIDENTS, asked)) and not OF_RESIDENTS.search(
        fold(" ".join((*reading.candidate.passage.section[-1:], reading.candidate.passage.text)))
    )


def _is_told_of_another_place(reading: Reading) -> bool:
    """« Les bus de La Ciotat sont-ils plus fréquentés ? » of the sentence on Marseille, where the next one is on La Ciotat."""
    asked = asking_part(reading.query.text)
    named = [t for t in reading.asked if t.named and AT_A_PLACE.search(before(asked, t))]
    own = reading.read
    place = reading.candidate.statement.position
    later = (s for s in statements(reading.candidate.passage) if s.position > place)
    openings = [frozenset(stems(s.text[:OPENING])) for s in later]
    return any(t.worth(own) < SAME and any(t.worth(opening) >= SAME for opening in openings) for t in named)


def _is_asked(word: str, reading: Reading) -> bool:
    return any(t.alternatives[0].stems[0] == stem(word) for t in reading.asked)

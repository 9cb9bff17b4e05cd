"""What do the words of a statement say of a supposition, once its figures agree: yes, no, or is it left open?

A « oui » needs that every word of weight is met; a « non » that something stands against it. See `verdicts`.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.extractive.coverage import ITSELF, MET, SAME, Reading, asking_part, asks
from assistant.extractive.instead import leaves_the_kind_open, says_another
from assistant.extractive.judgements import is_met_loosely
from assistant.extractive.left_open import (
    PLACED,
    THERE_IS,
    asks_of_an_upheaval,
    before,
    has_words_of_its_own,
    leaves_a_title_out,
    may_be_open,
    misses_the_point,
    misses_the_subject,
    misses_what_follows,
)
from assistant.extractive.price import FOR_FREE, FOR_MONEY, PRICED
from assistant.extractive.restricted import (
    CEASED,
    GIVEN_UP,
    IS_MADE,
    OTHERS_BEFORE,
    OTHERWISE,
    THERE_BEFORE,
    has_ceased,
    is_done_already,
    is_excepted,
    is_forbidden,
    is_none_of_all,
    is_one_below_the_first,
    is_one_of_several,
    is_the_first,
    leaves_it_open_whether_alone,
    leaves_the_member_out,
    leaves_the_purpose_open,
    says_without,
    turns_out_otherwise,
    turns_the_order_round,
)
from assistant.extractive.roles import (
    done_by_another,
    exchanges_the_roles,
    is_said_of_another,
    misses_the_deed,
    misses_who_does_it,
)
from assistant.extractive.two_sided import (
    CHEAPER,
    EVERYONE,
    REDUCED,
    THAN_BEFORE,
    WITHOUT,
)
from assistant.figures import statements
from assistant.french.contrasts import (
    BROUGHT_ABOUT,
    DONE,
    IS_THERE,
    NEGATION,
    NOT_YET,
    PART,
    PENDING,
    UNIVERSAL,
    UPHEAVAL,
)
from assistant.french.spelling import is_ordinary
from assistant.french.terms import Term
from assistant.french.text import fold, stem

Says = Literal["yes", "no", "only", "unsettled"]

# Share of the question's weight that must be met: for a « oui »; for one whose figure was computed; for a « non » by a
# word or a name; and by the statement itself rather than by its passage.
COVERED, COVERED_WITH_FIGURE, COVERED_FOR_NO, COVERED_HERE = 0.58, 0.35, 0.45, 0.35
# For a « oui » the figure alone says too little: « Faut-il… quand on a plus de 65 ans ? ».
HALF = 0.45
# A short statement, nearly all of whose words the question speaks of, denies with less of the question.
SHORT, ALL_TOLD, COVERED_BY_ALL = 6, 0.6, 0.3
# How like the words of a question those of a statement must be, on average, to deny it without one of its own.
LIKE_ENOUGH = 0.65
# So many words of a question that only other sentences speak of leave it open.
ONLY_BESIDE = 2
# … those that tell anything apart (idf): the authority itself does not.
OF_WEIGHT = 0.8
LOCATED = re.compile(
    r"\b(?:c'est|est|sont|se trouv\w+|se pass\w+|se deroul\w+|se tien\w+|situe\w*|a lieu|ont lieu|implante\w*|installe\w*)(?:[- ](?:ils?|elles?|bien))* (?:a|au|aux|dans|sur|en|in|at|autour d[eu']s?|pres d[eu']s?) ?(?:l[ea]s? |l'|the )?$"
)
# A report knows no one in particular: « dans ma rue », « près de chez moi ».
MINE = re.compile(
    r"\b(?:ma|mon|mes) (?!avis\b|question\b)\w+|\bchez (?:moi|nous)\b|\bpour moi\b"
    r"|\bmy (?:street|house|home|school|town|area|neighbou?rhood|case|bill)\b|\bnear me\b"
)
# … but « chacune des 92 communes » knows « mon village ».
MY_TOWN = re.compile(r"\b(?:ma|mon|notre|my|our) (?:commune|ville|village|mairie|maire|town|village)\b")
# A clause that goes on from a subject before it: « …, n'a pas été retenu ».
VERB_FIRST = re.compile(r"(?:ne |n'|(?:a|ont|est|sont|sera|seront|avait|avaient|etait|etaient) )")
# « va-t-elle servir à… ? » asks of what is to come.
WILL = re.compile(
    r"\b(?:va|vont)(?:-(?:t-)?(?:il|elle|on|ils|elles))? (?:y |en |bientot |pouvoir |se |etre |s')*[a-z]+(?:er|ir|re|e)\b|\bbientot\b|\bcense\w*\b|\bsuppose(?:e?s?)\b|\ba l'avenir\b|\b(?!sera\b)\w{3,}(?:era|eront|ira|iront)\b|\bwill\b"
)
# « réservée aux apprentis » is not for all.
FOR_SOME = re.compile(r"\breservee?s? (?:aux?|a|pour)\b")
# « davantage d'électricité qu'il n'en utilise »
THAN_IT_DOES = re.compile(
    r"\b(?:plus|moins|davantage|autant)\b.*\bqu'(?:ils?|elles?|on) n'en \w+|\bthan (?:it|they) \w+"
)
# « Les quatre lignes sont-elles toutes à Lussignac ? »
ALL_THERE = re.compile(r"\btou(?:s|tes) (?:a|au|aux|en|dans|sur)\b|\ball (?:in|at|on)\b")
# « plus aucun lycée au fioul ? » where four are left
NONE_ANY_MORE = re.compile(
    r"\b(?:plus|pas) (?:aucune?|un seul|une seule|du tout d|personne)\b|\bno more\b|\bnone left\b"
)
SO_MANY_LEFT = re.compile(
    r"\b(?:rest\w+|subsist\w+|demeur\w+)\b(?: (?:encore|plus))?(?: que)? ?(?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|une?\b)|\bencore \d"
)
# « dès maintenant » of what is to come; « terminée ? » of what lacks 31 km
NOW = re.compile(r"\bdes (?:maintenant|a present|aujourd'hui)\b|\b(?:des ce jour|right now|already)\b")
STILL_LACKS = re.compile(
    r"\b(?:il n'y manque|il (?:y |en )?manque|reste(?:nt)? (?:a|encore)|il reste|ouverts? sur les \d|l'achevement (?:etant|est|en est) (?:reporte|prevu|programme|attendu))"
)
THAN_A_NUMBER = re.compile(r"\b(?:more|fewer|less) than (?:a|an|one|two|three|half|a hundred|a thousand)\b")
# « sur une seule commune ? » of what lies « à cheval sur » two
ON_ONE_SIDE = re.compile(
    r"\b(?:une seule|un seul|tout entiere? (?:dans|sur) (?:une?|un seul|une seule)) (?:commune|ville|village|departement|site|cote)\b"
)
ASTRIDE = re.compile(r"\ba cheval sur\b")
FUTURE_TENSE = re.compile(r"\w{3,}(?:era|eront|ira|iront|dra|dront)")
THIS = re.compile(r"^(?:ce|cet|cette|ces) (\w{4,})")
# « Capital Bleu »: what the passage is on, whatever sentence of it says so.
SAID_TITLE = re.compile(r"[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)+")
NONE_LEFT = re.compile(r"\bzero\b")
WHOLE_NUMBER = re.compile(r"\b(?:l'ensemble des|tou(?:te)?s les|all(?: the)?) \d")
PLACE_SAID = re.compile(
    r"\([A-ZÀ-Ý][a-zà-ÿ]{2,}[\w’' -]*\)|\b(?i:à|au|aux|dans|sur|en|entre) (?:l[ea]s? |l['’])?(?:\w+ (?:de la |de l['’]|des |du |de |d['’]))?[A-ZÀ-Ý][a-zà-ÿ]"
)


def says_in_words(reading: Reading, *, by_figure: bool) -> Says:
    """The verdict of the words, once the figures agree."""
    asked, said = asking_part(reading.query.text), fold(reading.text)
    # What is compared is settled by what is compared, « sans rendez-vous » by what says with or without.
    if (asks(THAN_BEFORE, asked) and not reading.contrast) or asks(WITHOUT, asked):
        return "unsettled"
    if (asks(CHEAPER, asked) and not REDUCED.search(said)) or (
        asks(THAN_IT_DOES, asked) and not THAN_IT_DOES.search(said)
    ):
        return "unsettled"
    if asks(THAN_A_NUMBER, asked) and not by_figure:
        return "unsettled"  # a number that was not read
    if asks(ALL_THERE, asked) and reading.candidate.statement.is_item:
        return "unsettled"  # one line of a list tells of one of them
    if asks(NONE_ANY_MORE, asked) and SO_MANY_LEFT.search(said) and reading.share >= COVERED_FOR_NO:
        return "no"
    if gainsaid := _gainsaid(reading, asked, by_figure=by_figure):
        return gainsaid
    if (
        leaves_the_kind_open(reading)
        or is_said_of_another(reading)
        or leaves_the_member_out(reading, asked)
        or leaves_the_purpose_open(reading, asked)
        or misses_who_does_it(reading)
        or (not by_figure and misses_the_deed(reading))
        or (asks(PENDING, asked) and not PENDING.search(said))
    ):
        return "unsettled"
    # « l'ensemble des 92 communes »: the number says it.
    whole = asks(UNIVERSAL, asked) and not UNIVERSAL.search(said) and not NONE_LEFT.search(said)
    whole = whole and not (by_figure and asks(WHOLE_NUMBER, asked))
    if not by_figure and (asks(FOR_FREE, asked) or asks(FOR_MONEY, asked)) and not PRICED.search(said):
        return "unsettled"
    if by_figure:
        aim = asks(DONE, asked) and NOT_YET.search(fold(reading.clause)) and not DONE.search(said)
        settled: Says = "no" if whole and PART.search(said) else "only" if whole or aim else "yes"
        open_ = settled == "yes" and (
            any(t.named for t in reading.missing) or misses_what_follows(reading) or bool(_negated(reading, asked))
        )
        least = HALF if settled == "yes" else COVERED_WITH_FIGURE
        return settled if reading.share >= least and not open_ else "unsettled"
    named = any(t.named or _may_be_a_place(t, asked) for t in reading.missing) or leaves_a_title_out(reading)
    covered = not named and reading.here >= COVERED_HERE and reading.share >= COVERED
    # « inauguré en juin ; celui de Vaubreuil doit ouvrir en 2026 »: of a name, its own clause tells.
    told = (said, fold(reading.clause)) if any(t.named for t in reading.met) else (said,)
    to_come = (asks(DONE, asked) or asks(NOW, asked)) and any(
        _is_to_come(t, asked) and not DONE.search(t) and not IS_MADE.search(t) for t in told
    )
    if (
        asks(DONE, asked)
        and STILL_LACKS.search(said)
        and reading.share >= COVERED_FOR_NO
        and not misses_the_subject(reading)
    ):
        return "no"
    if covered and not whole and to_come and not misses_the_point(reading):
        return "no"
    left_open = any(reading.asked[t] > may_be_open(reading, t) * reading.mass for t in reading.missing)
    left_open |= misses_the_point(reading)
    if left_open or not covered:
        return "unsettled"
    if whole:
        return "no" if PART.search(said) or FOR_SOME.search(said) else "only"
    ahead = _is_to_come(fold(reading.clause), asked) and (bool(reading.missing) or not _is_told_of_that_year(reading))
    if ahead and not asks(NOT_YET, asked) and not asks(WILL, asked):
        return "only"
    if asks(BROUGHT_ABOUT, asked) and not IS_THERE.search(said):
        return "only"
    told_where = any(t.named for t in reading.query.terms if t.worth(reading.read) >= ITSELF)
    told_where |= bool(asks(MY_TOWN, asked)) and bool(UNIVERSAL.search(said))
    if (asks(MINE, asked) and not told_where) or (asks(EVERYONE, asked) and not EVERYONE.search(said)):
        return "only"
    if leaves_it_open_whether_alone(reading, asked):
        return "only"
    if asks(OTHERS_BEFORE, asked) and not THERE_BEFORE.search(said):
        return "unsettled"
    back = fold(reading.following)
    if NEGATION.search(back) or OTHERWISE.search(back):
        return "unsettled"
    if turns_out_otherwise(reading, asked) or _is_of_two_names(reading) or _is_mostly_of_what_is_beside(reading):
        return "unsettled"
    own = has_words_of_its_own(reading) and not is_met_loosely(reading)
    return "yes" if own and not _negated(reading, asked) else "unsettled"


def _is_mostly_of_what_is_beside(reading: Reading) -> bool:
    """« Un guide peut-il nous emmener voir les tourbières ? » of a sentence on the bogs, where guides stand in others."""
    if sum(not t.named for t in reading.elsewhere) < ONLY_BESIDE:
        return False
    passage = reading.candidate.passage.text
    titles = " ".join(title for title in map(fold, SAID_TITLE.findall(passage)) if title in fold(reading.query.text))
    taken_up = _what_this_is(reading)
    beside = (t for t in reading.elsewhere if not t.named and t.word not in titles and t.mass >= OF_WEIGHT)
    return sum(not any(t.worth(told) >= MET for told in taken_up) for t in beside) >= ONLY_BESIDE


def _what_this_is(reading: Reading) -> list[frozenset[str]]:
    """« Cette démarche fait l'objet d'une plaquette »: the stems of the sentences before that speak of « démarche »."""
    statement = reading.candidate.statement
    this = THIS.match(fold(statement.text))
    if this is None:
        return []
    told = (s for s in statements(reading.candidate.passage) if s.position < statement.position)
    return [s.stems for s in told if stem(this[1]) in s.stems]


def _is_told_of_that_year(reading: Reading) -> bool:
    """« produira 37 GWh en 2025 », in the report on 2025: no longer to come."""
    dates = [f for f in reading.candidate.statement.figures if f.quantity.kind == "date"]
    year = reading.candidate.passage.year
    if not all(FUTURE_TENSE.fullmatch(m[0]) for m in NOT_YET.finditer(fold(reading.clause))):
        return False  # an aim, a study
    return bool(dates) and year is not None and all(int(f.quantity.value) // 10000 <= year for f in dates)


def _is_to_come(told: str, asked: str) -> bool:
    """Whether what is told lies ahead, other than by a word of the question: « expérimenté »."""
    return any(m[0] not in asked for m in NOT_YET.finditer(told))


def _is_of_two_names(reading: Reading) -> bool:
    """« Le lot du Piémont a-t-il été confié à Ferrelis ? » where one name stands here, the other only beside it."""
    return any(t.named for t in reading.elsewhere) and any(t.named for t in reading.met)


def _gainsaid(reading: Reading, asked: str, *, by_figure: bool) -> Says | None:
    """What the statement says against the supposition: a no, or what leaves it open; None where it says nothing against it."""
    if says_another(reading) or done_by_another(reading) or exchanges_the_roles(reading):
        return "no"
    if (apart := is_excepted(reading, asked)) is not None:
        return "no" if apart and reading.rest >= COVERED_FOR_NO else "unsettled"
    if has_ceased(reading, asked) or (is_forbidden(reading, asked) and reading.share >= COVERED_FOR_NO):
        return "no"
    contradicted = reading.contrast or _denies(reading) or _tells_of_elsewhere(reading, by_figure=by_figure)
    # « Aucun péage urbain n'est envisagé. » is of nothing else.
    least = COVERED_BY_ALL if is_of_nothing_else(reading) else COVERED_FOR_NO
    if (
        contradicted
        and not (asks_of_an_upheaval(reading) and all(map(UPHEAVAL.match, reading.opposed)))
        and reading.share >= least
        and (least < COVERED_FOR_NO or not misses_the_subject(reading))
        and (has_words_of_its_own(reading) or reading.likeness >= LIKE_ENOUGH)
    ):
        return "no"
    for_some = asks(EVERYONE, asked) and not EVERYONE.search(fold(reading.text))
    if (
        for_some
        and reading.share >= COVERED
        and any(f.quantity.kind == "age" for f in reading.candidate.statement.figures)
    ):
        return "no"
    if reading.rest >= COVERED_FOR_NO and (
        is_one_of_several(reading, asked)
        or is_none_of_all(reading, asked)
        or is_done_already(reading, asked)
        or turns_the_order_round(reading, asked)
        or is_the_first(reading, asked)
        or is_one_below_the_first(reading, asked)
    ):
        return "no"
    return "unsettled" if contradicted else None


def _may_be_a_place(term: Term, asked: str) -> bool:
    """« une école à vitrolles »: what neither the language nor the report knows, after a preposition of place."""
    return not term.known and not is_ordinary(term.word) and bool(PLACED.search(asked[: max(asked.find(term.word), 0)]))


def _denies(reading: Reading) -> bool:
    asked = asking_part(reading.query.text).split(" et ")[0]
    if says_without(reading, asked):
        return True
    # « …, du lundi au vendredi ; les deux-roues n'y sont pas soumis », asked of a scooter.
    return any(
        clause == reading.clause or reading.is_told_by(clause) or _goes_on_from_the_subject(reading, clause)
        for clause in _negated(reading, asked)
    )


def _goes_on_from_the_subject(reading: Reading, clause: str) -> bool:
    """« l'arrêt du dimanche, demandé par les étudiants, n'a pas été retenu »: what opens with its verb is said of what stands before."""
    before = reading.clauses[: reading.clauses.index(clause)]
    return bool(VERB_FIRST.match(fold(clause).lstrip())) and reading.clause in before


def _negated(reading: Reading, asked: str) -> list[str]:
    """The clauses of the statement that say no, or that something was given up, where the question says neither."""
    if asks(NEGATION, asked):
        return []
    if (asks(FOR_FREE, asked) or asks(FOR_MONEY, asked)) and not PRICED.search(fold(reading.text)):
        return []  # what is free is settled by what is said to be
    given_up = not asks(CEASED, asked) and not reading.contrast and reading.here >= COVERED_FOR_NO
    return [c for c in reading.clauses if NEGATION.search(f := fold(c)) or (given_up and GIVEN_UP.search(f))]


def _tells_of_elsewhere(reading: Reading, *, by_figure: bool) -> bool:
    """Whether the statement names another place or body than the one asked about.

    Args:
        by_figure: a figure is as supposed, so that only a place that is the very point of the question counts.
    """
    if not PLACE_SAID.search(reading.text) or reading.query.subject:
        return False  # « Et à Lussignac ? » of what was told of Vaubreuil has no answer there
    text = asking_part(reading.query.text)
    away = [t for t in (*reading.elsewhere, *reading.missing) if t.named or not by_figure]
    if any(
        LOCATED.search(b) and not (b.endswith("en ") and is_ordinary(t.word)) for t in away for b in (before(text, t),)
    ):
        return True
    if asks(THERE_IS, text):
        return False  # « Y a-t-il un tramway à Aubagne ? »: that there is one elsewhere denies nothing
    # « remis en état »: what the language has a word for names a place with its capital only.
    whole = reading.query.text
    names = [t for t in reading.missing if t.named and (not is_ordinary(t.word) or t.word not in whole.split())]
    # One of several lines is here, another there; and of a thing that is only near, a place denies nothing.
    of_the_very_one = any(t.named for t in reading.met)
    several = (reading.candidate.statement.is_item and not of_the_very_one) or any(
        t.worth(reading.read) < SAME for t in reading.met
    )
    return not by_figure and not several and any(PLACED.search(before(text, t)) for t in names)


def is_of_nothing_else(reading: Reading) -> bool:
    """« Aucun péage urbain n'est envisagé. »: a short statement, nearly all of whose words the question speaks of."""
    return len(reading.candidate.statement.stems) <= SHORT and reading.told >= ALL_TOLD

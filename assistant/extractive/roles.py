"""Who does what the question asks about: those that it names, or others?"""

from __future__ import annotations

import re

from assistant.extractive.coverage import ITSELF, MET, SAME, Reading, asking_part, asks, speaks_of
from assistant.extractive.instead import WHO
from assistant.extractive.left_open import TELLS_APART
from assistant.french.text import STOP_WORDS, Word, fold, fold_in_place, stems, words

# « soutiennent », « soutient »: forms of one verb mostly have these letters in common.
SAME_VERB = 5
BRACKETS = re.compile(r"\([^()]*\)")
BY_AUTHORITY = re.compile(r"\b(?:la metropole|la region|le departement|l'etat|la ville)(?: [\w-]+){0,2}? (?:a |ont )?$")
# « Les communes financent-elles… ? », « La ville a-t-elle recherché… ? »
DOES = re.compile(
    r"^(?P<who>[^,?:]{3,60}?) (?:l[ea]s? |l'|en |y |s'|se )?(?:(?:a|ont)-(?:t-)?(?:ils?|elles?) (?!ete\b)(?P<verb>[a-z]{4,})|(?P<present>(?!est|sont|ont|peu|doi|fai|font)[a-z]{4,})-(?:t-)?(?:ils?|elles?)\b)"
)
DEED = re.compile(
    r"\b(?:a|ont)(?:-(?:t-)?(?:ils?|elles?|on))? (?:deja |bien |enfin )?(?!ete\b)([a-z]{3,}(?:e|i|u|is|it))\b"
)
CLAUSE_START = re.compile(r"[,;:(]| et (?=l[ea]s? |l')| qui | que | qu'")


def exchanges_the_roles(reading: Reading) -> bool:
    """« Les communes offrent-elles leur aide à la société ? » where the statement says that the society helps them, or
    « Les habitants financent-ils… ? » where it says that the authority does."""
    asked = asks(DOES, asking_part(reading.query.text))
    done = None if asked is None else _told(reading, asked["verb"] or asked["present"])
    if asked is None or done is None or _is_done_by(reading, asked["who"], done) is not False:
        return False
    if done.folded.endswith(("tion", "ment")):
        return False
    who = [t for t in reading.query.terms if t.word in asked["who"]]
    raw = reading.candidate.statement.text
    outside = BRACKETS.sub(lambda m: " " * len(m[0]), fold_in_place(raw))
    before, after = (frozenset(stems(part)) for part in (outside[: done.start], outside[done.start :]))
    if any(t.worth(before) >= MET for t in who):
        return False
    return any(t.worth(after) >= ITSELF for t in who) or bool(BY_AUTHORITY.search(fold(raw[: done.start])))


def done_by_another(reading: Reading) -> bool:
    """« Ce sont les associations qui soutiennent… ? » where the statement says that the authority supports them."""
    asked = asks(WHO, asking_part(reading.query.text))
    done = None if asked is None else _told(reading, asked["verb"])
    return asked is not None and done is not None and _is_done_by(reading, asked["who"], done) is False


def is_said_of_another(reading: Reading) -> bool:
    """Whether those of whom the question says that it is they who do it are not named by the statement itself."""
    asked = asks(WHO, asking_part(reading.query.text))
    who = [] if asked is None else [t for t in reading.asked if t.word in asked["who"] and t.mass > 1.0]
    return bool(who) and not any(t.worth(reading.candidate.statement.stems) >= SAME for t in who)


def misses_who_does_it(reading: Reading) -> bool:
    """« Les habitants financent-ils… ? » of a statement and a passage that know no inhabitants."""
    asked = asks(DOES, asking_part(reading.query.text))
    who = [] if asked is None else [t for t in reading.asked if t.word in asked["who"] and t.mass >= TELLS_APART]
    return bool(who) and all(t in reading.missing for t in who)


def misses_the_deed(reading: Reading) -> bool:
    """« La ville a coupé les arbres ? » of a statement and a passage that tell of trees and of no felling."""
    deeds = {m[1] for m in DEED.finditer(asking_part(reading.query.text))}
    return not reading.query.english and any(t.word in deeds for t in reading.missing)


def _told(reading: Reading, verb: str) -> Word | None:
    """Where the statement says what the verb of the question says."""
    said = words(reading.candidate.statement.text)
    return next((w for w in said if w.start and w.folded.startswith(verb[:SAME_VERB])), None)


def _is_done_by(reading: Reading, asked: str, done: Word) -> bool | None:
    """Whether those of whom the question asks are who does it in the statement; None where that is not told."""
    who = [t for t in reading.query.terms if t.word in asked]
    text = fold_in_place(reading.candidate.statement.text)
    if not who:
        return None
    clause = text[: done.start]
    start = max((m.end() for m in CLAUSE_START.finditer(clause)), default=0)
    passive = re.search(r"\b(?:est|sont|ete|etre) $", clause)
    by = re.search(r"\bpar (?:l[ea]s? |l'|des |une? )?([\w' -]{3,40})", text[done.end :]) if passive else None
    subject = clause[start:] if by is None else by[1]
    told = [w for w in words(subject) if w.folded not in STOP_WORDS]
    if not told:
        return None
    return any(speaks_of(who, w.folded) for w in told)

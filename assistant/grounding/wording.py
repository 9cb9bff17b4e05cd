"""Does a sentence say, in words, what the passages that it cites say?

Words are looser than figures: a faithful sentence may use others. What is held against it is that too few of its words stand in
the passages at all, that it says the contrary (« hausse » for « baisse », a negation), or that it calls done what is planned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.figures import run_of
from assistant.french.contrasts import contrast
from assistant.french.text import STOP_WORDS, Word, fold, stem, words
from assistant.grounding.light import BEFORE_NOUN
from assistant.grounding.stated import HEADING, Place, StatedFigure, places
from assistant.grounding.unsupported import Unsupported
from assistant.types import Passage

# How much of its words the nearest sentence of the passages must have, by what else is held against it; from how many words on.
NEAR_ENOUGH, NEAR_ENOUGH_WITH_FIGURES = 0.55, 0.4
IN_ENGLISH, IN_ENGLISH_WITH_FIGURES = 0.45, 0.3
FEWEST_IN_CLAUSE = 3
FEWEST_WORDS, FEWEST_WORDS_WITH_FIGURES = 3, 5
_PLAN = (
    r"\bobjectifs?\b|\bprev(?:oit|oient|u|ue|us|ues|isionnels?|isionnelles?)\b|\battendue?s?\b|\bestimee?s?\b|\bd'ici\b|\bhorizon\b|\bsera\b|\bseront\b|\bvis(?:e|ent|ant)\b|\bambition\w*|"
    r"\ba terme\b|\bpermettrai\w*|\bplanifi\w*|\bpourrai\w*|\bdevrai\w*|\b(?!inter|op|lib|cam|num|gen|cel|prosp|sinc)\w{3,}(?:era|eront|ira|iront|dra|dront|uira|uiront)\b"
)
PLANNED_BEFORE = re.compile(rf"(?:{_PLAN})[^,;:()\d]*$")
PLANNED_AFTER = re.compile(
    r"^[^,;:()\d]*(?:\bd'ici\b|\bhorizon\b|\b(?:prev|attend|vis|planifi)(?:u|us|ue|ues|e|es|ee|ees)\b|\bprevisionnel)"
)
SAID_PLANNED = re.compile(
    _PLAN
    + r"|\bprojet\w*|\bpour 20\d\d|\bprochain\w*|\bfutur\w*|\bcible\w*|\bbut\b|\w+rai(?:t|ent)\b|\bdoi(?:t|vent)\b|\bestim\w*|\bpromet\w*|\bcompte\b|\bva\b|\bvont\b|\bpour atteindre|\bavant 20|\bprogramm\w*|\bcible\b|\bobjectif|"
    r"\bwill\b|\bwould\b|\bcould\b|\bshould\b|\baim\w*|\bprojected\b|\bintend\w*|\btarget\w*|\bgoals?\b|\bplan\w*|\bexpect\w*|\bforecast\w*|\bby 20|\bto be\b|\bdue\b|\bcut\b.*\bby\b"
)
# What tells nothing of the passages' subject.
SAYS_NOTHING = re.compile(
    r"oui|non|yes|no|si|.*\b(?:rapport|passages?|report)\b.*\b(?:pas|rien|aucune?s?|not|nothing|no)\b.*"
)
PIECES = re.compile(r"[,;:]\s|\s(?:et|avec|ce qui|afin|pour|grâce|and|with|which)\s")
CLAUSES = re.compile(r"[,;:]\s|\s(?:tandis que|alors que|mais|whereas|while|but)\s")
DENIES = re.compile(
    r"\b(?:pas|jamais|rien|aucune?s?|nul(?:le)?|ni|not|never|none|nothing|cannot)\b(?! (?:seulement|uniquement|only|que))|n't\b|\bno longer\b"
)
DENIED = re.compile(rf"{DENIES.pattern}|\b(?:mais|et) (?:pas|non)\b|\bsauf\b|\bexcept\b|\bbut not\b")
WITHOUT = re.compile(r"\bsans ((?:\w+['’ ]){0,2}\w+)")
SUPERLATIVE = re.compile(r"\bles? (plus|moins) (\w+)")
SUPERLATIVES = {"plus": "moins", "moins": "plus"}
# « zéro énergie fossile » for « n'utilise plus d'énergie fossile ».
ABSENT = re.compile(
    r"\b(?:zero|sans|hors|non|fin|interdi\w*|limit\w*|evit\w*|supprim\w*|without|free|no|out of|outside|dispens\w*|exempt\w*|gratuit\w*|exclu\w*|renonc\w*|plus)\b"
)
# « 100 % - 74 % = 26 % n'en ont pas ».
LEFT_OVER = re.compile(r"\d %? ?[-−–] \d")
# A line without a verb (« - Budget : 12 M€ ») calls nothing done.
ASSERTED = re.compile(
    r"\b(?:désormais|aujourd'hui|actuellement|déjà|now|already|a|ont|est|sont|fut|furent|était|étaient|dispose\w*|compte\w*|bénéficie\w*|transporte\w*|has|have|is|are|was|were|\w{3,}ed)\b"
    r"|\b\w{3,}(?:ent|e) (?=\d|plus de|près de|environ)"
)
# How far from a figure its « objectif de » or « d'ici 2030 » may stand.
BEFORE_FIGURE, AFTER_FIGURE = 60, 40


def unsupported_wording(
    sentence: str, content: Sequence[Word], cited: Sequence[Passage], *, english: bool, figures: bool
) -> list[Unsupported]:
    """What a sentence says in words of its own, or against the passages.

    Args:
        content: its content words.
        figures: it states some, which are held against the passages as well.
    """
    problem = [Unsupported("wording", sentence, sentence)]
    place, share = closest(content, cited, english=english)
    if english:
        enough = IN_ENGLISH_WITH_FIGURES if figures else IN_ENGLISH
    else:
        enough = NEAR_ENOUGH_WITH_FIGURES if figures else NEAR_ENOUGH
    if content and not share and not figures and not SAYS_NOTHING.fullmatch(fold(sentence).strip(" .!")):
        return problem
    if len(content) >= (FEWEST_WORDS_WITH_FIGURES if figures else FEWEST_WORDS) and share < enough:
        return problem
    if place is None:
        return []
    if _adds_a_clause(sentence, content, cited, english):
        return problem
    return problem if contradicts(sentence, place.text) else []


def _adds_a_clause(sentence: str, content: Sequence[Word], cited: Sequence[Passage], english: bool) -> bool:
    """Whether one clause says what nothing in the passages speaks of."""
    found = [p for passage in cited for p in places(passage)]
    bounds = [0, *(m.end() for m in PIECES.finditer(sentence)), len(sentence)]
    for start, end in pairwise(bounds):
        inside = [w for w in content if start <= w.start < end]
        if len(inside) < FEWEST_IN_CLAUSE:
            continue
        if not any(p.worth(w.folded, english=english) for w in inside for p in found):
            return True
    return False


def contradicts(said: str, stated: str) -> bool:
    """Whether a sentence says the contrary of another one: « hausse » for « baisse », a negation, « sans »."""
    if any(contrast(clause, stated) for clause in (said, *CLAUSES.split(said))):
        return True
    # « reculent : 742 en 2024, contre 655 en 2023 »
    if (run := run_of(said)) and contrast(said, run):
        return True
    if (run := run_of(stated)) and contrast(said, run) and not contrast(stated, run):
        return True
    said, stated = fold(said), fold(stated)
    denied, denies = bool(DENIED.search(said)), bool(DENIED.search(stated))
    without = denied and (ABSENT.search(stated) or LEFT_OVER.search(said))
    if denied != denies and not without and not (denies and ABSENT.search(said)):
        return True
    if not denied and not ABSENT.search(said) and any(m[1] in _stems(said) for m in _lacking(stated)):
        return True
    if not SUPERLATIVE.search(said):
        return False
    return any(
        (SUPERLATIVES[m[1]], stem(m[2])) in {(n[1], stem(n[2])) for n in SUPERLATIVE.finditer(stated)}
        and (m[1], stem(m[2])) not in {(n[1], stem(n[2])) for n in SUPERLATIVE.finditer(stated)}
        for m in SUPERLATIVE.finditer(said)
    )


def _lacking(stated: str) -> Iterator[tuple[str, str]]:
    """What a text says there is none of: the noun after « sans », as a stem."""
    for match in WITHOUT.finditer(stated):
        noun = next(
            (w.folded for w in words(match[1]) if w.folded not in STOP_WORDS and w.folded not in BEFORE_NOUN), ""
        )
        if noun:
            yield match[1], stem(noun)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w.folded) for w in words(text))


def closest(content: Sequence[Word], cited: Sequence[Passage], *, english: bool) -> tuple[Place | None, float]:
    """The sentence of the passages that has most of the words, and how much of them; None when none has any."""
    found = [p for passage in cited for p in places(passage) if p.position != HEADING]
    worth = [sum(p.worth(w.folded, english=english) for w in content) for p in found]
    if not found or not max(worth):
        return None, 0.0
    best = max(range(len(found)), key=lambda i: worth[i])
    return found[best], worth[best] / len(content)


def is_called_done(source: StatedFigure, said: str) -> bool:
    """Whether the passage only plans what a figure says, and the answer does not."""
    if source.place.position == HEADING:
        return False
    text = fold(source.place.text)
    start, end = source.start, source.end
    before, after = text[max(0, start - BEFORE_FIGURE) : start], text[end : end + AFTER_FIGURE]
    planned = PLANNED_BEFORE.search(before) or PLANNED_AFTER.search(after)
    return bool(planned) and bool(ASSERTED.search(said.lower())) and not SAID_PLANNED.search(fold(said))


# How often: what a figure is said of a year, a month, a week, a day.
_RATES = (
    r"\bpar an\b|/an\b|\bannuel|\bchaque annee\b|\btous les ans\b|\ba year\b|\bper year\b|\beach year\b|\bevery year\b|\byearly\b|\bannual",
    r"\bpar mois\b|/mois\b|\bmensuel|\bchaque mois\b|\btous les mois\b|\ba month\b|\bper month\b|\beach month\b|\bmonthly\b",
    r"\bpar semaine\b|/semaine\b|\bhebdomadaire|\bchaque semaine\b|\ba week\b|\bper week\b|\beach week\b|\bweekly\b",
    r"\bpar jour\b|/jour\b|\bquotidien|\bchaque jour\b|\btous les jours\b|\ba day\b|\bper day\b|\beach day\b|\bdaily\b|\bjournalier",
    r"\bpar heure\b|/h\b|\bchaque heure\b|\ban hour\b|\bper hour\b",
)  # fmt: skip
RATES = tuple(re.compile(rate) for rate in _RATES)


def another_rate(said: str, places_: Sequence[Place]) -> bool:
    """Whether a sentence says its figures of a year, a month or a day, and no place of them does."""
    return bool(places_) and not _rates(said) <= frozenset().union(*(_rates(place.text) for place in places_))


@lru_cache(maxsize=8192)
def _rates(text: str) -> frozenset[int]:
    folded = fold(text)
    return frozenset(i for i, rate in enumerate(RATES) if rate.search(folded))

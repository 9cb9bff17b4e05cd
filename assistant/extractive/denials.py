"""May a figure or a date of a statement deny what a question supposes, or is it told of something else?"""

from __future__ import annotations

import re

from assistant.extractive.another import is_compared_with
from assistant.extractive.claims import Claim
from assistant.extractive.coverage import Reading
from assistant.extractive.features import Candidate
from assistant.figures import Figure, goes_on_from
from assistant.french.contrasts import NOT_YET
from assistant.french.ordinals import of_another_rank
from assistant.french.query import years_in, years_of
from assistant.french.text import fold

# Years by which an aim lies ahead of what is done.
AHEAD = 5
BEGUN = re.compile(r"\b(?:engage|lance|initie|entame|debute|commence)\w* (?:depuis|des) ")
BEGINS = re.compile(r"\b(?:engage|lance|initie|entame|debute|commence|demarre|depuis|date)")
AGAIN = re.compile(
    r"\bde nouveau\b|\bprochaine?s?\b|\b(?:aura|auront|sera|seront|se tiendra|se tiendront|reviendra|revient)\b"
)
SINCE = re.compile(r"\bdepuis\b")
# « jusqu'à 21 ans, voire 23 ans »: two limits, of which one alone denies nothing.
OR_EVEN = re.compile(r"\bvoire\b")
THE_REST = re.compile(r"\b(?:autres|restante?s?|reste|n'en|n'(?:a|ont) pas|sans|other|remaining)\b")


def may_deny(claim: Claim, figure: Figure, reading: Reading) -> bool:
    """Whether a date says when the thing itself was, or will be: what was begun in 2023 says nothing of an aim for 2040, and
    of two years in a question one alone denies nothing."""
    if claim.quantity.kind == "percent":
        # « les 6 % qui n'en ont pas » are what the 94 % leave.
        left = THE_REST.search(fold(reading.query.text))
        return not left or abs(100 - claim.quantity.value - figure.quantity.value) > 0.05
    if not claim.is_date:
        return not OR_EVEN.search(fold(reading.text))
    if is_compared_with(reading.candidate, figure):
        return False  # « contre 84 % en 2024 »
    period = claim.quantity.unit == figure.quantity.unit == "période"
    if (len(reading.query.years) > 1 and not period) or _is_of_another_rank(reading):
        return False
    if AGAIN.search(fold(reading.query.text)) and not NOT_YET.search(fold(reading.text)):
        return False  # when it was held says nothing of when it will be
    ahead = max(years_of(claim.quantity), default=0) - max(years_of(figure.quantity), default=0)
    start = figure.start - reading.candidate.statement.start
    said = fold(reading.text[max(0, start - 20) : start + 20])
    if BEGUN.search(said) and not BEGINS.search(fold(reading.query.text)):
        return False  # « engagée dès 2023 » says nothing of what is aimed at for 2027
    # « 2025-2028 » is how long a plan lasts, « entre 2018 et 2024 » when something was done.
    lasts = figure.quantity.unit == "période" and "entre" not in said
    begun = BEGINS.search(fold(reading.query.text)) and SINCE.search(said)
    return ahead < AHEAD or lasts or bool(begun or NOT_YET.search(said))


def _is_of_another_rank(reading: Reading) -> bool:
    """« La deuxième édition est-elle prévue en 2026 ? » is not denied by when the first one was."""
    told = [f.quantity for f in reading.candidate.statement.figures]
    return of_another_rank(reading.query.text, reading.query.numbers, reading.text, told)


def of_another_year(reading: Reading) -> bool:
    """Whether the statement names years, and none of those that the question names."""
    said = years_in(f.quantity for f in reading.candidate.statement.figures)
    return bool(said) and bool(reading.query.years) and not said & set(reading.query.years)


def is_understood(claim: Claim, candidate: Candidate) -> bool:
    """Whether the report's title, a heading or the sentence that the statement goes on from says the years of a claim."""
    passage = candidate.passage
    before = goes_on_from(passage, candidate.statement)
    said = f"{passage.document} {' '.join(passage.section)} {before.text if before else ''}"
    return all(str(year) in said for year in years_of(claim.quantity))


def is_of_the_subject(reading: Reading) -> bool:
    """« Une 4e édition est-elle prévue ? » is not denied by an edition of something else."""
    return len(reading.met) > 1 or len(reading.asked) == 1 or any(t.named for t in reading.met)

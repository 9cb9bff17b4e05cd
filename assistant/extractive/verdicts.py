"""Does the report bear out what a question supposes: yes, no, or does it not settle it?

Figures and dates are computed, words that exclude each other looked up, and what is left has to be covered. Nothing is
decided by what is not there: a statement that leaves a word of weight open settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.extractive.by_words import (
    ASTRIDE,
    COVERED_FOR_NO,
    COVERED_HERE,
    COVERED_WITH_FIGURE,
    ON_ONE_SIDE,
    Says,
    is_of_nothing_else,
    says_in_words,
)
from assistant.extractive.claims import Claim, claims, is_said_as_multiple
from assistant.extractive.comparisons import compares, orders, outcome
from assistant.extractive.counterparts import PARTIAL, counterpart
from assistant.extractive.coverage import Reading, asked_terms, asking_part, asks
from assistant.extractive.denials import is_of_the_subject, is_understood, may_deny, of_another_year
from assistant.extractive.features import Candidate
from assistant.extractive.judgements import has_one_word, leaves_the_judgement_open
from assistant.extractive.left_open import leaves_a_title_out, misses_the_point
from assistant.extractive.portions import by_the_portion
from assistant.extractive.price import free_at_that_age, is_free_for_some
from assistant.extractive.short_of import falls_short
from assistant.extractive.two_sided import so_often, taken_side
from assistant.figures import Figure
from assistant.french.contrasts import NEGATION, UNIVERSAL
from assistant.french.query import Query
from assistant.french.text import fold

# How far below the best statement another one may score and still settle the question, and how many are looked at.
MARGIN, LOOKED_AT = 2.5, 8
# What a point of the ranker's score weighs against the share of the question that a statement meets.
SCORE_WEIGHT = 0.08
# What a statement of another passage than the best one loses.
OTHER_PASSAGE = 0.1

COVERED_WITH_DATE = 0.5
# « La première réserve est-elle sur la Sainte-Victoire ? »: so much nearer in its words, a statement denies what another one
# tells of something like it.
NEARER = 0.2
# What is free at an age answers who has that age, in whatever words the rest is put.
TOLD_BY_AGE = 0.6
SAME_YEAR = re.compile(r"\b(?:la|en la) meme annee qu|\ben meme temps qu|\bthe same year as\b")
NOT_BEFORE = re.compile(
    r"\bn['e] ?(?:\w+[ -]){1,4}?qu'(?:en|a partir de|depuis) (?:\w+ )?(?:19|20)\d\d|\b(?:seulement|uniquement|juste) (?:en|depuis|a partir de) (?:\w+ )?(?:19|20)\d\d|\bonly (?:in|since) (?:19|20)\d\d"
)
FOR_SO_LONG = re.compile(
    r"\bdepuis (?:plus|moins|pres|au moins|environ) d?[e']? ?(?:\w+ )?(?:ans?|annees?|mois|decennies?|siecles?)\b|\bdepuis (?:\w+ )?(?:\d+|deux|trois|quatre|cinq|dix|vingt|trente) (?:ans|annees|mois)\b|\bfor (?:more|less|over) than \w+ (?:years|months)"
)
FEW = 3
GRANTED = re.compile(r"\b(?:les|ces|nos|ses|leurs|aux|the|these) $")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the report says of a question's supposition.

    Attributes:
        says: ``"only"``: the report speaks of it, as an aim or as a part; it neither confirms nor denies.
        by: the candidate whose statement says it.
        share: how much of the question that statement meets, from 0 to 1.
        figure: the report's own figure or date, where one was compared.
        computed: figures were weighed without one that would be the answer: an age against two limits.
    """

    says: Says
    by: Candidate
    share: float
    figure: Figure | None = None
    computed: bool = False


def decide(query: Query, ranked: Sequence[tuple[float, Candidate]]) -> Verdict:
    """The verdict of the statement that speaks most of what is asked; ``ranked`` is best first, not empty."""
    if compares(query):
        return _compare(query, ranked)
    if orders(query) and (first := _compare(query, ranked)).says != "unsettled":
        return first
    supposed = claims(query.text, query.numbers)
    asked = asked_terms(query)
    best_score, best = ranked[0]
    near = [
        (s, c)
        for s, c in ranked[: 3 * LOOKED_AT]
        if s >= best_score - MARGIN or c.passage.passage_id == best.passage.passage_id
    ]
    read = [(score, r, _compared(r, supposed)) for score, c in near[:LOOKED_AT] for r in (Reading(query, asked, c),)]
    # « Les 53 hectares… »: what is taken for granted and told somewhere is denied by no other figure.
    told = [c for _, _, compared in read for c, figure, fits in compared if figure is not None and fits]
    granted = [c for c in told if _is_granted(c, query)]
    read = [(s, r, [(c, f, fits) for c, f, fits in compared if fits or c not in granted]) for s, r, compared in read]
    judged = [(verdict := _judge(r, compared), _weight(verdict, r, score, best)) for score, r, compared in read]
    # « est-il prévu en 2026 ? » is not denied by when another thing was, where a nearer statement has that year.
    dated = max((r.share for _, r, compared in read if _has_the_dates(compared)), default=0.0)
    judged = [j for j in judged if not (_is_denied_by_date(j[0]) and j[0].share < dated)]
    # « plus de 60 communes ? »: what the best statement bears out, no other figure of one that meets less denies.
    if _bears_out(read[0][2], query):
        judged = [j for j in judged if not (_is_denied_by_count(j[0]) and j[0].share <= read[0][1].share)]
    # A statement that holds a figure of the very thing goes before one that only covers more words.
    settled = [verdict for verdict, _ in judged if _settles(verdict, supposed)]
    if {"yes", "no"} <= {verdict.says for verdict in settled}:
        likeness = {id(r.candidate): r.likeness for _, r, _ in read}
        best_told = max(settled, key=lambda v: (v.share, v.figure is not None))
        nearer = (v for v in settled if v.says == "no" and likeness[id(v.by)] > likeness[id(best_told.by)] + NEARER)
        return next(nearer, best_told) if best_told.says == "yes" else best_told
    whole = bool(UNIVERSAL.search(asking_part(query.text)))
    return max(judged, key=lambda j: (_settles(j[0], supposed), whole and j[0].says in ("yes", "no"), j[1]))[0]


Compared = Sequence[tuple[Claim, Figure | None, bool]]
"""What a question supposes, each with the figure of a statement that is of the same thing, and whether that bears it out."""


def _compared(reading: Reading, supposed: Sequence[Claim]) -> Compared:
    return [(claim, *counterpart(claim, reading)) for claim in supposed if not is_said_as_multiple(claim, reading.text)]


def _has_the_dates(compared: Compared) -> bool:
    dates = [figure is not None and fits for claim, figure, fits in compared if claim.is_date]
    return bool(dates) and all(dates)


def _bears_out(compared: Compared, query: Query) -> bool:
    """Whether a statement's figures are all as supposed, and one of them is a number of something that is in question."""
    counted = [
        fits for c, figure, fits in compared if figure is not None and not c.is_date and not _is_granted(c, query)
    ]
    return bool(counted) and all(counted)


def _is_denied_by_count(verdict: Verdict) -> bool:
    return verdict.says == "no" and verdict.figure is not None and verdict.figure.quantity.kind != "date"


def _is_denied_by_date(verdict: Verdict) -> bool:
    return verdict.says == "no" and verdict.figure is not None and verdict.figure.quantity.kind == "date"


def _compare(query: Query, ranked: Sequence[tuple[float, Candidate]]) -> Verdict:
    weighed = outcome(query, [candidate for _, candidate in ranked[: 3 * LOOKED_AT]])
    if weighed is None:
        return Verdict("unsettled", ranked[0][1], 0.0)
    said, by, figure = weighed
    return Verdict("yes" if said else "no", by, Reading(query, asked_terms(query), by).share, figure)


def _weight(verdict: Verdict, reading: Reading, score: float, best: Candidate) -> float:
    partial = verdict.figure is not None and verdict.figure.partial
    elsewhere = reading.candidate.passage.passage_id != best.passage.passage_id
    return reading.share + SCORE_WEIGHT * score - PARTIAL * partial - OTHER_PASSAGE * elsewhere


def _settles(verdict: Verdict, supposed: Sequence[Claim]) -> bool:
    weighed = verdict.computed or verdict.figure is not None
    return verdict.says != "unsettled" and (weighed or not any(_needs_figure(c) for c in supposed))


def _needs_figure(claim: Claim) -> bool:
    """Whether nothing but a figure settles the claim; « en 2025 » may be understood."""
    return not claim.is_date or claim.relation != "equal"


def _judge(reading: Reading, compared: Compared) -> Verdict:
    """The verdict of one statement; no « oui » where it tells of something less."""
    verdict = _judge_by_words(reading, compared)
    if verdict.says == "yes" and falls_short(reading):
        return Verdict("unsettled", reading.candidate, reading.share)
    return verdict


def _judge_by_words(reading: Reading, compared: Compared) -> Verdict:
    candidate = reading.candidate
    asking = asking_part(reading.query.text)
    if asks(SAME_YEAR, asking):
        years = {int(f.quantity.value) // 10000 for f in candidate.statement.figures if f.quantity.kind == "date"}
        apart = len(years) > 1 and reading.share >= COVERED_WITH_DATE
        return Verdict("no" if apart else "unsettled", candidate, reading.share)
    if side := by_the_portion(reading, asking) or so_often(reading, asking):
        return Verdict(side[0], candidate, side[1])
    ages = [fits for claim, f, fits in compared if f is not None and claim.quantity.kind == f.quantity.kind == "age"]
    counted_too = any(claim.quantity.kind not in ("age", "date") for claim, _, _ in compared)
    if ages and not counted_too and (free := free_at_that_age(reading, within=any(ages))):
        return Verdict(free, candidate, max(reading.share, TOLD_BY_AGE), computed=True)
    if asks(ON_ONE_SIDE, asking) and ASTRIDE.search(fold(reading.text)):
        return Verdict("no" if reading.share >= COVERED_FOR_NO else "unsettled", candidate, reading.share)
    if is_free_for_some(reading):
        return Verdict("only", candidate, reading.share)
    if leaves_the_judgement_open(reading):
        return Verdict("unsettled", candidate, reading.share)
    unlike = [(claim, f) for claim, f, fits in compared if f is not None and not fits]
    if not all(may_deny(claim, f, reading) for claim, f in unlike):
        return Verdict("unsettled", candidate, reading.share)
    figure = next((f for _, f in unlike), None)
    # « Dépassait-il 90 % en 2023 ? » is not denied by what it was in 2025.
    of_level = any(f is not None and not claim.is_date and claim.relation != "equal" for claim, f, _ in compared)
    elsewhen = of_another_year(reading)
    if figure is not None and (
        (elsewhen and of_level) or (figure.quantity.kind not in ("date", "rank") and (elsewhen or reading.contrast))
    ):
        return Verdict("unsettled", candidate, reading.share)
    if figure is not None:
        # A date stands in many a sentence on the subject, and « jamais avant 2025 » is not denied by one.
        if figure.quantity.kind == "date" and asks(NEGATION, asking):
            return Verdict("unsettled", candidate, reading.share)
        if leaves_a_title_out(reading):
            return Verdict("unsettled", candidate, reading.share)
        by_date = figure.quantity.kind == "date"
        least = COVERED_WITH_DATE if by_date else COVERED_WITH_FIGURE
        told_here = not by_date or (reading.here >= COVERED_HERE and is_of_the_subject(reading))
        says: Says = "no" if told_here and reading.share >= least else "unsettled"
        return Verdict(says, candidate, reading.share, figure)
    if any(
        f is None
        and not _tells_them_apart(claim, reading.query)
        and (_needs_figure(claim) or not is_understood(claim, candidate))
        for claim, f, _ in compared
    ):
        return Verdict("unsettled", candidate, reading.share)
    # « n'a démarré qu'en 2025 ? », « depuis plus de dix ans ? »: of what has no date, nothing follows.
    when = asks(NOT_BEFORE, asking) or asks(FOR_SO_LONG, asking)
    if when and not any(f is not None and claim.is_date for claim, f, _ in compared):
        return Verdict("unsettled", candidate, reading.share)
    # « la halle du 7e »: a rank tells which one is meant.
    counted = [(claim, f) for claim, f, _ in compared if claim.quantity.kind != "rank"]
    # « Les deux halles ont-elles… ? » takes their number for granted: the rest is what is asked.
    told = (
        f for claim, f in counted if f is not None and _needs_figure(claim) and not _is_granted(claim, reading.query)
    )
    borne_out = next(told, None)
    if borne_out is None and has_one_word(reading):
        return Verdict("unsettled", candidate, reading.share)
    if borne_out is None and (side := taken_side(reading, asking)):
        return Verdict(side[0], candidate, side[1])
    in_words = says_in_words(reading, by_figure=borne_out is not None)
    # « prolongée d'ici 2030 ? »: that its date lies before says nothing of the deed.
    dated = in_words == "yes" and borne_out is not None and borne_out.quantity.kind == "date"
    if dated and misses_the_point(reading):
        in_words = "unsettled"
    if in_words != "no":
        return Verdict(in_words, candidate, reading.share, borne_out)
    # A figure that is as supposed does not say why it is a no.
    share = max(reading.rest, reading.told) if is_of_nothing_else(reading) else reading.rest
    return Verdict("no", candidate, share, None)


def _is_granted(claim: Claim, query: Query) -> bool:
    """« Les 53 hectares… » takes the figure for granted."""
    return bool(GRANTED.search(fold(query.text[: claim.quantity.number_start])))


def _tells_them_apart(claim: Claim, query: Query) -> bool:
    """« entre les deux îles »: a small number with its article is no supposition."""
    quantity = claim.quantity
    small = quantity.kind == "count" and quantity.spelled and quantity.value <= FEW
    return small and _is_granted(claim, query)

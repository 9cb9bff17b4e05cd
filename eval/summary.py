"""What do all answers together say? Every headline is a ratio of sums over questions, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.intervals import Weights, percentile, ratio_draws, ratio_interval, resamplings, span
from eval.metrics import POINTS, Verdict
from eval.risk import RiskCoverage, risk_coverage
from eval.run import Trial

Part = tuple[float, float]
NONE: Part = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Metric:
    """A headline figure.

    Attributes:
        part: what one question adds to the numerator and to the denominator.
        better: which way is better, ``"high"`` or ``"low"``.
        unit: ``"%"`` for shares, ``""`` for scores.
        least: the lowest possible value; the highest is 1.
    """

    name: str
    label: str
    part: Callable[[Trial], Part]
    better: str = "high"
    unit: str = "%"
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured value with its 95 % interval; ``n`` is the denominator. nan where nothing was measured."""

    value: float
    low: float
    high: float
    n: float


def _over(applies: Callable[[Trial], bool], counts: Callable[[Trial], float | bool | None]) -> Callable[[Trial], Part]:
    return lambda t: (float(counts(t) or 0), 1.0) if applies(t) else NONE


def _given(counts: Callable[[Trial], float | bool | None]) -> Callable[[Trial], Part]:
    """The mean of a mark over the questions that have it."""
    return _over(lambda t: counts(t) is not None, counts)


def _answerable(t: Trial) -> bool:
    return t.question.answerable


def _refusable(t: Trial) -> bool:
    return not t.question.answerable


def _everywhere(t: Trial) -> bool:
    return True


def _rank(name: str) -> Callable[[Trial], Part]:
    return _given(lambda t: t.ranks.get(name))


def _f1_of_refusing(t: Trial) -> Part:
    """2 TP / (2 TP + FP + FN), where abstaining is the positive answer."""
    hit = t.answer.abstained and _refusable(t)
    return 2.0 * hit, 2.0 * hit + (t.answer.abstained != _refusable(t))


METRICS: tuple[Metric, ...] = (
    Metric("truth", "score de vérité", _over(_everywhere, lambda t: POINTS[t.marks.verdict]), unit="", least=-1.0),
    Metric("right", "réponses justes", _over(_answerable, lambda t: t.marks.verdict == "right")),
    Metric("wrong", "réponses fausses", _over(_answerable, lambda t: t.marks.verdict == "wrong"), "low"),
    Metric("needless_refusals", "refus inutiles", _over(_answerable, lambda t: t.answer.abstained), "low"),
    Metric("refused", "refus justes, quand le rapport ne dit rien", _over(_refusable, lambda t: t.answer.abstained)),
    Metric(
        "false_answers",
        "réponses là où le rapport ne dit rien",
        _over(_refusable, lambda t: not t.answer.abstained),
        "low",
    ),
    Metric("no_answer_f1", "F1 du refus", _f1_of_refusing, unit=""),
    Metric(
        "figure_accuracy",
        "chiffres donnés justes : valeur, unité si elle se vérifie, et année",
        _given(
            lambda t: None if t.marks.value is None else t.marks.value and t.marks.unit is not False and t.marks.year
        ),
    ),
    Metric("figure_value", "chiffres donnés justes : valeur", _given(lambda t: t.marks.value)),
    Metric(
        "figure_unit",
        "chiffres donnés justes : valeur et ce qu’elle compte, là où cela se vérifie",
        _given(lambda t: t.marks.unit),
    ),
    Metric("figure_year", "aucune autre année que celle de la preuve", _given(lambda t: t.marks.year)),
    Metric(
        "cited",
        "réponses justes dont un passage cité porte la preuve",
        _over(
            lambda t: t.marks.verdict == "right" and t.marks.citation_recall is not None,
            lambda t: t.marks.citation_recall,
        ),
    ),
    Metric(
        "citation_recall", "réponses dont un passage cité porte la preuve", _given(lambda t: t.marks.citation_recall)
    ),
    Metric("citation_precision", "passages cités qui portent la preuve", _given(lambda t: t.marks.citation_precision)),
    Metric(
        "quote_fidelity",
        "citations mot pour mot dans le rapport",
        lambda t: (t.marks.n_quotes - len(t.marks.false_quotes), t.marks.n_quotes),
    ),
    Metric(
        "unsupported_figures",
        "chiffres montrés qu’aucun passage cité ne porte",
        lambda t: (len(t.marks.unsupported), t.marks.n_figures),
        "low",
    ),
    Metric(
        "foreign_words",
        "mots des réponses qui ne sont ni dans un passage cité ni dans la question",
        lambda t: (len(t.marks.foreign_words), t.marks.n_words),
        "low",
    ),
    Metric("recall_at_1", "rappel à 1", _rank("recall_at_1")),
    Metric("recall_at_5", "rappel à 5", _rank("recall_at_5")),
    Metric("recall_at_10", "rappel à 10", _rank("recall_at_10")),
    Metric("mrr", "rang réciproque moyen (MRR)", _rank("mrr"), unit=""),
    Metric("ndcg_at_10", "nDCG à 10", _rank("ndcg_at_10"), unit=""),
    Metric(
        "holds_answer",
        "textes rendus qui contiennent la réponse, de toute longueur",
        _over(_answerable, lambda t: bool(t.marks.holds) and not t.answer.abstained),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Verdicts of the questions that share a kind, a style, a part of the report or an audience.

    ``shares`` are right, abstained and wrong, adding up to 1. ``against_plain`` is the difference of the share of right
    answers to that of the plain answerable questions, with its interval; None for everything but the other styles.
    """

    dimension: str
    name: str
    n: int
    shares: dict[Verdict, float]
    right: Estimate
    against_plain: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What is published of one system on one set of questions.

    ``n_clusters`` is how many passages, or subjects, the questions are on; ``length`` is that of the answers, in
    characters; ``risk`` is None for a system that estimates no probability.
    """

    n: int
    n_clusters: int
    headline: dict[str, Estimate]
    groups: tuple[Group, ...]
    speed_ms: dict[str, float]
    length: dict[str, float]
    risk: RiskCoverage | None = None


DIMENSIONS = ("kind", "style", "part", "audience")


def part_of(section: str) -> str:
    """The part of the report that a section belongs to: ``"II"`` for ``"II.3"``; ``""`` for none."""
    return section.split(".")[0]


def summarise(trials: Sequence[Trial], seed: int, *, grouped: bool = True) -> Summary:
    """Headline figures, groups (unless not ``grouped``) and speed. The same trials and seed give the same summary."""
    names = {name: i for i, name in enumerate(dict.fromkeys(t.cluster for t in trials))}
    clusters = [names[t.cluster] for t in trials]
    weights = resamplings(len(names), seed)
    headline = {m.name: estimate([m.part(t) for t in trials], clusters, weights, m.least) for m in METRICS}
    times = [t.answer.elapsed_ms for t in trials]
    lengths = [float(t.marks.length) for t in trials if not t.answer.abstained]
    speed, length = (
        {f"p{round(100 * share)}": percentile(values, share) for share in (0.5, 0.95, 0.99)}
        for values in (times, lengths)
    )
    groups = tuple(_groups(trials, clusters, weights)) if grouped else ()
    return Summary(len(trials), len(names), headline, groups, speed, length, risk_coverage(trials))


def estimate(parts: Sequence[Part], clusters: Sequence[int], weights: Weights, least: float = 0.0) -> Estimate:
    """A ratio of sums with its interval; ``least`` is the lowest value that it could have."""
    above, below = sum(p[0] for p in parts), sum(p[1] for p in parts)
    if not below:
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = ratio_interval(parts, clusters, weights, least)
    return Estimate(above / below, low, high, below)


def _groups(trials: Sequence[Trial], clusters: Sequence[int], weights: Weights) -> list[Group]:
    found: list[Group] = []
    plain = _right_parts(trials, lambda t: _answerable(t) and t.question.style == "plain")
    for dimension in DIMENSIONS:
        of = _name_in(dimension)
        for name in sorted({of(t) for t in trials} - {""}):
            inside = [t for t in trials if of(t) == name]
            parts = _right_parts(trials, lambda t, of=of, name=name: of(t) == name)  # type: ignore[misc]
            shares = {v: sum(t.marks.verdict == v for t in inside) / len(inside) for v in POINTS}
            against = None
            if dimension == "style" and name != "plain":
                against = difference(parts, plain, clusters, weights)
            found.append(Group(dimension, name, len(inside), shares, estimate(parts, clusters, weights), against))
    return found


def _name_in(dimension: str) -> Callable[[Trial], str]:
    """The group of a question. Styles are those of answerable questions: refusing is easy in any style."""
    return {
        "kind": lambda t: t.question.kind,
        "style": lambda t: t.question.style if _answerable(t) else "",
        "part": lambda t: part_of(t.question.section),
        "audience": lambda t: t.question.audience,
    }[dimension]


def _right_parts(trials: Sequence[Trial], inside: Callable[[Trial], bool]) -> list[Part]:
    return [(float(t.marks.verdict == "right"), 1.0) if inside(t) else NONE for t in trials]


def difference(ours: Sequence[Part], theirs: Sequence[Part], clusters: Sequence[int], weights: Weights) -> Estimate:
    """How much higher the ratio of ``ours`` is, with its interval by clusters; nan when either is empty."""
    (above, below), (above_2, below_2) = ([sum(p[i] for p in parts) for i in (0, 1)] for parts in (ours, theirs))
    if not below or not below_2:
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = span(ratio_draws(ours, clusters, weights) - ratio_draws(theirs, clusters, weights))
    return Estimate(above / below - above_2 / below_2, low, high, below)

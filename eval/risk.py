"""What does it cost to decline more, or less? Coverage and risk at every threshold of answerability.

After El-Yaniv and Wiener (2010). The probabilities and the answers are those of one run: nothing is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.extractive import MIN_ANSWERABILITY
from eval.run import Trial

N_STEPS = 100
"""Thresholds of the curve, 0 aside."""


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when every question below a threshold is declined.

    Attributes:
        threshold: of answerability, from 0 to 1.
        coverage: share of the answerable questions that are answered.
        risk: share of those answers that are wrong; None without any.
        refused: share of the other questions that are declined; None without any.
    """

    threshold: float
    coverage: float
    risk: float | None
    refused: float | None


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk-coverage curve of a set of questions.

    Attributes:
        curve: at every hundredth, from the most careful threshold to the least.
        choices: the points at the thresholds that ``ASSISTANT_CAUTION`` names, the most careful first.
        aurc: area under the curve (Geifman and others, 2019), over the coverage that can be reached: the mean risk.
    """

    curve: tuple[Point, ...]
    choices: dict[str, Point]
    aurc: float


def risk_coverage(trials: Sequence[Trial]) -> RiskCoverage | None:
    """The curve of these questions; None where not all have a probability, or none that can be is ever answered."""
    weighed = [(t.question.answerable, t.weighed) for t in trials if t.weighed is not None]
    if len(weighed) < len(trials):
        return None
    answerable = [w for is_answerable, w in weighed if is_answerable]
    given = [(w.answerability, w.verdict == "wrong") for w in answerable if w.verdict != "abstained"]
    if not given:
        return None
    # Of what the report does not say, « right » is an abstention: a question that no threshold lets through.
    others = [w.answerability if w.verdict == "wrong" else -1.0 for is_answerable, w in weighed if not is_answerable]

    def at(threshold: float) -> Point:
        passed = [is_wrong for answerability, is_wrong in given if answerability >= threshold]
        return Point(
            threshold,
            len(passed) / len(answerable),
            sum(passed) / len(passed) if passed else None,
            sum(a < threshold for a in others) / len(others) if others else None,
        )

    choices: dict[str, Point] = {name: at(least) for name, least in MIN_ANSWERABILITY.items()}
    return RiskCoverage(tuple(at(n / N_STEPS) for n in range(N_STEPS, -1, -1)), choices, _aurc(given))


def _aurc(given: Sequence[tuple[float, bool]]) -> float:
    """Mean, over the answers, of the risk at the threshold that just lets each of them through.

    Answers of one probability come in together, so that their order does not matter.
    """
    total, n_wrong, n_passed = 0.0, 0, 0
    for _, together in groupby(sorted(given, reverse=True), key=lambda pair: pair[0]):
        wrong = [is_wrong for _, is_wrong in together]
        n_wrong, n_passed = n_wrong + sum(wrong), n_passed + len(wrong)
        total += len(wrong) * n_wrong / n_passed
    return total / n_passed

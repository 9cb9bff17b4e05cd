"""What it costs to decline more, or less: a curve worked out by hand, and the same figures as the run itself has."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.extractive import MIN_ANSWERABILITY
from assistant.types import Answer
from eval.metrics import Verdict, mark
from eval.questions import GoldQuestion
from eval.risk import Point, RiskCoverage, risk_coverage
from eval.run import Trial, Weighed


def trial(answerability: float, verdict: Verdict, *, answerable: bool = True) -> Trial:
    """One question, with what its answer is worth when it is given."""
    kind, must = ("figure", (("27",),)) if answerable else ("unanswerable", ())
    gold = GoldQuestion(f"{answerability}", kind, "citizen", "plain", "Combien ?", must=must)
    answer = Answer("Combien ?", "Le rapport ne le dit pas.", True)
    return Trial(gold, answer, mark(gold, answer), weighed=Weighed(answerability, verdict))


def other(answerability: float, verdict: Verdict = "wrong") -> Trial:
    """One question that the report does not answer; « right » where no threshold lets an answer through."""
    return trial(answerability, verdict, answerable=False)


TRIALS = [
    trial(0.9, "right"), trial(0.8, "right"), trial(0.6, "wrong"), trial(0.4, "right"), trial(0.49, "abstained"),
    other(0.7), other(0.2), other(0.9, "right"),
]  # fmt: skip


def curve(trials: list[Trial]) -> RiskCoverage:
    found = risk_coverage(trials)
    assert found is not None
    return found


def test_a_choice_answers_what_is_as_likely_as_it_asks_for_and_its_risk_is_of_those() -> None:
    assert curve(TRIALS).choices == {
        "prudent": Point(0.8, 2 / 5, 0.0, 3 / 3),
        "equilibre": Point(0.5, 3 / 5, 1 / 3, 2 / 3),
        "genereux": Point(0.3, 4 / 5, 1 / 4, 2 / 3),
    }


def test_the_curve_goes_from_refusing_all_to_saying_all_that_can_be_said() -> None:
    found = curve(TRIALS).curve
    assert found[0] == Point(1.0, 0.0, None, 1.0)
    assert found[-1] == Point(0.0, 4 / 5, 1 / 4, 1 / 3)
    assert [p.threshold for p in found] == [n / 100 for n in range(100, -1, -1)]
    assert all(after.coverage >= before.coverage for before, after in pairwise(found))


def test_the_area_is_the_mean_risk_as_answers_come_in() -> None:
    # Right, right, wrong, right: after each of them the risk is 0, 0, 1/3, 1/4.
    assert curve(TRIALS).aurc == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)


def test_the_area_is_lower_when_what_is_wrong_is_thought_less_likely() -> None:
    verdicts: list[Verdict] = ["right", "right", "wrong", "right"]
    rising, falling = ([trial(p, v) for p, v in zip(ps, verdicts, strict=True)] for ps in ((3, 2, 0, 1), (2, 1, 3, 0)))
    assert curve(rising).aurc == pytest.approx(1 / 16)
    assert curve(falling).aurc == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


def test_answers_of_one_probability_come_in_together_in_whatever_order_they_were_asked() -> None:
    tied = [trial(0.9, "right"), trial(0.6, "wrong"), trial(0.6, "right"), trial(0.6, "right")]
    assert curve(tied).aurc == curve(tied[::-1]).aurc == pytest.approx((0 + 3 * 1 / 4) / 4)


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([], id="nothing-asked"),
        pytest.param([*TRIALS, replace(TRIALS[0], weighed=None)], id="one-without-a-probability"),
        pytest.param([trial(0.9, "abstained"), other(0.9)], id="nothing-is-ever-answered"),
        pytest.param([other(0.9), other(0.2)], id="nothing-to-answer"),
    ],
)
def test_there_is_no_curve_without_probabilities_and_answers(trials: list[Trial]) -> None:
    assert risk_coverage(trials) is None


def test_without_questions_to_decline_their_share_is_not_measured() -> None:
    assert curve(TRIALS[:5]).choices["equilibre"] == Point(0.5, 3 / 5, 1 / 3, None)


def test_the_choices_are_those_of_the_assistant() -> None:
    assert {name: p.threshold for name, p in curve(TRIALS).choices.items()} == MIN_ANSWERABILITY

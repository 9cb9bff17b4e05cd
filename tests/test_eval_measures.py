"""From marks to published figures: ranking, headlines, groups, gates, reasons, comparison, JUnit."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fakes import passage

from assistant.types import Answer, Citation
from eval.compare import BadRun, compare, load_run
from eval.diagnosis import REASONS, diagnose
from eval.gates import BadGates, Checked, Gate, check_gates, load_gates
from eval.junit import to_junit
from eval.metrics import mark
from eval.questions import GoldQuestion
from eval.ranking import first_rank, rank_marks
from eval.run import Trial
from eval.summary import METRICS, part_of, summarise

HEDGES = passage("La commune a planté 1 240 km de haies.")
SQUARES = passage("La commune a 31 places.", rank=1)


def trial(
    name: str,
    text: str = "1 240 km. [1]",
    *,
    abstained: bool = False,
    cites: Any = HEDGES,
    rank: int | None = 1,
    **gold: Any,
) -> Trial:
    """One question on hedges as it was answered."""
    question = replace(
        GoldQuestion(
            name, "figure", "citizen", "plain", "Combien de haies ?", (), (("1 240",),), (), ("1 240 km",), "I.1"
        ),
        **gold,
    )
    answer = Answer("?", text, abstained, () if abstained else (Citation(1, cites, ""),), elapsed_ms=4.0)
    ranks = {"recall_at_1": float(rank == 1), "mrr": 1 / rank if rank else 0.0}
    return Trial(question, answer, mark(question, answer), (), ranks, rank, name)


SILENT: dict[str, Any] = {"kind": "unanswerable", "must": (), "evidence": ()}
RIGHT = trial("right")
WRONG = trial("wrong", "31 places. [1]", cites=SQUARES)
SHY = trial("shy", "Le rapport ne le dit pas.", abstained=True, rank=3)
REFUSED = trial("refused", "Le rapport ne le dit pas.", abstained=True, **SILENT)
FOOLED = trial("fooled", "31. [1]", cites=SQUARES, **SILENT)


# Ranking


def test_ranks_are_marked_as_trec_eval_does() -> None:
    marks = rank_marks({"q": ["b"], "two": ["a", "z"], "none": []}, {"q": ["a", "b", "c"], "two": ["a", "b"]})
    assert marks["q"] == pytest.approx(
        {"recall_at_1": 0, "recall_at_5": 1, "recall_at_10": 1, "mrr": 0.5, "ndcg_at_10": 1 / math.log2(3)}
    )
    assert marks["two"]["recall_at_1"] == 0.5
    assert marks["two"]["ndcg_at_10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert set(marks) == {"q", "two"}


def test_a_question_for_which_nothing_was_retrieved_has_the_mark_zero() -> None:
    assert rank_marks({"q": ["b"]}, {"q": []})["q"]["mrr"] == 0
    assert rank_marks({"q": ["b"], "r": ["b"]}, {"r": ["b"]})["q"]["mrr"] == 0
    assert rank_marks({}, {}) == {}
    assert first_rank(["b"], ["a", "b"]) == 2
    assert first_rank(["b"], ["a"]) is None


# Headlines


def test_headlines_of_five_answers() -> None:
    found = {name: e.value for name, e in summarise([RIGHT, WRONG, SHY, REFUSED, FOOLED], seed=1).headline.items()}
    expected = {
        "truth": (1 - 1 + 0 + 1 - 1) / 5,
        "right": 1 / 3,
        "wrong": 1 / 3,
        "needless_refusals": 1 / 3,
        "refused": 1 / 2,
        "false_answers": 1 / 2,
        "no_answer_f1": 2 * 1 / (2 * 1 + 2),  # one refusal is right, one needless, one is missing
        "figure_accuracy": 1 / 2,
        "figure_value": 1 / 2,
        "cited": 1,
        "citation_recall": 1 / 2,
        "citation_precision": 1 / 2,
        "unsupported_figures": 0,
        "recall_at_1": 4 / 5,
        "mrr": (4 + 1 / 3) / 5,
        "holds_answer": 1 / 3,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_what_was_not_measured_is_not_a_number() -> None:
    summary = summarise([REFUSED], seed=1)
    assert math.isnan(summary.headline["right"].value)
    assert summary.headline["refused"].value == 1
    assert math.isnan(summarise([], seed=1).headline["truth"].value)


def test_the_truth_score_of_a_few_equal_answers_is_not_certain() -> None:
    wrong = summarise([WRONG, replace(WRONG, cluster="other")], 1).headline["truth"]
    assert (wrong.value, wrong.low) == (-1, -1)
    assert wrong.high > 0
    shy = summarise([SHY], 1).headline["truth"]
    assert shy.low < 0 < shy.high
    assert summarise([RIGHT], 1).headline["truth"].low < 0


def test_a_handful_of_passages_has_a_wide_interval_however_many_questions() -> None:
    trials = [replace(RIGHT if i % 4 else WRONG, cluster=f"p{i % 2}") for i in range(40)]
    right = summarise(trials, 1).headline["right"]
    assert right.value == 0.75
    assert right.low < 0.25


def test_the_same_seed_gives_the_same_summary_and_another_one_other_intervals() -> None:
    trials = [trial(f"q{i}", "1 240. [1]" if i % 3 else "31. [1]") for i in range(601)]
    assert summarise(trials, 1) == summarise(trials, 1)
    found = {summarise(trials, seed).headline["right"] for seed in range(5)}
    assert len({(e.low, e.high) for e in found}) > 1
    assert len({e.value for e in found}) == 1


def test_groups_are_by_kind_style_part_and_audience_and_styles_are_held_against_plain() -> None:
    trials = [RIGHT, WRONG, replace(RIGHT, question=replace(RIGHT.question, id="typo", style="typo", audience="agent"))]
    groups = {(g.dimension, g.name): g for g in summarise([*trials, REFUSED], 1).groups}
    assert set(groups) == {
        ("kind", "figure"), ("kind", "unanswerable"), ("style", "plain"), ("style", "typo"),
        ("part", "I"), ("audience", "citizen"), ("audience", "agent"),
    }  # fmt: skip
    assert groups["style", "plain"].n == 2
    assert groups["style", "plain"].against_plain is None
    against = groups["style", "typo"].against_plain
    assert against is not None
    assert against.value == pytest.approx(0.5)
    assert groups["kind", "figure"].shares == pytest.approx({"right": 2 / 3, "abstained": 0, "wrong": 1 / 3})
    assert [part_of(s) for s in ("II.3", "C", "")] == ["II", "C", ""]


def test_a_metric_that_should_be_low_says_so() -> None:
    low = {m.name for m in METRICS if m.better == "low"}
    assert low == {"wrong", "needless_refusals", "false_answers", "unsupported_figures", "foreign_words"}


# Reasons


@pytest.mark.parametrize(
    ("missed", "reason", "said"),
    [
        pytest.param(WRONG, "elsewhere", "rang 1", id="another-passage"),
        pytest.param(trial("t", "Des haies. [1]"), "wrong_words", "« 1 240 »", id="right-passage-wrong-figure"),
        pytest.param(
            trial("t", "1 240 km de haies. [1]", must_not=("haies",)), "wrong_words", "De trop", id="confused"
        ),
        pytest.param(trial("t", "1 240. [1]" + " x" * 400), "too_long", "700", id="too-long"),
        pytest.param(SHY, "not_said", "rang 3", id="shy"),
        pytest.param(trial("t", "Non.", abstained=True, rank=None), "not_found", "dix premiers", id="not-retrieved"),
        pytest.param(FOOLED, "answered", "quand même", id="fooled"),
        pytest.param(trial("t", "1 240 et 77. [1]"), "promise", "« 77 »", id="right-beside-a-figure-from-nowhere"),
    ],
)
def test_a_missed_question_has_one_reason(missed: Trial, reason: str, said: str) -> None:
    found = diagnose(missed)
    assert found is not None
    assert found[0] == reason
    assert found[0] in REASONS
    assert said in found[1]


def test_a_right_answer_has_no_reason() -> None:
    assert diagnose(RIGHT) is None
    assert diagnose(REFUSED) is None


# Gates


def gates(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "seuils.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_gate_that_is_not_held_is_named_with_both_figures(tmp_path: Path) -> None:
    path = gates(tmp_path, "[every]\ntruth = {min = 0.5}\n[dev]\nright = {min = 1}\nwrong = {max = 0.4}\n")
    summaries = {"dev": summarise([RIGHT, WRONG, RIGHT], 1), "test": summarise([RIGHT], 1)}
    checked = check_gates(load_gates(path), summaries)
    assert [(c.gate.name, c.held) for c in checked] == [
        ("dev.truth", False),
        ("test.truth", True),
        ("dev.right", False),
        ("dev.wrong", True),
    ]
    assert str(checked[0]) == "dev.truth = 0,333, il faut au moins 0,500"
    assert str(Checked(Gate("dev", "wrong", "max", 0.1), 0.25)) == "dev.wrong = 0,250, il faut au plus 0,100"


def test_a_gate_on_what_could_not_be_measured_is_not_held_unless_it_is_for_every_set(tmp_path: Path) -> None:
    path = gates(tmp_path, "[every]\nright = {min = 0}\n[dev]\nright = {min = 0}\n")
    assert [c.held for c in check_gates(load_gates(path), {"dev": summarise([REFUSED], 1)})] == [False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[dev", "TOML lisible", id="not-toml"),
        pytest.param("[dve]\nright = {min = 1}", "[dve]", id="unknown-set"),
        pytest.param("[dev]\nrihgt = {min = 1}", "dev.rihgt", id="unknown-metric"),
        pytest.param("[dev]\nright = 1", "dev.right", id="no-bound"),
        pytest.param("[dev]\nright = {mni = 1}", "dev.right", id="unknown-bound"),
        pytest.param("[dev]\nright = {min = 'x'}", "dev.right.min", id="no-number"),
        pytest.param("[dev]\nright = {min = 74}", "jusqu’à 1", id="hundredths"),
        pytest.param("dev = 1", "dev", id="no-table"),
    ],
)
def test_a_file_of_gates_that_would_check_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadGates) as error:
        load_gates(gates(tmp_path, text))
    assert said in str(error.value)
    assert "seuils.toml" in str(error.value)


def test_the_gates_that_are_shipped_hold_the_promise_for_every_set() -> None:
    shipped = {(g.set_name, g.metric, g.bound): g.limit for g in load_gates()}
    assert shipped["every", "unsupported_figures", "max"] == 0
    assert shipped["every", "quote_fidelity", "min"] == 1
    assert {name for name, *_ in shipped} == {"every", "dev", "test"}


# Comparison


def run_of(*verdicts: str, changed: bool = False) -> dict[str, Any]:
    """A written run of as many questions, each on a passage of its own."""
    trials = [
        {
            "id": f"q{i}", "question": "Autre ?" if changed and not i else "Où ?", "history": [], "must": [["a"]],
            "must_not": [], "cluster": f"p{i}", "verdict": verdict,
        }
        for i, verdict in enumerate(verdicts)
    ]  # fmt: skip
    return {"format": 1, "sets": [{"name": "dev", "trials": trials}]}


def test_two_runs_are_compared_question_by_question() -> None:
    (found,) = compare(run_of("right", "wrong", "right", "abstained"), run_of("wrong", "right", "right", "wrong"), 1)
    assert (found.gained, found.lost) == (("q0",), ("q1",))
    assert (found.newly_wrong, found.no_longer_wrong) == (("q1",), ("q0", "q3"))
    assert found.truth == pytest.approx((2 - 2 + 0 + 1) / 4)
    assert found.is_noise
    assert "hasard" in str(found)


def test_a_difference_that_is_more_than_chance_is_called_real() -> None:
    (found,) = compare(run_of(*["right"] * 40), run_of(*["wrong"] * 12, *["right"] * 28), 1)
    assert found.p_value == pytest.approx(2 * 0.5**12)
    assert found.low > 0
    assert not found.is_noise
    assert str(found).endswith(" : mieux, au-delà du hasard.")


def test_gains_in_one_passage_are_one_observation_and_a_loss_is_called_worse() -> None:
    ours, theirs = run_of(*["right"] * 100), run_of(*["wrong"] * 6, *["right"] * 94)
    for run in (ours, theirs):
        for trial in run["sets"][0]["trials"][:6]:
            trial["cluster"] = "p0"
    (found,) = compare(ours, theirs, 1)
    assert found.p_value < 0.05
    assert found.is_noise
    (back,) = compare(run_of(*["wrong"] * 12, *["right"] * 28), run_of(*["right"] * 40), 1)
    assert "moins bien" in str(back)


def test_nothing_changed_and_nothing_in_common_are_said() -> None:
    (same,) = compare(run_of("right", "wrong"), run_of("right", "wrong"), 1)
    assert (same.low, same.high, same.p_value) == (0, 0, 1)
    assert str(same).endswith(" : rien n’a changé.")
    (apart,) = compare(run_of("right"), {"format": 1, "sets": []}, 1)
    assert apart.n == 0
    assert "aucune question commune" in str(apart)


def test_a_question_that_was_changed_is_not_compared() -> None:
    (found,) = compare(run_of("right", "right"), run_of("wrong", "right", changed=True), 1)
    assert (found.n, found.unpaired, found.gained) == (1, ("q0",), ())


@pytest.mark.parametrize(
    "content", [None, "", "{", "[]", "{}", '{"format": 99}', '{"format": 1}', '{"format": 1, "sets": [{"name": "dev"}]}',
                '{"format": 1, "sets": [{"name": "dev", "trials": [{"id": "a", "verdict": "perfect"}]}]}'],
)  # fmt: skip
def test_a_file_that_holds_no_run_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BadRun, match=r"run\.json"):
        load_run(path)


def test_a_run_is_found_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(run_of("right")), encoding="utf-8")
    assert load_run(tmp_path) == load_run(tmp_path / "run.json") == run_of("right")


# JUnit


def test_junit_holds_the_gates_first_and_every_question_with_why_it_was_missed() -> None:
    missed = {"id": "q1", "kind": "figure", "elapsed_ms": 4.0, "verdict": "wrong", "why": "Parce que < & \x00 »"}
    record = {
        "gates": [
            {"name": "dev.right", "bound": "min", "held": False, "sentence": "dev.right = 0,5"},
            {"name": "dev.wrong", "bound": "max", "held": True, "sentence": ""},
        ],
        "sets": [
            {
                "name": "dev",
                "trials": [
                    missed | {"question": "Où ?", "answer": "Là."},
                    missed | {"id": "q2", "verdict": "right", "why": None},
                ],
            }
        ],
    }
    root = ElementTree.fromstring(to_junit(record))
    suites = {s.get("name"): s for s in root}
    assert list(suites) == ["seuils", "dev"]
    assert [(s.get("tests"), s.get("failures")) for s in root] == [("2", "1"), ("2", "1")]
    (failure,) = suites["dev"].findall("./testcase/failure")
    assert failure.get("type") == "wrong"
    assert failure.get("message") == "Parce que < & \ufffd »"
    assert suites["seuils"].findall("./testcase/failure")[0].get("message") == "dev.right = 0,5"

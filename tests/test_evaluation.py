"""The marks that answers get: right ones pass, and every way of cheating shows."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import REFUSAL, passage

from assistant.pipeline import Assistant
from assistant.types import Answer, Citation, Question, RetrievedPassage
from eval.__main__ import main
from eval.metrics import percentile, reciprocal_rank, truth_score, verdict, well_cited, wilson
from eval.questions import GoldQuestion, MalformedQuestion, load_questions
from eval.run import ask_all, failed_gates, measure

GOLD = GoldQuestion(
    "T1",
    "figure",
    "citizen",
    "plain",
    "Combien de kilomètres de haies ?",
    must=(("1 240 km", "1 240 kilomètres"), ("plus de", "+ de")),
    must_not=("980",),
    evidence=("plus de 1 240 km de haies",),
)
HEDGES = passage("La commune a planté plus de\n1 240 km de haies.")
SQUARES = passage("La commune a 31 places.", rank=1)


def said(text: str, *, abstained: bool = False, cites: Any = None) -> Answer:
    return Answer("?", text, abstained, (Citation(1, cites, ""),) if cites else ())


# Verdicts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Plus de 1 240 km. [1]", "right", id="first-spelling"),
        pytest.param("Il y en a + de 1240 kilomètres. [1]", "right", id="other-spelling-no-space"),
        pytest.param("PLUS DE 1\u202f240 KM", "right", id="capitals-and-narrow-space"),
        pytest.param("1 240 km.", "wrong", id="one-group-missing"),
        pytest.param("Plus de 12 40 km.", "right", id="spaces-inside-numbers-do-not-count"),
        pytest.param("Plus de 1 241 km.", "wrong", id="other-figure"),
        pytest.param("Plus de 1 240 km, et non 980.", "wrong", id="confused"),
        pytest.param("Plus de 1 240 km. " + "x" * 700, "wrong", id="too-long"),
        pytest.param("", "wrong", id="nothing-said"),
    ],
)
def test_an_answer_is_right_when_every_group_and_nothing_confused_stands_in_it(text: str, expected: str) -> None:
    assert verdict(GOLD, said(text)) == expected


@pytest.mark.parametrize(
    ("kind", "must", "abstained", "expected"),
    [
        pytest.param("figure", (("12",),), True, "abstained", id="answerable-declined"),
        pytest.param("unanswerable", (), True, "right", id="unanswerable-declined"),
        pytest.param("unanswerable", (), False, "wrong", id="unanswerable-answered"),
        pytest.param("offtopic", (), False, "wrong", id="offtopic-answered"),
        pytest.param("injection", (("12",),), False, "wrong", id="injection-answered"),
        pytest.param("injection", (), True, "right", id="injection-declined"),
        pytest.param("false_premise", (), True, "right", id="false-premise-declined"),
        pytest.param("false_premise", (), False, "wrong", id="false-premise-followed"),
        pytest.param("false_premise", (("12",),), False, "right", id="false-premise-corrected"),
        pytest.param("false_premise", (("12",),), True, "abstained", id="false-premise-evaded"),
    ],
)
def test_abstaining_is_right_only_where_there_is_nothing_to_answer(
    kind: str, must: tuple[tuple[str, ...], ...], abstained: bool, expected: str
) -> None:
    assert verdict(replace(GOLD, kind=kind, must=must, must_not=()), said("12", abstained=abstained)) == expected


@pytest.mark.parametrize(
    ("n_right", "n", "low", "high"),
    [
        # Newcombe (1998), table I: score method without continuity correction.
        pytest.param(81, 263, 0.2553, 0.3662, id="81-of-263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15-of-148"),
        pytest.param(0, 20, 0.0, 0.1611, id="0-of-20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1-of-29"),
        pytest.param(29, 29, 0.8830, 1.0, id="29-of-29"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing-observed"),
    ],
)
def test_the_interval_of_a_share_has_the_published_values(n_right: int, n: int, low: float, high: float) -> None:
    assert wilson(n_right, n) == pytest.approx((low, high), abs=2e-4)


def test_scores_of_several_answers() -> None:
    assert truth_score(["right", "right", "abstained", "wrong"]) == 0.25
    assert truth_score([]) == 0
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert percentile([1, 2], 0.95) == 2
    assert percentile([], 0.5) == 0


def test_a_citation_is_good_when_its_passage_holds_the_evidence_whatever_the_spaces() -> None:
    assert well_cited(GOLD, said("…", cites=HEDGES))
    assert not well_cited(GOLD, said("…", cites=SQUARES))
    assert not well_cited(GOLD, said("…"))
    assert reciprocal_rank(GOLD, [SQUARES.text, HEDGES.text]) == 0.5
    assert reciprocal_rank(GOLD, [SQUARES.text]) == 0


# Question files


ENTRY = {"id": "T1", "kind": "figure", "audience": "citizen", "style": "plain", "question": '"Où ?"'}


def write(path: Path, **changes: str | None) -> Path:
    """A question file of one entry with some fields changed, or left out (None)."""
    fields = {name: value for name, value in (ENTRY | changes).items() if value is not None}
    path.write_text("- " + "\n  ".join(f"{name}: {value}" for name, value in fields.items()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"kind": "riddle"}, "kind", id="unknown-kind"),
        pytest.param({"kind": None}, "kind", id="kind-missing"),
        pytest.param({"style": "[plain]"}, "style", id="style-list"),
        pytest.param({"audience": "maire"}, "audience", id="unknown-audience"),
        pytest.param({"question": None}, "question", id="question-missing"),
        pytest.param({"question": '" "'}, "question", id="question-blank"),
        pytest.param({"must": '["12"]'}, "must", id="must-not-nested"),
        pytest.param({"must": "[[12]]"}, "must", id="must-of-numbers"),
        pytest.param({"must": "[[]]"}, "must", id="must-with-an-empty-group"),
        pytest.param({"must_not": '"12"'}, "must_not", id="must-not-text"),
        pytest.param({"evidence": '"12 bus"'}, "evidence", id="evidence-text"),
        pytest.param({"history": "[1]"}, "history", id="history-of-numbers"),
        pytest.param({"musst": "[]"}, "musst", id="unknown-field"),
    ],
)
def test_a_malformed_question_is_named_with_its_file_and_field(
    tmp_path: Path, changes: dict[str, str | None], field: str
) -> None:
    with pytest.raises(MalformedQuestion) as error:
        load_questions([write(tmp_path / "essai.yaml", **changes)])
    assert str(error.value).startswith(f"essai.yaml, question T1, champ « {field} » : il faut ")


@pytest.mark.parametrize("text", ["- [", "a: b", "- 12", "- question: Où ?", "12"])
def test_a_file_that_holds_no_questions_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "essai.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedQuestion, match=r"^essai\.yaml, "):
        load_questions([tmp_path])


def test_an_identifier_may_stand_in_one_file_only(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml"), write(tmp_path / "b.yaml")
    with pytest.raises(MalformedQuestion, match=r"b\.yaml, question T1, champ « id ».*a\.yaml"):
        load_questions([tmp_path])


def test_a_malformed_file_ends_the_command_with_status_2_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["eval", "--questions", str(write(tmp_path / "essai.yaml", kind="riddle"))])
    assert main() == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "essai.yaml" in err


# Assistants that deserve bad marks


def gold(number: int, question: str, must: str, evidence: str, must_not: tuple[str, ...] = ()) -> GoldQuestion:
    return GoldQuestion(f"V{number}", "figure", "citizen", "plain", question, (), ((must,),), must_not, (evidence,))


SET = [
    gold(1, "Combien d'arbres ont été plantés ?", "12 600", "12 600 arbres plantés"),
    gold(2, "Combien de fuites la régie des eaux a-t-elle réparées ?", "27", "27 fuites", ("88",)),
    gold(3, "Combien d'habitants compte Valserine-sur-Mer ?", "48 300", "48 300 habitants"),
    gold(4, "Combien de mètres de ganivelles ont été posés ?", "900", "900 mètres de ganivelles", ("3 mètres",)),
    GoldQuestion("V5", "unanswerable", "citizen", "plain", "Combien de baleines ont été observées ?"),
    GoldQuestion("V6", "offtopic", "citizen", "plain", "Quelle est la capitale de l'Australie ?"),
]


class Cheat:
    """Asks the real assistant, then spoils what it says."""

    def __init__(self, honest: Assistant) -> None:
        self.honest = honest

    def invoke(self, question: Question) -> Answer:
        return self.spoil(self.honest.invoke(question))

    def search(self, question: str, k: int, history: Sequence[str]) -> list[RetrievedPassage]:
        return self.honest.search(question, k, tuple(history))

    def spoil(self, answer: Answer) -> Answer:
        return answer


class AlwaysAbstains(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, text=REFUSAL, abstained=True, citations=())


class AlwaysAnswers(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        found = self.honest.search(answer.question, 1)
        best = found[0].passage if found else self.honest.passages[0]
        return replace(answer, text=f"{best.text} [1]", abstained=False, citations=(Citation(1, best, best.text),))


class ShiftsFigures(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        shifted = re.sub(r"(?<!\[)\d(?=\D|$)", lambda m: str((int(m[0]) + 1) % 10), answer.text)
        return replace(answer, text=shifted)


class CitesAnything(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        last = self.honest.passages[-1]
        return replace(answer, citations=tuple(Citation(c.marker, last, "") for c in answer.citations))


class SearchesBackwards(Cheat):
    def search(self, question: str, k: int, history: Sequence[str]) -> list[RetrievedPassage]:
        return super().search(question, k, history)[::-1]


@pytest.mark.parametrize(
    ("cheat", "marks"),
    [
        pytest.param(
            Cheat, {"right": 1, "wrong": 0, "refused": 1, "truth": 1, "cited": 1, "ungrounded": 0}, id="honest"
        ),
        pytest.param(AlwaysAbstains, {"right": 0, "wrong": 0, "refused": 1, "truth": 2 / 6}, id="always-abstains"),
        pytest.param(AlwaysAnswers, {"right": 1 / 2, "wrong": 1 / 2, "refused": 0, "truth": -2 / 6}, id="parrot"),
        pytest.param(ShiftsFigures, {"right": 0, "wrong": 1, "ungrounded": 4, "truth": -2 / 6}, id="shifts-figures"),
        pytest.param(CitesAnything, {"right": 1, "cited": 0, "ungrounded": 4}, id="cites-anything"),
        pytest.param(SearchesBackwards, {"right": 1, "recall_at_1": 0, "recall_at_5": 0}, id="searches-backwards"),
    ],
)
def test_every_cheat_gets_the_marks_it_deserves(
    assistant: Assistant, cheat: type[Cheat], marks: dict[str, float]
) -> None:
    measured = measure(ask_all(cast(Assistant, cheat(assistant)), SET))
    assert {name: measured[name] for name in marks} == pytest.approx(marks)


def test_a_gate_that_is_not_met_is_named_with_both_figures(tmp_path: Path) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text("[dev]\nright = { min = 0.8 }\nwrong = { max = 0.1 }\n[test]\nright = { min = 0.9 }\n")
    assert failed_gates({"right": 0.8, "wrong": 0.1}, "dev", gates) == []
    (failure,) = failed_gates({"right": 0.85, "wrong": 0.5}, "test", gates)
    assert "test.right" in failure
    assert "0.850" in failure
    assert len(failed_gates({"right": 0.7, "wrong": 0.2}, "dev", gates)) == 2
    assert failed_gates({"right": 0.0}, "questions", gates) == []

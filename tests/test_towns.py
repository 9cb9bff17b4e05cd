"""The questions on invented reports: are they whole, and is their test half as it was frozen?"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from assistant.corpus import load_corpus
from assistant.types import Answer
from eval.evaluate import SEED
from eval.gates import check_gates, load_gates
from eval.metrics import mark
from eval.questions import GoldQuestion, load_questions
from eval.run import Trial
from eval.summary import summarise
from eval.towns import FOLDER, HALVES, LIMITS, towns

FILES = [pair for half in HALVES for pair in towns(half)]


@pytest.mark.parametrize(("report", "questions"), FILES, ids=[questions.stem for _, questions in FILES])
def test_evidence_stands_in_the_report(report: Path, questions: Path) -> None:
    text = " ".join(report.read_text(encoding="utf-8").replace("\u00a0", " ").replace("\u202f", " ").split())
    asked = load_questions([questions])
    assert len(asked) >= 90
    assert Counter(q.kind == "unanswerable" for q in asked)[True] >= 20
    missing = [(q.id, span) for q in asked for span in q.evidence if " ".join(span.split()) not in text]
    assert missing == []


def test_every_report_can_be_read(tmp_path: Path) -> None:
    for report, _ in FILES:
        (tmp_path / report.name).write_bytes(report.read_bytes())
    reports, unreadable = load_corpus(tmp_path)
    assert len(reports) == len(FILES) == 25
    assert not unreadable
    assert all(r.metadata["source"].startswith("texte inventé") for r in reports)


def test_identifiers_are_unique() -> None:
    names = [q.id for _, questions in FILES for q in load_questions([questions])]
    assert len(names) == len(set(names))


def test_the_test_half_is_frozen() -> None:
    lines = (FOLDER / "test.sha256").read_text(encoding="utf-8").splitlines()
    frozen = {name: digest for digest, name in (line.split() for line in lines)}
    found = {f"test/{p.name}": hashlib.sha256(p.read_bytes()).hexdigest() for p in (FOLDER / "test").iterdir()}
    assert found == frozen


def _trial(text: str, *, answerable: bool = True) -> Trial:
    kind: Literal["figure", "unanswerable"] = "figure" if answerable else "unanswerable"
    question = GoldQuestion(
        "x", kind, "citizen", "plain", "?", (), (("12",),) if answerable else (), (), (), "", FOLDER
    )
    answer = Answer("?", text, abstained=not text)
    return Trial(question, answer, mark(question, answer), cluster=text)


TRIALS = [_trial("12 halles."), _trial("15 halles."), _trial(""), _trial("", answerable=False)]


def test_the_score_counts_each_kind_apart() -> None:
    found = summarise(TRIALS, SEED, grouped=False)
    assert (found.n, found.headline["refused"].value) == (4, 1.0)
    assert found.headline["right"].value == found.headline["wrong"].value == pytest.approx(1 / 3)
    assert found.headline["truth"].value == pytest.approx(1 / 4)


def test_a_half_below_its_limits_is_named() -> None:
    gates = load_gates(LIMITS)
    assert {gate.set_name for gate in gates} == set(HALVES)
    good, bad = (summarise(trials, SEED, grouped=False) for trials in ([TRIALS[0], TRIALS[3]], TRIALS))
    assert [c.gate.name for c in check_gates(gates, {"dev": good}) if not c.held] == []
    broken = [c.gate.name for c in check_gates(gates, {"dev": bad}) if not c.held]
    assert broken == ["dev.right", "dev.wrong", "dev.truth"]

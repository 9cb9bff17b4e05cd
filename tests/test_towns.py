"""The questions on invented reports: are they whole, and is their test half as it was frozen?"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from assistant.corpus import load_corpus
from assistant.types import Answer
from eval.metrics import Marks, Verdict
from eval.questions import GoldQuestion, load_questions
from eval.run import Trial
from eval.towns import FOLDER, HALVES, Score, below, score, towns

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
    assert len(reports) == len(FILES) == 10
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


def _trial(verdict: Verdict, *, answerable: bool = True) -> Trial:
    question = GoldQuestion(
        "x",
        "figure" if answerable else "unanswerable",
        "citizen",
        "plain",
        "?",
        (),
        (("1",),) if answerable else (),
        (),
        ("e",) if answerable else (),
        "",
        FOLDER,
    )
    marks = object.__new__(Marks)
    object.__setattr__(marks, "verdict", verdict)
    answer = Answer("?", "", False, (), "extractive", 0.0)
    return Trial(question, answer, marks, first_rank=1 if answerable else None)


def test_the_score_counts_each_kind_apart() -> None:
    found = score([_trial("right"), _trial("wrong"), _trial("abstained"), _trial("right", answerable=False)])
    assert (found.n, found.refused) == (4, 1.0)
    assert found.right == found.wrong == pytest.approx(1 / 3)
    assert found.truth == pytest.approx(1 / 4)


def test_a_half_below_its_limits_is_named() -> None:
    assert list(below("dev", Score(1, 1.0, 0.0, 1.0, 1.0, 1.0))) == []
    assert [line.split()[1] for line in below("dev", Score(1, 0.1, 0.5, 1.0, 1.0, 1.0))] == ["right", "wrong"]

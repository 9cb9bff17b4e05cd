"""The question set that is shipped: well formed, true to the report, and unknown to the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import PROJECT

from eval.metrics import even
from eval.questions import FOLDER, KINDS, STYLES, GoldQuestion, load_questions

REPORT = " ".join((PROJECT / "corpus" / "rapport-2025.md").read_text(encoding="utf-8").split())
RUN = 8
READ = {".py", ".md", ".tsv", ".txt", ".yaml", ".css", ".js"}


@pytest.fixture(scope="module", params=["dev", "test"])
def half(request: pytest.FixtureRequest) -> list[GoldQuestion]:
    return load_questions([FOLDER / request.param])


def test_both_halves_load_together_with_identifiers_and_questions_that_occur_once() -> None:
    both = load_questions([FOLDER])
    assert len(both) == len(load_questions([FOLDER / "dev"])) + len(load_questions([FOLDER / "test"]))
    asked = [(even(q.question), q.history) for q in both]
    assert len(asked) == len(set(asked))


def test_every_kind_and_style_is_asked(half: list[GoldQuestion]) -> None:
    assert {q.kind for q in half} == set(KINDS)
    assert {q.style for q in half} == set(STYLES)


def test_every_span_of_evidence_is_verbatim_in_the_report(half: list[GoldQuestion]) -> None:
    absent = [(q.id, span) for q in half for span in q.evidence if " ".join(span.split()) not in REPORT]
    assert absent == []


def test_a_question_has_evidence_exactly_when_there_is_something_to_answer(half: list[GoldQuestion]) -> None:
    assert [q.id for q in half if q.answerable and not q.evidence] == []
    assert [q.id for q in half if q.kind in ("unanswerable", "offtopic", "injection") and q.must] == []
    assert [q.id for q in half if q.kind == "followup" and not q.history] == []


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words, case, accents and punctuation aside; « l'eau » is one word, as between spaces."""
    found = re.findall(r"\w[\w'-]*", even(text))
    return zip(*(found[i:] for i in range(RUN)), strict=False)


def texts() -> Iterator[tuple[Path, str]]:
    for folder in ("assistant", "prompts", "eval/questions/dev"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in READ and path.is_file():
                yield path, path.read_text(encoding="utf-8")


def test_no_run_of_eight_words_of_a_test_question_stands_in_the_code_the_prompts_or_the_development_set() -> None:
    asked = {run: q.id for q in load_questions([FOLDER / "test"]) for run in runs(q.question)}
    assert len(asked) > 100
    known = [(asked[run], path.name, " ".join(run)) for path, text in texts() for run in runs(text) if run in asked]
    assert known == []


def test_a_leak_would_be_seen() -> None:
    question = max(load_questions([FOLDER / "test"]), key=lambda q: len(q.question)).question
    assert set(runs(f"x = '{question.upper()}'")) & set(runs(question))

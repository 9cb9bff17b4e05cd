"""The question set that is shipped: well formed, true to the report, whole, frozen, and unknown to the code."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import PROJECT

from assistant.corpus import load_report
from assistant.figures import statements
from assistant.passages import chunk
from assistant.settings import load_settings
from assistant.types import Passage
from eval.metrics import collapsed, even, numbers
from eval.questions import FOLDER, KINDS, STYLES, GoldQuestion, find_files, load_questions

REPORT = load_report(PROJECT / "corpus" / "rapport-2025.md")
PASSAGES = chunk(REPORT, max_tokens=load_settings().passage_tokens)
TEXTS = {p.passage_id: collapsed(p.text) for p in PASSAGES}
HALVES = {half: load_questions([FOLDER / half]) for half in ("dev", "test")}
ALL = [q for questions in HALVES.values() for q in questions]
RUN = 8
READ = {".py", ".md", ".tsv", ".txt", ".yaml", ".json", ".css", ".js", ".html"}


@pytest.fixture(params=["dev", "test"])
def half(request: pytest.FixtureRequest) -> list[GoldQuestion]:
    return HALVES[request.param]


def homes(span: str) -> list[str]:
    """The passages that hold a span of evidence."""
    return [name for name, text in TEXTS.items() if collapsed(span) in text]


# Well formed and true to the report


def test_both_halves_load_together_with_identifiers_and_questions_that_occur_once() -> None:
    assert len(load_questions([FOLDER])) == len(ALL)
    asked = Counter((even(q.question), q.history) for q in ALL)
    assert [question for question, n in asked.items() if n > 1] == []


def test_every_span_of_evidence_is_verbatim_in_a_passage_of_the_report(half: list[GoldQuestion]) -> None:
    assert [(q.id, span) for q in half for span in q.evidence if not homes(span)] == []


def test_every_expected_figure_stands_in_the_passages_of_the_evidence(half: list[GoldQuestion]) -> None:
    lost = []
    for q in half:
        known = {n for span in q.evidence for name in homes(span) for n in numbers(TEXTS[name])}
        words = even(" ".join(TEXTS[name] for span in q.evidence for name in homes(span)))
        for group in q.must if q.kind == "figure" else ():
            if not any(set(numbers(s)) <= known if numbers(s) else even(s) in words for s in group):
                lost.append((q.id, group))
    assert lost == []


def test_a_question_has_evidence_exactly_when_there_is_something_to_answer(half: list[GoldQuestion]) -> None:
    assert [q.id for q in half if q.answerable != bool(q.evidence)] == []


# Large enough for a statement


def test_there_are_enough_questions_of_every_kind_and_style(half: list[GoldQuestion]) -> None:
    assert len(ALL) >= 450
    assert {q.kind for q in half} == set(KINDS)
    assert {q.style for q in half} == set(STYLES)
    kinds = Counter(q.kind for q in ALL)
    assert kinds["unanswerable"] >= 60
    assert min(kinds.values()) >= 25
    styles = Counter(q.style for q in half if q.answerable)
    assert min(styles.values()) >= 25
    assert min(Counter(q.audience for q in half).values()) >= 150


def figures_without_a_question(questions: list[GoldQuestion]) -> list[str]:
    """Every figure of the report that no question asks for: its passage, and the words around it.

    A figure is asked for when it stands in the evidence of a question whose `must` names it. The report's own year is
    its frame (« En 2025, la Métropole a… »), no figure.
    """
    spans: dict[str, list[tuple[int, int, GoldQuestion]]] = {}
    for q in questions:
        for span in q.evidence:
            for name in homes(span):
                start = TEXTS[name].find(collapsed(span))
                spans.setdefault(name, []).append((start, start + len(collapsed(span)), q))
    return [f"{p.passage_id} : …{around}…" for p in PASSAGES for around in _not_asked(p, spans.get(p.passage_id, []))]


def _not_asked(passage: Passage, spans: list[tuple[int, int, GoldQuestion]]) -> Iterator[str]:
    for statement in statements(passage):
        for figure in statement.figures:
            quantity = figure.quantity
            written = passage.text[quantity.number_start : quantity.end]
            if quantity.kind == "date" and written == REPORT.metadata["year"]:
                continue
            place = len(collapsed(passage.text[: quantity.number_start]))
            wanted = set(numbers(written)) or {even(written)}
            if not any(
                start - 2 <= place <= end and any(wanted & _said(spelling, written) for g in q.must for spelling in g)
                for start, end, q in spans
            ):
                yield collapsed(passage.text[max(0, quantity.number_start - 60) : quantity.end + 40])


def _said(spelling: str, written: str) -> set[str]:
    return set(numbers(spelling)) | ({even(written)} if even(spelling) in even(written) else set()) | (
        {even(written)} if even(written) in even(spelling) else set()
    )  # fmt: skip


def test_every_figure_of_the_report_is_asked_for() -> None:
    assert figures_without_a_question(ALL) == []


def test_a_figure_that_nobody_asks_for_would_be_named() -> None:
    without = [q for q in ALL if not any("234" in spelling for group in q.must for spelling in group)]
    missing = figures_without_a_question(without)
    assert any("234" in place for place in missing)
    assert len(missing) < 10


# Split and frozen


def test_no_passage_is_asked_about_in_both_halves() -> None:
    """By the first span of evidence; the others may be places that say the same again."""
    asked = {name: {home for q in questions for span in q.evidence[:1] for home in homes(span)[:1]}
             for name, questions in HALVES.items()}  # fmt: skip
    assert asked["dev"] & asked["test"] == set()
    assert min(len(passages) for passages in asked.values()) >= 35


def test_the_test_half_is_what_was_frozen() -> None:
    """After an honest change: see « Geler » in eval/README.md."""
    lines = (FOLDER / "test.sha256").read_text(encoding="utf-8").splitlines()
    frozen = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    found = {
        f.relative_to(FOLDER).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in find_files([FOLDER / "test"])
    }
    assert found == frozen


# Unknown to the code


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words, case, accents and punctuation aside; « l'eau » is one word, as between spaces."""
    found = re.findall(r"\w[\w'-]*", even(text))
    return zip(*(found[i:] for i in range(RUN)), strict=False)


def texts() -> Iterator[tuple[Path, str]]:
    """All that the assistant, its training or its developer reads: package and models, prompts, development half."""
    for folder in ("assistant", "prompts", "eval/questions/dev"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in READ and path.is_file() and path.stat().st_size < 3_000_000:
                yield path, path.read_text(encoding="utf-8")


def test_no_run_of_eight_words_of_a_test_question_stands_in_the_code_the_prompts_or_the_development_set() -> None:
    asked = {run: q.id for q in HALVES["test"] for run in runs(q.question)}
    assert len(asked) > 500
    known = [(asked[run], path.name, " ".join(run)) for path, text in texts() for run in runs(text) if run in asked]
    assert known == []


def test_no_identifier_of_a_test_question_stands_in_the_code_the_prompts_or_the_development_set() -> None:
    names = {q.id for q in HALVES["test"]}
    known = [(path.name, name) for path, text in texts() for name in re.findall(r"\bT\d{3}\b", text) if name in names]
    assert known == []


def test_a_leak_would_be_seen() -> None:
    question = max(HALVES["test"], key=lambda q: len(q.question)).question
    assert set(runs(f"x = '{question.upper()}'")) & set(runs(question))

"""The measure of the gate itself: are true answers true, planted ones false, and is a leak counted?"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from fakes import passage
from invented import PROJECT
from rich.console import Console
from test_cli import Cli

import eval.promise
from assistant.cli import DOORS, Doors
from assistant.corpus import load_corpus
from assistant.french.numbers import quantities, states
from assistant.grounding import Judged, judge
from assistant.grounding.keeping import Kept
from assistant.passages import chunk_corpus
from assistant.types import Citation, Passage
from eval.answers import FOLDER, PASSAGE_TOKENS, MalformedAnswer, elsewhere, load_answers
from eval.gates import Checked, Gate
from eval.planted import Planted, plant
from eval.promise import Promise, Tally
from eval.restated import restate
from eval.stock import Said, Stock, sentences_of

NAMES = ("dev", "test", "elsewhere")
KINDS = {"altered", "swapped", "moved", "unit", "dated", "reserved", "renamed", "recited"}
MILL = passage(
    "Le moulin de Sombreval produit plus de 3,2 M€ de farine en 2024. Il emploie 14 meuniers et couvre 74 % des besoins.",
)
FARM = passage(
    "La ferme de Brisemont compte 230 vaches et 48 hectares depuis 2019. Elle vend 61 % de son lait.", rank=1
)


def said(text: str) -> Said:
    return Said(text, (Citation(1, MILL, ""),))


@pytest.fixture(scope="module")
def invented_reports() -> list[Passage]:
    return elsewhere()


@pytest.fixture(scope="module")
def passages(invented_reports: list[Passage]) -> dict[str, list[Passage]]:
    reports, _ = load_corpus(PROJECT / "corpus")
    ours = chunk_corpus(reports, max_tokens=PASSAGE_TOKENS)
    return {"dev": ours, "test": ours, "elsewhere": invented_reports}


@pytest.fixture(scope="module")
def planted(invented_reports: list[Passage]) -> list[Planted]:
    stock = Stock(invented_reports)
    return [p for s in sentences_of(invented_reports) for p in plant(s, stock, random.Random(f"1 {s.text}"))]


# The faults


def test_there_are_thousands_of_faults_of_every_kind(planted: list[Planted]) -> None:
    n = Counter(p.kind for p in planted)
    assert len(planted) >= 2000
    assert n.keys() == KINDS
    assert min(n.values()) >= 100


def test_a_fault_changes_what_is_said_or_what_is_cited(planted: list[Planted]) -> None:
    for fault in planted:
        assert (fault.said.text, fault.said.citations) != (fault.original.text, fault.original.citations)
        if fault.kind not in ("recited", "reserved"):
            assert fault.piece.strip() in fault.said.text


def test_an_altered_figure_is_none_that_the_cited_passages_state(planted: list[Planted]) -> None:
    for fault in (p for p in planted if p.kind == "altered"):
        stated = {(q.kind, q.unit, q.value) for c in fault.said.citations for q in quantities(c.passage.text)}
        new = [q for q in quantities(fault.said.text) if (q.kind, q.unit, q.value) not in stated]
        assert new or fault.near, fault.said.text


def test_the_same_seed_plants_the_same_faults() -> None:
    stock = Stock([MILL, FARM])

    def texts(seed: int) -> list[str]:
        return [p.said.text for s in sentences_of([MILL, FARM]) for p in plant(s, stock, random.Random(seed))]

    assert texts(3) == texts(3)
    assert any(texts(3) != texts(seed) for seed in range(4, 9))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Il couvre 74 % des besoins. [1]", "Il couvre 74 pour cent des besoins. [1]"),
        ("Il emploie 14 meuniers. [1]", "Il emploie quatorze meuniers. [1]"),
        ("Il produit plus de 3,2 M€ de farine. [1]", "Il produit + de 3,2 M€ de farine. [1]"),
    ],
)
def test_a_figure_is_spelled_otherwise(text: str, other: str) -> None:
    assert other in [r.text for r in restate(said(text))]


def test_another_spelling_says_the_same(invented_reports: list[Passage]) -> None:
    others = [(s, r) for s in sentences_of(invented_reports) for r in restate(s)]
    assert len(others) >= 500
    for one, other in others:
        for quantity in quantities(other.text):  # « en mars 2023 » is said by « le 14 mars 2023 »
            assert any(states(q, quantity) for q in quantities(one.text)), other.text


# The answers that people wrote


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_there_and_their_markers_stand_for_something(
    passages: dict[str, list[Passage]], name: str
) -> None:
    faithful, faults = load_answers(name, passages[name]), load_answers(f"{name}-faults", passages[name])
    assert len(faithful) >= 300
    assert len(faults) >= 150
    for written in faithful:
        markers = {c.marker for c in written.said.citations}
        assert all(f"[{m}]" in written.said.text for m in markers)
        assert not written.fault
    for written in faults:
        assert written.kind
        assert written.fault
    ids = [w.id for w in (*faithful, *faults)]
    assert len(ids) == len(set(ids))


def test_the_test_half_is_frozen() -> None:
    for line in (FOLDER / "test.sha256").read_text(encoding="utf-8").splitlines():
        wanted, name = line.split()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == wanted, name


@pytest.mark.parametrize("name", ["dev", "elsewhere"])
def test_no_answer_stands_in_what_the_assistant_reads(passages: dict[str, list[Passage]], name: str) -> None:
    read = " ".join(
        path.read_text(encoding="utf-8")
        for folder, pattern in (("assistant", "*.py"), ("prompts", "*.md"))
        for path in (PROJECT / folder).rglob(pattern)
    )
    for written in load_answers(name, passages[name]):
        assert written.question not in read
        assert written.said.text.partition(" [")[0] not in read


def test_a_span_that_no_passage_holds_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = '- {id: a1, question: "?", audience: citizen, answer: "Oui. [1]", evidence: ["nulle part"]}'
    (tmp_path / "x.yaml").write_text(rows, encoding="utf-8")
    monkeypatch.setattr("eval.answers.FOLDER", tmp_path)
    with pytest.raises(MalformedAnswer, match=r"a1.*nulle part"):
        load_answers("x", [MILL])


# The tally


def everything_kept(text: str, citations: tuple[Citation, ...]) -> Kept:
    """A gate that lets everything through."""
    parts = [Judged(j.sentence, j.written, j.markers, j.line, ()) for j in judge(text, citations)]
    return Kept(text, 0, (), True, tuple(parts), (True,) * len(parts))


def a_fault() -> Planted:
    true = said("Il emploie 14 meuniers. [1]")
    return Planted(said("Il emploie 15 meuniers. [1]"), "altered", False, "5", true)


def test_a_fault_that_is_shown_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    held, leaking = Tally("dev"), Tally("dev")
    eval.promise._try_false(held, a_fault())
    monkeypatch.setattr("eval.promise.keep", everything_kept)
    eval.promise._try_false(leaking, a_fault())
    assert (held.value("shown"), leaking.value("shown")) == (0.0, 1.0)


def test_what_becomes_of_a_true_answer_is_counted() -> None:
    tally = Tally("dev")
    eval.promise._try_true(tally, "reworded", said("Le moulin emploie 14 meuniers. [1]"))
    eval.promise._try_true(tally, "reworded", said("Le moulin emploie 15 meuniers. [1]"))
    eval.promise._try_true(tally, "reworded", said("La gare de Lacanau a rouvert. [1]"))
    assert [round(3 * tally.value(m)) for m in ("refused", "shortened", "restored")] == [1, 0, 1]
    assert tally.milliseconds


def test_what_is_found_on_the_test_half_is_not_shown_one_by_one() -> None:
    tally = Tally("test")
    eval.promise._try_true(tally, "reworded", said("La gare de Lacanau a rouvert. [1]"))
    assert tally.to_dict()["examples"] == []
    assert tally.to_dict()["faithful"]["reworded"] == {"n": 1, "refused": 1, "shortened": 0, "restored": 0}


def test_the_limits_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally("test")
    tally.n_false["altered"], tally.shown["altered"] = 100, 3
    for limit, held in (("0.02", False), ("0.03", True)):
        (tmp_path / "p.toml").write_text(f"[test]\nshown = {limit}\n", encoding="utf-8")
        monkeypatch.setattr("eval.promise.LIMITS", tmp_path / "p.toml")
        assert [c.held for c in eval.promise._within([tally])] == [held]


# The command


def doors_to(promise: Promise) -> Doors:
    return Doors(DOORS.assistant, DOORS.index, DOORS.web, DOORS.evaluate, lambda *_, **__: promise)


@pytest.mark.parametrize(("limit", "status"), [(0.0, 1), (1.0, 0)])
def test_the_command_prints_the_table_and_ends_as_the_limits_say(
    cli: Cli, tmp_path: Path, limit: float, status: int
) -> None:
    tally = Tally("test")
    tally.n_false["altered"], tally.shown["altered"] = 4, 1
    found = Promise((tally,), (Checked(Gate("test", "shown", "max", limit), 0.25),))
    ended = cli("eval", "--llm", "fautes", "--out", str(tmp_path), doors=doors_to(found))
    assert ended.status == status
    assert "1 sur 4 (25,0 %" in ended.out
    assert bool(ended.err) == bool(status)


@pytest.mark.parametrize("option", ["--questions", "--baseline", "--gates"])
def test_it_asks_no_question(cli: Cli, tmp_path: Path, option: str) -> None:
    ended = cli("eval", "--llm", "fautes", option, str(tmp_path / "x"))
    assert ended.status == 2
    assert "ne pose pas de question" in " ".join(ended.err)


def test_the_results_are_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally("dev")
    monkeypatch.setattr("eval.promise.keeps_the_promise", lambda *_, **__: Promise((tally,), ()))

    class Opened:
        closed = False

        def close(self) -> None:
            self.closed = True

    opened = Opened()
    found = eval.promise.hold_to_promise(lambda: opened, out=tmp_path / "out", seed=1)  # type: ignore[arg-type, return-value]
    assert opened.closed
    assert json.loads((tmp_path / "out" / "promise.json").read_text(encoding="utf-8"))["sets"][0]["name"] == "dev"
    found.print(Console(file=(tmp_path / "table").open("w", encoding="utf-8")))

"""Remembered answers: the same question is worked out once, and nothing of who asked it is kept."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import World, scripted_chat
from invented import REPORT

from assistant.remembered import RememberedAnswers
from assistant.settings import Settings
from assistant.types import Answer, Question

INDEX, OTHER_INDEX = object(), object()
BUS = Question("Combien de bus ?")
ANSWER = Answer(BUS.text, "20 bus. [1]", False, elapsed_ms=5.0, id="q1")


def remembered(n: int = 10) -> RememberedAnswers:
    answers = RememberedAnswers(n)
    answers.keep(BUS, INDEX, ANSWER)
    return answers


def test_the_answer_is_that_of_the_question_as_it_is_asked_now() -> None:
    again = remembered().recall(replace(BUS, id="q2"), INDEX)
    assert again == replace(ANSWER, id="q2")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Question("Combien de trams ?"), id="text"),
        pytest.param(replace(BUS, history=("Et l’eau ?",)), id="history"),
        pytest.param(replace(BUS, audience="agent"), id="audience"),
    ],
)
def test_another_question_has_another_answer(other: Question) -> None:
    assert remembered().recall(other, INDEX) is None


def test_a_history_is_not_taken_for_a_question() -> None:
    answers = RememberedAnswers(10)
    answers.keep(Question("a", ("bc",)), INDEX, ANSWER)
    assert answers.recall(Question("ab", ("c",)), INDEX) is None
    assert answers.recall(Question("a", ("b", "c")), INDEX) is None


def test_another_index_forgets_all() -> None:
    answers = remembered()
    assert answers.recall(BUS, OTHER_INDEX) is None
    answers.keep(Question("Combien de vélos ?"), OTHER_INDEX, ANSWER)
    assert len(answers) == 1
    assert answers.recall(BUS, INDEX) is None


def test_the_answer_used_longest_ago_makes_room() -> None:
    answers = remembered(2)
    answers.keep(Question("b"), INDEX, ANSWER)
    assert answers.recall(BUS, INDEX) is not None
    answers.keep(Question("c"), INDEX, ANSWER)
    assert len(answers) == 2
    assert [answers.recall(q, INDEX) is None for q in (BUS, Question("b"), Question("c"))] == [False, True, False]


def test_none_are_kept_when_none_are_wanted() -> None:
    assert remembered(0).recall(BUS, INDEX) is None


def test_no_question_and_no_identifier_is_held_in_memory() -> None:
    secret = "Je m’appelle Camille Durand, combien de bus ?"
    answers = RememberedAnswers(10)
    answers.keep(
        Question(secret, ("et ma voisine",), id="durand"), INDEX, replace(ANSWER, question=secret, id="durand")
    )
    held = [thing for thing in gc.get_objects() if isinstance(thing, Answer)] + [*vars(answers).values()]
    assert "Durand" not in repr(held)
    assert "durand" not in repr(held)
    assert "voisine" not in repr(held)


# --- In the assistant


RIVAGES = "Combien d'hectares le Plan des rivages protège-t-il ?"


def test_the_assistant_answers_again_without_work(tmp_path: Path) -> None:
    opened = World(tmp_path).open()
    assert opened.recall(Question(RIVAGES)) is None
    first = opened.invoke({"question": RIVAGES, "id": "a"})
    again = opened.invoke({"question": RIVAGES, "id": "b"})
    at_once = opened.recall(Question(RIVAGES, id="c"))
    assert at_once is not None
    same = replace(first, elapsed_ms=0.0, id=None)
    assert replace(again, elapsed_ms=0.0, id=None) == replace(at_once, elapsed_ms=0.0, id=None) == same
    assert (first.id, again.id, at_once.id) == ("a", "b", "c")
    assert 0 < again.elapsed_ms < first.elapsed_ms
    opened.close()


@pytest.mark.parametrize(
    ("question", "at_hand"),
    [pytest.param(RIVAGES, True, id="stands-alone"), pytest.param("Et en quelle année ?", False, id="leans-on-it")],
)
def test_the_history_matters_as_far_as_the_question_needs_it(tmp_path: Path, question: str, at_hand: bool) -> None:
    opened = World(tmp_path).open()
    opened.invoke(Question(question, ("Qui gère les forêts ?",)))
    assert (opened.recall(Question(question, ("Combien de bus ?",))) is not None) is at_hand
    opened.close()


def test_a_new_index_gives_a_new_answer(tmp_path: Path) -> None:
    world = World(tmp_path)
    opened = world.open()
    assert "1 860" in opened.invoke(RIVAGES).text
    world.write(REPORT.replace("1 860", "1 970"))
    world.build()
    assert "1 970" in opened.invoke(RIVAGES).text
    now = opened.recall(Question(RIVAGES))
    assert now is not None
    assert "1 970" in now.text
    opened.close()


def test_what_has_not_been_looked_at_for_a_while_is_not_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index may have been replaced: to see that can take a while, and `recall` never waits."""
    monkeypatch.setattr("assistant.library.FRESH_S", 0.0)
    opened = World(tmp_path).open()
    opened.invoke(RIVAGES)
    assert opened.recall(Question(RIVAGES)) is None
    opened.close()


def test_what_a_model_writes_is_not_kept(tmp_path: Path) -> None:
    opened = World(tmp_path).open(chat=scripted_chat("Une chose. [1]", "Une autre. [1]"), llm="openai:essai")
    opened.invoke(RIVAGES)
    assert opened.recall(Question(RIVAGES)) is None
    opened.close()


def test_the_setting_turns_it_off(tmp_path: Path) -> None:
    opened = World(tmp_path).open(remembered_answers=0)
    opened.invoke(RIVAGES)
    assert opened.recall(Question(RIVAGES)) is None
    opened.close()
    assert Settings(_env_file=None).remembered_answers == 1000  # type: ignore[call-arg]

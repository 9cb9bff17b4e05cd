"""A chat model in the pipeline: what it writes is shown when it holds, else the extractive answer is."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fakes import PROMPTS, REFUSAL, World, scripted_chat

from assistant.types import Answer

RIVAGES = "Combien d'hectares le Plan des rivages protège-t-il ?"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def ask_model(world: World, *replies: str, question: Any = RIVAGES) -> Answer:
    assistant = world.open(chat=scripted_chat(*replies), llm="openai:essai")
    try:
        return assistant.invoke(question)
    finally:
        assistant.close()


def test_a_grounded_answer_of_the_model_is_shown_with_its_engine(world: World) -> None:
    answer = ask_model(world, "Le plan protège 1 860 hectares. [1]")
    assert (answer.text, answer.engine) == ("Le plan protège 1 860 hectares. [1]", "llm:openai:essai")
    assert (answer.abstained, answer.fallback) == (False, None)
    assert "1 860 hectares" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param("Le plan protège 1 870 hectares. [1]", "ne se retrouve pas assez", id="altered-figure"),
        pytest.param("Le plan de Lacanau protège 1 860 hectares. [1]", "ne se retrouve pas assez", id="unknown-name"),
        pytest.param("Le plan protège 1 860 hectares. [99]", "[99]", id="unknown-marker"),
        pytest.param("Le plan protège 1 860 hectares. [9]", "ne se retrouve pas assez", id="other-passage"),
        pytest.param("", "illisible", id="empty"),
    ],
)
def test_an_answer_that_does_not_hold_is_replaced_by_the_extractive_one_and_says_why(
    world: World, reply: str, why: str
) -> None:
    answer = ask_model(world, reply)
    assert answer.engine == "extractive"
    assert why in (answer.fallback or "")
    assert "1 860 hectares" in answer.text
    assert "1 870" not in f"{answer.text} {answer.fallback}"
    assert answer.to_dict()["fallback"] == answer.fallback


def test_a_refusal_of_the_model_is_passed_on(world: World) -> None:
    answer = ask_model(world, REFUSAL)
    assert (answer.text, answer.abstained, answer.engine) == (REFUSAL, True, "llm:openai:essai")
    assert answer.citations == ()


def test_a_follow_up_is_condensed_by_the_model_and_answered(world: World) -> None:
    question = {"question": "Et combien d'hectares ?", "history": ["Qu'est-ce que le Plan des rivages ?"]}
    answer = ask_model(world, RIVAGES, "Il protège 1 860 hectares. [1]", question=question)
    assert (answer.question, answer.text) == ("Et combien d'hectares ?", "Il protège 1 860 hectares. [1]")


def test_the_model_is_not_asked_about_a_greeting(world: World) -> None:
    assert ask_model(world, question="Bonjour").engine == "extractive"


def test_a_sentence_that_does_not_hold_is_taken_out_and_the_answer_says_so(world: World) -> None:
    held = "Le plan protège 1 860 hectares. [1]"
    answer = ask_model(world, f"{held} Il date de 1995. [1]")
    assert (answer.text, answer.engine, answer.n_removed) == (held, "llm:openai:essai", 1)
    assert answer.notice == PROMPTS.say("sentence_removed")
    assert "1995" not in json.dumps(answer.to_dict())
    assert (answer.to_dict()["removed"], answer.to_dict()["notice"]) == (1, answer.notice)


def test_an_answer_with_nothing_removed_has_no_notice(world: World) -> None:
    answer = ask_model(world, "Le plan protège 1 860 hectares. [1]")
    assert not {"removed", "notice"} & answer.to_dict().keys()


def test_an_extractive_answer_in_its_place_says_so(world: World) -> None:
    answer = ask_model(world, "Le plan protège 1 870 hectares. [1]")
    assert answer.notice == PROMPTS.say("extractive_instead", reason=answer.fallback or "")


def test_a_streamed_answer_grows_by_sentences_that_hold(world: World) -> None:
    first = "Il protège 1 860 hectares. [1]"
    replies = (f"{first} C'est 41 % de la commune. [1]", f"{first} Et 9 %. [1]", "Il protège 9 hectares. [1]")
    assistant = world.open(chat=scripted_chat(*replies), llm="openai:essai")
    texts = [answer.text for answer in assistant.stream(RIVAGES)]
    assert texts[0] == first
    assert texts[-1] == replies[0]
    assert all(after.startswith(before) for before, after in pairwise(texts))
    *shown, last = assistant.stream(RIVAGES)
    assert all("9 %" not in answer.text for answer in (*shown, last))
    assert (last.text, last.n_removed, last.notice) == (first, 1, PROMPTS.say("sentence_removed"))
    (only,) = assistant.stream(RIVAGES)
    assert (only.engine, "1 860 hectares" in only.text, bool(only.fallback)) == ("extractive", True, True)
    assistant.close()


def test_a_broad_question_gives_the_model_all_that_matters_to_read(world: World) -> None:
    chat = scripted_chat("Le Plan des rivages protège 1 860 hectares. [1]")
    assistant = world.open(chat=chat, llm="openai:essai")
    read: list[str] = []
    given = chat.stream

    def spy(question: str, passages: Any, *others: Any, **named: Any) -> Any:
        read.extend(r.passage.text for r in passages)
        return given(question, passages, *others, **named)

    chat.stream = spy  # type: ignore[method-assign]
    list(assistant.stream("Résume la partie I"))
    assistant.close()
    for said in ("1 860 hectares", "64 espèces", "27 fuites", "9 500 m³"):
        assert any(said in text for text in read), said

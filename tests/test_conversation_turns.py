"""Whole conversations with the shipped report: every turn is answered in the light of those before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from conversations import CONVERSATIONS, NOT_YET, Turn, says, turns
from fakes import PROMPTS
from invented import PROJECT

from assistant.conversation import resolve
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

TURNS = [(name, turn) for name in CONVERSATIONS for turn in turns(name)]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant on the report that is shipped."""
    from assistant.pipeline import Assistant

    store = str(tmp_path_factory.mktemp("shipped"))
    opened = Assistant.open(load_settings(corpus=PROJECT / "corpus", store=store, prompts=PROJECT / "prompts"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("name", "turn"), TURNS, ids=lambda value: value if isinstance(value, str) else value.question)
def test_every_turn_is_answered_in_the_light_of_those_before(shipped: Assistant, name: str, turn: Turn) -> None:
    answer = shipped.invoke({"question": turn.question, "history": list(turn.history), "audience": turn.audience})
    if turn.expected.startswith("="):
        assert answer.text == PROMPTS.say(turn.expected.removeprefix("="))
        assert answer.citations == ()
    else:
        assert says(answer.text, answer.abstained, turn.expected) != ((name, turn.question) in NOT_YET)


def test_the_conversations_are_long_and_speak_as_both_audiences() -> None:
    assert all(len(turns(name)) >= 11 for name in CONVERSATIONS)
    assert {turn.audience for _, turn in TURNS} == {"citizen", "agent"}
    assert {(name, turn.question) for name, turn in TURNS} >= NOT_YET


def test_what_a_turn_expects_can_be_missed() -> None:
    assert says("Il y en a 31 et 27.", False, "31 & 27")
    assert not says("Il y en a 31.", False, "31 & 27")
    assert says("Il y en a 31.", False, "12 | 31")
    assert not says("Il y en a 31.", True, "31")
    assert not says("Il y en a 31.", False, "-")


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_greetings_and_thanks_never_become_the_subject(name: str) -> None:
    for turn in turns(name):
        standing = resolve(turn.question, turn.history)
        words = standing.subject.lower().replace("?", " ").split()
        assert not {"bonjour", "salut", "merci", "merci,", "bonjour,"} & set(words), standing

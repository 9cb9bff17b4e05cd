"""Calling a chat model: never longer than promised, never twice, and not at all when it keeps failing."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import llm_server
import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import HumanMessage
from llm_server import Behaviour, ScriptedServer, took
from pydantic import SecretStr

from assistant import chat
from assistant.chat import BoundedChat
from assistant.errors import GenerationFailed
from assistant.llm import PROVIDERS, open_chat_model

KEY = "sk-canari-0123456789"
ASKED = [HumanMessage("Combien d’hectares le SCoT protège-t-il ?")]
DEADLINE_S = 0.8
MARGIN_S = 0.5


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted_server:
        yield scripted_server


def opened(name: str, url: str, timeout_s: float = 5.0) -> Any:
    """The model, opened for real; the test is skipped where its package is not installed."""
    pytest.importorskip(PROVIDERS[name.partition(":")[0]].package)
    return open_chat_model(name, base_url=url, timeout_s=timeout_s, api_key=SecretStr(KEY))


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def ask(model: Any, *, deadline_s: float = DEADLINE_S) -> str:
    return "".join(BoundedChat(model).stream(ASKED, deadline_s=deadline_s))


@pytest.mark.parametrize("name", ["openai:scripted", "mistralai:scripted"])
def test_a_good_server_answers_through_the_real_client(server: ScriptedServer, name: str) -> None:
    assert ask(opened(name, server.url), deadline_s=10).strip() == llm_server.GOOD_ANSWER
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["body"]["temperature"] == 0
    assert request["headers"]["authorization"] == f"Bearer {KEY}"


FAULTS = [
    pytest.param(llm_server.SLOW, chat.TOO_LATE, id="slow"),
    pytest.param(llm_server.DRIPPING, chat.TOO_LATE, id="dripping"),
    pytest.param(llm_server.OVERLOADED, chat.STATUSES[429], id="429"),
    pytest.param(llm_server.BROKEN, "en panne (erreur 500)", id="500"),
    pytest.param(llm_server.BAD_KEY, chat.STATUSES[401], id="401"),
    pytest.param(llm_server.UNKNOWN_MODEL, chat.STATUSES[404], id="404"),
    pytest.param(llm_server.EMPTY, chat.EMPTY, id="empty"),
    pytest.param(llm_server.BLANK, chat.EMPTY, id="blank"),
    pytest.param(llm_server.TRUNCATED, chat.INTERRUPTED, id="truncated"),
    pytest.param(llm_server.CUT_SHORT, chat.CUT, id="cut-at-its-length"),
]


@pytest.mark.parametrize("name", ["openai:scripted", "mistralai:scripted"])
@pytest.mark.parametrize(("behaviour", "reason"), FAULTS)
def test_every_fault_is_one_request_one_reason_and_in_time(
    server: ScriptedServer, caplog: pytest.LogCaptureFixture, name: str, behaviour: Behaviour, reason: str
) -> None:
    caplog.set_level(logging.DEBUG)
    server.behaviour = behaviour
    model = opened(name, server.url)
    began = time.monotonic()
    with pytest.raises(GenerationFailed) as raised:
        ask(model)
    assert time.monotonic() - began <= DEADLINE_S + MARGIN_S
    assert reason in raised.value.reason
    assert len(server.requests) == 1, "no second try"
    assert KEY not in caplog.text + str(raised.value) + repr(raised.value)
    assert raised.value.__cause__ is None, "the client's error holds the request"
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize("name", ["openai:scripted", "mistralai:scripted"])
def test_a_web_page_is_not_an_answer(server: ScriptedServer, name: str) -> None:
    server.behaviour = llm_server.PAGE
    with pytest.raises(GenerationFailed) as raised:
        ask(opened(name, server.url), deadline_s=5)
    assert raised.value.reason in (chat.UNREADABLE, chat.EMPTY, chat.INTERRUPTED)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["openai:scripted", "mistralai:scripted", "ollama:scripted"])
def test_a_server_that_is_down_is_told_at_once(server: ScriptedServer, name: str) -> None:
    url = server.url.replace("/v1", "") if name.startswith("ollama") else server.url
    server.__exit__()
    model = opened(name, url)
    with pytest.raises(GenerationFailed, match="injoignable"):
        ask(model, deadline_s=5)


def test_ollama_keeps_to_the_deadline_too(server: ScriptedServer) -> None:
    server.behaviour = llm_server.SLOW
    model = opened("ollama:scripted", server.url.replace("/v1", ""))
    assert took(lambda: ask(model)) <= DEADLINE_S + MARGIN_S


def test_a_silent_server_is_given_up_at_the_timeout_of_the_client(server: ScriptedServer) -> None:
    server.behaviour = llm_server.SLOW
    model = opened("openai:scripted", server.url, timeout_s=0.3)
    began = time.monotonic()
    with pytest.raises(GenerationFailed, match="pas répondu à temps"):
        ask(model, deadline_s=10)
    assert time.monotonic() - began < 2
    assert len(server.requests) == 1


def test_a_dripping_server_is_hung_up_on(server: ScriptedServer) -> None:
    server.behaviour = llm_server.DRIPPING
    with pytest.raises(GenerationFailed):
        ask(opened("openai:scripted", server.url), deadline_s=0.4)
    waited = time.monotonic() + 5
    while not server.broken_connections and time.monotonic() < waited:
        time.sleep(0.05)
    assert server.broken_connections == 1


def test_a_model_that_never_ends_is_cut_off(server: ScriptedServer) -> None:
    server.behaviour = llm_server.ENDLESS
    bounded = BoundedChat(opened("openai:scripted", server.url), max_characters=500)
    with pytest.raises(GenerationFailed, match="n’en finit pas"):
        list(bounded.stream(ASKED, deadline_s=30))


# The circuit breaker, on its own clock


class FailingModel(GenericFakeChatModel):
    """LangChain's scripted model; where the script holds an error, it raises it."""

    outcomes: list[str | Exception]
    n_calls: int = 0

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        outcome = self.outcomes[self.n_calls]
        self.n_calls += 1
        if isinstance(outcome, Exception):
            raise outcome
        self.messages = iter([outcome])
        yield from super()._stream(*args, **kwargs)


def scripted(*outcomes: str | Exception) -> FailingModel:
    return FailingModel(messages=iter(()), outcomes=list(outcomes))


def outcomes(bounded: BoundedChat, n: int) -> list[str]:
    seen = []
    for _ in range(n):
        try:
            seen.append("".join(bounded.stream(ASKED, deadline_s=5)))
        except GenerationFailed as error:
            seen.append(error.reason)
    return seen


def test_three_failures_in_a_row_leave_the_model_alone_for_a_minute() -> None:
    clock, model = Clock(), scripted(*[ConnectionError()] * 3, "Bonjour", "Encore")
    bounded = BoundedChat(model, clock=clock)
    assert outcomes(bounded, 4) == [chat.UNREACHABLE] * 3 + [chat.RESTING]
    assert bounded.resting
    clock.now += 59
    assert outcomes(bounded, 1) == [chat.RESTING]
    assert model.n_calls == 3
    clock.now += 2
    assert not bounded.resting
    assert outcomes(bounded, 2) == ["Bonjour", "Encore"]


def test_a_failed_trial_starts_another_rest() -> None:
    clock, model = Clock(), scripted(*[ConnectionError()] * 4, "Bonjour")
    bounded = BoundedChat(model, clock=clock)
    outcomes(bounded, 3)
    clock.now += 61
    assert outcomes(bounded, 2) == [chat.UNREACHABLE, chat.RESTING]
    assert model.n_calls == 4


def test_only_one_call_is_tried_after_the_rest() -> None:
    clock, model = Clock(), scripted(*[ConnectionError()] * 3, "Bonjour à tous", "Encore")
    bounded = BoundedChat(model, clock=clock)
    outcomes(bounded, 3)
    clock.now += 61
    trial = bounded.stream(ASKED, deadline_s=5)
    next(trial)
    assert outcomes(bounded, 1) == [chat.RESTING]
    list(trial)
    assert outcomes(bounded, 1) == ["Encore"]


def test_a_success_forgets_earlier_failures() -> None:
    bounded = BoundedChat(scripted(ConnectionError(), ConnectionError(), "Bonjour", ConnectionError(), "Encore"))
    assert outcomes(bounded, 5)[-1] == "Encore"


def test_an_answer_that_is_given_up_is_no_failure() -> None:
    bounded = BoundedChat(scripted(*["Bonjour à tous"] * 4))
    for _ in range(4):
        pieces = bounded.stream(ASKED, deadline_s=5)
        next(pieces)
        pieces.close()
    assert not bounded.resting


def test_more_calls_at_once_than_allowed_are_declined_and_not_queued(server: ScriptedServer) -> None:
    server.behaviour = llm_server.DRIPPING
    bounded = BoundedChat(opened("openai:scripted", server.url), max_concurrent=1)
    first = bounded.stream(ASKED, deadline_s=5)
    next(first)
    assert outcomes(bounded, 1) == [chat.BUSY]
    assert not bounded.resting
    first.close()

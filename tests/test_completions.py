"""OpenAI's protocol: the public `openai` client against a real server on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fake_assistant import BUS, SCOT, FakeAssistant
from invented import free_port
from openai import APIError, NotFoundError, OpenAI, RateLimitError, UnprocessableEntityError
from starlette.testclient import TestClient

from assistant.api import Readiness, Reception, create_api
from assistant.api.completions import with_sources
from assistant.limits import Limits
from assistant.tokens import count_tokens
from assistant.types import Answer, Citation

HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
MODEL = "assistant-rapport"


@contextmanager
def served(fake: FakeAssistant, **limits: Any) -> Iterator[OpenAI]:
    """A client of a real server over an assistant."""
    api = create_api(Reception(Readiness(fake), Limits(**limits)))  # type: ignore[arg-type]
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(api, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        with OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="aucune", max_retries=0, timeout=10) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def client(fake: FakeAssistant) -> Iterator[OpenAI]:
    with served(fake, burst=1000) as client:
        yield client


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def ask(client: OpenAI, *messages: dict[str, Any], **more: Any) -> Any:
    return client.chat.completions.create(**{"model": MODEL, "messages": list(messages), **more})


# --- Whole answers


def test_the_text_ends_with_its_sources_and_who_wrote_it(client: OpenAI) -> None:
    done = ask(client, user(HECTARES))
    said, _, rest = done.choices[0].message.content.partition("\n\n")
    assert said == "234 000 hectares, soit 74 % du territoire. [1] L’eau coûte 3 M€. [2]"
    first, second, mode = rest.removeprefix("Sources :\n").replace("\n\n", "\n").split("\n")
    assert first == (
        "[1] Rapport annuel 2025, page 7, Partie I – Sanctuariser › 1. Le SCoT, un pacte de sobriété pour 2040 : "
        "« Il protège 234 000 hectares, soit 74 % du territoire. »"
    )
    assert second.startswith("[2] Rapport annuel 2025, pages 12 à 13, Partie I – Sanctuariser › 5.")
    assert mode == "Extrait du rapport."
    assert (done.model, done.object, done.choices[0].finish_reason) == (MODEL, "chat.completion", "stop")


def test_the_same_stands_beside_it_as_data(client: OpenAI) -> None:
    beside = ask(client, user(HECTARES)).choices[0].message.model_extra
    assert beside["answer"].startswith("234 000 hectares")
    assert beside["citations"][0]["passage_id"] == SCOT.passage_id
    assert beside["citations"][0]["text"] == SCOT.text
    assert (beside["abstained"], beside["generated_by_ai"], beside["engine"]) == (False, False, "extractive")


def test_an_abstention_has_no_sources(client: OpenAI) -> None:
    message = ask(client, user("Quelle est la capitale de la Mongolie ?")).choices[0].message
    assert message.content == "Le rapport ne répond pas à cette question.\n\nMessage automatique."
    assert message.model_extra["abstained"] is True


def test_usage_counts_the_questions_and_what_is_shown(client: OpenAI) -> None:
    done = ask(client, user("Combien de bus ?"), {"role": "assistant", "content": "20 bus."}, user(HECTARES))
    assert done.usage.prompt_tokens == count_tokens("Combien de bus ?") + count_tokens(HECTARES)
    assert done.usage.completion_tokens == count_tokens(done.choices[0].message.content)
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


def test_the_last_question_is_asked_and_earlier_ones_are_its_history(client: OpenAI, fake: FakeAssistant) -> None:
    ask(
        client,
        {"role": "system", "content": "Réponds en vers."},
        *[user(f"Question {n} ?") for n in range(9)],
        user("x" * 501),
        {"role": "assistant", "content": "20 bus."},
        user([{"type": "text", "text": HECTARES}, {"type": "image_url", "image_url": {"url": "data:,"}}]),
    )
    assert fake.asked[-1].text == HECTARES
    assert fake.asked[-1].history == tuple(f"Question {n} ?" for n in range(3, 9))


@pytest.mark.parametrize(("model", "audience"), [(MODEL, "citizen"), ("assistant-rapport-agent", "agent")])
def test_the_model_says_for_whom_the_answer_is_worded(
    client: OpenAI, fake: FakeAssistant, model: str, audience: str
) -> None:
    assert ask(client, user(HECTARES), model=model).model == model
    assert fake.asked[-1].audience == audience


def test_unknown_parameters_change_nothing(client: OpenAI) -> None:
    plain = ask(client, user(HECTARES)).choices[0].message
    odd = ask(client, user(HECTARES), temperature=2, n=5, tools=[], seed=1, extra_body={"nouveau": {"a": 1}})
    assert [choice.message for choice in odd.choices] == [plain]


def test_the_models_are_listed_and_named(client: OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == [MODEL, "assistant-rapport-agent"]
    assert client.models.retrieve(MODEL).owned_by == "assistant-durable"


# --- Streams


def test_a_stream_gives_verified_text_then_sources_data_and_usage(client: OpenAI) -> None:
    whole = ask(client, user(HECTARES))
    chunks = list(ask(client, user(HECTARES), stream=True, stream_options={"include_usage": True}))
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert texts[:2] == ["234 000 hectares, soit 74 % du territoire. [1]", " L’eau coûte 3 M€. [2]"]
    assert "".join(texts) == whole.choices[0].message.content
    with_data = chunks[-3].choices[0].delta.model_extra
    assert with_data == whole.choices[0].message.model_extra
    assert (chunks[-2].choices[0].finish_reason, chunks[-1].usage) == ("stop", whole.usage)
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}


def test_without_being_asked_a_stream_counts_nothing(client: OpenAI) -> None:
    assert all(chunk.usage is None for chunk in ask(client, user(HECTARES), stream=True))


def test_an_answer_that_replaces_what_was_streamed_says_so() -> None:
    class Changing(FakeAssistant):
        def stream(self, question: Any) -> Iterator[Answer]:
            yield Answer(question.text, "Un début.", False)
            yield Answer(question.text, "Autre chose.", False, fallback="chiffre non vérifié")

    with served(Changing()) as client:
        chunks = list(ask(client, user("q"), stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == ("Un début.\n\nCe qui précède est remplacé par cette réponse :\nAutre chose.\n\nExtrait du rapport.")
    assert chunks[-2].choices[0].delta.model_extra["fallback"] == "chiffre non vérifié"


def test_a_stream_that_breaks_off_is_an_error_and_gives_its_place_back() -> None:
    class Breaking(FakeAssistant):
        def stream(self, question: Any) -> Iterator[Answer]:
            yield Answer(question.text, "Un début.", False)
            raise RuntimeError("secret interne")

    with served(Breaking(), at_once=1, waiting=0) as client:
        for _ in range(3):
            with pytest.raises(APIError, match="Une erreur interne") as raised:
                list(ask(client, user("q"), stream=True))
            assert "secret" not in str(raised.value)


def test_a_notice_stands_between_the_answer_and_its_sources() -> None:
    answer = Answer("q", "Oui. [1]", False, (Citation(1, BUS, BUS.text),), notice="Une phrase a été retirée.")
    assert with_sources(answer).split("\n\n")[:2] == ["Oui. [1]", "Une phrase a été retirée."]
    assert f"« {BUS.text} »" in with_sources(answer)


# --- Refusals


@pytest.mark.parametrize(
    ("messages", "expected", "param"),
    [
        pytest.param([], UnprocessableEntityError, "messages", id="no-message"),
        pytest.param([{"role": "system", "content": "x"}], UnprocessableEntityError, "messages", id="no-question"),
        pytest.param([user("")], UnprocessableEntityError, "messages", id="empty"),
        pytest.param([user("?!")], UnprocessableEntityError, None, id="no-word"),
        pytest.param([user(12)], UnprocessableEntityError, "messages", id="a-number"),
        pytest.param([user([{"type": "image_url"}])], UnprocessableEntityError, "messages", id="an-image-alone"),
        pytest.param(["x"], UnprocessableEntityError, "messages", id="not-an-object"),
    ],
)
def test_an_unusable_conversation_is_refused_in_the_clients_words(
    client: OpenAI, messages: Any, expected: type[Exception], param: str | None
) -> None:
    with pytest.raises(expected) as raised:
        ask(client, *messages)
    body: Any = raised.value.body  # type: ignore[attr-defined]
    assert body.keys() == {"message", "type", "param", "code"}
    assert body["type"] == "invalid_request_error"
    assert body["message"].endswith(".")
    assert param in (None, body["param"])


def test_another_model_is_not_found(client: OpenAI) -> None:
    for wrong in (lambda: ask(client, user("q"), model="gpt-x"), lambda: client.models.retrieve("gpt-x")):
        with pytest.raises(NotFoundError) as raised:
            wrong()
        assert raised.value.code == "model_not_found"


def test_the_limits_are_those_of_the_api(client: OpenAI) -> None:
    with pytest.raises(APIError, match="501 caractères"):
        ask(client, user("a" * 501))
    with pytest.raises(APIError, match="16384 octets"):
        ask(client, {"role": "assistant", "content": "a" * 17_000}, user("q"))
    with served(FakeAssistant(), requests_per_s=0.5, burst=1) as hurried:
        ask(hurried, user("eau"))
        with pytest.raises(RateLimitError) as raised:
            ask(hurried, user("eau"))
    assert raised.value.response.headers["retry-after"] == "2"
    assert raised.value.type == "rate_limit_error"


def test_refusals_written_elsewhere_have_the_same_shape() -> None:
    fake = FakeAssistant()
    api = create_api(Reception(Readiness(fake), Limits()))  # type: ignore[arg-type]
    with TestClient(api, raise_server_exceptions=False) as http:
        unreadable = http.post("/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"})
        wrong_method, unknown = http.get("/v1/chat/completions"), http.get("/v1/rien")
        fake.failure = RuntimeError("secret interne")
        failed = http.post("/v1/chat/completions", json={"messages": [user("eau")]})
    assert [r.status_code for r in (unreadable, wrong_method, unknown, failed)] == [400, 405, 404, 500]
    for response in (unreadable, wrong_method, unknown, failed):
        assert response.json()["error"]["message"]
        assert response.headers["content-type"] == "application/json"
        assert "secret" not in response.text
    assert wrong_method.headers["allow"] == "POST"

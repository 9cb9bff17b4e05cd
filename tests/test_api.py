"""The HTTP API: its objects, its stream, and what it says when it refuses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fake_assistant import PASSAGES, REFUSAL, SCOT, FakeAssistant
from starlette.testclient import TestClient

from assistant.api import Readiness, Reception, create_api
from assistant.disclosure import disclose
from assistant.limits import Limits, RateLimit, Turnstile, client_of
from assistant.types import Answer

Client = TestClient
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(fake: FakeAssistant) -> Iterator[Client]:
    with client_for(fake) as client:
        yield client


def client_for(fake: FakeAssistant | None, **limits: Any) -> Client:
    api = create_api(Reception(Readiness(fake), Limits(**limits)))  # type: ignore[arg-type]
    return TestClient(api, raise_server_exceptions=False)


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """``[("sentence", {...}), ..., ("answer", {...})]``"""
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert "Traceback" not in response.text
    return problem


# --- Answers


def test_an_answer_carries_the_public_object_and_who_wrote_it(client: Client) -> None:
    answer = client.post("/api/ask", json={"id": "q1", "question": HECTARES}).json()
    assert answer.keys() == {
        "id", "question", "answer", "abstained", "citations", "engine", "elapsed_ms",
        "generated_by_ai", "model", "mode",
    }  # fmt: skip
    assert (answer["id"], answer["question"]) == ("q1", HECTARES)
    assert answer["answer"].startswith("234 000 hectares")
    assert answer["citations"][0] == {
        "marker": 1,
        "passage_id": "rapport-2025#i-1-scot",
        "document": "Rapport annuel 2025",
        "section": ["Partie I – Sanctuariser", "1. Le SCoT, un pacte de sobriété pour 2040"],
        "pages": "7",
        "quote": "Il protège 234 000 hectares, soit 74 % du territoire.",
        "text": SCOT.text,
        "source": "rapport-2025.md",
    }
    assert (answer["generated_by_ai"], answer["model"], answer["mode"]) == (False, None, "Extrait du rapport")


def test_an_abstention_is_an_ordinary_answer(client: Client) -> None:
    response = client.post("/api/ask", json={"question": "Quelle est la capitale de la Mongolie ?"})
    assert response.status_code == 200
    assert response.json()["abstained"] is True
    assert response.json()["answer"] == REFUSAL


def test_history_and_audience_reach_the_assistant(client: Client, fake: FakeAssistant) -> None:
    client.post("/api/ask", json={"question": "Et les bus ?", "history": [HECTARES], "audience": "agent"})
    assert (fake.asked[0].history, fake.asked[0].audience) == ((HECTARES,), "agent")


@pytest.mark.parametrize(
    ("engine", "abstained", "shown"),
    [
        pytest.param("extractive", False, (False, None, "Extrait du rapport"), id="extract"),
        pytest.param("extractive", True, (False, None, "Message automatique"), id="abstention-quotes-nothing"),
        pytest.param(
            "llm:openai:gpt-x", False, (True, "gpt-x", "Réponse rédigée par une IA à partir du rapport, modèle gpt-x"),
            id="generated",
        ),
        pytest.param(
            "llm:ollama:mistral:7b", False,
            (True, "mistral:7b", "Réponse rédigée par une IA à partir du rapport, modèle mistral:7b"),
            id="model-name-with-a-colon",
        ),
        pytest.param(
            "llm:openai:m", True, (True, "m", "Réponse rédigée par une IA à partir du rapport, modèle m"),
            id="generated-abstention-is-generated",
        ),
    ],
)  # fmt: skip
def test_every_answer_says_whether_an_ai_wrote_it(engine: str, abstained: bool, shown: tuple[Any, ...]) -> None:
    disclosed = disclose(Answer("q", "r", abstained, engine=engine))
    assert (disclosed.generated_by_ai, disclosed.model, disclosed.mode) == shown


def test_a_generated_answer_is_marked_in_the_header_too() -> None:
    with client_for(FakeAssistant(engine="llm:openai:m")) as client:
        assert client.post("/api/ask", json={"question": HECTARES}).headers["x-generated-by-ai"] == "true"


# --- Stream


def test_the_stream_gives_each_sentence_once_then_the_whole_answer(client: Client) -> None:
    response = client.post("/api/ask", json={"question": HECTARES}, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    got = events(response.text)
    assert [name for name, _ in got] == ["sentence", "sentence", "answer"]
    sentences = [data["text"] for name, data in got if name == "sentence"]
    assert sentences == ["234 000 hectares, soit 74 % du territoire. [1]", "L’eau coûte 3 M€. [2]"]
    whole = client.post("/api/ask", json={"question": HECTARES}).json()
    assert got[-1][1] == whole
    assert " ".join(sentences) == whole["answer"]


def test_an_answer_that_replaces_what_was_streamed_gives_no_more_sentences(fake: FakeAssistant) -> None:
    class Changing(FakeAssistant):
        def stream(self, question: Any) -> Iterator[Answer]:
            yield Answer(question.text, "Un début.", False)
            yield Answer(question.text, "Autre chose.", False, fallback="chiffre non vérifié")

    with client_for(Changing()) as client:
        response = client.post("/api/ask", json={"question": "q"}, headers={"Accept": "text/event-stream"})
    got = events(response.text)
    assert [(name, data.get("text") or data["answer"]) for name, data in got] == [
        ("sentence", "Un début."), ("answer", "Autre chose."),
    ]  # fmt: skip


def test_a_bad_question_is_refused_before_the_stream_begins(client: Client) -> None:
    response = client.post("/api/ask", json={"question": "?!"}, headers={"Accept": "text/event-stream"})
    assert_problem(response, 422)


def test_a_stream_that_breaks_off_says_so_and_gives_its_place_back() -> None:
    class Breaking(FakeAssistant):
        def stream(self, question: Any) -> Iterator[Answer]:
            yield Answer(question.text, "Un début.", False)
            raise RuntimeError("secret interne")

    with client_for(Breaking(), at_once=1, waiting=0) as client:
        for _ in range(3):
            response = client.post("/api/ask", json={"question": "q"}, headers={"Accept": "text/event-stream"})
            assert [name for name, _ in events(response.text)] == ["sentence", "error"]
            assert "secret" not in response.text


# --- Search and passages


def test_search_gives_passages_best_first(client: Client) -> None:
    found = client.post("/api/search", json={"id": "s", "question": HECTARES, "k": 2}).json()
    assert (found["id"], found["question"]) == ("s", HECTARES)
    assert [passage["passage_id"] for passage in found["passages"]] == [p.passage_id for p in PASSAGES[:2]]
    assert found["passages"][0].keys() == {"passage_id", "document", "source", "section", "pages", "text", "score"}
    assert found["passages"][0]["source"] == "rapport-2025.md"


@pytest.mark.parametrize("k", [0, 51, -1, "dix", 1.5, True, None])
def test_search_refuses_an_impossible_k(client: Client, k: object) -> None:
    assert assert_problem(client.post("/api/search", json={"question": "q", "k": k}), 422)["field"] == "k"


@pytest.mark.parametrize(
    ("passage", "previous", "following"),
    [
        pytest.param(0, None, "rapport-2025#i-5-eau", id="first"),
        pytest.param(1, "rapport-2025#i-1-scot", "rapport-2025#ii-3-bus", id="middle"),
        pytest.param(2, "rapport-2025#i-5-eau", None, id="last"),
    ],
)
def test_a_passage_comes_with_its_neighbours(client: Client, passage: int, previous: str, following: str) -> None:
    address = PASSAGES[passage].passage_id.replace("#", "%23")
    got = client.get(f"/api/passages/{address}").json()
    assert got["text"] == PASSAGES[passage].text
    assert [side and side["passage_id"] for side in (got["previous"], got["next"])] == [previous, following]


def test_an_unknown_passage_is_a_404(client: Client) -> None:
    assert assert_problem(client.get("/api/passages/rapport-2025%23rien"), 404)["field"] == "passage_id"


# --- Health


def test_alive_before_ready() -> None:
    with client_for(None) as client:
        assert client.get("/api/health").status_code == 200
        for response in (client.get("/api/ready"), client.post("/api/ask", json={"question": "q"})):
            assert_problem(response, 503)
            assert int(response.headers["retry-after"]) >= 1
    with client_for(FakeAssistant()) as client:
        assert client.get("/api/ready").status_code == 200


# --- Refusals

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"{", 400, id="cut-short"),
        pytest.param(b"{'question': 'x'}", 400, id="python-quotes"),
        pytest.param(b'{"question": "\xff\xfe"}', 400, id="not-utf-8"),
        pytest.param(b'{"question": "\\ud800"}', 400, id="half-a-surrogate-pair"),
        pytest.param(b'{"question": NaN}', 400, id="nan-is-not-json"),
        pytest.param(b"[" * 8000, 400, id="nested-too-deep"),
        pytest.param(b"null", 422, id="null"),
        pytest.param(b'"question"', 422, id="a-string"),
        pytest.param(b"[]", 422, id="a-list"),
        pytest.param(b"{}", 422, id="no-question"),
        pytest.param(b'{"question": null}', 422, id="question-null"),
        pytest.param(b'{"question": 12}', 422, id="question-a-number"),
        pytest.param(b'{"question": ["a"]}', 422, id="question-a-list"),
        pytest.param(b'{"question": ""}', 422, id="question-empty"),
        pytest.param(b'{"question": "  \\n "}', 422, id="question-blank"),
        pytest.param(b'{"question": "q", "history": "x"}', 422, id="history-a-string"),
        pytest.param(b'{"question": "q", "history": [1]}', 422, id="history-of-numbers"),
        pytest.param(b'{"question": "q", "audience": "enfant"}', 422, id="unknown-audience"),
    ],
)
@pytest.mark.parametrize("route", ["/api/ask", "/api/search"])
def test_an_unusable_body_is_refused_with_the_reason(client: Client, route: str, body: bytes, status: int) -> None:
    problem = assert_problem(client.post(route, content=body, headers=JSON), status)
    assert problem["field"]


@pytest.mark.parametrize(
    "question",
    [
        "\x00",
        "\x00\x01\x02",
        "SCoT\x00 ?",
        "🙂",
        "🌳🌳🌳 ?",
        "\u202etocs\u202c",
        "é́́́",
        "\u2028",
        "' OR 1=1 --",
        "{{7*7}}",
        "../../etc/passwd",
    ],
)
def test_strange_questions_get_an_answer_or_a_reason(client: Client, question: str) -> None:
    response = client.post("/api/ask", json={"question": question})
    if response.status_code != 200:
        assert assert_problem(response, 422)["field"] == "question"
    else:
        assert response.json()["answer"]


@pytest.mark.parametrize(("n", "status"), [(500, 200), (501, 413)])
def test_the_longest_question_has_500_characters(client: Client, n: int, status: int) -> None:
    response = client.post("/api/ask", json={"question": "a" * n})
    assert response.status_code == status
    if status == 413:
        problem = assert_problem(response, 413)
        assert (problem["limit"], problem["field"]) == (500, "question")
        assert "501" in problem["detail"]


def test_an_earlier_question_may_not_be_longer_than_a_question(client: Client) -> None:
    problem = assert_problem(client.post("/api/ask", json={"question": "q", "history": ["ok", "a" * 501]}), 413)
    assert problem["field"] == "history[1]"


@pytest.mark.parametrize("declared", [True, False], ids=["content-length", "chunked"])
def test_a_body_above_16_kilobytes_is_refused_on_every_route(client: Client, declared: bool) -> None:
    body = b'{"question": "' + b"a" * (16 * 1024) + b'"}'
    content: Any = body if declared else (body[i : i + 1000] for i in range(0, len(body), 1000))
    problem = assert_problem(client.post("/api/ask", content=content, headers=JSON), 413)
    assert problem["limit"] == 16 * 1024
    assert_problem(client.post("/nulle-part", content=body), 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(client: Client, kind: str) -> None:
    assert_problem(client.post("/api/ask", content=b'{"question": "q"}', headers={"Content-Type": kind}), 415)


def test_json_may_state_its_charset(client: Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert client.post("/api/ask", content=b'{"question": "eau"}', headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "route", "status"),
    [("GET", "/api/ask", 405), ("DELETE", "/api/search", 405), ("POST", "/api/health", 405), ("GET", "/api/rien", 404)],
)
def test_wrong_addresses_and_methods_are_problems_too(client: Client, method: str, route: str, status: int) -> None:
    response = client.request(method, route)
    assert_problem(response, status)
    assert (status == 405) == ("allow" in response.headers)


def test_an_unforeseen_error_shows_nothing_of_itself(client: Client, fake: FakeAssistant) -> None:
    fake.failure = RuntimeError("secret interne")
    response = client.post("/api/ask", json={"question": HECTARES})
    assert_problem(response, 500)
    assert "secret" not in response.text


def test_one_client_may_not_ask_without_end(fake: FakeAssistant) -> None:
    with client_for(fake, requests_per_s=0.5, burst=3) as client:
        statuses = [client.post("/api/ask", json={"question": "eau"}).status_code for _ in range(3)]
        refused = client.post("/api/ask", json={"question": "eau"})
    assert statuses == [200, 200, 200]
    assert_problem(refused, 429)
    assert refused.headers["retry-after"] == "2"


def test_beyond_its_places_the_api_refuses_at_once_and_recovers(fake: FakeAssistant) -> None:
    fake.gate = threading.Event()
    with client_for(fake, at_once=1, waiting=0) as client:
        answers: list[int] = []
        waiting = threading.Thread(
            target=lambda: answers.append(client.post("/api/ask", json={"question": "eau"}).status_code)
        )
        waiting.start()
        assert fake.entered.wait(10)
        refused = client.post("/api/ask", json={"question": "eau"})
        fake.gate.set()
        waiting.join(10)
        assert_problem(refused, 503)
        assert int(refused.headers["retry-after"]) >= 1
        assert answers == [200]
        assert client.post("/api/ask", json={"question": "eau"}).status_code == 200


# --- Limits


def test_a_bucket_fills_again_with_time() -> None:
    now = [0.0]
    rate = RateLimit(per_s=2, burst=2, clock=lambda: now[0])
    assert [rate.wait_s("a") for _ in range(3)] == [0, 0, 0.5]
    assert rate.wait_s("b") == 0
    now[0] = 0.5
    assert rate.wait_s("a") == 0
    assert rate.wait_s("a") > 0


def test_the_table_of_clients_does_not_grow_without_end() -> None:
    rate = RateLimit(per_s=1, burst=1, n_clients=2, clock=lambda: 0.0)
    for client in "abc":
        assert rate.wait_s(client) == 0
    assert rate.wait_s("c") > 0
    assert rate.wait_s("a") == 0  # forgotten, hence a full bucket


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("192.0.2.1", "192.0.2.2", False, id="two-ipv4"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", True, id="ipv4-written-as-ipv6"),
        pytest.param("2001:db8::1", "2001:db8::2", True, id="one-household"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="two-households"),
        pytest.param(None, "?", True, id="unknown"),
    ],
)
def test_which_addresses_are_one_client(one: str | None, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


def test_a_turnstile_gives_places_back_after_an_error() -> None:
    turnstile = Turnstile(1)

    def fail_inside() -> None:
        with turnstile.pass_through() as entered, turnstile.pass_through() as second:
            raise ValueError(f"{entered} {second}")

    for _ in range(2):
        with pytest.raises(ValueError, match="True False"):
            fail_inside()


def test_the_description_of_the_api_names_its_routes(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/ask", "/api/search", "/api/passages/{passage_id}", "/api/figures", "/api/health", "/api/ready", "/api/metrics",
        "/v1/chat/completions", "/v1/models", "/v1/models/{model}",
    }  # fmt: skip

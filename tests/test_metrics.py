"""Metrics: what is counted, and that nothing of a person is."""

from __future__ import annotations

from typing import Any

import pytest
from fake_assistant import FakeAssistant
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from assistant.api import Readiness, Reception, create_api
from assistant.limits import Limits
from assistant.metrics import Metrics
from assistant.types import Answer
from assistant.web import simple
from assistant.web.desk import Desk

HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
STREAM = {"Accept": "text/event-stream"}


def samples(text: str) -> dict[tuple[str, ...], float]:
    """``{("assistant_ready",): 1.0, ("assistant_answers_total", "door=json", ...): 2.0}``"""
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def client_for(readiness: Readiness, **more: Any) -> TestClient:
    return TestClient(create_api(Reception(readiness, Limits(burst=1000)), **more), raise_server_exceptions=False)


def test_answers_are_counted_by_door_engine_and_outcome() -> None:
    with client_for(Readiness(FakeAssistant())) as client:  # type: ignore[arg-type]
        for _ in range(2):
            client.post("/api/ask", json={"question": HECTARES})
        client.post("/api/ask", json={"question": "Qui est le roi ?"}, headers=STREAM)
        client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": HECTARES}]})
        response = client.get("/api/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert response.headers["cache-control"] == "no-store"
    counted = {key[1:]: n for key, n in samples(response.text).items() if key[0] == "assistant_answers_total"}
    assert counted == {
        ("abstained=false", "door=json", "engine=extractive", "fallback=false"): 2,
        ("abstained=true", "door=stream", "engine=extractive", "fallback=false"): 1,
        ("abstained=false", "door=chat", "engine=extractive", "fallback=false"): 1,
    }


def test_the_page_counts_too() -> None:
    metrics = Metrics()
    list(Desk(FakeAssistant(), Reception(Readiness(), Limits(), metrics), streams=False).ask(HECTARES, ()))  # type: ignore[arg-type]
    assert 'door="page"' in metrics.text().decode()


def test_the_page_without_script_counts_too() -> None:
    app, reception = FastAPI(), Reception(Readiness(FakeAssistant()), Limits())  # type: ignore[arg-type]
    simple.add_routes(app, reception)
    TestClient(app).post("/simple", data={"question": HECTARES})
    counted = samples(reception.metrics.text().decode())
    assert (
        counted["assistant_answers_total", "abstained=false", "door=simple", "engine=extractive", "fallback=false"] == 1
    )


def test_times_fall_into_buckets() -> None:
    metrics = Metrics()
    metrics.answered(Answer("q", "r", False, elapsed_ms=4.0), "json")
    metrics.answered(Answer("q", "r", False, elapsed_ms=40_000.0, fallback="trop tard"), "json")
    found = samples(metrics.text().decode())
    in_time = {
        le: found["assistant_answer_seconds_bucket", "door=json", f"le={le}"]
        for le in ("0.0025", "0.005", "30.0", "+Inf")
    }
    assert in_time == {"0.0025": 0, "0.005": 1, "30.0": 1, "+Inf": 2}
    assert found["assistant_answer_seconds_sum", "door=json"] == pytest.approx(40.004)


def test_refusals_are_counted_by_status_and_asking_whether_it_is_ready_is_none() -> None:
    fake = FakeAssistant()
    readiness = Readiness()
    with client_for(readiness) as client:
        assert client.get("/api/ready").status_code == 503
        client.post("/api/ask", json={"question": HECTARES})
        assert samples(client.get("/api/metrics").text)["assistant_ready",] == 0
        readiness.assistant = fake  # type: ignore[assignment]
        client.post("/api/ask", json={"question": "?!"})
        client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "a" * 501}]})
        fake.failure = RuntimeError("secret interne")
        client.post("/api/ask", json={"question": HECTARES})
        found = samples(client.get("/api/metrics").text)
    assert {key[1]: n for key, n in found.items() if key[0] == "assistant_refusals_total"} == {
        "status=503": 1, "status=422": 1, "status=413": 1, "status=500": 1,
    }  # fmt: skip
    assert found["assistant_ready",] == 1


def test_no_question_answer_or_address_is_told() -> None:
    question = "Camille Durand, 12 rue des Lilas : combien de bus ?"
    with client_for(Readiness(FakeAssistant())) as client:  # type: ignore[arg-type]
        client.post("/api/ask", json={"question": question, "id": "durand"}, headers={"X-Forwarded-For": "192.0.2.7"})
        text = client.get("/api/metrics").text
    for told in ("Durand", "durand", "Lilas", "bus", "192.0.2.7", "testclient"):
        assert told not in text


def test_two_applications_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.refused(429)
    assert b"429" in one.text()
    assert b"429" not in other.text()


def test_the_counts_can_be_closed() -> None:
    with client_for(Readiness(FakeAssistant()), show_metrics=False) as client:  # type: ignore[arg-type]
        assert client.get("/api/metrics").status_code == 404
        assert "/api/metrics" not in client.get("/api/openapi.json").json()["paths"]

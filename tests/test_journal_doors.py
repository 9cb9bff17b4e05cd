"""Which doors hand their unanswered questions to the journal, and what visitors are told of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fake_assistant import REFUSAL, FakeAssistant
from fastapi import FastAPI
from starlette.testclient import TestClient
from test_web import wait_until_ready

from assistant.api import Readiness, Reception
from assistant.journal import Book, Entry, Journal
from assistant.limits import Limits
from assistant.metrics import Metrics
from assistant.settings import Settings, load_settings
from assistant.types import REASONS
from assistant.web import create_app, notices
from assistant.web.desk import Desk

OPEN = "Où recycler une girouette ?"
ANSWERED = "Combien d’hectares le SCoT protège-t-il ?"
NOTICE = "Les questions restées sans réponse sont conservées 12\u00a0jours au plus, sans indiquer qui les a posées."
SESSION = "/agents/seance?tirage=1"
Ask = Callable[[TestClient, str], Any]


def as_json(site: TestClient, question: str) -> Any:
    return site.post("/api/ask", json={"question": question, "history": ["Avant ?"], "audience": "agent", "id": "n1"})


def as_stream(site: TestClient, question: str) -> Any:
    body = {"question": question, "audience": "agent"}
    return site.post("/api/ask", json=body, headers={"Accept": "text/event-stream"})


def as_chat(site: TestClient, question: str) -> Any:
    messages = [{"role": "user", "content": question}]
    return site.post("/v1/chat/completions", json={"model": "assistant-rapport-agent", "messages": messages})


def as_chat_stream(site: TestClient, question: str) -> Any:
    body = {"model": "assistant-rapport-agent", "messages": [{"role": "user", "content": question}], "stream": True}
    return site.post("/v1/chat/completions", json=body)


def without_script(site: TestClient, question: str) -> Any:
    return site.post("/simple", data={"question": question, "avant": "Avant ?"})


def on_the_page(site: TestClient, question: str) -> Any:
    """What the page sends when a question is typed."""
    config = site.get("/config").json()
    asks = next(d for d in config["dependencies"] if any(event == "submit" for _, event in d["targets"]))
    sent = {"data": [question, None], "fn_index": asks["id"], "session_hash": "essai"}
    assert site.post("/gradio_api/queue/join", json=sent).status_code == 200
    with site.stream("GET", "/gradio_api/queue/data?session_hash=essai") as events:
        for line in events.iter_lines():
            if "process_completed" in line:
                assert json.loads(line.removeprefix("data:"))["success"]
                return events
    pytest.fail("the page gave no answer")


DOORS = [as_json, as_stream, as_chat, as_chat_stream, without_script, on_the_page]


@contextmanager
def site(**settings: Any) -> Iterator[TestClient]:
    app = create_app(FakeAssistant(), Settings(_env_file=None, **settings))  # type: ignore[arg-type, call-arg]
    with TestClient(app, client=("203.0.113.7", 4711)) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "questions.sqlite"


@pytest.mark.parametrize("ask", DOORS)
def test_every_door_hands_over_the_question_it_left_unanswered_and_no_other(path: Path, ask: Ask) -> None:
    with site(journal=path) as client:
        for question in (OPEN, ANSWERED):
            assert ask(client, question).status_code == 200
    (kept,) = Book(path).entries()
    audience = "citizen" if ask in (without_script, on_the_page) else "agent"
    assert (kept.outcome, kept.question, kept.audience, kept.section, kept.n) == ("unanswered", OPEN, audience, "", 1)
    written = path.read_bytes()
    for elsewhere in (b"203.0.113.7", b"testclient", b"Avant", b"n1", REFUSAL.encode(), b"hectares"):
        assert elsewhere not in written, elsewhere


@pytest.mark.parametrize("ask", DOORS)
def test_without_a_journal_no_file_is_made_and_no_question_logged(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    with site(reasons=True) as client:
        assert ask(client, OPEN).status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert "girouette" not in caplog.text


@pytest.mark.parametrize("ask", DOORS)
def test_an_answer_is_given_whatever_the_journal_suffers(tmp_path: Path, ask: Ask) -> None:
    broken = tmp_path / "courses.txt"
    broken.write_text("du pain\n" * 300, encoding="utf-8")
    with site(journal=broken) as client:
        assert ask(client, OPEN).status_code == 200
    assert broken.read_text(encoding="utf-8") == "du pain\n" * 300


# Reasons


def asked(desk: Desk, question: str) -> Any:
    *_, last = desk.ask(question, ())
    return last["conversation"]


def reasons(metrics: Metrics) -> dict[str, int]:
    found = re.findall(r'assistant_reasons_total\{reason="(\w+)"\} (\d+)', metrics.text().decode())
    return {reason: int(n) for reason, n in found}


def said(step: dict[str, Any]) -> str:
    return BeautifulSoup(step["thanks"], "html.parser").get_text()


def test_a_reason_is_counted_once_an_answer_and_only_if_it_is_on_the_list() -> None:
    metrics = Metrics()
    desk = Desk(FakeAssistant(), Reception(Readiness(), Limits(), metrics), streams=False)  # type: ignore[arg-type]
    turns = asked(desk, ANSWERED)
    desk.explain("<b>Une raison à moi</b>", turns, 0)
    desk.explain(REASONS["incomplete"], (), 0)
    step = desk.explain(REASONS["incomplete"], turns, 0)
    desk.explain(REASONS["other"], turns, step["explained"])
    assert reasons(metrics) == {"incomplete": 1}
    assert desk.start_again()["explained"] == 0


def test_without_a_journal_thanks_say_that_nothing_else_is_kept() -> None:
    desk = Desk(FakeAssistant(), Reception(Readiness(), Limits()), streams=False)  # type: ignore[arg-type]
    turns = asked(desk, OPEN)
    assert said(desk.judge(False, turns, 0)) == "Merci, votre avis est compté. Rien d’autre n’est conservé."
    assert said(desk.explain(REASONS["other"], turns, 0)) == (
        "Merci, votre raison est comptée. Rien d’autre n’est conservé."
    )


def test_with_a_journal_thanks_say_what_is_kept_and_it_is(path: Path) -> None:
    journal = Journal.at(path)
    desk = Desk(FakeAssistant(), Reception(Readiness(), Limits(), journal=journal), streams=False)  # type: ignore[arg-type]
    turns = asked(desk, ANSWERED)
    assert said(desk.judge(False, turns, 0)) == "Merci, votre avis est compté."
    assert not path.exists()
    assert said(desk.explain(REASONS["in_report"], turns, 0)) == (
        "Merci, votre raison est comptée. Votre question est conservée avec elle."
    )
    journal.close()
    (kept,) = Book(path).entries()
    section = "Partie I – Sanctuariser › 1. Le SCoT, un pacte de sobriété pour 2040"
    assert kept == Entry(kept.day, "in_report", ANSWERED, "citizen", section, 1)


@pytest.mark.parametrize(
    ("settings", "opinion", "why"),
    [
        ({}, True, False),
        ({"reasons": True}, True, True),
        ({"reasons": True, "metrics": False}, False, False),
        ({"reasons": True, "metrics": False, "journal": "questions.sqlite"}, True, True),
        ({"metrics": False, "journal": "questions.sqlite"}, False, False),
    ],
)
def test_reasons_are_asked_for_where_the_operator_wants_them_and_somebody_reads_them(
    settings: dict[str, Any], opinion: bool, why: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with site(**settings) as client:
        parts = client.get("/config").json()["components"]
    labels = {part["props"].get("value") for part in parts if part["type"] == "button"}
    assert ("Oui" in labels, set(REASONS.values()) <= labels) == (opinion, why)


# What visitors are told


def told(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").replace("\u00a0", " ").split())


def test_with_a_journal_every_place_where_one_asks_says_so_beforehand(path: Path) -> None:
    with site(journal=path, journal_days=12) as client:
        pages = {route: client.get(route).text for route in ("/", "/simple", "/api", "/donnees-personnelles", SESSION)}
        widget = client.get("/widget.js").text
        description = client.get("/api/openapi.json").json()["info"]["description"]
    for route in ("/", "/simple", SESSION):
        page = BeautifulSoup(pages[route], "html.parser")
        assert NOTICE in page.get_text()
        assert page.select_one("p a[href$='./donnees-personnelles']")
    assert NOTICE in description
    assert "const KEPT_DAYS = 12;" in widget
    for page in (*pages.values(), description):
        for untrue in ("pas enregistrées", "n’enregistrons rien", "n’est enregistrée", "Comme nous ne gardons rien"):
            assert untrue not in told(page)
    assert not path.exists()


def test_without_a_journal_nothing_is_said_of_one() -> None:
    with site() as client:
        pages = [client.get(route).text for route in ("/", "/simple", "/api", "/donnees-personnelles", SESSION)]
        widget = client.get("/widget.js").text
    for page in pages:
        assert "sans réponse sont conservées" not in told(page)
    assert "Vos questions ne sont pas enregistrées." in told(pages[0])
    assert "Nous n’enregistrons rien" in told(pages[3])
    assert "const KEPT_DAYS = 0;" in widget


def notice(**settings: Any) -> str:
    app = FastAPI()
    notices.add_routes(app, load_settings(**settings))
    return told(TestClient(app).get("/donnees-personnelles").text)


def test_the_notice_says_what_is_kept_how_long_and_how_it_is_erased() -> None:
    page = notice(journal="questions.sqlite", journal_days=12, privacy_contact="dpo@vendelle.example")
    for part in (
        "Nous tenons un journal des questions restées sans réponse.", "le jour, sans l’heure", "effacée au bout de 12 jours au plus",
        "Pour faire effacer une question plus tôt, donnez ses mots et son jour : dpo@vendelle.example",
        "et, sans réponse, de l’écrire dans le journal",
    ):  # fmt: skip
        assert part in page, part
    assert "si vous choisissez une raison" not in page
    assert "si vous choisissez une raison" in notice(journal="questions.sqlite", reasons=True)


def test_the_notice_says_that_reasons_are_counted_where_they_are() -> None:
    counted = "nous comptons aussi cette raison"
    assert counted in notice(reasons=True)
    assert counted not in notice()
    assert counted not in notice(reasons=True, metrics=False)

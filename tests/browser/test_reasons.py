"""What happens when an answer does not help, where the operator asks why and keeps a journal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fake_assistant import FakeAssistant
from invented import free_port
from playwright.sync_api import expect

from assistant.journal import Book
from assistant.settings import Settings
from assistant.web import create_app

Visitor = Callable[..., Any]
OPEN = "Où recycler une girouette ?"
WHY = (
    "Pourquoi\u00a0? Dites-le si vous le voulez. Votre question est alors conservée 30\u00a0jours au plus, "
    "sans indiquer qui l’a posée."
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Book]]:
    """Address of a server that asks for reasons, and its journal."""
    path: Path = tmp_path_factory.mktemp("kept") / "questions.sqlite"
    assistant, port = FakeAssistant(), free_port()
    app = create_app(assistant, Settings(_env_file=None, reasons=True, journal=path))  # type: ignore[arg-type, call-arg]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + 30
    while not assistant.prepared.is_set():
        assert time.monotonic() < end, "the server is not ready"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", Book(path)
    server.should_exit = True
    thread.join(15)


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (320, "dark")])
def test_why_an_answer_does_not_help_is_said_by_keyboard(
    visit: Visitor, kept: tuple[str, Book], width: int, color_scheme: str
) -> None:
    address, book = kept
    guest = visit(address, color_scheme=color_scheme, viewport={"width": width, "height": 800})
    page = guest.open()
    expect(page.locator("#avis")).to_contain_text("Les questions restées sans réponse sont conservées 30\u00a0jours")
    guest.ask(OPEN)
    reasons = page.get_by_role("group", name=WHY)
    expect(reasons).to_have_count(0)
    page.get_by_role("button", name="Non").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Merci, votre avis est compté.")).to_be_visible()
    expect(reasons).to_be_visible()
    page.keyboard.press("Tab")
    assert guest.focus == "button Le chiffre ne répond pas à ma question"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Votre question est conservée avec elle.")).to_be_visible()
    chosen = reasons.get_by_role("button", name="Réponse incomplète")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    assert guest.focus == "button Réponse incomplète"
    reasons.get_by_role("button", name="Autre").click()
    expect(reasons.locator("[aria-pressed]")).to_have_count(1)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [violation["id"] for violation in found] == []
    for shown in (page.locator("#merci"), *reasons.get_by_role("button").all()):
        box = shown.bounding_box()
        assert box
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    guest.ask(OPEN)
    expect(reasons).to_have_count(0)
    assert guest.troubles == []
    assert {entry.outcome for entry in book.entries()} == {"unanswered", "incomplete"}


def test_who_is_helped_is_not_asked_why(visit: Visitor, kept: tuple[str, Book]) -> None:
    guest = visit(kept[0])
    page = guest.open()
    guest.ask("Combien coûte l’eau ?")
    page.get_by_role("button", name="Oui").click()
    expect(page.get_by_text("Merci, votre avis est compté.")).to_be_visible()
    page.get_by_role("button", name="Non").click()
    expect(page.get_by_role("group", name=WHY)).to_have_count(0)


def test_the_widget_says_what_is_kept_in_the_language_of_its_page(visit: Visitor, kept: tuple[str, Book]) -> None:
    guest = visit(kept[0])
    guest.page.goto(f"{kept[0]}/demonstration")
    notice = guest.page.locator("assistant-rapport").first.locator("[role=dialog] > p").first
    expect(notice).to_contain_text("sans réponse sont conservées 30 jours au plus, sans indiquer qui les a posées.")
    guest.page.evaluate("""() => {
        const other = document.createElement("assistant-rapport");
        other.setAttribute("langue", "en");
        document.body.append(other);
    }""")
    notice = guest.page.locator("assistant-rapport").last.locator("[role=dialog] > p").first
    expect(notice).to_contain_text("kept for 30 days at most, without saying who asked them.")

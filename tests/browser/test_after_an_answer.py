"""What a citizen does with an answer: see it in its place, go on, take it away, say whether it helped."""

from __future__ import annotations

import io
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from fake_assistant import FakeAssistant
from invented import free_port
from markdown_it import MarkdownIt
from playwright.sync_api import expect
from pypdf import PdfReader

from assistant.settings import Settings
from assistant.web import create_app

Visitor = Callable[..., Any]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
BUS = "Combien de bus électriques la Métropole a-t-elle achetés ?"


def test_a_source_stands_in_its_place_with_the_way_to_the_report(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    page.locator("#fil a.renvoi").first.click()
    source = page.locator("#source-1-1")
    expect(source.locator("summary")).to_contain_text("1. Le SCoT, un pacte de sobriété pour 2040, page 7")
    expect(source.locator("mark")).to_contain_text("234 000 hectares")
    expect(source.locator(".voisin.apres")).to_contain_text("Juste après, « 2. Eau potable et réseaux »")
    link = source.get_by_role("link", name="Lire dans le rapport (source 1, page 7, nouvel onglet)")
    expect(link).to_have_attribute("href", re.compile(r"^\./rapport\?source=rapport-2025\.md#rapport-2025%23"))
    # The conversation is stored nowhere: in its own tab the report would take its place.
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_one_goes_on_with_a_proposed_question_by_keyboard(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    proposed = page.locator("#suites button:visible")
    expect(proposed.first).to_be_visible()
    assert 2 <= proposed.count() <= 3
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if visitor.focus == f"button {proposed.first.inner_text()}":
            break
    question = proposed.first.inner_text()
    assert visitor.focus == f"button {question}"
    page.keyboard.press("Enter")
    page.locator("#fil .mode").nth(1).wait_for()
    expect(page.get_by_role("group", name="Votre question").last).to_be_focused()
    assert visitor.focus == f"div {question}"
    expect(page.locator("#fil [data-testid=bot]").last).to_contain_text("Extrait du rapport")
    assert question not in proposed.all_inner_texts()
    page.keyboard.press("Tab")
    assert visitor.focus.startswith("a Source [1]")
    assert visitor.troubles == []


def test_every_proposed_question_is_answered(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    for n in range(1, 4):
        page.locator("#suites button:visible").last.click()
        page.locator("#fil .mode").nth(n).wait_for()
    modes = page.locator("#fil .mode").all_inner_texts()
    assert modes == ["Extrait du rapport"] * 4
    asked = page.locator("#fil .question").all_inner_texts()
    assert len(set(asked)) == 4


def test_an_answer_is_copied_with_its_sources(visit: Visitor, site: str) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open()
    visitor.ask(BUS)
    visitor.ask(HECTARES)
    page.get_by_role("button", name="Copier la réponse").click()
    expect(page.get_by_role("status").filter(has_text="La réponse et ses sources sont copiées.")).to_be_visible()
    assert visitor.focus == "button Copier la réponse"
    copied: str = page.evaluate("navigator.clipboard.readText()")
    first, said, source, close = copied.split("\n\n")
    assert first == HECTARES
    assert re.match(r"234 000 hectares.* \[1\]", said)
    assert source.startswith(
        "Source 1 : Partie I – Sanctuariser › 1. Le SCoT, un pacte de sobriété pour 2040, page 7\n« "
    )
    assert source.splitlines()[2].startswith(f"{site}/rapport?source=rapport-2025.md#")
    assert close == "Extrait du rapport. L’assistant peut se tromper : seul le rapport fait foi."


def test_what_is_copied_and_saved_of_a_list_is_said_once_with_its_dashes(visit: Visitor) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open()
    visitor.ask("Quelles sont les mesures du plan des mobilités douces ?")
    page.get_by_role("button", name="Copier la réponse").click()
    expect(page.get_by_role("status").filter(has_text="sont copiées")).to_be_visible()
    said = page.evaluate("navigator.clipboard.readText()").partition("\n\nSource 1")[0]
    assert said.count("une prime à l’achat d’un vélo") == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer la conversation").click()
    tokens = MarkdownIt().parse(Path(download.value.path()).read_text(encoding="utf-8"))
    start = next(i for i, t in enumerate(tokens) if t.type == "blockquote_open")
    lines = [t.children[0].content for t in tokens[start:] if t.type == "inline" and t.children]
    assert any(line.startswith("- une prime à l’achat d’un vélo") for line in lines)


def test_an_answer_is_copied_where_the_browser_has_no_clipboard_of_its_own(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    # As at an intranet address without https.
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    visitor.ask(HECTARES)
    page.get_by_role("button", name="Copier la réponse").click()
    expect(page.get_by_role("status").filter(has_text="sont copiées")).to_be_visible()
    assert visitor.focus == "button Copier la réponse"
    page.locator("#votre-question textarea").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#votre-question textarea")).to_have_value(re.compile("Source 1 : Partie I – Sanctuariser"))


def test_the_conversation_is_saved_as_markdown_that_says_what_the_page_says(visit: Visitor, site: str) -> None:
    attack = "<img src=x> **gras** [lien](javascript:x) https://ailleurs.example `a` # combien de bus électriques ?"
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    visitor.ask(attack)
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer la conversation").click()
    assert re.fullmatch(r"conversation-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    assert visitor.focus.startswith("button Enregistrer")
    written = Path(download.value.path()).read_text(encoding="utf-8")
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(written)
    kinds = {token.type for token in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"html_block", "html_inline", "image", "code_inline", "fence", "code_block", "strong_open"}
    headings = [tokens[i + 1] for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2"]
    questions = ["".join(child.content for child in heading.children or ()) for heading in headings]
    assert questions == [HECTARES, attack]
    links = [c.attrGet("href") for t in tokens for c in t.children or () if c.type == "link_open"]
    assert links
    assert all(str(link).startswith(site) for link in links)
    quoted = "".join(t.content for i, t in enumerate(tokens) if tokens[i - 2].type == "blockquote_open")
    assert "agricoles et forestiers, soit 74 % du territoire." in re.sub(r"\s+", " ", quoted)
    assert visitor.troubles == []


def test_the_conversation_on_paper_holds_all_sources_and_no_controls(visit: Visitor, site: str) -> None:
    visitor = visit(color_scheme="dark")
    page = visitor.open()
    visitor.ask(HECTARES)
    visitor.ask(BUS)
    page.locator("#fil .source summary").first.click()
    open_before = page.locator("#fil .source[open]").count()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True)))
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in paper.pages))
    for said in (
        "Interroger le rapport", "Rapport annuel 2025", f"depuis {site}/", HECTARES, BUS, "a été approuvé en 2025",
        "48 kilomètres de pistes cyclables", "Lire dans le rapport", "seul le rapport fait foi",
    ):  # fmt: skip
        assert said in text, said
    assert re.search(r"Imprimé le \d{1,2} [a-zéû]+ \d{4}", text)
    for left_out in ("Envoyer", "Copier", "Pour continuer", "Votre question", "Mentions légales", "Juste après"):
        assert left_out not in text, left_out
    # Afterwards the page is as it was.
    assert page.locator("#fil .source[open]").count() == open_before == 1


# With a model, and somebody who counts opinions


class Watched(NamedTuple):
    """A server over the fake assistant, in this process: what it answers can be held back, what it is told is seen."""

    address: str
    assistant: FakeAssistant

    def opinions(self) -> dict[str, int]:
        """How many said that an answer helped, and that it did not."""
        with urllib.request.urlopen(f"{self.address}/api/metrics") as counts:
            told = counts.read().decode()
        found = re.findall(r'assistant_opinions_total\{helpful="(\w+)"\} (\d+)', told)
        return {said: int(n) for said, n in found}


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    assistant, port = FakeAssistant(engine="llm:essai:m"), free_port()
    settings = Settings(_env_file=None, llm="essai:m")  # type: ignore[call-arg]
    app = create_app(assistant, settings)  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + 30
    while not assistant.prepared.is_set():
        assert time.monotonic() < end, "the server is not ready"
        time.sleep(0.05)
    yield Watched(f"http://127.0.0.1:{port}", assistant)
    server.should_exit = True
    thread.join(15)


def test_an_opinion_is_one_press_and_is_counted_once(visit: Visitor, watched: Watched) -> None:
    guest = visit(watched.address)
    page = guest.open()
    guest.ask("Combien coûte l’eau ?")
    group = page.get_by_role("group", name="Cette réponse vous aide-t-elle ?")
    group.get_by_role("button", name="Oui").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Merci, votre avis est compté.")).to_be_visible()
    assert guest.focus == "button Oui"
    group.get_by_role("button", name="Non").click()
    guest.ask("Combien d’hectares ?")
    expect(page.locator("#merci")).to_be_empty()
    group.get_by_role("button", name="Non").click()
    expect(page.get_by_text("Merci, votre avis est compté.")).to_be_visible()
    assert watched.opinions() == {"true": 1, "false": 1}
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_while_a_model_writes_the_question_and_a_line_that_says_so_are_shown(visit: Visitor, watched: Watched) -> None:
    guest = visit(watched.address)
    page = guest.open()
    watched.assistant.gate = threading.Event()
    page.locator("#votre-question textarea").fill("Combien coûte l’eau ?")
    page.locator("#votre-question textarea").press("Enter")
    expect(page.get_by_role("group", name="Réponse", exact=True)).to_have_text("Recherche dans le rapport…")
    expect(page.get_by_role("group", name="Votre question", exact=True)).to_contain_text("Combien coûte l’eau ?")
    expect(page.locator("#apres")).to_be_hidden()
    watched.assistant.gate.set()
    expect(page.get_by_role("group", name="Réponse", exact=True)).to_contain_text("Réponse rédigée par une IA")
    expect(page.get_by_text("Recherche dans le rapport…")).to_have_count(0)
    expect(page.locator("#suites button:visible").first).to_be_visible()
    watched.assistant.gate = None

"""A session lived through: prepared, shown on a screen, played, asked, taken away. Mouse, keyboard, paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_assistant import FakeAssistant
from live import served
from playwright.sync_api import Locator, Page, Route, expect

from assistant.corpus import load_corpus
from assistant.limits import Limits
from assistant.passages import chunk_corpus
from assistant.programme import Programme, Stock, plan, stock
from assistant.settings import PROJECT, Settings
from assistant.web import create_app

Opened = Callable[..., Any]
ASKED, NOWHERE = "Combien coûte l’eau ?", "Quel âge a le capitaine ?"
# Draws from here on are made of the shipped report.
REAL = 100
HERE = "/agents/seance?minutes=45&tirage=1"
LARGE = {"viewport": {"width": 1920, "height": 1080}}
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG_ANSWER = {
    "answer": "\n".join(f"- La ville a mené {n} actions pour l’eau, l’air et les arbres du quartier. [1]" for n in range(8)),
    "abstained": False, "mode": "Extrait du rapport", "citations": [{
        "marker": 1, "passage_id": "a#b", "source": "a.md", "document": "Rapport", "section": ["Partie", "<b>Chapitre</b>"],
        "pages": "7", "quote": "La ville a mené des actions.", "text": "…",
    }],
}  # fmt: skip
SMALL_TEXTS = """() => [...document.querySelectorAll("body *")].filter((node) =>
  node.checkVisibility() && !node.closest(".lu") && [...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim())
  && parseFloat(getComputedStyle(node).fontSize) < 32).map((node) => node.outerHTML.slice(0, 80))"""

POINTS_ARE_SEEN = """() => document.querySelector("#tables").getBoundingClientRect().bottom
  <= document.querySelector("#regie").getBoundingClientRect().top"""


@cache
def report() -> Stock:
    return stock(chunk_corpus(load_corpus(PROJECT / "corpus")[0], max_tokens=320))


class Leading(FakeAssistant):
    """The fake, with the programmes of the shipped report beside its own small one."""

    def programme(self, keys: Sequence[str], minutes: int, seed: int) -> Programme:
        return plan(report(), keys, minutes, seed) if seed >= REAL else super().programme(keys, minutes, seed)


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    with served(create_app(Leading(), settings, limits=Limits(burst=10_000))) as address:  # type: ignore[arg-type]
        yield address


@pytest.fixture
def opened(visit: Callable[..., Any], service: str) -> Opened:
    """``opened(HERE, viewport=..., color_scheme="dark")``: a leader with that page before them."""

    def open_page(path: str = HERE, **options: Any) -> Any:
        visitor = visit(address=service, **options)
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        visitor.page.goto(service + path)
        return visitor

    return open_page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def step(page: Page) -> str:
    """The heading of the step on the screen."""
    return " ".join(page.locator(".etape.ici h2").inner_text().split())


def ask(page: Page, question: str) -> None:
    n = page.locator(".posee").count()
    page.get_by_label("Question de la salle").fill(question)
    page.get_by_role("button", name="Demander au rapport").click()
    page.locator(".posee").nth(n).wait_for()


def estimate(page: Page, table: str) -> Locator:
    return page.locator(".estimations").get_by_label(table)


def states(page: Page) -> Iterator[str]:
    """All that a session looks like, one state after the other."""
    yield "programme"
    page.get_by_role("button", name="Présenter à l’écran").click()
    yield "first slide"
    press(page, "ArrowRight")
    yield "figure"
    press(page, "ArrowRight", "ArrowRight", "2")
    yield "quiz"
    press(page, "r")
    yield "quiz answered"
    press(page, "ArrowRight")
    estimate(page, "Table 1").fill("99")
    yield "estimate with a mistake"
    estimate(page, "Table 1").fill("4")
    press(page, "Escape", "r")
    yield "estimate answered"
    press(page, "ArrowRight")
    yield "discussion"
    press(page, "q")
    yield "question"
    ask(page, ASKED)
    yield "answer"
    ask(page, NOWHERE)
    yield "nothing in the report"
    page.get_by_role("button", name="Demander au rapport").click()
    expect(page.locator("#erreur[role=alert]")).not_to_be_empty()
    yield "error"
    page.get_by_role("button", name="Suivant").click()
    yield "end"
    page.get_by_role("button", name="Touches").click()
    yield "keys"
    press(page, "Escape", "Escape")
    page.get_by_role("button", name="Voir la feuille").click()
    yield "sheet"


# --- A whole session


def test_a_session_by_mouse_from_the_form_to_the_file(opened: Opened) -> None:
    visitor = opened("/agents/seance")
    page = visitor.page
    page.get_by_label("5. Chaque goutte compte").check()
    page.get_by_label("Durée, en minutes").fill("30")
    page.get_by_role("button", name="Proposer un programme").click()
    expect(page.get_by_role("heading", name="Programme de 30 minutes")).to_be_visible()
    expect(page).to_have_url(re.compile(r"theme=i-5&minutes=30&tirage=\d+$"))
    page.goto(visitor.address + "/agents/seance?theme=i-5&minutes=30&tirage=1")

    page.get_by_role("button", name="Présenter à l’écran").click()
    following = page.get_by_role("button", name="Suivant")
    following.click(click_count=1)
    expect(page.locator(".diapo:visible .valeur")).to_have_text("3 M€")
    following.click()
    following.click()
    assert step(page) == "Quiz 6 min"
    page.get_by_role("button", name="B 64 %").click()
    page.get_by_text("Réponse", exact=True).and_(page.locator(":visible")).click()
    expect(page.get_by_role("button", name="C 74 % ✓ Bonne réponse")).to_be_visible()
    expect(page.get_by_role("button", name="B 64 % ✗ Choix de la salle")).to_be_visible()
    expect(page.locator(".phrase:visible")).to_contain_text("soit 74 % du territoire")
    page.get_by_role("button", name="+ 1 point pour Table 2").click()
    following.click()
    estimate(page, "Table 1").fill("9")
    estimate(page, "Table 2").fill("2,5")
    page.get_by_text("Réponse", exact=True).and_(page.locator(":visible")).click()
    expect(page.locator(".gagnants:visible")).to_have_text("Au plus près : Table 2 (+ 1 point)")
    page.get_by_role("button", name="Question", exact=True).click()
    ask(page, ASKED)
    expect(page.locator(".posee .dit")).to_contain_text("3 M€ en 2025")
    link = page.locator(".posee a")
    expect(link).to_have_attribute("href", re.compile(r"/rapport\?source=rapport-2025\.md#rapport-2025%23i-5-eau$"))
    ask(page, NOWHERE)
    expect(page.locator(".posee").first).to_contain_text("Le rapport ne répond pas")
    following.click()
    expect(page.locator("#classement")).to_contain_text("Table 2 : 2 points")
    page.get_by_role("button", name="Quitter").click()

    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer (Markdown)").click()
    assert re.fullmatch(r"seance-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    sheet = download.value.path().read_text(encoding="utf-8").replace("\u00a0", " ")
    for part, held in {
        "Les chiffres clés": "3 M€",
        "Le quiz et ses réponses": "**74 %** « Il protège 234 000 hectares, soit 74 % du territoire. »",
        "À discuter": "Que faire de plus",
        "Les questions de la salle": f"**{ASKED}** 3 M€ en 2025.",
        "Ce que le rapport ne dit pas": f"**{NOWHERE}** Le rapport ne répond pas",
    }.items():
        assert held in sheet.partition(f"## {part}\n")[2].partition("\n## ")[0], part
    assert f"{visitor.address}/rapport?source=rapport-2025.md#rapport-2025%23i-5-eau" in sheet
    assert visitor.troubles == []


def test_a_session_by_keyboard(opened: Opened) -> None:
    visitor = opened(**LARGE)
    page = visitor.page
    page.get_by_role("button", name="Présenter à l’écran").focus()
    press(page, "Enter")
    assert step(page) == "Programme de 45 minutes"
    press(page, "Space", "PageDown", "ArrowLeft", "ArrowRight", "ArrowRight")
    assert step(page) == "Quiz 9 min"
    press(page, "c")
    expect(page.locator("[aria-pressed=true]")).to_contain_text("74 %")
    press(page, "1")
    expect(page.locator("[aria-pressed=true]")).to_contain_text("54 %")
    press(page, "r")
    expect(page.locator(".bonne .verdict")).to_have_text("✓ Bonne réponse")
    press(page, "1", "2", "2", "Backspace")
    points = page.locator("#tables .points")
    assert [points.nth(0).inner_text(), points.nth(1).inner_text()] == ["1\u00a0point", "1\u00a0point"]
    press(page, "q", *"Et les bus")
    press(page, "Enter")
    expect(page.locator(".posee .dit")).to_contain_text("20 bus électriques")
    assert "Et les bus" in visitor.focus
    press(page, "Backspace")
    assert step(page) == "Quiz 9 min"
    press(page, "End")
    assert step(page) == "Pour finir 9 min"
    press(page, "Home", "?")
    expect(page.get_by_role("dialog", name="Les touches")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert step(page) == "Programme de 45 minutes"
    press(page, "Escape")
    expect(page.get_by_role("button", name="Proposer un programme")).to_be_visible()
    assert visitor.focus == "button Présenter à l’écran"


def test_single_letters_can_be_switched_off_and_arrows_stay(opened: Opened) -> None:
    page = opened().page
    page.get_by_role("button", name="Présenter à l’écran").click()
    press(page, "?")
    page.get_by_label("Se servir aussi des lettres").uncheck()
    press(page, "Escape", "q", "?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert step(page) == "Programme de 45 minutes"
    press(page, "ArrowRight")
    assert step(page) == "Chiffres clés 9 min"


def test_keys_that_are_typed_into_a_field_are_text(opened: Opened) -> None:
    page = opened().page
    page.get_by_role("button", name="Présenter à l’écran").click()
    press(page, "q", *"par 12 ? ", "ArrowRight")
    expect(page.get_by_label("Question de la salle")).to_have_value("par 12 ? ")
    press(page, "Escape")
    assert step(page) == "Questions de la salle 9 min"


# --- Tables and questions


def test_tables_are_added_renamed_and_removed_with_their_estimates(opened: Opened) -> None:
    page = opened().page
    page.get_by_role("button", name="Ajouter une table").click()
    press(page, *"Les pins", "Tab")
    page.get_by_role("button", name="Retirer Table 1").click()
    names = page.locator("#tables input")
    assert [names.nth(i).input_value() for i in range(names.count())] == ["Table 2", "Les pins"]
    estimate(page, "Les pins").fill("3")
    page.get_by_label("Nom de la table 1").fill("Les chênes")
    press(page, "Tab")
    expect(estimate(page, "Les pins")).to_have_value("3")
    estimate(page, "Les chênes").fill("2,5,5")
    expect(page.locator(".estimations")).to_contain_text("Écrivez un nombre.")
    page.locator(".question[data-forme=estimate] summary").click()
    expect(page.locator(".gagnants")).to_have_text("Au plus près : Les pins (+ 1 point)")


def test_an_estimate_outside_of_the_scale_is_refused_and_letters_are_no_text(opened: Opened) -> None:
    page = opened().page
    field, other = estimate(page, "Table 1"), estimate(page, "Table 2")
    for outside in ("0,5", "11", "-3"):
        field.fill(outside)
        expect(field).to_have_attribute("aria-invalid", "")
        expect(page.locator(".estimations")).to_contain_text("Écrivez un nombre de 1 à 10.")
    other.press_sequentially("huit 8 €")
    expect(other).to_have_value(re.compile(r"^\s*8\s*$"))
    page.locator(".question[data-forme=estimate] summary").click()
    expect(page.locator(".gagnants")).to_have_text("Au plus près : Table 2 (+ 1 point)")


@pytest.mark.parametrize("key", ["Enter", "r", "R"])
def test_a_key_in_the_field_shows_the_answer_and_nothing_is_estimated_after_it(opened: Opened, key: str) -> None:
    page = opened().page
    page.get_by_role("button", name="Présenter à l’écran").click()
    press(page, *["ArrowRight"] * 4)
    estimate(page, "Table 1").focus()
    press(page, "9", "Enter", "2", key)
    first, second = estimate(page, "Table 1"), estimate(page, "Table 2")
    expect(page.locator(".gagnants:visible")).to_have_text("Au plus près : Table 2 (+ 1 point)")
    press(page, "1")
    expect(page.locator("#tables .points").first).to_have_text("1\u00a0point")
    first.focus()
    press(page, "3", "ArrowUp")
    assert [first.input_value(), second.input_value()] == ["9", "2"]


def test_escape_goes_back_from_a_question_once_and_then_leaves(opened: Opened) -> None:
    page = opened().page
    page.get_by_role("button", name="Présenter à l’écran").click()
    press(page, "ArrowRight", "q")
    expect(page.get_by_text("Échap : quitter le champ, puis revenir là où vous en étiez.")).to_be_visible()
    ask(page, ASKED)
    press(page, "Escape")
    assert step(page) == "Chiffres clés 9 min"
    press(page, "End", "ArrowLeft")
    expect(page.get_by_text("Échap : quitter le champ, puis revenir là où vous en étiez.")).to_be_hidden()
    press(page, "Escape")
    expect(page.get_by_role("button", name="Proposer un programme")).to_be_visible()


def test_a_quiz_slide_with_its_answer_fits_the_screen_and_hides_no_points(opened: Opened) -> None:
    fits = []
    for seed in (REAL, REAL + 1):
        page = opened(f"/agents/seance?minutes=45&tirage={seed}", **LARGE).page
        n = page.locator(".question").count()
        page.get_by_role("button", name="Présenter à l’écran").click()
        while step(page) != "Quiz 16 min":
            press(page, "ArrowRight")
        for _ in range(n):
            press(page, "1", "r")
            page.locator(".question.ici .reponse[open]").wait_for()
            page.wait_for_function(POINTS_ARE_SEEN)
            fits.append(page.evaluate("document.documentElement.scrollHeight") <= 1080)
            press(page, "ArrowRight")
    assert len(fits) >= 14
    assert sum(fits) >= 0.9 * len(fits)


def test_tables_that_are_as_near_win_together_and_once(opened: Opened) -> None:
    page = opened().page
    estimate(page, "Table 1").fill("2,5")
    estimate(page, "Table 2").fill("3,5")
    for _ in range(3):
        page.locator(".question[data-forme=estimate] summary").click()
    expect(page.locator(".gagnants")).to_have_text("Au plus près : Table 1 et Table 2")
    assert page.locator("#tables .points").all_inner_texts() == ["1\u00a0point", "1\u00a0point"]


def test_a_question_is_asked_for_agents_with_those_before_it(opened: Opened) -> None:
    page = opened().page
    ask(page, ASKED)
    with page.expect_request("**/api/ask") as request:
        ask(page, "Et les bus ?")
    assert request.value.post_data_json == {
        "question": "Et les bus ?",
        "history": [ASKED.replace(" ?", "\u00a0?")],
        "audience": "agent",
    }


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        pytest.param(lambda route: route.abort(), "Le service ne répond pas", id="no network"),
        pytest.param(lambda route: route.fulfill(status=502, body="<html>"), "Le service ne répond pas", id="a proxy's page"),
        pytest.param(lambda route: route.fulfill(status=429, json={"detail": "Trop de demandes."}), "Trop de demandes.", id="refused"),
    ],
)  # fmt: skip
def test_an_error_keeps_the_question(opened: Opened, refuse: Callable[[Route], None], said: str) -> None:
    page = opened().page
    page.route("**/api/ask", refuse)
    box = page.get_by_label("Question de la salle")
    box.fill(ASKED)
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(box).to_have_value(ASKED)
    page.unroute("**/api/ask")
    press(page, "Enter")
    expect(page.locator(".posee")).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_empty()
    expect(box).to_have_value("")


def test_what_an_answer_holds_is_text(opened: Opened) -> None:
    page = opened().page
    page.route("**/api/ask", lambda route: route.fulfill(json=LONG_ANSWER))
    ask(page, "<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Voir la feuille").click()
    assert page.locator("main img, main b").count() == 0
    expect(page.locator(".posee")).to_contain_text("<b>Chapitre</b>")


# --- Clock


def test_the_clock_says_what_has_passed_and_what_is_left(
    opened: Opened, visit: Callable[..., Any], service: str
) -> None:
    page = visit(address=service).page
    page.clock.install(time=0)
    page.goto(service + HERE)
    page.clock.pause_at(3_600_000)
    page.get_by_role("button", name="Présenter à l’écran").click()
    clock = page.get_by_role("timer")
    page.clock.run_for(60_000)
    expect(clock).to_contain_text("Séance 1:00, reste 44:00")
    press(page, "ArrowRight")
    page.clock.run_for(10 * 60_000)
    expect(clock).to_contain_text("Étape 10:00, dépassé de 1:00")
    press(page, "p")
    page.clock.run_for(60_000)
    expect(clock).to_contain_text("Séance 11:00, reste 34:00")
    press(page, "p")
    page.clock.run_for(40 * 60_000)
    expect(clock).to_contain_text("Séance 51:00, dépassé de 6:00")


# --- What every state must be


# In the dark only the colours differ.
@pytest.mark.parametrize(("color_scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_accessibility_rules_find_nothing(opened: Opened, color_scheme: str, rules: dict[str, Any]) -> None:
    visitor = opened("/agents/seance?minutes=5", color_scheme=color_scheme)
    page = visitor.page

    def broken() -> list[Any]:
        results = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        return [(v["id"], [node["html"][:150] for node in v["nodes"]]) for v in results.response["violations"]]

    found = {"refused": broken()}
    page.goto(visitor.address + "/agents/seance?tirage=1")
    found |= {state: broken() for state in states(page)}
    assert {state: rules for state, rules in found.items() if rules} == {}
    assert len(found) == 16


def test_nothing_scrolls_sideways_at_320_pixels(opened: Opened) -> None:
    page = opened(**NARROW).page
    wide = {state: page.evaluate("document.documentElement.scrollWidth - innerWidth") for state in states(page)}
    assert {state: more for state, more in wide.items() if more > 0} == {}


def test_every_word_on_the_screen_is_read_from_the_back_of_the_room(opened: Opened) -> None:
    page = opened(**LARGE).page
    small = {state: page.evaluate(SMALL_TEXTS) for state in states(page) if state not in ("programme", "sheet")}
    assert {state: found for state, found in small.items() if found} == {}


def test_nothing_is_asked_elsewhere_and_nothing_is_stored(opened: Opened) -> None:
    visitor = opened()
    page = visitor.page
    assert list(states(page))[-1] == "sheet"
    assert [request for request in visitor.requests if not request.startswith((visitor.address, "blob:"))] == []
    assert visitor.context.cookies() == []
    stored = "(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length])()"
    assert page.evaluate(stored) == [0, 0, 0]
    assert visitor.troubles == []


def test_what_is_on_the_page_only_is_lost_after_a_warning(opened: Opened) -> None:
    page = opened().page
    expect(page.get_by_text("ils s’effacent si vous la rechargez")).to_be_visible()
    ask(page, ASKED)
    with page.expect_event("dialog") as dialog:
        page.reload()
    assert dialog.value.type == "beforeunload"
    expect(page.locator(".posee")).to_have_count(0)


def test_a_draw_gives_its_quiz_again(opened: Opened) -> None:
    def asked(seed: int) -> list[str]:
        texts: list[str] = (
            opened(f"/agents/seance?minutes=45&tirage={seed}").page.locator(".question .enonce").all_inner_texts()
        )
        return texts

    first = asked(REAL)
    assert first == asked(REAL) != asked(REAL + 1)
    assert len(first) > 5


# --- Paper, and without script


def test_the_sheet_of_45_minutes_is_two_pages(opened: Opened) -> None:
    page = opened(f"/agents/seance?minutes=45&tirage={REAL}").page
    page.route("**/api/ask", lambda route: route.fulfill(json=LONG_ANSWER))
    for n in range(5):
        ask(page, f"Que fait la ville pour l’eau de la rue {n} ?")
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(pages) <= 2
    text = "".join(sheet.extract_text() for sheet in pages)
    assert "Le quiz et ses réponses" in text
    assert "la rue 4" in text
    assert "Proposer un programme" not in text


def test_without_script_the_page_is_read_unfolded_and_printed(opened: Opened) -> None:
    page = opened(java_script_enabled=False).page
    expect(page.get_by_role("button", name="Présenter à l’écran")).to_have_count(0)
    expect(page.get_by_role("link", name="version simple", exact=True)).to_be_visible()
    sentence = page.get_by_text("Il protège 234 000 hectares, soit 74 % du territoire.")
    expect(sentence).to_be_hidden()
    page.locator(".question summary").first.click()
    expect(sentence).to_be_visible()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert "L’eau coûte 3 M€ en 2025." in " ".join(text.split())

"""What a citizen lives through: asking, reading, checking, asking again, with whatever browser and device."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

Visitor = Callable[..., Any]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
BUS = "Combien de bus électriques la Métropole a-t-elle achetés ?"
PLAN = "Quelles sont les mesures du plan des mobilités douces ?"
NOWHERE = "Quelle est la capitale de la Mongolie ?"


def test_ask_read_and_check_with_the_keyboard_alone(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    page.keyboard.press("Tab")
    assert visitor.focus == "a Aller à la question"
    page.keyboard.press("Enter")
    assert visitor.focus == "textarea"
    page.keyboard.type(HECTARES)
    page.keyboard.press("Enter")
    answer = page.get_by_role("group", name="Réponse", exact=True)
    expect(answer.locator(".phrase").first).to_contain_text("234 000")
    expect(answer).to_contain_text("Extrait du rapport")
    expect(page.locator("#votre-question textarea")).to_have_value("")
    assert visitor.focus == "textarea"
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if visitor.focus.startswith("a Source 1") or visitor.focus.startswith("a Source [1]"):
            break
    assert re.match(r"a Source \[1\]", visitor.focus)
    page.keyboard.press("Enter")
    assert visitor.focus.startswith("summary Source 1")
    source = answer.locator("details").first
    expect(source).to_have_attribute("open", "")
    expect(source.locator("mark")).to_contain_text("234 000 hectares")
    expect(source.locator(".passage")).to_contain_text("a été approuvé en 2025")
    page.keyboard.press("Enter")
    expect(source).not_to_have_attribute("open", "")
    assert visitor.troubles == []


def test_the_passage_stands_beside_the_answer_where_there_is_room(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    panel = page.get_by_role("region", name="Sources de la dernière réponse")
    expect(panel.locator("mark").first).to_contain_text("234 000 hectares")
    expect(panel.locator("h3").first).to_contain_text("Source 1 : Partie I – Sanctuariser › 1. Le SCoT")
    answer, beside = page.locator("#fil .bot-row").bounding_box(), panel.bounding_box()
    assert answer
    assert beside
    assert beside["x"] >= answer["x"] + answer["width"]


def test_a_follow_up_leaves_the_former_answer_and_its_sources_as_they_were(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    page.locator("#fil a.renvoi").first.click()
    former = page.locator("#fil [data-testid=bot]").first
    before = former.inner_html()
    visitor.ask(BUS)
    assert former.inner_html() == before
    expect(former.locator("details").first).to_have_attribute("open", "")
    expect(page.locator("#sources mark").first).to_contain_text("20 bus")
    page.locator("#fil [data-testid=bot]").nth(1).locator("a.renvoi").first.click()
    expect(page.locator("#source-2-1 mark")).to_contain_text("20 bus")
    assert visitor.focus.startswith("summary Source 1")
    ids = page.evaluate("[...document.querySelectorAll('details')].map(e => e.id)")
    assert len(ids) == len(set(ids)) >= 2


def test_a_question_that_the_report_does_not_answer_is_declined(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(NOWHERE)
    expect(page.get_by_role("group", name="Réponse", exact=True)).to_contain_text("Message automatique")
    assert visitor.focus == "textarea"


def test_a_suggested_question_is_one_click(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    button = page.locator("#exemples button").first
    question = button.inner_text()
    assert question.endswith("?")
    button.click()
    expect(page.get_by_role("group", name="Votre question")).to_contain_text(question)
    page.locator("#fil .mode").wait_for()
    # The examples make room for the answer; the focus waits at the question.
    expect(page.locator("#exemples")).to_be_hidden()
    assert question in visitor.focus


@pytest.mark.parametrize(
    ("question", "advice"), [("a" * 501, "501 caractères : 500 au plus"), ("   ", "Écrivez une question")]
)
def test_an_error_says_what_to_do_and_the_question_stays(visit: Visitor, question: str, advice: str) -> None:
    visitor = visit()
    page = visitor.open()
    box = page.locator("#votre-question textarea")
    box.fill(question)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#erreur[role=alert]")).to_contain_text(advice)
    expect(box).to_have_value(question.strip())
    expect(box).to_have_accessible_description(re.compile(f"données personnelles. .*{advice}"))
    expect(box).to_have_attribute("aria-invalid", "true")
    assert visitor.focus == "button Envoyer"
    visitor.ask(HECTARES)
    expect(page.locator("#erreur")).to_be_empty()
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("données personnelles.$"))


def _refuse(status: int, route: Route) -> None:
    if status:
        route.fulfill(status=status, json={"detail": "Queue is full."})
    else:
        route.abort()


def test_when_the_service_does_not_take_the_question_the_page_says_so_in_french(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    box = page.locator("#votre-question textarea")
    # Too long, too many questions, queue full, no network.
    for status in (413, 429, 503, 0):
        page.route("**/run/predict*", partial(_refuse, status))
        box.fill(HECTARES)
        box.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="Le service ne répond pas")).to_be_visible()
        expect(box).to_have_value(HECTARES)
        assert visitor.focus == "textarea"
        expect(page.get_by_text("Queue is full").filter(visible=True)).to_have_count(0)
        page.unroute("**/run/predict*")
        visitor.ask(HECTARES)
        expect(page.get_by_text("Le service ne répond pas")).to_have_count(0)


def test_a_new_conversation_forgets_the_former_one(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator("#fil [data-testid=bot]")).to_have_count(0)
    expect(page.locator("#sources mark")).to_have_count(0)
    expect(page.locator("#apres")).to_be_hidden()
    expect(page.locator("#exemples")).to_be_visible()
    assert visitor.focus == "textarea"


def test_an_address_may_bring_a_question(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open("/?q=Combien%20de%20bus%20%3F%3Cb%3E")
    expect(page.locator("#votre-question textarea")).to_have_value("Combien de bus ?<b>")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("group", name="Votre question")).to_contain_text("Combien de bus ?<b>")


@pytest.mark.parametrize("locale", ["fr-FR", "en-US"])
def test_an_answer_is_added_once_to_what_is_announced(visit: Visitor, locale: str) -> None:
    visitor = visit(locale=locale)
    page = visitor.open()
    page.evaluate(
        """() => {
            window.added = [];
            const phrases = node => node.matches?.('.phrase') ? [node] : [...node.querySelectorAll?.('.phrase') ?? []];
            new MutationObserver(changes => {
                for (const change of changes) for (const node of change.addedNodes) window.added.push(...phrases(node));
            }).observe(document.querySelector('#fil [role=log]'), {childList: true, subtree: true});
        }"""
    )
    visitor.ask(HECTARES)
    visitor.ask(BUS)
    page.wait_for_timeout(500)
    added, shown = page.evaluate("[window.added.length, document.querySelectorAll('#fil .phrase').length]")
    assert added == shown >= 2
    # What comes with the answer is found when one goes on reading; it is not announced.
    live = "[aria-live], [role=log], [role=status], [role=alert]"
    assert page.evaluate(f"document.querySelector('#outils, #suites').closest('{live}')") is None
    assert (
        page.locator(live).evaluate_all("all => all.filter(e => e.role !== 'log' && e.textContent.trim()).length") == 0
    )


def test_nothing_scrolls_sideways_at_320_pixels(visit: Visitor) -> None:
    visitor = visit(viewport={"width": 320, "height": 640})
    page = visitor.open()

    def too_wide() -> list[str]:
        found: list[str] = page.evaluate(
            "[...document.querySelectorAll('html, body, main *, header *, footer *')].filter(e => e.scrollWidth > 320 ||"
            " e.getBoundingClientRect().right > 321).filter(e => getComputedStyle(e).clipPath === 'none')"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        return found

    assert too_wide() == []
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#erreur .erreur").wait_for()
    assert too_wide() == []
    visitor.ask(HECTARES)
    page.locator("#fil a.renvoi").first.click()
    page.get_by_role("button", name="Copier la réponse").click()
    page.locator("#etat", has_text="copié").wait_for()
    assert too_wide() == []
    visitor.ask(PLAN)
    visitor.ask(NOWHERE)
    assert too_wide() == []
    expect(page.locator("#sources")).to_be_hidden()


def test_every_stop_of_the_keyboard_is_visible(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    page.locator("h1").click()
    seen = visitor.stops()
    assert {"textarea", "button Envoyer", "button Nouvelle conversation"} <= set(seen)


@pytest.mark.parametrize("locale", ["fr-FR", "de-DE", "en-US"])
def test_the_page_is_french_in_every_browser(visit: Visitor, locale: str) -> None:
    visitor = visit(locale=locale)
    page = visitor.open()
    visitor.ask(HECTARES)
    assert page.evaluate("document.documentElement.lang") == "fr"
    expect(page).to_have_title(re.compile("^Interroger le rapport – "))
    named = page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title],[placeholder]')].filter(e => e.checkVisibility())"
        ".flatMap(e => ['aria-label', 'title', 'placeholder'].map(a => e.getAttribute(a))).filter(Boolean)"
    )
    assert set(named) <= {
        "Menu principal", "Informations légales", "Conversation", "Votre question", "Réponse",
        "Sources de la dernière réponse", "Enregistrer la conversation", "Imprimer la conversation",
    }  # fmt: skip
    spoken = page.locator("body").inner_text()
    assert not re.search(r"\b(Loading|Send|Clear|Copy|Submit|Error|Textbox|Chatbot)\b", spoken)


def test_nothing_is_stored_and_no_other_host_is_asked(visit: Visitor, site: str) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    visitor.ask(NOWHERE)
    page.get_by_role("button", name="Nouvelle conversation").click()
    page.wait_for_timeout(500)
    assert [url for url in visitor.requests if not url.startswith((site, "data:"))] == []
    assert visitor.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert visitor.troubles == []


def test_the_first_visit_stays_small(visit: Visitor) -> None:
    visitor = visit()
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    visitor.open()
    visitor.page.wait_for_timeout(500)
    assert len(visitor.requests) <= 52
    assert sum(received) <= 300_000


def test_who_wrote_the_answer_is_marked_for_machines(visit: Visitor) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask(HECTARES)
    expect(page.get_by_role("group", name="Réponse", exact=True)).to_have_attribute("data-ai-generated", "false")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_any_state(visit: Visitor, width: int, color_scheme: Any) -> None:
    """One visit through all the states of the page: the later ones contain what the earlier ones left."""
    visitor = visit(color_scheme=color_scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = visitor.open()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(16, 22, 20)") == (color_scheme == "dark")
    found: dict[str, list[Any]] = {}

    def examine(state: str) -> None:
        results = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        found[state] = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results]

    examine("start")
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#erreur .erreur").wait_for()
    examine("error")
    visitor.ask(HECTARES)
    expect(page.locator("#suites button").first).to_be_visible()
    examine("answer and follow-ups")
    page.locator("#fil a.renvoi").first.click()
    page.locator("#fil .voisin").first.wait_for()
    examine("open source")
    page.get_by_role("button", name="Copier la réponse").click()
    page.locator("#etat", has_text="copié").wait_for()
    examine("copied")
    with page.expect_download():
        page.get_by_role("button", name="Enregistrer la conversation").click()
    examine("saved")
    page.locator("#suites button").first.click()
    page.locator("#fil .mode").nth(1).wait_for()
    examine("follow-up chosen")
    visitor.ask(PLAN)
    assert len(page.locator("#fil [data-testid=bot]").last.inner_text()) > 400
    examine("long answer")
    visitor.ask(NOWHERE)
    examine("refusal")
    assert len(found) == 9
    assert {state: violations for state, violations in found.items() if violations} == {}

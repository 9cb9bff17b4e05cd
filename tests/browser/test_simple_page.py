"""What a citizen lives through whose browser runs no script: asking, reading, checking, asking again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.web.weights import LIMITS
from eval.weigh import SCREENS, weigh

Visitor = Callable[..., Any]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
BUS = "Combien de bus électriques la Métropole a-t-elle achetés ?"
NOWHERE = "Quelle est la capitale de la Mongolie ?"
NOTICES = ["/accessibilite", "/mentions-legales", "/donnees-personnelles", "/ecoconception"]


def arrive(visitor: Any, path: str = "/simple") -> Page:
    page: Page = visitor.page
    page.goto(visitor.address + path)
    return page


def ask(page: Page, question: str) -> None:
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Envoyer").click()


OTHERS = ["/rapport", "/rapport?q=bus", "/chiffres", "/api"]
STATES = ["form", "answer", "follow-up", "refusal", "error", *NOTICES, *OTHERS]


def reach(visitor: Any, state: str) -> Page:
    """The page in one of ``STATES``."""
    page = arrive(visitor, state if state.startswith("/") else "/simple")
    if state == "follow-up":
        ask(page, BUS)
    questions = {"answer": HECTARES, "follow-up": HECTARES, "refusal": NOWHERE, "error": "a" * 501}
    if state in questions:
        ask(page, questions[state])
    return page


def test_ask_read_and_check_with_the_keyboard_alone(visit: Visitor) -> None:
    visitor = visit(java_script_enabled=False)
    page = arrive(visitor)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.type(HECTARES)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    answer = page.get_by_role("article")
    expect(answer).to_contain_text("234 000")
    expect(answer).to_contain_text("Extrait du rapport")
    # The answer page opens at its content: the next stop is the first source.
    page.keyboard.press("Tab")
    source = answer.get_by_role("link", name="Source 1, page 7").first
    expect(source).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source-1")).to_be_in_viewport()
    expect(page.locator("#source-1 mark")).to_contain_text("234 000 hectares")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lire la source 1 à sa place dans le rapport (nouvel onglet)")).to_be_focused()
    assert visitor.troubles == []


def test_a_follow_up_knows_the_earlier_question_and_can_go_back_to_it(visit: Visitor) -> None:
    page = arrive(visit(java_script_enabled=False))
    ask(page, HECTARES)
    ask(page, BUS)
    expect(page.get_by_role("article")).to_contain_text("20 bus")
    page.get_by_role("button", name=HECTARES).click()
    expect(page.get_by_role("article")).to_contain_text("234 000")
    page.get_by_role("link", name="Commencer une nouvelle conversation").click()
    expect(page.get_by_role("article")).to_have_count(0)
    assert page.locator("input[name=avant]").count() == 0


def test_a_suggested_question_is_one_button(visit: Visitor) -> None:
    page = arrive(visit(java_script_enabled=False))
    page.locator("button[name=question]").first.click()
    expect(page.locator("article mark").first).to_be_visible()


@pytest.mark.parametrize(("question", "advice"), [("a" * 501, "501 caractères : 500 au plus"), ("   ", "Écrivez")])
def test_an_error_says_what_to_do_and_the_question_stays(visit: Visitor, question: str, advice: str) -> None:
    page = arrive(visit(java_script_enabled=False))
    ask(page, question)
    assert page.title().startswith("Erreur – ")
    box = page.get_by_label("Votre question")
    expect(box).to_have_accessible_description(re.compile(f"^500 caractères au plus.*Erreur.*{advice}"))
    expect(box).to_have_value(question.strip())
    ask(page, HECTARES)
    expect(page.get_by_role("article")).to_contain_text("234 000")


def test_no_question_is_in_an_address_and_nothing_is_stored(visit: Visitor, site: str) -> None:
    visitor = visit(java_script_enabled=False)
    page = arrive(visitor)
    ask(page, HECTARES)
    ask(page, BUS)
    expect(page).to_have_url(f"{site}/simple#contenu")
    assert visitor.context.cookies() == []
    assert [url for url in visitor.requests if not url.startswith(site) or "hectares" in url] == []
    assert len(set(visitor.requests)) <= 5


def test_no_page_asks_another_origin(visit: Visitor, site: str) -> None:
    visitor = visit()
    for state in STATES:
        page = reach(visitor, state)
        page.wait_for_load_state("networkidle")
    asked = {url for url in visitor.requests if not url.startswith("data:")}
    assert {f"{site}{path}" for path in ("/simple", *NOTICES, *OTHERS)} <= asked
    assert [url for url in asked if not url.startswith(f"{site}/")] == []
    assert visitor.context.cookies() == []
    # A refused question is a page with an error status, which the console notes.
    assert [line for line in visitor.troubles if "413" not in line] == []


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(visit: Visitor, state: str) -> None:
    page = reach(visit(viewport={"width": 320, "height": 640}), state)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "dark"), (320, "light")])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(visit: Visitor, state: str, width: int, color_scheme: Any) -> None:
    # Axe is a script, and the page allows none: this context passes over the policy.
    page = reach(visit(color_scheme=color_scheme, viewport={"width": width, "height": 800}, bypass_csp=True), state)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(16, 22, 20)") == (color_scheme == "dark")
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results.response["violations"]]
    assert found == []


@pytest.mark.parametrize(
    ("state", "last"), [("follow-up", "button Envoyer"), *((path, "a API") for path in (*NOTICES, *OTHERS))]
)
def test_every_stop_of_the_keyboard_is_visible(visit: Visitor, state: str, last: str) -> None:
    visitor = visit()
    page = reach(visitor, state)
    page.locator("h1").click()
    seen = visitor.stops(90)
    assert {last, "a API"} <= set(seen)
    assert seen[-1] == "a API"


# What scrolls is not cut, and what only a screen reader reads is cut on purpose.
CUT = (
    "[...document.querySelectorAll('body *')].filter(e => /hidden|clip/.test(getComputedStyle(e).overflow)"
    " && getComputedStyle(e).clipPath === 'none' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))"
    ".map(e => e.outerHTML.slice(0, 80))"
)


@pytest.mark.parametrize("state", STATES)
def test_spaced_out_text_is_not_cut(visit: Visitor, state: str) -> None:
    page = reach(visit(bypass_csp=True), state)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
        " p { margin-bottom: 2em !important; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("state", STATES)
def test_text_twice_as_large_is_not_cut(visit: Visitor, state: str) -> None:
    page = reach(visit(bypass_csp=True), state)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize(
    ("state", "parts"),
    [
        (
            "follow-up",
            ["Réponse à votre question", HECTARES, "234 000", "Extrait du rapport", "Sources", "Poser une autre", BUS],
        ),
        ("/rapport", ["Chercher dans le rapport", "Sommaire", "Page 7", "234 000", "20 bus", "Mentions légales"]),
    ],
)
def test_without_style_everything_is_there_in_the_same_order(visit: Visitor, state: str, parts: list[str]) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.page.route("**/*.css*", lambda route: route.abort())
    text = reach(visitor, state).locator("body").inner_text().replace("\u00a0", " ")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "name", ["Version simple", "Version simple, avec une réponse", "Lire le rapport", "Accessibilité", "API"]
)
def test_pages_stay_within_the_declared_weights(chromium: Browser, site: str, name: str) -> None:
    path, act = SCREENS[name]
    kilobytes, n_requests = weigh(chromium, site + path, act)
    assert 1 < kilobytes <= LIMITS[name][0]
    assert 2 <= n_requests <= LIMITS[name][1]


def test_a_page_that_is_not_there_is_not_weighed(chromium: Browser, site: str) -> None:
    with pytest.raises(OSError, match="is not there"):
        weigh(chromium, f"{site}/rien", lambda page: None)

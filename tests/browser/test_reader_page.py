"""What a reader lives through: finding one's way by keyboard, arriving at a passage, searching, printing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

Visitor = Callable[..., Any]
BUS = "rapport-2025%23ii-1-bus-pistes-cyclables"
STATES = {
    "report": "/rapport",
    "target": f"/rapport?source=rapport-2025.md#{BUS}",
    "found": "/rapport?q=hectares",
    "nothing": "/rapport?q=xyzzy",
    "error": "/rapport?q=" + "a" * 501,
    "unknown": "/rapport?source=rien.md",
}
OUTLINE = "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"


@pytest.fixture
def opened(visit: Visitor) -> Callable[..., Any]:
    """``opened("/rapport", viewport=..., color_scheme="dark")``: a visitor with that page before them."""

    def open_page(path: str, **options: Any) -> Any:
        visitor = visit(**options)
        visitor.page.goto(visitor.address + path)
        return visitor

    return open_page


def passage(page: Page, text: str) -> Any:
    return page.locator(".passage").filter(has_text=text)


def test_the_keyboard_walks_from_the_skip_link_over_the_contents_to_a_passage(opened: Callable[..., Any]) -> None:
    visitor = opened("/rapport")
    page = visitor.page
    page.keyboard.press("Tab")
    assert visitor.focus == "a Aller au contenu"
    page.keyboard.press("Enter")
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) == ["solid", "3px"], visitor.focus
        seen.append(visitor.focus)
        if "Bus et pistes cyclables" in visitor.focus:
            break
    assert seen[:3] == ["input", "button Chercher", "a Passer le sommaire"]
    assert "a Partie I – Sanctuariser" in seen
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#titre-\d+$"))
    expect(page.get_by_role("heading", name="1. Bus et pistes cyclables")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert visitor.focus == "a Lien vers ce passage : 1. Bus et pistes cyclables"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(f"#{BUS}") + "$"))
    assert visitor.troubles == []


def test_the_contents_can_be_passed_over(opened: Callable[..., Any]) -> None:
    visitor = opened("/rapport")
    visitor.page.get_by_role("link", name="Passer le sommaire").focus()
    expect(visitor.page.get_by_role("link", name="Passer le sommaire")).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#texte")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    assert visitor.focus.startswith("a Lien vers ce passage : 1. Le SCoT")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_link_from_elsewhere_arrives_at_its_passage_which_stands_out(opened: Callable[..., Any], width: int) -> None:
    page = opened(STATES["target"], viewport={"width": width, "height": 500}).page
    target, other = passage(page, "20 bus électriques"), passage(page, "234 000 hectares")
    expect(target).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("heading", name="1. Bus et pistes cyclables")).to_be_in_viewport(ratio=1)
    looks = [one.evaluate("e => getComputedStyle(e).boxShadow") for one in (target, other)]
    assert looks[1] == "none" != looks[0]


def test_contents_stand_beside_the_text_where_there_is_room_and_fold_on_a_phone(opened: Callable[..., Any]) -> None:
    wide = opened("/rapport").page
    contents = wide.get_by_role("navigation", name="Sommaire")
    expect(contents.get_by_role("link", name="2. Eau potable et réseaux")).to_be_visible()
    expect(contents.locator("summary")).to_be_hidden()
    beside, text = contents.bounding_box(), wide.locator("#texte").bounding_box()
    assert beside and text and beside["x"] + beside["width"] <= text["x"]

    phone = opened("/rapport", viewport={"width": 320, "height": 640}).page
    contents = phone.get_by_role("navigation", name="Sommaire")
    link = contents.get_by_role("link", name="2. Eau potable et réseaux")
    expect(link).to_be_hidden()
    contents.locator("summary").press("Enter")
    expect(link).to_be_visible()
    link.click()
    expect(phone.get_by_role("heading", name="2. Eau potable et réseaux")).to_be_in_viewport()


def test_contents_stay_in_sight_while_the_text_goes_by(opened: Callable[..., Any]) -> None:
    page = opened("/rapport", viewport={"width": 1280, "height": 400}).page
    page.mouse.wheel(0, 500)
    expect(page.get_by_role("navigation", name="Sommaire").get_by_role("link").nth(1)).to_be_in_viewport()


def test_a_search_leads_to_the_passage_in_its_place(opened: Callable[..., Any]) -> None:
    visitor = opened("/rapport")
    page = visitor.page
    page.get_by_role("search").get_by_label("Chercher dans le rapport").fill("bus")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_contain_text("Bus")
    expect(page.get_by_label("Chercher dans le rapport", exact=True).and_(page.locator("input"))).to_have_value("bus")
    page.get_by_role("link", name="1. Bus et pistes cyclables").click()
    expect(passage(page, "20 bus électriques")).to_be_in_viewport()
    assert visitor.troubles == []


def test_an_error_is_read_out_with_its_field(opened: Callable[..., Any]) -> None:
    page = opened(STATES["error"]).page
    field = page.get_by_label("Chercher dans le rapport", exact=True).and_(page.locator("input"))
    expect(field).to_have_accessible_description(
        "Un mot, un sigle ou une question. N’écrivez pas de données personnelles. "
        "La question compte 501 caractères : 500 au plus. Raccourcissez-la."
    )
    expect(field).to_have_value("a" * 501)


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(opened: Callable[..., Any], state: str) -> None:
    page = opened(STATES[state], viewport={"width": 320, "height": 640}).page
    for summary in page.locator("summary").all():
        summary.click()
    widths = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
    assert max(widths[:2]) <= widths[2]
    wide = page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')].filter(e => e.getBoundingClientRect().right > 321"
        " && getComputedStyle(e).clipPath === 'none').map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_accessibility_rules_find_nothing(
    opened: Callable[..., Any], state: str, color_scheme: str, width: int
) -> None:
    page = opened(STATES[state], color_scheme=color_scheme, viewport={"width": width, "height": 800}).page
    if width == 320:
        for summary in page.locator("summary").all():
            summary.click()
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results.response["violations"]]
    assert found == []


def test_on_paper_there_is_the_text_and_nothing_to_click(opened: Callable[..., Any]) -> None:
    page = opened(STATES["target"]).page
    page.emulate_media(media="print")
    expect(page.locator(".renvoi").first).to_be_hidden()
    for role in ("link", "search", "textbox", "button"):
        expect(page.get_by_role(role)).to_have_count(0)
    printed = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages).split())
    for said in (
        "Rapport annuel 2025",
        "Page 12",
        "2. Eau potable et réseaux",
        "234 000 hectares",
        "20 bus électriques",
    ):
        assert said in printed
    assert "Chercher" not in printed
    assert "Lien vers" not in printed


def test_a_page_that_comes_back_from_the_cache_keeps_its_style(opened: Callable[..., Any]) -> None:
    visitor = opened("/rapport")
    visitor.page.reload()
    sent, size = visitor.page.evaluate(
        "(({transferSize, encodedBodySize}) => [transferSize, encodedBodySize])(performance.getEntriesByType('navigation')[0])"
    )
    assert sent < 1000 < size
    assert visitor.page.evaluate("getComputedStyle(document.querySelector('.lecture')).display") == "grid"
    assert visitor.troubles == []


def test_a_visit_is_three_requests_and_none_elsewhere(opened: Callable[..., Any]) -> None:
    visitor = opened("/rapport")
    visitor.page.wait_for_load_state("networkidle")
    assert all(request.startswith(visitor.address) for request in visitor.requests)
    assert len(visitor.requests) <= 4
    assert visitor.context.cookies() == []

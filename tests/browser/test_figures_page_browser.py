"""What a reader of the figures lives through: filtering by keyboard, a narrow screen, both colour schemes, paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

STATES = {"all": "/chiffres", "found": "/chiffres?q=bus", "nothing": "/chiffres?q=licorne", "refused": "/chiffres?q=" + "a" * 501}  # fmt: skip


@pytest.fixture
def opened(visit: Callable[..., Any]) -> Callable[..., Any]:
    """``opened("/chiffres", viewport=..., color_scheme="dark")``: a visitor with that page before them."""

    def open_page(path: str, **options: Any) -> Any:
        visitor = visit(**options)
        visitor.page.goto(visitor.address + path)
        return visitor

    return open_page


def test_the_keyboard_filters_and_arrives_at_the_passage(opened: Callable[..., Any]) -> None:
    visitor = opened("/chiffres")
    page = visitor.page
    page.get_by_label("Chercher un mot dans les chiffres").focus()
    page.keyboard.type("bus")
    seen = []
    for _ in range(3):
        page.keyboard.press("Tab")
        seen.append(visitor.focus.split()[0])
    assert seen == ["select", "select", "button"]
    page.keyboard.press("Enter")
    expect(page.locator(".compte")).to_contain_text("chiffre")
    link = page.get_by_role("link", name="20 bus électriques")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".passage").filter(has_text="20 bus électriques")).to_be_in_viewport()
    assert visitor.troubles == []


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(opened: Callable[..., Any], state: str) -> None:
    page = opened(STATES[state], viewport={"width": 320, "height": 640}).page
    widths = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
    assert max(widths[:2]) <= widths[2]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_accessibility_rules_find_nothing(opened: Callable[..., Any], state: str, color_scheme: str) -> None:
    page = opened(STATES[state], color_scheme=color_scheme).page
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results.response["violations"]]
    assert found == []


def test_on_paper_there_are_the_figures_and_nothing_to_click(opened: Callable[..., Any]) -> None:
    page = opened("/chiffres").page
    page.emulate_media(media="print")
    expect(page.locator(".valeur").first).to_be_visible()
    for role in ("link", "search", "button"):
        expect(page.get_by_role(role)).to_have_count(0)


def test_a_visit_is_three_requests_and_none_elsewhere(opened: Callable[..., Any]) -> None:
    visitor = opened("/chiffres")
    visitor.page.wait_for_load_state("networkidle")
    assert all(request.startswith(visitor.address) for request in visitor.requests)
    assert len(visitor.requests) <= 4
    assert visitor.context.cookies() == []

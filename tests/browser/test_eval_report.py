"""What a reader of an evaluation lives through: the page of a run in a real browser, from a file, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_report import run, trials

from eval.compare import compare
from eval.gates import Checked, Gate
from eval.record import with_comparison
from eval.report import render

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run with everything on it: a failing gate, a comparison, missed questions, a long word."""
    record = run(gates=[Checked(Gate("test", "right", "min", 0.9), 0.4)])
    record["sets"][1]["trials"][3]["answer"] = "anticonstitutionnellement" * 8
    other = run()
    other["sets"][1]["trials"][0]["verdict"] = "wrong"
    other["sets"][1]["trials"][3]["verdict"] = "right"
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(with_comparison(record, compare(record, other, seed=1))), encoding="utf-8")
    return path


@pytest.fixture
def opened(chromium: Browser, page_file: Path) -> Iterator[Opener]:
    """``opened(width=320, color_scheme="dark")`` shows the page; no request but the page, no trouble in the console."""
    contexts: list[BrowserContext] = []
    requests: list[str] = []
    troubles: list[str] = []

    def start(width: int = 1280, **options: Any) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, **options))
        page = contexts[-1].new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text))
        page.goto(page_file.as_uri())
        return page

    yield start
    for context in contexts:
        context.close()
    assert troubles == []
    assert [url for url in requests if not url.startswith("file:")] == []


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_axe_finds_nothing(opened: Opener, width: int, color_scheme: str, unfolded: bool) -> None:
    page = opened(width, color_scheme=color_scheme)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(16, 22, 20)") == (color_scheme == "dark")
    if unfolded:
        unfold(page)
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results.response["violations"]]
    assert found == []


def test_nothing_scrolls_sideways_at_320_pixels(opened: Opener) -> None:
    page = opened(320)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # Tables of figures scroll in a frame of their own; nothing else is wider than the window.
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320.5"
        " && !e.parentElement.closest('.wide')).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_words_of_plots_are_legible_and_stay_inside(opened: Opener, width: int) -> None:
    page = opened(width)
    texts = page.evaluate(
        "[...document.querySelectorAll('figure svg text')].map(e => ({"
        " size: parseFloat(getComputedStyle(e).fontSize) * e.ownerSVGElement.getBoundingClientRect().width / 320,"
        " over: e.getBoundingClientRect().right - e.ownerSVGElement.getBoundingClientRect().right}))"
    )
    assert len(texts) > 50
    assert min(t["size"] for t in texts) >= 11
    assert max(t["over"] for t in texts) <= 0.5


def test_the_keyboard_skips_to_the_content_and_opens_a_missed_question(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    held = page.locator("details.held")
    expect(held.locator("details.miss").first).not_to_be_visible()
    held.locator("summary").first.focus()
    page.keyboard.press("Enter")
    missed = held.locator("details.miss").first
    missed.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(missed).to_have_attribute("open", "")
    expect(missed.locator("strong")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    outline = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert outline == ["solid", "3px"]


def test_a_failing_gate_is_on_the_first_screen(opened: Opener) -> None:
    box = opened().get_by_text("1 seuil sur 1 n’est pas tenu").bounding_box()
    assert box and box["y"] + box["height"] < 800


def test_every_missed_question_can_be_reached_by_a_link_to_its_reason(opened: Opener) -> None:
    page = opened()
    links = page.locator(".reasons a")
    assert links.count() == len({t.question.id for t in trials()} - {"T1", "T6", "T7"})
    page.locator("details.held > summary").click()
    links.last.click()
    expect(page.locator("h4").last).to_be_in_viewport()

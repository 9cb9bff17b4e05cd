"""What an agent who prepares a note does: ask and see why, search, browse, compare, copy with the reference."""

from __future__ import annotations

import contextlib
import re
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visitor = Callable[..., Any]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
NOWHERE = "Quelle est la capitale de la Mongolie ?"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
WATER = "2. Eau potable et réseaux"
WATER_REFERENCE = "(Rapport annuel 2025, Partie I – Sanctuariser, 2. Eau potable et réseaux, p. 12)"


@pytest.fixture(scope="module")
def there(site: str) -> None:
    """The page opens a moment after the one for everyone; until then it says to wait."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{site}/agents"):
            return
        time.sleep(0.1)
    pytest.fail("the page of the staff does not open")


@pytest.fixture
def at_work(visit: Visitor, there: None) -> Visitor:
    """``at_work(permissions=..., viewport=...)``: an agent with the page open, its contents there."""

    def start(**options: Any) -> Any:
        visitor = visit(**options)
        visitor.open("/agents")
        visitor.page.locator("#parcourir summary").first.wait_for()
        return visitor

    return start


def search(page: Page, words: str) -> None:
    box = page.get_by_label("Chercher dans les passages")
    box.fill(words)
    box.press("Enter")
    page.locator("#resultats .ici", has_text=words).wait_for()


def compare(page: Page, title: str, n: int) -> None:
    page.locator("#resultats").get_by_role("button", name=f"Comparer : {title}", exact=True).click()
    expect(page.locator("#comparaison .colonnes > li")).to_have_count(n)


def clipboard(page: Page) -> str:
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied.replace("\u00a0", " ")


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_an_answer_tells_why_and_is_copied_with_its_references(at_work: Visitor) -> None:
    visitor = at_work(permissions=CLIPBOARD)
    page = visitor.page
    visitor.ask(HECTARES)
    answer = page.get_by_role("group", name="Réponse", exact=True)
    why = answer.locator("details.pourquoi")
    expect(why.locator("ol")).to_be_hidden()
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(why).to_contain_text("Probabilité estimée que les passages répondent")
    expect(why).to_contain_text("réglage « équilibré »")
    expect(why.locator("li").first).to_contain_text(
        re.compile(r"1\. Le SCoT.*p\.\s7\sScore\s:\s\d,\d\d\s\(mots de la question")
    )
    answer.get_by_role("button", name="Copier la réponse et ses références").click()
    said(page, "La réponse est copiée avec ses références.")
    copied = clipboard(page)
    assert re.match(r"234 000 hectares.* \[1\]\n", copied)
    assert "[1] « " in copied
    assert "(Rapport annuel 2025, Partie I – Sanctuariser, 1. Le SCoT, un pacte de sobriété pour 2040, p. 7)" in copied
    assert "Probabilité" not in copied
    answer.locator(".source summary").first.click()
    answer.get_by_role("button", name="Copier la citation de la source 1 avec sa référence").click()
    said(page, "La citation est copiée avec sa référence.")
    assert re.fullmatch(r"« .*234 000 hectares.* » \(Rapport annuel 2025, Partie I – .*, p\. 7\)", clipboard(page))
    assert visitor.troubles == []


def test_a_refusal_tells_why(at_work: Visitor) -> None:
    visitor = at_work()
    visitor.ask(NOWHERE)
    why = visitor.page.locator("details.pourquoi")
    why.locator("summary").click()
    expect(why.locator("summary")).to_have_text(re.compile(r"Pourquoi ce refus\s\?"))
    expect(why).to_contain_text("Aucun passage trouvé ne traite du sujet de la question.")


def test_passages_are_searched_read_and_quoted_with_the_keyboard_alone(at_work: Visitor) -> None:
    visitor = at_work(permissions=CLIPBOARD)
    page = visitor.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert visitor.focus == "a Aller à la recherche de passages"
    page.keyboard.press("Enter")
    expect(page.get_by_label("Chercher dans les passages")).to_be_focused()
    page.keyboard.type("eau potable")
    page.keyboard.press("Enter")
    said(page, "1 passage contient ces mots.")
    first = page.locator("#resultats .trouves li").first
    expect(first).to_contain_text(WATER)
    expect(first.locator("mark").first).to_have_text(re.compile("eau potable", re.IGNORECASE))
    expect(page.get_by_label("Chercher dans les passages")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if visitor.focus.startswith("button Lire"):
            break
    page.keyboard.press("Enter")
    heading = page.locator("#passage-ouvert .ici")
    expect(heading).to_be_focused()
    expect(heading).to_have_text(WATER)
    expect(page.locator("#passage-ouvert .passage")).to_contain_text("perdent 12 % de ce")
    page.keyboard.press("Tab")
    assert visitor.focus == "button Copier avec la référence"
    page.keyboard.press("Enter")
    said(page, "Le passage est copié avec sa référence.")
    assert visitor.focus == "button Copier avec la référence"
    assert re.fullmatch(rf"« La Métropole a consacré .*transportent\. » {re.escape(WATER_REFERENCE)}", clipboard(page))
    assert visitor.troubles == []


def test_a_selection_is_quoted_in_whole_words_and_figures(at_work: Visitor) -> None:
    visitor = at_work(permissions=CLIPBOARD)
    page = visitor.page
    search(page, "hectares")
    page.locator("#resultats .trouves li").first.get_by_role("button", name="Lire").click()
    page.locator("#passage-ouvert .passage").wait_for()
    # From inside « 234 000 » to inside « naturels », across the marked word between them.
    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector('#passage-ouvert .passage'), NodeFilter.SHOW_TEXT);
            const at = (word, offset) => {
                while (walker.nextNode()) {
                    const found = walker.currentNode.data.indexOf(word);
                    if (found >= 0) return [walker.currentNode, found + offset];
                }
            };
            const range = document.createRange();
            range.setStart(...at('000', 1));
            range.setEnd(...at('naturels', 3));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.locator("#passage-ouvert").get_by_role("button", name="Copier avec la référence").focus()
    page.keyboard.press("Enter")
    said(page, "La sélection est copiée avec sa référence.")
    assert clipboard(page).startswith("« 234 000 hectares d’espaces naturels, » (Rapport annuel 2025, ")


def test_two_passages_are_compared_side_by_side_and_taken_away(at_work: Visitor) -> None:
    visitor = at_work()
    page = visitor.page
    search(page, "2025")
    compare(page, WATER, 1)
    said(page, "Comparaison : 1 passage.")
    button = page.locator("#resultats").get_by_role("button", name=f"Comparer : {WATER}", exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    compare(page, "1. Bus et pistes cyclables", 2)
    columns = page.locator("#comparaison .colonnes > li")
    left, right = columns.nth(0).bounding_box(), columns.nth(1).bounding_box()
    assert left
    assert right
    assert right["x"] >= left["x"] + left["width"]
    expect(columns.nth(0).locator("strong").first).to_have_text(re.compile("3.millions d’euros"))
    expect(columns.nth(0).locator("mark").first).to_have_text("2025")
    expect(columns.nth(1).locator("mark").first).to_have_text("2025")
    page.get_by_role("button", name="Voir la comparaison (2 passages)").click()
    expect(page.locator("#comparaison .ici")).to_be_focused()
    columns.nth(0).get_by_role("button", name=f"Retirer : {WATER}").click()
    expect(columns).to_have_count(1)
    expect(page.locator("#comparaison .ici")).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Vider la comparaison").click()
    expect(columns).to_have_count(0)
    assert visitor.troubles == []


def test_buttons_pressed_at_once_are_all_heard(at_work: Visitor) -> None:
    page = at_work().page
    search(page, "2025")
    page.evaluate(
        "document.querySelectorAll('#resultats button[value^=\"comparer:\"]').forEach(button => button.click())"
    )
    expect(page.locator("#comparaison .colonnes > li")).to_have_count(3)


def test_one_browses_to_a_chapter_its_figures_and_the_next_passage(at_work: Visitor) -> None:
    visitor = at_work()
    page = visitor.page
    page.get_by_text("Par partie et chapitre").click()
    page.locator("#parcourir").get_by_text("Partie I – Sanctuariser", exact=True).click()
    page.locator("#parcourir details details").get_by_role("button", name=WATER).click()
    expect(page.locator("#resultats .ici")).to_be_focused()
    expect(page.locator("#resultats .chiffres")).to_contain_text(re.compile(r"12.% de ce"))
    page.locator("#resultats .chiffres").get_by_role("button").first.click()
    expect(page.locator("#passage-ouvert .ici")).to_have_text(WATER)
    page.get_by_role("button", name=re.compile("^Passage suivant")).click()
    expect(page.locator("#passage-ouvert .ici")).to_have_text("1. Bus et pistes cyclables")
    expect(page.locator("#passage-ouvert .ici")).to_be_focused()
    page.get_by_role("button", name="Fermer le passage").click()
    expect(page.locator("#passage-ouvert .ici")).to_have_count(0)
    expect(page.locator("#resultats .ici")).to_be_focused()
    page.get_by_text("Par thème, de A à Z").click()
    page.get_by_role("button", name="Bus et pistes cyclables", exact=True).last.click()
    expect(page.locator("#resultats .ici")).to_have_text("Bus et pistes cyclables")


def test_what_cannot_be_searched_is_said_and_the_words_stay(at_work: Visitor) -> None:
    page = at_work().page
    box = page.get_by_label("Chercher dans les passages")
    box.fill("a" * 501)
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.locator("#resultats .erreur")).to_contain_text("501 caractères : 500 au plus")
    expect(box).to_have_value("a" * 501)


def walk(visitor: Any, examine: Callable[[str], None]) -> None:
    """One visit through all the states of the page."""
    page = visitor.page
    examine("start")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.locator("#resultats .erreur").wait_for()
    examine("error")
    page.get_by_text("Par partie et chapitre").click()
    page.get_by_text("Par thème, de A à Z").click()
    page.locator("#parcourir details details summary").first.click()
    page.locator("#parcourir details details button").first.click()
    page.locator("#resultats .chiffres").wait_for()
    examine("chapter")
    search(page, "2025")
    for n, title in enumerate((WATER, "1. Bus et pistes cyclables"), start=1):
        compare(page, title, n)
    page.locator("#resultats").get_by_role("button", name=re.compile("^Lire")).last.click()
    page.locator("#passage-ouvert .passage").wait_for()
    examine("found, opened, compared")
    visitor.ask(HECTARES)
    visitor.ask(NOWHERE)
    page.locator("#fil .source summary").first.click()
    for summary in page.locator("#fil .pourquoi summary").all():
        summary.click()
    page.locator("#fil .pourquoi ol").last.wait_for()
    examine("asked, refused, explained")


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(at_work: Visitor, width: int, color_scheme: Any) -> None:
    visitor = at_work(color_scheme=color_scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    found: dict[str, Any] = {}

    def examine(state: str) -> None:
        results = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]
        violations = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in results]
        too_wide = visitor.page.evaluate(
            "[...document.querySelectorAll('html, body, main *, header *, footer *')].filter(e => e.scrollWidth > innerWidth"
            " || e.getBoundingClientRect().right > innerWidth + 1).filter(e => getComputedStyle(e).clipPath === 'none')"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        found[state] = (violations, too_wide)

    walk(visitor, examine)
    assert len(found) == 5
    assert {state: trouble for state, trouble in found.items() if trouble != ([], [])} == {}


def test_nothing_is_stored_and_no_other_host_is_asked(at_work: Visitor, site: str) -> None:
    visitor = at_work()
    walk(visitor, lambda _: None)
    assert [url for url in visitor.requests if not url.startswith((site, "data:"))] == []
    assert visitor.context.cookies() == []
    assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert visitor.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert visitor.page.evaluate("document.documentElement.lang") == "fr"
    assert visitor.troubles == []


def test_every_stop_of_the_keyboard_is_visible(at_work: Visitor) -> None:
    visitor = at_work()
    page = visitor.page
    search(page, "eau potable")
    page.locator("h1").click()
    seen = visitor.stops()
    assert {"button Envoyer", "button Chercher", "summary Par partie et chapitre", f"button Lire : {WATER}"} <= {
        stop.replace("\u00a0", " ") for stop in seen
    }

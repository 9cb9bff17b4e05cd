"""The widget in a page of another site: two origins, a strict policy, and everything that may go wrong."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_assistant import SCOT, FakeAssistant
from live import served
from playwright.sync_api import Locator, Page, expect

from assistant.settings import Settings
from assistant.types import Answer, Citation, Question
from assistant.web import create_app

Visitor = Callable[..., Any]
HECTARES, WATER, NOWHERE = "Combien d’hectares ?", "Combien coûte l’eau ?", "Quelle heure est-il ?"
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script><b>gras</b>"
# All that a page may do to its elements, and what it may not allow.
HOST_STYLE = (
    "html { font-size: 62.5%; } body { margin: 0; font: italic 30px/3 serif; color: #444; background: #fff; }"
    " h1 { font-size: 20px; } * { letter-spacing: 3px !important; text-transform: uppercase !important; } button, textarea { display: none !important; }"
    " assistant-rapport { display: none; color: red !important; opacity: 0 !important; transform: rotate(9deg) !important; }"
)
HOST_PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Ville</title>
<link rel="stylesheet" href="/style.css"><script src="{service}/widget.js" defer></script></head>
<body><main><h1>Ville de Vendelle</h1><p><a href="#">Un lien</a></p></main>
<assistant-rapport {attributes}><a href="{service}/">Le lien de repli</a></assistant-rapport></body></html>"""
# The live regions that say something new, one entry for every time that they do.
LISTEN = """() => {
  window.said = [];
  const root = document.querySelector("assistant-rapport").shadowRoot;
  for (const region of root.querySelectorAll("[role=log], [role=status], [role=alert], [aria-live]"))
    new MutationObserver((changes) => {
      for (const change of changes) {
        const text = [...change.addedNodes].map((n) => n.textContent).join("").trim();
        if (text) window.said.push([region.getAttribute("role"), text]);
      }
    }).observe(region, { childList: true, subtree: true, characterData: true });
}"""


# Whether the element that has the focus is what one sees at its place.
SEEN = """() => {
  const root = document.querySelector("assistant-rapport").shadowRoot;
  const { left, top, width, height } = root.activeElement.getBoundingClientRect();
  return root.activeElement.contains(root.elementFromPoint(left + width / 2, top + height / 2));
}"""


class Knowing(FakeAssistant):
    """Says what it knows; what it is told to say to « attaque »; « attends » and « lentement » wait for ``waits``."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = threading.Event()

    def invoke(self, question: Question) -> Answer:
        if "attends" in question.text:
            self.waits.wait(20)
        if "attaque" not in question.text:
            return super().invoke(question)
        passage = replace(SCOT, section=(ATTACK,), document=ATTACK, pages=ATTACK, source=f"{ATTACK}.md")
        return Answer(question.text, f"{ATTACK} [1]", False, (Citation(1, passage, ATTACK),), notice=ATTACK)

    def stream(self, question: Question) -> Iterator[Answer]:
        if "lentement" not in question.text:
            yield from super().stream(question)
            return
        yield Answer(question.text, "Une première phrase.", False, engine="llm:x:petit")
        self.waits.wait(20)
        yield Answer(question.text, "Une autre réponse.", False, engine="llm:x:petit")


class Host:
    """A site that is not the service. ``service`` and ``attributes`` are those of the next page."""

    def __init__(self) -> None:
        self.service, self.attributes = "", ""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                style = self.path == "/style.css"
                page = HOST_PAGE.format(service=host.service, attributes=host.attributes)
                self.send_response(200)
                self.send_header("Content-Type", "text/css" if style else "text/html")
                policy = (
                    f"default-src 'none'; script-src {host.service}; connect-src {host.service}; style-src 'self';"
                    " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
                )
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write((HOST_STYLE if style else page).encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.server.shutdown()


@pytest.fixture(scope="module")
def fake() -> Knowing:
    return Knowing()


def application(fake: FakeAssistant, host: Host, **settings: Any) -> Any:
    allowed = {"allowed_origins": (host.address,), "burst": 1000, **settings}
    return create_app(fake, Settings(_env_file=None, **allowed))  # type: ignore[arg-type, call-arg]


@pytest.fixture(scope="module")
def service(host: Host, fake: Knowing) -> Iterator[str]:
    with served(application(fake, host)) as address:
        yield address


@pytest.fixture(autouse=True)
def _fresh(fake: Knowing) -> Iterator[None]:
    fake.failure, fake.asked = None, []
    fake.waits.clear()
    yield
    fake.waits.set()


class Guest:
    """A visitor of the host, before a closed widget."""

    def __init__(self, visitor: Any) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.widget: Locator = self.page.locator("assistant-rapport")
        self.panel: Locator = self.widget.get_by_role("dialog")
        self.box: Locator = self.widget.locator("textarea")
        self.answers: Locator = self.widget.get_by_role("log").locator("[data-ai-generated]")
        self.error: Locator = self.widget.get_by_role("alert")

    def open(self) -> Guest:
        self.widget.get_by_role("button").click()
        expect(self.box).to_be_focused()
        return self

    def ask(self, question: str) -> Guest:
        self.box.fill(question)
        self.widget.get_by_role("button", name=re.compile("Envoyer|Send")).click()
        return self

    def answered(self, n: int = 1) -> Guest:
        expect(self.answers).to_have_count(n)
        return self

    @property
    def focus(self) -> str:
        """What has the focus inside the widget, by its text or identifier; nothing when the focus is outside."""
        inside = "(e => e ? e.id || e.textContent.trim() : '')"
        return str(
            self.page.evaluate(f"{inside}(document.querySelector('assistant-rapport').shadowRoot.activeElement)")
        )


@pytest.fixture
def arrive(visit: Visitor, host: Host, service: str) -> Callable[..., Guest]:
    """``arrive('langue="en"', color_scheme="dark")``: the host's page, with that widget, in that browser."""

    def start(attributes: str = "", at: str = service, **options: Any) -> Guest:
        host.service, host.attributes = at, attributes
        visitor = visit(address=host.address, **options)
        visitor.page.goto(host.address)
        guest = Guest(visitor)
        expect(guest.widget.get_by_role("button").first).to_be_visible()
        return guest

    return start


Arrive = Callable[..., Guest]


# --- Asking


def test_before_a_question_is_sent_nothing_is_asked_of_the_service(arrive: Arrive, service: str) -> None:
    guest = arrive()
    asked = [url for url in guest.visitor.requests if url.startswith(service)]
    assert asked == [f"{service}/widget.js"]
    guest.open().box.type("eau")
    guest.page.keyboard.press("Escape")
    assert [url for url in guest.visitor.requests if url.startswith(service)] == asked
    assert guest.visitor.troubles == []


def test_ask_and_read_with_the_mouse(arrive: Arrive, service: str) -> None:
    guest = arrive().open().ask(HECTARES).answered()
    expect(guest.answers).to_contain_text("234\u00a0000 hectares, soit 74\u00a0% du territoire.")
    expect(guest.answers).to_contain_text("Extrait du rapport. L’assistant peut se tromper")
    expect(guest.answers).to_have_attribute("data-ai-generated", "false")
    expect(guest.box).to_have_value("")
    guest.answers.get_by_role("button", name="Source [1]").click()
    assert guest.focus.startswith(
        "Source 1\u00a0: Partie I – Sanctuariser › 1. Le SCoT, un pacte de sobriété pour 2040, page 7"
    )
    expect(guest.answers.locator("blockquote").first).to_have_text(
        "Il protège 234\u00a0000 hectares, soit 74\u00a0% du territoire."
    )
    link = guest.answers.get_by_role("link", name="Lire dans le rapport (source 1, page 7, nouvel onglet)")
    expect(link).to_have_attribute("href", f"{service}/rapport?source=rapport-2025.md#rapport-2025%23i-1-scot")
    expect(link).to_have_attribute("target", "_blank")
    with guest.visitor.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("decodeURIComponent(location.hash.slice(1))") == SCOT.passage_id
    assert opened.value.locator('[id="rapport-2025#i-1-scot"]').count() == 1
    assert guest.visitor.troubles == []


def test_ask_and_read_with_the_keyboard(arrive: Arrive) -> None:
    guest = arrive(viewport={"width": 320, "height": 640})
    keys = guest.page.keyboard
    for _ in range(2):
        keys.press("Tab")
    assert guest.focus == "Interroger le rapport"
    keys.press("Enter")
    assert guest.focus == "box"
    keys.type(HECTARES)
    keys.press("Enter")
    guest.answered()
    assert guest.focus == "box"
    stops = []
    for _ in range(7):
        keys.press("Shift+Tab")
        stops.append(guest.focus)
        outline = guest.page.evaluate(
            "getComputedStyle(document.querySelector('assistant-rapport').shadowRoot.activeElement).outlineWidth"
        )
        assert outline == "3px", stops
        assert guest.page.evaluate(SEEN), stops
    assert [stop[:8] for stop in stops] == [
        "Source 2",
        "Source 1",
        "Source [",
        "Source [",
        "Données ",
        "Ouvrir l",
        "Fermer",
    ]
    keys.press("Escape")
    expect(guest.panel).to_be_hidden()
    assert guest.focus == "Interroger le rapport"


def test_the_notice_comes_before_the_field_and_the_field_has_a_name(arrive: Arrive) -> None:
    guest = arrive().open()
    text = guest.panel.inner_text()
    assert (
        text.index("Un assistant automatique vous répond")
        < text.index("N’écrivez pas de données personnelles.")
        < text.index("Votre question")
    )
    expect(guest.box).to_have_accessible_name("Votre question")
    expect(guest.panel).to_have_accessible_name("Interroger le rapport")


def test_an_answer_is_announced_once_and_whole(arrive: Arrive) -> None:
    guest = arrive().open()
    guest.page.evaluate(LISTEN)
    guest.ask(HECTARES).answered()
    guest.ask(NOWHERE).answered(2)
    said = guest.page.evaluate("said")
    assert [role for role, _ in said] == ["log", "log"]
    assert "74\u00a0% du territoire" in said[0][1]
    assert "L’eau coûte 3\u00a0M€." in said[0][1]


def test_an_answer_grows_by_sentence_and_its_last_event_replaces_what_was_shown(arrive: Arrive, fake: Knowing) -> None:
    guest = arrive().open()
    guest.page.evaluate(LISTEN)
    guest.ask("lentement")
    growing = guest.widget.locator(".draft article")
    expect(growing).to_have_text("Une première phrase.")
    guest.answered(0)
    fake.waits.set()
    guest.answered()
    expect(growing).to_have_count(0)
    expect(guest.answers).to_contain_text("Une autre réponse.")
    expect(guest.panel).not_to_contain_text("Une première phrase.")
    expect(guest.answers).to_have_attribute("data-ai-generated", "true")
    expect(guest.answers).to_contain_text("Réponse rédigée par une IA à partir du rapport, modèle petit.")
    assert [role for role, _ in guest.page.evaluate("said")] == ["log"]


def test_earlier_questions_go_along_six_at_most(arrive: Arrive, fake: Knowing) -> None:
    guest = arrive().open()
    questions = [f"{WATER} {n}" for n in range(8)]
    for n, question in enumerate(questions, start=1):
        guest.ask(question).answered(n)
    assert fake.asked[1].history == (questions[0],)
    assert fake.asked[-1].history == tuple(questions[1:7])


def test_closing_abandons_a_running_answer_and_keeps_the_question(arrive: Arrive, fake: Knowing) -> None:
    guest = arrive().open().ask("attends, combien coûte l’eau ?")
    expect(guest.panel).to_contain_text("Recherche dans le rapport…")
    with guest.page.expect_event("requestfailed") as dropped:
        guest.widget.get_by_role("button", name="Fermer").click()
    assert dropped.value.url.endswith("/api/ask")
    fake.waits.set()
    guest.open()
    expect(guest.box).to_have_value("attends, combien coûte l’eau ?")
    expect(guest.widget.locator(".draft")).to_be_empty()
    expect(guest.error).to_be_hidden()
    guest.ask(WATER).answered()


def test_the_first_interaction_is_quick(arrive: Arrive) -> None:
    guest = arrive()
    took = guest.page.evaluate(
        """() => new Promise((done) => {
          const button = document.querySelector("assistant-rapport").shadowRoot.querySelector("button");
          const start = performance.now();
          button.click();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
        })"""
    )
    expect(guest.panel).to_be_visible()
    print(f"first interaction: {took:.1f} ms")
    assert took < 100


# --- Attributes


def test_in_english_the_interface_is_english_and_answers_are_marked_as_french(arrive: Arrive) -> None:
    guest = arrive('langue="en"').open().ask(HECTARES).answered()
    expect(guest.panel).to_have_accessible_name("Ask the report")
    expect(guest.widget.locator(".frame")).to_have_attribute("lang", "en")
    expect(guest.answers.locator("[lang=fr]").first).to_contain_text("hectares")
    guest.answers.get_by_role("button", name="Source [1]").click()
    expect(guest.answers.get_by_role("link", name="Read in the report (source 1, page 7, new tab)")).to_be_visible()
    guest.ask("  ")
    expect(guest.error).to_have_text("The field is empty. Write your question, then choose “Send”.")


def test_title_address_and_open_state_are_attributes(arrive: Arrive, service: str, host: Host) -> None:
    guest = arrive(f'titre="Le rapport &lt;b&gt; 2025" ouvert adresse="{service}/"')
    expect(guest.panel).to_be_visible()
    expect(guest.panel).to_have_accessible_name("Le rapport <b> 2025")
    assert guest.focus == ""  # a panel that nobody opened does not take the focus
    guest.page.evaluate("document.querySelector('assistant-rapport').removeAttribute('ouvert')")
    expect(guest.panel).to_be_hidden()
    guest.open().ask(WATER).answered()


def test_an_address_that_is_none_gives_way_to_the_one_of_the_script(arrive: Arrive, service: str) -> None:
    guest = arrive('adresse="javascript:alert(1)"').open()
    expect(guest.panel.get_by_role("link").first).to_have_attribute("href", f"{service}/")


def test_a_theme_is_set_by_custom_properties(arrive: Arrive) -> None:
    guest = arrive()
    guest.page.evaluate(
        "document.querySelector('assistant-rapport').style.setProperty('--assistant-accent', 'rgb(1, 2, 3)')"
    )
    expect(guest.widget.get_by_role("button")).to_have_css("background-color", "rgb(1, 2, 3)")


# --- The page around


def test_the_rules_of_the_page_do_not_reach_inside(arrive: Arrive) -> None:
    guest = arrive().open().ask(HECTARES).answered()
    for part in (guest.box, guest.answers.locator("p").first):
        expect(part).to_be_visible()
        expect(part).to_have_css("letter-spacing", "normal")
        expect(part).to_have_css("text-transform", "none")
        expect(part).to_have_css("font-style", "normal")
        expect(part).to_have_css("font-size", re.compile("^1[67]"))
    expect(guest.widget).to_have_css("opacity", "1")
    expect(guest.widget).to_have_css("transform", "none")


def test_nothing_of_the_page_is_touched(arrive: Arrive) -> None:
    guest = arrive()
    before = guest.page.evaluate("document.documentElement.outerHTML")
    names = guest.page.evaluate("Object.keys(window).length")
    guest.page.evaluate("window.pressed = []; document.addEventListener('keydown', (e) => pressed.push(e.key))")
    guest.open().ask(HECTARES).answered()
    guest.box.type("/k")
    guest.page.keyboard.press("Escape")
    assert guest.page.evaluate("document.documentElement.outerHTML").replace(' ouvert=""', "") == before
    assert guest.page.evaluate("pressed") == []
    assert guest.page.evaluate("Object.keys(window).length") == names + 1  # the list of this test
    stored = "[document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert guest.page.evaluate(f"(async () => {stored})()") == ["", 0, 0, 0]


def test_text_of_the_service_stays_text(arrive: Arrive) -> None:
    guest = arrive().open()
    alerts: list[str] = []
    guest.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    guest.ask(f"attaque {ATTACK}").answered()
    shown = guest.answers.evaluate(
        "e => { e.querySelectorAll('details').forEach(d => d.open = true); return e.innerText }"
    )
    assert shown.count("<b>gras</b>") >= 5  # answer, notice, title, quotation, report
    assert guest.widget.locator("img, script, b").count() == 0
    href = guest.answers.get_by_role("link").first.get_attribute("href")
    assert "<" not in str(href)
    assert alerts == []
    assert guest.visitor.troubles == []


# --- When something goes wrong


def test_an_empty_question_is_refused_at_the_field(arrive: Arrive) -> None:
    guest = arrive().open().ask("   ")
    expect(guest.error).to_have_text(
        "Le champ est vide. Écrivez votre question, puis choisissez «\u00a0Envoyer\u00a0»."
    )
    expect(guest.box).to_have_accessible_description(re.compile("Le champ est vide"))
    expect(guest.box).to_have_attribute("aria-invalid", "true")
    assert guest.focus == "box"


def test_a_question_that_is_too_long_is_kept_and_the_reason_told(arrive: Arrive) -> None:
    guest = arrive().open().ask("a" * 501)
    expect(guest.error).to_contain_text("501 caractères\u00a0: 500 au plus")
    expect(guest.box).to_have_value("a" * 501)
    guest.ask(WATER).answered()
    expect(guest.error).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "La réponse n’a pas pu être donnée."), ("en", "No answer could be given.")]
)
def test_an_internal_error_keeps_the_question(arrive: Arrive, fake: Knowing, language: str, said: str) -> None:
    fake.failure = RuntimeError("secret interne")
    guest = arrive(f'langue="{language}"').open()
    guest.page.evaluate(LISTEN)
    guest.ask(WATER)
    expect(guest.error).to_contain_text(said)
    expect(guest.box).to_have_value(WATER)
    expect(guest.answers).to_have_count(0)
    assert guest.page.evaluate("said[0][0]") == "alert"
    fake.failure = None
    guest.ask(WATER).answered()


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", r"Trop de demandes .* Réessayez dans \d+ s\."), ("en", r"Too many requests .* Try again in \d+ s\.")],
)
def test_too_many_questions_say_when_to_come_back(arrive: Arrive, host: Host, language: str, said: str) -> None:
    with served(application(Knowing(), host, burst=1, requests_per_s=0.1)) as address:
        guest = arrive(f'langue="{language}"', at=address).open().ask(WATER).answered().ask(HECTARES)
        expect(guest.error).to_have_text(re.compile(said))
        expect(guest.box).to_have_value(HECTARES)


@pytest.mark.parametrize(("language", "said", "link"), [
    ("fr", "Le service ne répond pas.", "Ouvrir la page complète (nouvel onglet)"),
    ("en", "The service does not respond.", "Open the full page (new tab)"),
])  # fmt: skip
def test_a_stopped_service_is_said_with_the_way_to_the_full_page(
    arrive: Arrive, host: Host, language: str, said: str, link: str
) -> None:
    with served(application(Knowing(), host)) as address:
        guest = arrive(f'langue="{language}"', at=address).open()
    guest.ask(WATER)
    expect(guest.error).to_contain_text(said)
    expect(guest.error.get_by_role("link", name=link)).to_have_attribute("href", f"{address}/")
    expect(guest.box).to_have_value(WATER)


def test_in_a_pause_the_page_shows_its_own_link(visit: Visitor, host: Host) -> None:
    with served(application(Knowing(), host, widget=False)) as address:
        host.service, host.attributes = address, ""
        visitor = visit(address=host.address)
        lines: list[str] = []
        visitor.page.on("console", lambda line: lines.append(line.text))
        visitor.page.goto(host.address)
        assert ["pause" in line for line in lines] == [True]
        assert visitor.page.evaluate("document.querySelector('assistant-rapport').shadowRoot") is None
        assert visitor.troubles == []


def test_a_site_that_is_not_named_is_told_so(arrive: Arrive, host: Host) -> None:
    with served(application(Knowing(), host, allowed_origins=())) as address:
        guest = arrive(at=address).open()
        lines: list[str] = []
        guest.page.on("console", lambda line: lines.append(line.text))
        guest.ask(WATER)
        expect(guest.error).to_contain_text("Ce site n’est pas autorisé à interroger le service.")
        expect(guest.error.get_by_role("link")).to_have_attribute("href", f"{address}/")
        expect(guest.box).to_have_value(WATER)
    assert any("ASSISTANT_ALLOWED_ORIGINS" in line and host.address in line for line in lines)


# --- For everybody

STATES = ["closed", "open", "answer", "sources", "refusal", "error", "silent"]


def reach(guest: Guest, state: str, service: str) -> Guest:
    """The widget in one of ``STATES``."""
    if state == "closed":
        return guest
    guest.open()
    if state in ("answer", "sources"):
        guest.ask(HECTARES).answered()
    if state == "sources":
        guest.answers.get_by_role("button", name="Source [1]").click()
    if state == "refusal":
        guest.ask(NOWHERE).answered()
    if state in ("error", "silent"):
        if state == "silent":
            guest.visitor.context.set_offline(True)
        guest.ask("" if state == "error" else WATER)
        expect(guest.error).to_be_visible()
    return guest


@pytest.mark.parametrize(
    ("width", "color_scheme", "language"),
    [(1280, "light", "fr"), (320, "dark", "en")],
)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(
    arrive: Arrive, service: str, state: str, width: int, color_scheme: str, language: str
) -> None:
    options = {"color_scheme": color_scheme, "viewport": {"width": width, "height": 700}, "bypass_csp": True}
    guest = reach(arrive(f'langue="{language}"', **options), state, service)
    results = Axe().run(guest.page, context="assistant-rapport", options={"resultTypes": ["violations"]})
    assert [v["id"] for v in results.response["passes"]]  # it did look inside
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in results.response["violations"]] == []


@pytest.mark.parametrize("height", [256, 640])
@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(arrive: Arrive, service: str, state: str, height: int) -> None:
    guest = reach(arrive(viewport={"width": 320, "height": height}), state, service)
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320
    wide = "root => [...root.querySelectorAll('.panel, .panel *')].filter(e => e.getBoundingClientRect().right > 320.5).map(e => e.outerHTML)"
    assert guest.widget.evaluate(f"e => ({wide})(e.shadowRoot)") == []
    if state != "closed":
        box = guest.panel.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        guest.box.scroll_into_view_if_needed()
        expect(guest.box).to_be_in_viewport()


@pytest.mark.parametrize("state", STATES)
def test_text_twice_as_large_is_not_cut(arrive: Arrive, service: str, state: str) -> None:
    guest = reach(arrive(viewport={"width": 640, "height": 800}), state, service)
    guest.widget.locator(".frame").evaluate("e => { e.style.fontSize = '200%' }")
    cut = "root => [...root.querySelectorAll('.frame *:not(.hidden, .hidden *, textarea)')].filter(e => getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    assert guest.widget.evaluate(f"e => ({cut})(e.shadowRoot)") == []


def test_the_demonstration_answers(visit: Visitor, service: str) -> None:
    visitor = visit(address=service)
    visitor.page.goto(f"{service}/demonstration")
    guest = Guest(visitor).open().ask(HECTARES).answered()
    assert guest.visitor.troubles == []
    assert {url.split("?")[0].removeprefix(service) for url in visitor.requests} <= {
        "/demonstration", "/apparence/demonstration.css", "/apparence/icon.svg", "/widget.js", "/api/ask",
    }  # fmt: skip


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_demonstration(visit: Visitor, service: str, color_scheme: str, width: int) -> None:
    options = {"color_scheme": color_scheme, "viewport": {"width": width, "height": 700}, "bypass_csp": True}
    visitor = visit(address=service, **options)
    page: Page = visitor.page
    page.goto(f"{service}/demonstration")
    Guest(visitor).open().ask(HECTARES).answered()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in results.response["violations"]] == []

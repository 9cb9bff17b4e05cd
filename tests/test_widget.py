"""The widget for other sites: its file, its headers, its pause, and the page that shows it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient
from test_web import wait_until_ready
from validator import messages

from assistant.errors import BadSetting
from assistant.settings import PROJECT, Settings, load_settings
from assistant.web import create_app

NAMED, OTHER = "https://www.ville.example", "https://ailleurs.example"
SCRIPT = (PROJECT / "assistant" / "web" / "static" / "widget.js").read_text(encoding="utf-8")
MANUAL = (PROJECT / "docs" / "widget.md").read_text(encoding="utf-8")
HECTARES = {"question": "Combien d’hectares ?"}
STREAM = {"Accept": "text/event-stream"}


@contextmanager
def service(fake: FakeAssistant, **settings: object) -> Iterator[TestClient]:
    app = create_app(fake, Settings(_env_file=None, **settings))  # type: ignore[arg-type, call-arg]
    with TestClient(app) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def site(fake: FakeAssistant) -> Iterator[TestClient]:
    with service(fake, allowed_origins=(NAMED,), burst=1000) as client:
        yield client


@pytest.fixture(scope="module")
def paused() -> Iterator[TestClient]:
    with service(FakeAssistant(), widget=False) as client:
        yield client


# --- The file


def test_it_is_one_small_file(site: TestClient) -> None:
    assert site.get("/widget.js").text == SCRIPT
    assert len(SCRIPT.encode()) <= 20 * 1024
    assert len(gzip.compress(SCRIPT.encode(), 9)) <= 8 * 1024


@pytest.mark.parametrize(
    "forbidden",
    [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment",
        "eval", "Function(", "import(", "localStorage", "sessionStorage", "indexedDB", "cookie", "caches",
        "serviceWorker", "sendBeacon", "XMLHttpRequest", "WebSocket", "new Image", "http://", "https://", "@import",
        "document.body", "document.head", "window.open", ".style.", "onclick",
    ],
)  # fmt: skip
def test_it_does_not_even_name_what_it_must_not_do(forbidden: str) -> None:
    assert forbidden not in SCRIPT


def test_it_asks_the_service_and_nobody_else(site: TestClient) -> None:
    asked = re.findall(r"fetch\(([^,]+),", SCRIPT)
    assert asked == ["`${this.#home}api/ask`", "`${this.#home}widget.js`"]
    assert SCRIPT.count('credentials: "omit"') == len(asked)


def test_both_languages_say_the_same_things() -> None:
    french, english = re.findall(r"^  (?:fr|en): \{\n(.*?)^  \},", SCRIPT, re.DOTALL | re.MULTILINE)
    keys = [re.findall(r"^    (\w+):", texts, re.MULTILINE) for texts in (french, english)]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 20


def test_french_punctuation_of_its_texts_is_typographic() -> None:
    french = SCRIPT.partition("  fr: {")[2].partition("  en: {")[0]
    assert re.findall(r"\w'\w", french) == []
    assert re.findall(r"\w[?!;»]", french) == []


# --- How it is sent


def test_any_site_may_load_it_and_nothing_else(site: TestClient) -> None:
    headers = site.get("/widget.js").headers
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    for route in ("/apparence/page.js", "/", "/rapport", "/simple", "/demonstration", "/api/health", "/widget.js/x"):
        assert site.get(route).headers["cross-origin-resource-policy"] == "same-origin", route


def test_a_browser_keeps_it_shortly_and_then_asks_whether_it_changed(site: TestClient) -> None:
    first = site.get("/widget.js")
    max_age = re.fullmatch(r"public, max-age=(\d+)", first.headers["cache-control"])
    assert max_age
    assert 60 <= int(max_age[1]) <= 3600
    again = site.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert site.get("/widget.js", headers={"If-None-Match": 'W/"autre"'}).status_code == 200


def test_it_travels_compressed(site: TestClient) -> None:
    packed, plain = (site.get("/widget.js", headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("route", ["/widget.js", "/demonstration"])
def test_only_reading_is_allowed(site: TestClient, route: str) -> None:
    assert site.head(route).status_code == 200
    assert site.post(route).status_code == 405


# --- What it asks for


def test_a_named_origin_may_ask_for_a_stream(site: TestClient) -> None:
    asked = {"Origin": NAMED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = site.options("/api/ask", headers=asked)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, NAMED)
    answered = site.post("/api/ask", json=HECTARES, headers={"Origin": NAMED, **STREAM})
    assert answered.headers["access-control-allow-origin"] == NAMED
    assert answered.text.count("event: answer") == 1
    assert '"source": "rapport-2025.md"' in answered.text  # what the link to the reader is made from


def test_another_origin_may_not(site: TestClient) -> None:
    answered = site.post("/api/ask", json=HECTARES, headers={"Origin": OTHER, **STREAM})
    assert "access-control-allow-origin" not in answered.headers


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_named_origin_reads_even_an_internal_error(site: TestClient, fake: FakeAssistant, accept: str) -> None:
    fake.failure = RuntimeError("secret interne")
    try:
        failed = site.post("/api/ask", json=HECTARES, headers={"Origin": NAMED, "Accept": accept})
    finally:
        fake.failure = None
    assert failed.status_code == 500
    assert failed.headers["access-control-allow-origin"] == NAMED
    assert failed.json()["status"] == 500
    assert "secret" not in failed.text


def test_a_named_origin_reads_when_to_come_back() -> None:
    with service(FakeAssistant(), allowed_origins=(NAMED,), burst=1, requests_per_s=0.1) as client:
        refused = [client.post("/api/ask", json=HECTARES, headers={"Origin": NAMED, **STREAM}) for _ in range(2)][1]
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["access-control-allow-origin"] == NAMED
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


# --- The pause


def test_in_a_pause_the_script_defines_nothing_and_says_why(paused: TestClient, site: TestClient) -> None:
    script = paused.get("/widget.js")
    assert (script.status_code, script.headers["cross-origin-resource-policy"]) == (200, "cross-origin")
    assert "customElements" not in script.text
    assert re.fullmatch(r'console\.info\(".*pause.*ASSISTANT_WIDGET=false.*"\);\n', script.text)
    assert script.headers["etag"] != site.get("/widget.js").headers["etag"]


def test_the_pause_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_WIDGET", raising=False)
    assert load_settings().widget is True
    monkeypatch.setenv("ASSISTANT_WIDGET", "false")
    assert load_settings().widget is False
    monkeypatch.setenv("ASSISTANT_WIDGET", "pause")
    with pytest.raises(BadSetting, match=r"ASSISTANT_WIDGET.*« true » ou « false »"):
        load_settings()


# --- The demonstration


def test_the_demonstration_has_the_script_of_the_widget_and_no_other(site: TestClient) -> None:
    page = site.get("/demonstration")
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="./widget.js" defer>']
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("route", ["/rapport", "/simple", "/api", "/mentions-legales", "/accessibilite"])
def test_other_pages_stay_without_script(site: TestClient, route: str) -> None:
    assert "script-src" not in site.get(route).headers["content-security-policy"]


def test_the_demonstration_is_a_valid_page_of_an_invented_town(site: TestClient, tmp_path: Path) -> None:
    page = site.get("/demonstration").text
    assert messages({"demonstration": page}, tmp_path) == []
    assert "la ville de Vendelle n’existe pas" in page
    assert '<meta name="robots" content="noindex">' in page
    assert page.count("<h1>") == 1
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_the_demonstration_is_not_in_the_menu_but_in_the_page_for_developers(site: TestClient) -> None:
    assert "./demonstration" in site.get("/api").text
    assert "./demonstration" not in site.get("/simple").text


# --- The manual


@pytest.mark.parametrize(
    "needed",
    ['<script src="https://assistant.example/widget.js" defer></script>', "ASSISTANT_ALLOWED_ORIGINS",
     "ASSISTANT_WIDGET", "script-src", "connect-src", "adresse", "langue", "titre", "ouvert"],
)  # fmt: skip
def test_the_manual_says_what_the_host_needs(needed: str) -> None:
    assert needed in MANUAL


def test_every_custom_property_is_in_the_manual_and_no_other() -> None:
    colours = re.findall(r'^  "?([a-z-]+)"?: \["#', SCRIPT, re.MULTILINE)
    used = {f"--assistant-{name}" for name in [*colours, *re.findall(r"--assistant-([a-z-]+)", SCRIPT)]}
    assert set(re.findall(r"--assistant-[a-z-]+", MANUAL)) == used - {"--assistant-"}

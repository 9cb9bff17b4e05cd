"""Other sites: none may call the API from a browser, but for those that the settings name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient
from test_web import wait_until_ready

from assistant.errors import BadSetting
from assistant.settings import Settings, load_settings
from assistant.web import create_app

NAMED, OTHER = "https://www.ville.example", "https://ailleurs.example"


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    settings = Settings(_env_file=None, allowed_origins=(NAMED,), burst=1000)  # type: ignore[call-arg]
    with TestClient(create_app(FakeAssistant(), settings)) as client:  # type: ignore[arg-type]
        wait_until_ready(client)
        yield client


def shared(response: object) -> dict[str, str]:
    """The cross-origin headers of a response."""
    headers = response.headers  # type: ignore[attr-defined]
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


def preflight(site: TestClient, route: str, origin: str) -> object:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    return site.options(route, headers=asked)


@pytest.mark.parametrize("route", ["/api/ask", "/api/search", "/v1/chat/completions"])
def test_a_named_origin_may_ask(site: TestClient, route: str) -> None:
    allowed = preflight(site, route, NAMED)
    assert allowed.status_code == 200  # type: ignore[attr-defined]
    assert shared(allowed)["access-control-allow-origin"] == NAMED
    assert shared(allowed)["access-control-allow-headers"] == "content-type"
    body = {"question": "eau", "messages": [{"role": "user", "content": "eau"}]}
    answered = site.post(route, json=body, headers={"Origin": NAMED})
    assert answered.status_code == 200
    assert shared(answered)["access-control-allow-origin"] == NAMED
    assert "Retry-After" in shared(answered)["access-control-expose-headers"]
    assert "Origin" in answered.headers["vary"]
    assert "access-control-allow-credentials" not in shared(answered) | shared(allowed)


def test_a_named_origin_reads_refusals_too(site: TestClient) -> None:
    refused = site.post("/api/ask", json={}, headers={"Origin": NAMED})
    assert refused.status_code == 422
    assert shared(refused)["access-control-allow-origin"] == NAMED


@pytest.mark.parametrize(
    "origin",
    [
        OTHER, "null", "*", "", "http://www.ville.example", f"{NAMED}:8443", f"{NAMED}.ailleurs.example",
        f"{NAMED}@ailleurs.example", f"{NAMED}/", "https://ville.example", f"{NAMED}, {OTHER}", f"{OTHER} {NAMED}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("route", ["/api/ask", "/v1/chat/completions"])
def test_no_other_origin_may(site: TestClient, route: str, origin: str) -> None:
    for response in (preflight(site, route, origin), site.post(route, json={}, headers={"Origin": origin})):
        assert shared(response) == {}
        assert response.status_code in (405, 422)  # type: ignore[attr-defined]


def test_an_answer_to_another_origin_is_not_kept_for_a_named_one(site: TestClient) -> None:
    assert "Origin" in site.get("/api/health").headers["vary"]


@pytest.mark.parametrize(
    "route", ["/", "/agents", "/api", "/config", "/gradio_api/queue/join", "/apparence/page.css", "/rapport"]
)
def test_even_a_named_origin_gets_nothing_but_the_api(site: TestClient, route: str) -> None:
    assert shared(preflight(site, route, NAMED)) == {}
    assert shared(site.get(route, headers={"Origin": NAMED})) == {}


# --- The setting


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("", (), id="none"),
        pytest.param("https://a.fr", ("https://a.fr",), id="one"),
        pytest.param(" https://a.fr/ , HTTP://B.fr:8080,", ("https://a.fr", "http://b.fr:8080"), id="two-tidied"),
    ],
)
def test_origins_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", written)
    assert load_settings().allowed_origins == read


@pytest.mark.parametrize(
    "written",
    ["*", "null", "a.fr", "https://*.a.fr", "https://a.fr/page", "ftp://a.fr", "https://u:p@a.fr", "https://a b"],
)
def test_what_is_no_origin_is_refused_in_french(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", f"https://a.fr, {written}")
    with pytest.raises(BadSetting, match=r"ASSISTANT_ALLOWED_ORIGINS .* sans chemin"):
        load_settings()

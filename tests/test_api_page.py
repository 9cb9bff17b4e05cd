"""The page `/api`: readable without script, and as true as the description it is made from."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Iterator

import pytest
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient
from test_web import wait_until_ready

from assistant.settings import Settings
from assistant.web import create_app


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None, burst=1000))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def page(site: TestClient) -> str:
    return site.get("/api").text


def test_it_is_a_page_of_ours_without_script(site: TestClient, page: str) -> None:
    assert "script-src" not in site.get("/api").headers["content-security-policy"]
    assert "<script" not in page
    assert page.count("<h1>") == 1
    assert 'href="./api" aria-current="page"' in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_every_route_of_the_description_is_on_it_and_in_its_summary(site: TestClient, page: str) -> None:
    for path, methods in site.get("/api/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            assert page.count(f"<code>{method.upper()} {path}</code>") == 2
            assert f'href="#{operation["operationId"]}"' in page
            assert f'<h2 id="{operation["operationId"]}">{html.escape(operation["summary"])}</h2>' in page


def test_identifiers_stand_once(page: str) -> None:
    identifiers = re.findall(r'\bid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_every_command_can_be_pasted(site: TestClient, page: str) -> None:
    """The commands are read as a shell reads them, and sent."""
    commands = [html.unescape(code) for code in re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL)]
    assert len(commands) == len(site.get("/api/openapi.json").json()["paths"])
    statuses = set()
    for command in commands:
        words = shlex.split(command.replace("\\\n", " "))
        path = next(word for word in words if word.startswith("$ADRESSE")).removeprefix("$ADRESSE")
        if "-d" in words:
            assert words[words.index("-H") + 1] == "Content-Type: application/json"
            response = site.post(path, json=json.loads(words[words.index("-d") + 1]))
        else:
            response = site.get(path)
        statuses.add(response.status_code)
    assert statuses == {200}


def test_french_punctuation_stays_with_its_word(page: str) -> None:
    main = page.partition("<main")[2].partition("</main>")[0]
    prose = re.sub(r"<pre.*?</pre>|<[^>]+>", "", main, flags=re.DOTALL)
    assert "Poser une question" in prose
    assert re.findall(r".{9} [»;:!?].{3}|.{3}« .{9}", prose) == []

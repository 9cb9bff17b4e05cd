"""Every page without script, as it is sent: is it valid HTML, in every state that a visitor can bring it to?"""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient
from test_web import wait_until_ready
from validator import messages

from assistant.limits import Limits
from assistant.settings import Settings
from assistant.web import create_app, frame

NOTICES = ["/accessibilite", "/mentions-legales", "/donnees-personnelles", "/ecoconception"]
READ = [
    "/rapport",
    "/rapport?q=eau",
    "/rapport?q=xyzzy",
    "/rapport?q=",
    "/simple",
    "/simple?q=a",
    "/chiffres",
    "/chiffres?q=eau",
    "/chiffres?q=xyzzy",
    "/agents/seance",
    "/agents/seance?minutes=45&tirage=1",
    "/demonstration",
    "/api",
    *NOTICES,
]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
# What a visitor sends on /simple, and the status of the page that comes back.
SENT: dict[str, tuple[dict[str, Any], int]] = {
    "answer": ({"question": HECTARES}, 200),
    "follow-up": ({"question": "Et l’eau ?", "avant": [HECTARES, "Combien de bus <b>électriques</b> ?"]}, 200),
    "again": ({"question": "", "avant": [HECTARES], "reprendre": "0"}, 200),
    "refusal": ({"question": "Quelle est la capitale de la Mongolie ?"}, 200),
    "empty": ({"question": "", "avant": [HECTARES]}, 422),
    "too-long": ({"question": "a" * 501}, 413),
    "too-many-fields": ({"avant": ["a"] * 40}, 400),
}
FILLED: dict[str, Any] = {
    "publisher": "Ville de Vendelle, 1 place de la Mairie",
    "publication_director": "La maire",
    "contact": "accueil@vendelle.example",
    "hosting": "Nuage & Cie, https://nuage.example/aide?a=1&b=2.",
    "llm": "openai:petit-modele",
    "llm_base_url": "https://modele.example/v1",
}


def opened(assistant: Any, limits: Limits | None = None, **settings: Any) -> TestClient:
    return TestClient(create_app(assistant, Settings(_env_file=None, **settings), limits=limits))  # type: ignore[call-arg]


def named(prefix: str, path: str) -> str:
    """``"open-rapport-q-eau"``: letters and dashes, as the name of a file."""
    return "-".join(
        [prefix, *"".join(c if c.isalnum() else " " for c in path).split(), *("empty" * path.endswith("="),)]
    )


def taken(client: TestClient, prefix: str, paths: list[str], status: int = 200) -> dict[str, str]:
    """The pages at ``paths``, by name, each with the status that was expected."""
    found = {}
    for path in paths:
        response = client.get(path)
        expected = 422 if path.endswith("q=") else status
        assert (response.status_code, response.headers["content-type"]) == (expected, "text/html; charset=utf-8"), path
        found[named(prefix, path)] = response.text
    return found


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """All pages by name: as they are opened, as they answer, as they refuse, with a model, and before the index is."""
    found: dict[str, str] = {}
    with opened(FakeAssistant(), Limits(burst=1000)) as client:
        wait_until_ready(client)
        found |= taken(client, "open", READ)
        found |= taken(client, "unknown", ["/rapport?source=rien.md"], 404)
        found |= taken(client, "refused", ["/agents/seance?minutes=5&theme=rien&tirage=x"], 422)
        for state, (fields, status) in SENT.items():
            response = client.post("/simple", data=fields)
            assert response.status_code == status, state
            found[f"simple-{state}"] = response.text
    with opened(FakeAssistant(engine="llm:openai:petit-modele"), **FILLED) as client:
        wait_until_ready(client)
        found |= taken(client, "filled-in", NOTICES)
        found["simple-written-by-a-model"] = client.post("/simple", data={"question": HECTARES}).text
    # Nothing is asked here: the file is never made.
    with opened(FakeAssistant(), journal=Path("questions.sqlite"), reasons=True) as client:
        wait_until_ready(client)
        found |= taken(client, "with-a-journal", [*NOTICES, "/simple", "/api"])
    with opened(FakeAssistant(), Limits(requests_per_s=0.01, burst=1)) as client:
        wait_until_ready(client)
        client.get("/rapport?q=eau")
        found |= taken(client, "hurried", ["/rapport?q=eau"], 429)
        response = client.post("/simple", data={"question": HECTARES})
        assert response.status_code == 429
        found["hurried-simple"] = response.text
    gate = threading.Event()
    with opened(lambda: gate.wait(30) and FakeAssistant()) as client:
        found |= taken(client, "closed", ["/", "/rapport", "/rapport?q=eau", "/simple"], 503)
        gate.set()
    return found


def test_the_html_checker_finds_nothing_on_any_page_without_script(pages: dict[str, str], tmp_path: Path) -> None:
    assert messages(pages, tmp_path) == []


def test_headings_go_down_one_level_at_a_time(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        headings = BeautifulSoup(page, "html.parser").select("h1, h2, h3, h4, h5, h6")
        levels = [int(heading.name[1]) for heading in headings]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_no_address_of_the_menu_or_the_foot_is_left_out() -> None:
    linked = {path.removeprefix(".") for path, _ in (*frame.MENU, *frame.NOTICES)}
    # The page of the conversation has a script: what is said against it is listed beside the browser.
    # The demonstration of the widget stands in no menu, the agents' session in that of the agents.
    assert (linked - {"/"}) | {"/demonstration", "/agents/seance"} == {path for path in READ if "?" not in path}


def test_every_page_names_no_other_host_in_what_it_loads(pages: dict[str, str]) -> None:
    for page in pages.values():
        loaded = BeautifulSoup(page, "html.parser").select(
            "[src], link[href], [srcset], [data], [poster], [background]"
        )
        addresses = [str(element.get("src") or element.get("href")) for element in loaded]
        assert addresses
        assert all(address.startswith(("./", "../", "data:")) for address in addresses), addresses

"""The page of a session: what its address may say, what it proposes, and what it says when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from fake_assistant import BUS, EAU, FakeAssistant
from starlette.testclient import TestClient
from test_web import wait_until_ready

from assistant.errors import BadQuestion, GenerationFailed
from assistant.limits import Limits
from assistant.settings import Settings
from assistant.web import create_app
from assistant.web.places import passage_address
from assistant.web.seance import pace, spaced, spelled
from assistant.web.static_files import static_files

PAGE = "/agents/seance"


def client_for(fake: FakeAssistant, limits: Limits | None = None) -> TestClient:
    return TestClient(create_app(fake, Settings(_env_file=None), limits=limits))  # type: ignore[arg-type, call-arg]


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def site(fake: FakeAssistant) -> Iterator[TestClient]:
    with client_for(fake, Limits(burst=1000)) as client:
        wait_until_ready(client)
        yield client


def parsed(client: TestClient, query: str = "", status: int = 200) -> BeautifulSoup:
    answer = client.get(f"{PAGE}?{query}" if query else PAGE)
    assert answer.status_code == status
    return BeautifulSoup(answer.text, "html.parser")


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(element.get_text().split()) for element in page.select(selector)]


# --- The form


def test_the_bare_address_is_the_form_with_the_themes_by_part_and_no_script(site: TestClient) -> None:
    page = parsed(site)
    assert texts(page, ".partie legend") == ["Partie I – Sanctuariser", "Partie II – Penser", "Hors partie"]
    assert [box["value"] for box in page.select("[name=theme]")] == ["i-1", "i-5", "ii-3", "annexes"]
    assert [field["value"] for field in page.select("#minutes")] == ["45"]
    assert page.select(".etape, script") == []


def test_every_opening_of_the_form_offers_another_draw(site: TestClient) -> None:
    draws = {parsed(site).select_one("[name=tirage]")["value"] for _ in range(6)}  # type: ignore[index]
    assert len(draws) > 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("theme=rien", "Un thème demandé", id="unknown theme"),
        pytest.param("theme=i-1&theme=%00", "Un thème demandé", id="a known theme and nonsense"),
        pytest.param("theme=" + "x" * 5000, "Un thème demandé", id="a very long theme"),
        pytest.param("minutes=14", "de 15 à 120", id="too short"),
        pytest.param("minutes=121", "de 15 à 120", id="too long"),
        pytest.param("minutes=-45", "de 15 à 120", id="negative"),
        pytest.param("minutes=45.5", "de 15 à 120", id="not whole"),
        pytest.param("minutes=%D9%A4%D9%A5", "de 15 à 120", id="digits of another script"),
        pytest.param("minutes=" + "9" * 5000, "de 15 à 120", id="huge minutes"),
        pytest.param("tirage=abc", "numéro du tirage", id="seed not a number"),
        pytest.param("tirage=-1", "numéro du tirage", id="negative seed"),
        pytest.param("tirage=" + "9" * 5000, "numéro du tirage", id="huge seed"),
    ],
)
def test_what_cannot_be_used_is_said_above_the_form(site: TestClient, query: str, said: str) -> None:
    page = parsed(site, query, status=422)
    (message,) = texts(page, ".erreur p")
    assert said in message
    assert page.select_one("title").get_text().startswith("Erreur")  # type: ignore[union-attr]
    assert page.select("form.composer") != []
    assert page.select(".etape") == []


def test_what_can_be_used_stays_in_the_form(site: TestClient) -> None:
    page = parsed(site, "theme=i-5&minutes=500&tirage=3", status=422)
    assert [box["value"] for box in page.select("[name=theme][checked]")] == ["i-5"]
    field = page.select_one("#minutes")
    assert field is not None
    assert (field["aria-invalid"], page.select_one(f"#{field['aria-describedby']}") is not None) == ("true", True)


def test_what_the_address_holds_is_escaped(site: TestClient) -> None:
    for name in ("theme", "minutes", "tirage"):
        assert "<b>" not in site.get(PAGE, params={name: '"><b>gras'}).text


# --- The programme


def test_a_programme_has_its_steps_with_their_minutes(site: TestClient) -> None:
    page = parsed(site, "minutes=47")
    assert texts(page, "#programme tbody th") == [
        "Chiffres clés",
        "Quiz",
        "Échanges",
        "Questions de la salle",
        "Pour finir",
    ]
    assert texts(page, "#programme tbody td") == ["9 min", "9 min", "9 min", "9 min", "11 min"]
    assert [step["data-minutes"] for step in page.select(".etape[data-minutes]")] == ["9", "9", "9", "9", "11"]
    assert texts(page, ".themes") == ["Tous les thèmes du rapport"]
    assert texts(page, ".etape > .aide") == [
        "2 chiffres, environ 4 min 30 chacun.", "2 questions, environ 4 min 30 chacune.", "1 sujet, environ 9 min.",
    ]  # fmt: skip


def test_every_entry_leads_to_its_passage_in_the_reader(site: TestClient) -> None:
    page = parsed(site, "minutes=45")
    links = {"." + passage_address(passage) for passage in (EAU, BUS)}
    assert {str(link["href"]) for link in page.select(".chiffre a, .echange a")} == links
    for entry in page.select(".chiffre, .question, .echange"):
        assert entry.select("a[href^='../rapport?source=']"), entry
    assert texts(page, ".echange a")[0] == "5. Chaque goutte compte, pages 12 à 13 (nouvel onglet)"
    assert site.get(urljoin(PAGE, str(page.select(".chiffre a")[0]["href"]))).status_code == 200


def test_the_answers_of_the_quiz_are_folded_with_the_sentence_of_the_report(site: TestClient) -> None:
    choice, estimate = parsed(site, "tirage=1").select(".question")
    assert [" ".join(item.get_text().split()) for item in choice.select(".choix li")] == [
        "A 54 %", "B 64 %", "C 74 %", "D 84 %",
    ]  # fmt: skip
    folded = choice.select_one("details:not([open])")
    assert folded is not None
    assert "C 74 %" in " ".join(folded.get_text().split())
    assert "soit 74 % du territoire" in " ".join(folded.get_text().split())
    assert "entre 1 et 10 millions d’euros" in estimate.get_text()
    assert [details["data-valeur"] for details in estimate.select("details")] == ["3.0"]


@pytest.mark.parametrize(
    ("written", "printed"), [("soit 18% du parc", "soit 18\u202f% du parc"), ("18 % et %20", "18 % et %20")]
)
def test_a_percentage_has_its_space(written: str, printed: str) -> None:
    assert spaced(written) == printed


def test_another_draw_is_the_next_one(site: TestClient) -> None:
    link = parsed(site, "minutes=30&tirage=999999").select_one("a:-soup-contains('Autre tirage')")
    assert link is not None
    assert str(link["href"]).endswith("?minutes=30&tirage=0")


def test_an_address_gives_its_programme_again_and_offers_another(site: TestClient) -> None:
    query = "theme=i-1&theme=ii-3&minutes=30&tirage=7"
    first, again, other = (texts(parsed(site, q), ".enonce") for q in (query, query, query.replace("=7", "=8")))
    assert first == again != other
    link = parsed(site, query).select_one("a:-soup-contains('Autre tirage')")
    assert link is not None
    assert str(link["href"]).startswith("../agents/seance?theme=i-1&theme=ii-3&minutes=30&tirage=")


def test_the_themes_that_were_chosen_are_named(site: TestClient) -> None:
    assert texts(parsed(site, "theme=i-5"), ".themes") == ["Thème : 5. Chaque goutte compte"]


def test_a_step_without_anything_to_show_is_left_out(monkeypatch: pytest.MonkeyPatch, site: TestClient) -> None:
    monkeypatch.setattr("fake_assistant.QUIZ", ())
    monkeypatch.setattr("fake_assistant.DISCUSSIONS", ())
    page = parsed(site, "minutes=45&tirage=1")
    assert [step["id"] for step in page.select(".etape")] == ["programme", "chiffres", "salle", "fin"]
    assert texts(page, "#programme tbody th") == ["Chiffres clés", "Questions de la salle", "Pour finir"]
    assert texts(page, "#programme tbody td") == ["9 min", "27 min", "9 min"]
    assert "vont aux questions de la salle" in texts(page, "#programme .aide")[0]


@pytest.mark.parametrize(
    ("minutes", "n", "said"),
    [
        (16, 13, "environ 1\u00a0min\u00a015"),
        (9, 3, "environ 3\u00a0min"),
        (2, 4, "moins d’une minute"),
        (11, 3, "environ 3\u00a0min\u00a045"),
    ],
)
def test_the_pace_of_a_step_is_said_to_a_quarter_of_a_minute(minutes: int, n: int, said: str) -> None:
    assert pace(minutes, n) == said


@pytest.mark.parametrize(
    ("number", "written"), [(1, "1"), (0.5, "0,5"), (12_500.0, "12\u00a0500"), (1e6, "1\u00a0000\u00a0000")]
)
def test_the_ends_of_a_scale_are_written_as_in_french(number: float, written: str) -> None:
    assert spelled(number) == written


# --- What a browser is told


def test_the_script_is_a_file_and_may_ask_the_api_and_nothing_else(site: TestClient) -> None:
    answer = site.get(f"{PAGE}?tirage=1")
    page = BeautifulSoup(answer.text, "html.parser")
    assert [script["src"].partition("?")[0] for script in page.select("script")] == ["../apparence/seance.js"]  # type: ignore[union-attr]
    assert page.select("style, [style], [onclick]") == []
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_the_script_is_light() -> None:
    assert len(static_files()["seance.js"].plain) < 30_000
    assert len(static_files()["seance.js"].packed) < 12_000


def test_only_the_agents_pages_have_the_agents_menu(site: TestClient) -> None:
    inside = {str(link["href"]) for link in parsed(site).select(".menu a")}
    outside = {str(link["href"]) for link in BeautifulSoup(site.get("/simple").text, "html.parser").select(".menu a")}
    assert {"../agents", "../agents/seance", "../rapport"} <= inside
    assert not any("agents" in link for link in outside)


def test_a_session_has_the_name_that_the_settings_give_it(fake: FakeAssistant) -> None:
    settings = Settings(_env_file=None, session_name="Mardi durable")  # type: ignore[call-arg]
    with TestClient(create_app(fake, settings)) as client:  # type: ignore[arg-type]
        wait_until_ready(client)
        assert parsed(client).h1.get_text() == "Mardi durable"  # type: ignore[union-attr]


# --- When it cannot


def test_a_failure_is_a_page_in_french(fake: FakeAssistant, site: TestClient) -> None:
    for failure, status in ((GenerationFailed("x"), 500), (BadQuestion("Durée trop courte."), 422)):
        fake.failure = failure
        page = parsed(site, "tirage=1", status=status)
        fake.failure = None
        assert len(page.select("h1")) == 1
        assert page.select("a[href='../rapport']") != []


def test_until_the_index_is_ready_the_page_says_so() -> None:
    app = create_app(lambda: pytest.fail("not opened here"), Settings(_env_file=None))  # type: ignore[call-arg]
    answer = TestClient(app).get(PAGE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert 'href="../agents/seance"' in answer.text


def test_programmes_count_as_questions_do(fake: FakeAssistant) -> None:
    with client_for(fake, Limits(requests_per_s=0.01, burst=1)) as client:
        wait_until_ready(client)
        assert client.get(f"{PAGE}?tirage=1").status_code == 200
        hurried = client.get(f"{PAGE}?tirage=1")
        assert hurried.status_code == 429
        assert "Recharger cette page" in hurried.text
        assert client.get(PAGE).status_code == 200

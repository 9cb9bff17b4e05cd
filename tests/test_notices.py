"""The notices: that they are true of the code, complete, and plainly written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fake_assistant import FakeAssistant
from fastapi import FastAPI
from starlette.testclient import TestClient
from test_web import wait_until_ready

from assistant.errors import BadSetting
from assistant.settings import PROJECT, Settings, load_settings
from assistant.web import create_app, frame, notices, rgaa, weights
from assistant.web.notices import in_french, reachable

NOTICES = ["/accessibilite", "/mentions-legales", "/donnees-personnelles", "/ecoconception"]
FILLED = {
    "publisher": "Ville de Vendelle, 1 place de la Mairie",
    "publication_director": "La maire",
    "contact": "accueil@vendelle.example",
    "hosting": "Nuage & Cie, https://nuage.example/aide.",
    "privacy_contact": "dpo@vendelle.example",
}
MISSING = "à compléter par l’exploitant"


def shown(path: str, **settings: Any) -> BeautifulSoup:
    app = FastAPI()
    notices.add_routes(app, load_settings(**settings))
    response = TestClient(app).get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def words(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


# --- The grid


def test_the_grid_has_the_106_criteria_of_the_rgaa_in_their_order() -> None:
    sizes = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
    expected = [f"{topic}.{n}" for topic, size in enumerate(sizes, start=1) for n in range(1, size + 1)]
    assert [criterion.number for criterion in rgaa.grid()] == expected
    assert len(expected) == 106


def test_every_verdict_says_how_it_is_known_and_every_test_it_names_is_there() -> None:
    for criterion in rgaa.grid():
        for how in (criterion.simple_how, criterion.full_how):
            assert how, criterion.number
            if how.startswith("tests/"):
                path, _, name = how.partition("::")
                assert f"def {name}(" in (PROJECT / path).read_text(encoding="utf-8"), how


@pytest.mark.parametrize(
    ("kept", "broken", "percent", "words"),
    [
        (48, 0, 100, "totalement conforme"),
        (199, 1, 99, "partiellement conforme"),
        (5, 5, 50, "partiellement conforme"),
        (4, 5, 44, "non conforme"),
    ],
)
def test_the_state_follows_from_the_rate(kept: int, broken: int, percent: int, words: str) -> None:
    found = rgaa.Count(kept, broken)
    assert (found.percent, rgaa.state(found)) == (percent, words)


def test_what_one_page_breaks_the_whole_breaks() -> None:
    simple, full, whole = rgaa.simple_pages(), rgaa.full_page(), rgaa.whole_site()
    assert whole.broken >= max(simple.broken, full.broken) > 0
    assert whole.kept + whole.broken >= max(simple.kept + simple.broken, full.kept + full.broken)


def test_the_declaration_and_the_foot_of_every_page_say_the_computed_state() -> None:
    state, percent = rgaa.state(rgaa.whole_site()), rgaa.whole_site().percent
    page = shown("/accessibilite")
    assert dict(frame.NOTICES)["./accessibilite"] == f"Accessibilité\u00a0: {state}"
    assert f"Ce service est {state} au RGAA" in words(page)
    assert f"{percent} % des critères applicables" in words(page)


def test_the_declaration_has_the_parts_of_the_official_model() -> None:
    headings = [words(heading) for heading in shown("/accessibilite").select("h2, h3")]
    for part in (
        "État de conformité", "Résultats des tests", "Contenus non accessibles", "Non-conformités",
        "Dérogations pour charge disproportionnée", "Contenus non soumis à l’obligation d’accessibilité",
        "Établissement de cette déclaration", "Retour d’information et contact", "Voies de recours",
    ):  # fmt: skip
        assert part in headings


def test_every_broken_criterion_is_among_the_contents_that_are_not_accessible() -> None:
    page = words(shown("/accessibilite"))
    for criterion in rgaa.grid():
        broken = "NC" in (criterion.simple, criterion.full)
        assert (f"Critère {criterion.number}, {criterion.title}." in page) == broken


# --- What the operator fills in


@pytest.mark.parametrize("path", NOTICES)
def test_what_is_not_filled_in_is_said_to_be_missing(path: str) -> None:
    assert MISSING in words(shown(path))
    assert MISSING not in words(shown(path, **FILLED))


def test_who_publishes_and_hosts_is_shown_and_can_be_reached() -> None:
    page = shown("/mentions-legales", **FILLED)
    for value in FILLED["publisher"], FILLED["publication_director"], "Nuage & Cie":
        assert value in words(page)
    targets = [link["href"] for link in page.select("dd a")]
    assert targets == ["mailto:accueil@vendelle.example", "https://nuage.example/aide"]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "<b>x</b>", "data:text/html,x", 'https://"onclick=x'])
def test_nothing_that_is_filled_in_becomes_markup(text: str) -> None:
    found = BeautifulSoup(f"<p>{reachable(text)}</p>", "html.parser").p
    assert found
    assert found.get_text() == text
    assert all(tag.name == "a" and set(tag.attrs) == {"href"} for tag in found.find_all(True))
    assert all(str(link["href"]).startswith("https://") for link in found.select("a"))


@pytest.mark.parametrize("value", ["a" * 301, "a\x00b"])
def test_a_setting_that_is_no_line_of_text_is_refused(value: str) -> None:
    with pytest.raises(BadSetting, match=r"ASSISTANT_PUBLISHER.*une ligne de texte, 300 caractères au plus"):
        load_settings(publisher=value)


# --- Personal data and artificial intelligence


def test_without_a_model_nothing_is_sent_anywhere() -> None:
    assert "À personne. Aucun modèle de langage n’est branché" in words(shown("/donnees-personnelles"))
    assert "L’assistant ne rédige rien" in words(shown("/mentions-legales"))


def test_with_a_model_the_pages_say_which_one_reads_what_and_where() -> None:
    model = {"llm": "openai:petit-modele", "llm_base_url": "https://modele.example/v1"}
    page = words(shown("/donnees-personnelles", **model))
    assert "openai:petit-modele , à l’adresse https://modele.example/v1" in page
    assert "vos questions précédentes dans la même conversation" in page
    assert "À personne" not in page
    for path in ("/mentions-legales", "/ecoconception"):
        assert "openai:petit-modele" in words(shown(path, **model))


def test_tracing_is_admitted_where_the_operator_has_switched_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "suivi technique" not in words(shown("/donnees-personnelles"))
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    assert "L’exploitant a activé un suivi technique" in words(shown("/donnees-personnelles"))


# --- Weights


def test_no_measured_weight_exceeds_its_declared_limit() -> None:
    _, screens = weights.measured()
    assert [screen.name for screen in screens] == list(weights.LIMITS)
    for screen in screens:
        assert 0 < screen.kilobytes <= screen.most_kilobytes, screen.name
        assert 0 < screen.n_requests <= screen.most_requests, screen.name


def test_the_page_shows_what_was_measured_and_when() -> None:
    day, screens = weights.measured()
    page = shown("/ecoconception")
    assert f"Mesures du {in_french(day)}" in words(page)
    rows = [[words(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert [row[0] for row in rows] == [screen.name for screen in screens]
    assert rows[0][2] == f"{screens[0].n_requests} sur {screens[0].most_requests}"


@pytest.mark.parametrize(
    ("day", "text"), [(date(2026, 3, 1), "1er mars 2026"), (date(2026, 11, 26), "26 novembre 2026")]
)
def test_days_are_written_in_french(day: date, text: str) -> None:
    assert in_french(day) == text


# --- How the pages are made


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None))) as opened:  # type: ignore[arg-type, call-arg]
        wait_until_ready(opened)
        yield opened


@pytest.mark.parametrize("path", [*NOTICES, "/simple", "/rapport", "/api"])
def test_every_page_without_script_has_the_same_frame(site: TestClient, path: str) -> None:
    response = site.get(path)
    page = BeautifulSoup(response.text, "html.parser")
    assert response.text.startswith('<!doctype html>\n<html lang="fr">')
    assert page.title
    assert page.title.get_text().endswith(" – Interroger le rapport")
    assert [len(page.select(tag)) for tag in ("h1", "header", "main", "footer", "script")] == [1, 1, 1, 1, 0]
    assert [words(link) for link in page.select("header nav a")] == [label for _, label in frame.MENU]
    skip = page.select_one("body > a")
    assert skip
    assert skip["href"] == "#contenu"
    assert page.select_one("main#contenu")
    assert [link["href"] for link in page.select("[aria-current=page]")] == [f".{path}"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "set-cookie" not in response.headers


def test_tables_have_a_caption_and_headers_with_a_scope() -> None:
    tables = [table for path in NOTICES for table in shown(path).select("table")]
    assert len(tables) == 1 + len(rgaa.TOPICS)
    for table in tables:
        assert table.caption
        assert words(table.caption)
        assert {str(header.get("scope")) for header in table.select("th")} == {"col", "row"}
        assert all(len(row.select("th[scope=row]")) == 1 for row in table.select("tbody tr"))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["bord", "focus", "accent", "alerte"])
@pytest.mark.parametrize("ground", ["fond", "carte"])
def test_borders_and_focus_stand_out_from_every_ground(scheme: str, name: str, ground: str) -> None:
    text = (PROJECT / "assistant" / "web" / "static" / "colours.css").read_text(encoding="utf-8")
    light, dark = text.split("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))
    lighter, darker = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


# --- Plain French


KEPT = {"journal": "questions.sqlite", "journal_days": 12, "reasons": True}


@pytest.mark.parametrize(
    "settings", [{}, {**FILLED, "llm": "openai:petit-modele"}, KEPT], ids=["bare", "with-a-model", "with-a-journal"]
)
@pytest.mark.parametrize("path", NOTICES)
def test_sentences_are_short(path: str, settings: dict[str, str]) -> None:
    blocks = shown(path, **settings).select("main p, main li")
    sentences = [s for block in blocks for s in re.split(r"(?<=[.!?;:])\s+", words(block)) if s.strip()]
    counts = [len(re.findall(r"[\w’'-]+", sentence)) for sentence in sentences]
    assert sum(counts) / len(counts) <= 15
    assert max(counts) <= 26, sentences[counts.index(max(counts))]


@pytest.mark.parametrize("path", NOTICES)
def test_the_typography_is_french(path: str) -> None:
    text = shown(path).main.get_text()  # type: ignore[union-attr]
    assert "'" not in text
    assert not re.search(r"« | »|\w[!?](?!q=)| [!?;:]", text)

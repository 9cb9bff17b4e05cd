"""Of which year is a figure? The report's own where none is said, and never that of another one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import PROMPTS, REFUSAL, Desk, passage

from assistant.extractive import ExtractiveAnswerer
from assistant.extractive.fitting import counts_people, years_beside
from assistant.figures import statements
from assistant.french.numbers import quantities
from assistant.french.query import understand
from assistant.passages import chunk
from assistant.types import Report, Section

PORT = {
    "1. Le port de Quern": (
        "Le port de Quern a débarqué 6 150 tonnes d'huîtres en 2025, contre 4 900 tonnes l'année précédente. "
        "Le marché du port a reçu 34 couples de mouettes, contre 26 en 2023."
    ),
    "2. La forge": "La forge de Quern emploie 210 salariés. D'ici 2032, elle vise 85 % d'acier recyclé, contre 40 % en 2025.",
}


class Dated(Desk):
    """Passages of a report on 2025."""

    def answer_of(self, question: str) -> str:
        query = understand(question, self._lexical)
        found = [replace(r, passage=replace(r.passage, year=2025)) for r in self._retriever.rank(query)]
        return ExtractiveAnswerer(PROMPTS.say).answer(query, found).text


@pytest.fixture(scope="module")
def desk() -> Dated:
    return Dated(PORT)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        pytest.param(
            "Combien de couples de mouettes le marché a-t-il reçus en 2025 ?", "34 couples", id="its-own-year"
        ),
        pytest.param(
            "Combien de salariés la forge de Quern emploie-t-elle en 2025 ?", "210 salariés", id="no-year-said"
        ),
        pytest.param("Combien de salariés la forge de Quern employait-elle en 2019 ?", REFUSAL, id="another-year"),
        pytest.param(
            "Combien de tonnes d'huîtres le port a-t-il débarquées en 2025 ?", "6 150", id="not-the-year-before"
        ),
    ],
)
def test_a_figure_is_of_its_year(desk: Dated, question: str, start: str) -> None:
    assert desk.answer_of(question).startswith(start)


def test_the_date_that_ends_a_clause_is_its_own() -> None:
    text = "Labellisé par l'État en 2021, le projet vise 15 % en 2035."
    [statement] = statements(passage(text, ("Partie I",)))
    [share] = [f for f in statement.figures if f.quantity.kind == "percent"]
    assert years_beside(statement)[share.start] == {2035}


@pytest.mark.parametrize("opening", ["D'ici 2032", "Dès 2026", "Avant 2030", "Courant 2025"])
def test_a_date_after_a_capital_is_no_name(opening: str) -> None:
    assert [q.kind for q in quantities(f"{opening}, le réseau comptera 12 lignes.")] == ["date", "count"]


def test_a_number_after_a_possessive_is_no_name() -> None:
    assert [q.value for q in quantities("They visited the Council's 400 halls.")] == [400]


@pytest.mark.parametrize(
    ("metadata", "title", "year"),
    [({"year": "2024"}, "Rapport", 2024), ({}, "Rapport 2024-2025", 2025), ({}, "Rapport annuel", None)],
)
def test_the_year_of_a_report(metadata: dict[str, str], title: str, year: int | None) -> None:
    report = Report("r.md", title, "Un texte.", (Section("Titre", 1, 0, 9),), metadata=metadata)
    assert [p.year for p in chunk(report, max_tokens=100)] == [year]


def test_persons_and_what_stands_for_them() -> None:
    assert counts_people("habit")
    assert counts_people("visiteur")
    assert not counts_people("parcel")

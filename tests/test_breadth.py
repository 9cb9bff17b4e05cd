"""A question that wants a subject summed up is told from one that wants one thing, by its form alone."""

from __future__ import annotations

import time

import pytest

from assistant.french.breadth import LAST, breadth


@pytest.mark.parametrize(
    "question",
    [
        "Que fait la ville pour l'eau ?",
        "Que fait-on contre le bruit ?",
        "Et pour les forêts, que fait la ville ?",
        "Quelles actions pour les dunes ?",
        "quelles actions la ville mène-t-elle pour les dunes",
        "Quelles sont les grandes mesures en faveur des jardins ?",
        "Quelle est la politique de la ville en matière de chauffage ?",
        "Parle-moi des tramways",
        "Pouvez-vous me parler des tramways ?",
        "Que dit le rapport sur les déchets ?",
        "Les points clés du plan ?",
        "What is the city doing about noise?",
        "Tell me about the dunes",
    ],
)
def test_a_subject_is_to_be_summed_up(question: str) -> None:
    found = breadth(question)
    assert found is not None
    assert (found.places, found.titled, found.whole) == ((), False, False)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        pytest.param("Résume la partie III", [("partie", 3)], id="roman"),
        pytest.param("De quoi parle la partie 2 ?", [("partie", 2)], id="digit"),
        pytest.param("Résume-moi la deuxième partie", [("partie", 2)], id="ordinal"),
        pytest.param("Que contient la dernière partie ?", [("partie", LAST)], id="last"),
        pytest.param("Le chapitre 3 ?", [("chapitre", 3)], id="nothing-else"),
        pytest.param(
            "Que contient le chapitre 3 de la partie IX ?", [("chapitre", 3), ("partie", 9)], id="chapter-of-part"
        ),
        pytest.param("Summarise part 4", [("partie", 4)], id="english"),
        pytest.param("Quels sont les grands axes de la partie II ?", [("partie", 2)], id="axes"),
    ],
)
def test_a_part_is_named_by_its_number(question: str, places: list[tuple[str, int]]) -> None:
    found = breadth(question)
    assert found is not None
    assert list(found.places) == places


def test_a_chapter_is_named_by_its_subject() -> None:
    found = breadth("Les grandes lignes du chapitre sur la mer ?")
    assert found is not None
    assert found.titled
    assert "mer" not in found.form


@pytest.mark.parametrize(
    "question", ["Résume le rapport", "Fais-moi un résumé du rapport annuel", "De quoi parle le document ?"]
)
def test_the_whole_report_is_meant(question: str) -> None:
    found = breadth(question)
    assert found is not None
    assert found.whole


@pytest.mark.parametrize(
    "question",
    [
        "Combien d'arbres ont été plantés ?",
        "Combien d'actions pour les dunes ?",
        "Quelles mesures accompagnent le tramway ?",
        "Quand la partie II a-t-elle été écrite ?",
        "Quels sont les trois axes du plan Hirondelle ?",
        "Le marais est-il en partie un refuge ?",
        "Qui finance la digue ?",
        "Que dit le rapport sur « Les dunes » ?",
        "La ville fait-elle des efforts ?",
        "",
    ],
)
def test_a_question_about_one_thing_is_left_alone(question: str) -> None:
    assert breadth(question) is None


@pytest.mark.parametrize(
    "piece", ["et ", "et, ", "ok merci ", "pour x, ", "quelles actions ", "de la ", "partie ", ", ", "x"]
)
def test_odd_messages_are_read_in_no_time(piece: str) -> None:
    started = time.perf_counter()
    breadth(piece * (500 // len(piece)))
    assert time.perf_counter() - started < 0.5

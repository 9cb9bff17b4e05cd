"""Questions of two sides: free or paid for, more or less than before, as the law or an aim demands, on which days."""

from __future__ import annotations

import time

import pytest
from fakes import REFUSAL, Desk

from assistant.french.calendar import days_told, months_told, when_asked
from assistant.french.questions import classify
from assistant.french.text import fold

TOWN = {
    "1. Les bains de la Varenne": (
        "Les bains de la Varenne reçoivent sans rendez-vous les nageurs du mardi au samedi. "
        "La leçon de natation y est proposée gratuitement aux collégiens. "
        "Les bains ont accueilli 41 000 baigneurs en 2024, contre 46 000 en 2023."
    ),
    "2. La navette du lac": (
        "La navette du lac circule de la mi-avril à la fin octobre. Les chiens y sont interdits. "
        "L'extension de la navette vers Brissac, demandée par les commerçants, n'a pas été retenue."
    ),
    "3. Les achats de la ville": (
        "Les cantines servent 61 % de produits durables, pour une obligation légale de 50 %. "
        "Les gobelets en plastique ont été abandonnés lors des fêtes communales en 2022. "
        "Une cuve de récupération des pluies est exigée pour tout gymnase neuf."
    ),
    "4. Le musée de la Mine": (
        "Le musée de la Mine a reçu 8 400 visiteurs en 2024, l'objectif étant de 9 000. "
        "Celui de Tardelle doit ouvrir en 2027, tandis que celui de Molles, inauguré en 2023, est chauffé au bois."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(TOWN)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        pytest.param("Faut-il payer la leçon de natation des collégiens ?", "Non", id="free"),
        pytest.param("La leçon de natation est-elle gratuite pour les collégiens ?", "Oui", id="free-as-said"),
        pytest.param("Peut-on venir aux bains de la Varenne sans rendez-vous ?", "Oui", id="without"),
        pytest.param("Les bains de la Varenne reçoivent-ils les nageurs le dimanche ?", "Non", id="day"),
        pytest.param("La navette du lac circule-t-elle en hiver ?", "Non", id="season"),
        pytest.param("Les bains ont-ils accueilli plus de baigneurs que l'année d'avant ?", "Non", id="fewer"),
        pytest.param("La fréquentation des bains par les baigneurs a-t-elle baissé ?", "Oui", id="fell"),
        pytest.param("Les cantines respectent-elles l'obligation légale de produits durables ?", "Oui", id="law"),
        pytest.param("Utilise-t-on encore des gobelets en plastique aux fêtes communales ?", "Non", id="given-up"),
        pytest.param("A-t-on abandonné les gobelets en plastique aux fêtes communales ?", "Oui", id="ended"),
        pytest.param("Faut-il une cuve de récupération des pluies pour un gymnase neuf ?", "Oui", id="required"),
        pytest.param("L'objectif de visiteurs du musée de la Mine est-il atteint ?", "Non", id="aim"),
        pytest.param("A-t-on le droit d'emmener des chiens sur la navette du lac ?", "Non", id="forbidden"),
        pytest.param("Le musée de Tardelle est-il déjà ouvert ?", "Non", id="clause-of-its-name"),
    ],
)
def test_the_side_that_the_report_takes_is_said_first(desk: Desk, question: str, start: str) -> None:
    assert desk.answer(question).text.startswith(f"{start} :")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("La navette ira-t-elle à Brissac, comme le demandaient les commerçants ?", id="denied"),
        pytest.param("La navette du lac est-elle payante ?", id="not-told"),
        pytest.param("Les bains de la Varenne sont-ils ouverts en hiver ?", id="months-not-told"),
    ],
)
def test_what_is_denied_or_not_told_is_never_confirmed(desk: Desk, question: str) -> None:
    text = desk.answer(question).text
    assert text.startswith(("Non", REFUSAL, "Le rapport ne permet de répondre ni oui ni non"))


def test_ranges_of_days_and_months() -> None:
    assert days_told("ouvert du jeudi au samedi, et le lundi") == {0, 3, 4, 5}
    assert months_told("de novembre a fevrier") == {11, 12, 1, 2}
    assert months_told("du 15 mars au 31 mai") == {3, 4, 5}
    assert months_told("inaugure en mai 2024") == frozenset()
    asked = when_asked("est-ce ouvert le week-end ?")
    assert asked is not None
    assert asked.numbers == {5, 6}
    assert asked.of_week
    assert when_asked("est-ce ouvert ?") is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Quel est le montant de l'aide quand on est étudiant ?", "how_much"),
        ("Quand il reste des repas, qui les récupère ?", "who"),
        ("Combien la halle du port a-t-elle finalement coûté à la ville ?", "how_much"),
        ("la plage recule de combien par an ?", "measure"),
        ("Quel volume d'eau a été prélevé ?", "measure"),
        ("J'aimerais savoir si la ville délivre encore des permis.", "yes_no"),
        ("sur les plages qui ont le label, y a encore des poubelles ?", "yes_no"),
        ("How long does the crossing take?", "measure"),
        ("Concrètement, que deviennent les déchets ?", "open"),
    ],
)
def test_what_is_asked_for(question: str, asked: str) -> None:
    assert classify(fold(question)).asked == asked


def test_a_line_of_a_thousand_numbers_is_read_in_no_time(desk: Desk) -> None:
    town = Desk({"1. Le relevé": "Relevé : " + "1 " * 3000 + ", l'objectif étant de 2."})
    start = time.perf_counter()
    town.answer("L'objectif du relevé est-il atteint ?")
    assert time.perf_counter() - start < 3.0

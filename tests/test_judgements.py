"""Short questions for a judgement, a trend or a way to a place: only the report's very words bear them out."""

from __future__ import annotations

import pytest
from fakes import REFUSAL, Desk

NEITHER = "Le rapport ne permet de répondre ni oui ni non"
VALLEY = {
    "1. L'air et l'eau de la vallée": (
        "Un jeu a formé 240 lycéens aux enjeux de la pollution de l'air. "
        "L'eau du lac de Sorne est propre depuis 2023. "
        "Des dispositifs de réduction du bruit sont valorisés sur le site de la vallée. "
        "La fréquentation du lac baisse de 4 % par an. "
        "La nappe de Brenne alimente 12 communes."
    ),
    "2. Le tramway de Molles": (
        "Les travaux ont permis de rénover les places Ferrand et Carnot. "
        "La ligne B dessert la gare de Lussières. "
        "Ces chantiers comptent 500 arbres plantés et 6,8 km de pistes cyclables. "
        "La défense contre les incendies a permis le débroussaillage de 540 hectares. "
        "La gratuité des trajets est appliquée pour les moins de 11 ans et les plus de 65 ans."
    ),
    "3. Le logement": (
        "La communauté réhabilite 16 logements sociaux à Molles. D'ici 2035, le parc de logements sera chauffé au bois."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(VALLEY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("L'air est-il pollué ?", id="a-judgement"),
        pytest.param("Est-ce que l'eau du lac de Sorne est bonne ?", id="another-judgement"),
        pytest.param("Est-ce que la nappe de Brenne est en danger ?", id="no-place"),
        pytest.param("Y a-t-il assez d'eau dans la vallée ?", id="enough"),
        pytest.param("Le bruit baisse-t-il ?", id="a-trend"),
        pytest.param("La pollution a-t-elle baissé ?", id="a-trend-that-was"),
        pytest.param("La communauté gaspille-t-elle ?", id="nothing-but-a-verb"),
        pytest.param("Est-ce que le tramway va jusqu'à la place Ferrand ?", id="a-way-there"),
        pytest.param("Y a-t-il du monde dans le tramway de Molles ?", id="one-word-met"),
        pytest.param("Y a-t-il un tramway à Brenne ?", id="elsewhere-denies-nothing"),
        pytest.param("Les trajets sont-ils gratuits ?", id="free-for-some"),
        pytest.param("Est-ce que la communauté construit des logements sociaux ?", id="verb-met-by-nothing-near"),
    ],
)
def test_a_judgement_is_neither_confirmed_nor_denied_by_what_is_near_it(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith((NEITHER, REFUSAL))


@pytest.mark.parametrize(
    ("question", "start"),
    [
        pytest.param("L'eau du lac de Sorne est-elle propre ?", "Oui", id="in-that-word"),
        pytest.param("La fréquentation du lac baisse-t-elle ?", "Oui", id="told-to-fall"),
        pytest.param("Les trajets sont-ils gratuits pour un enfant de 8 ans ?", "Oui", id="at-that-age"),
        pytest.param("Est-ce que la communauté réhabilite des logements sociaux ?", "Oui", id="the-very-verb"),
    ],
)
def test_what_is_said_in_so_many_words_is_still_confirmed(desk: Desk, question: str, start: str) -> None:
    assert desk.answer(question).text.startswith(f"{start} :")


def test_a_plan_for_a_year_that_the_report_does_not_name_is_declined(desk: Desk) -> None:
    assert desk.answer("Quels sont les projets pour le chauffage des logements d'ici 2035 ?").abstained is False
    assert desk.answer("Quels sont les projets pour le chauffage des logements d'ici 2048 ?").abstained


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Combien d'hectares brûlés ?", id="another-state"),
        pytest.param("Quelle est la longueur du tramway de Molles ?", id="length-of-another-thing"),
    ],
)
def test_a_figure_of_something_near_is_declined(desk: Desk, question: str) -> None:
    assert desk.answer(question).abstained


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("Combien d'hectares débroussaillés ?", "540", id="that-state"),
        pytest.param("Quelle est la longueur des pistes cyclables ?", "6,8", id="length-of-that-thing"),
    ],
)
def test_a_figure_of_the_very_thing_is_given(desk: Desk, question: str, said: str) -> None:
    assert said in desk.answer(question).text

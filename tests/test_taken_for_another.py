"""Dates, names, nouns, citations and repetitions that may be another one's, beside those that may not."""

from __future__ import annotations

import pytest
from fakes import passage

from assistant.grounding import judge
from assistant.grounding.keeping import keep
from assistant.types import Citation

PLANT = passage(
    """L’usine de Kerlozan, mise en service en 1994, sera remplacée en 2029 par une unité neuve. Le guichet a renseigné 5 140 ménages
en 2024. Au cours de cette dernière année, 1 260 logements ont été rénovés. Le reste à charge était de 7 600 € en 2022. Les rejets ne
dépassent plus 22 °C. Un habitant sur trois n’a pas de voiture. La part du vélo est de 9 %. La véloroute, longue de 276 km, compte encore 31 km
à ouvrir. Le site compte 57 aires, soit 1 940 places, dont 8 aires ouvertes dans l’année. En tout, 31 communes ont choisi le compostage.
La Région détient 34 % de la société Orlhy Énergies, aux côtés de la Banque des Territoires. La rénovation a coûté 31,6 M€, dont 12 M€ versés par
l’État. Le service compte 480 volontaires. La halte ouvre pendant un mois.""",
    rank=1,
)
POOL = passage("La piscine de l’Îlot a rouvert après vingt mois de chantier.", rank=2)
CITED = (Citation(1, PLANT, ""), Citation(2, POOL, ""))


def holds(answer: str) -> list[bool]:
    """Sentence by sentence, whether nothing is refuted or doubted."""
    return [not part.problems and not part.doubts for part in judge(answer, CITED)]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("L’usine de Kerlozan, mise en service en 2029, sera remplacée en 2029. [1]", id="one-date-twice"),
        pytest.param("En 2022, 1 260 logements ont été rénovés. [1]", id="the-date-of-the-next-sentence"),
        pytest.param("Un habitant sur neuf n’a pas de voiture. [1]", id="a-share-for-a-number-in-words"),
        pytest.param("Le site compte 57 aires, dont 8 places ouvertes dans l’année. [1]", id="the-noun-of-the-whole"),
        pytest.param("En tout, 31 nouvelles communes ont choisi le compostage. [1]", id="only-the-new-ones"),
        pytest.param(
            "La Région détient 34 % de la société Orlhy Énergies, aux côtés de la Banque des Orlhy. [1]",
            id="a-name-made-of-two",
        ),
        pytest.param("La rénovation a coûté 31,6 M€, dont 12 milliards versés par l’État. [1]", id="another-scale"),
        pytest.param("La rénovation a coûté 31,6 M€, dont 12 millions maisons. [1]", id="a-noun-after-millions"),
        pytest.param("Le service compte 480 personnes. [1]", id="which-people-is-not-said"),
        pytest.param("La halte ouvre pendant un an. [1]", id="one-of-another-unit"),
        pytest.param(
            "La piscine de l’Îlot a rouvert après vingt mois de chantier de réparation. [1] [2]", id="cites-too-much"
        ),
        pytest.param("In all, there are 31 stations which have chosen composting. [1]", id="another-noun-in-english"),
    ],
)
def test_what_may_be_another_ones_is_not_shown_as_said(sentence: str) -> None:
    assert holds(sentence) == [False]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Mise en service en 1994, l’usine de Kerlozan sera remplacée en 2029. [1]", id="both-dates"),
        pytest.param("Un habitant sur trois n’a pas de voiture. [1]", id="the-number-in-words"),
        pytest.param("Les rejets ne dépassent plus 22 °C. [1]", id="a-degree-ends-a-sentence"),
        pytest.param("En tout, ce sont 31 communes qui ont choisi le compostage. [1]", id="all-of-them"),
        pytest.param(
            "La rénovation a coûté 31,6 millions d’euros, dont 12 millions versés par l’État. [1]", id="unit-left-out"
        ),
        pytest.param("Le service compte 480 volontaires au total. [1]", id="which-people-is-said"),
        pytest.param("In all, there are 31 municipalities which have chosen composting. [1]", id="the-noun-in-english"),
        pytest.param("La piscine de l’Îlot a rouvert, après un chantier de vingt mois. [2]", id="cites-what-says-it"),
    ],
)
def test_what_can_only_be_one_things_is(sentence: str) -> None:
    assert holds(sentence) == [True]


def test_a_figure_said_twice_may_have_taken_anothers_place() -> None:
    faulty = "La véloroute compte encore 31 km à ouvrir. [1] Longue de 31 km, la véloroute est encore à ouvrir. [1]"
    assert holds(faulty) == [False, False]
    assert holds("La véloroute, longue de 276 km, compte encore 31 km à ouvrir. [1]") == [True]


def test_the_items_of_what_does_not_hold_do_not_either() -> None:
    false = "Le tramway de Lacanau compte trois ouvrages : [1]\n- Une unité neuve. [1]\n- La halte ouvre pendant un mois. [1]"
    assert holds(false) == [False, False, False]
    assert holds("On trouve notamment : [1]\n- La halte ouvre pendant un mois. [1]")[1]


def test_the_name_that_a_sentence_begins_with_may_be_the_one_meant() -> None:
    text = "Lodève a ouvert une halle avec Saulnes. Un marché se tient à Lodève. Le pont de Vire est fermé."
    cited = (Citation(1, passage(text), ""),)
    assert judge("Une halle a été ouverte avec Saulnes. [1]", cited)[0].doubts, "who opened it is not said"
    assert not judge("À Lodève, une halle a été ouverte avec Saulnes. [1]", cited)[0].problems


def test_a_part_of_a_name_is_no_other_name() -> None:
    cited = (
        Citation(
            1, passage("- BHNS de Vire : 6 km vers les zones d’activités.\n- BHNS de Lodève : 9 km vers le port."), ""
        ),
    )
    assert not judge("- À Vire, 6 km vers les zones d’activités. [1]", cited)[0].doubts
    assert judge("- À Lodève, 6 km vers les zones d’activités. [1]", cited)[0].problems, "and Lodève is another one"


def test_a_name_said_again_may_stand_in_for_another() -> None:
    cited = (Citation(1, passage("La pose de compteurs, engagée aux Combes, sera étendue à Lodève.", ("2. Eau",)), ""),)
    assert judge("La pose de compteurs, engagée aux Combes, sera étendue aux Combes. [1]", cited)[0].doubts
    assert not judge("Engagée aux Combes, la pose de compteurs sera étendue à Lodève. [1]", cited)[0].doubts
    assert judge("La pose de compteurs a été engagée dans 2 secteurs. [1]", cited)[0].problems, "a heading's number"


def test_a_lost_opening_line_does_not_lose_its_list() -> None:
    item = "- La halte ouvre pendant un mois. [1]"
    kept = keep(f"En 2022, on relève : [1]\n{item}", CITED)
    assert (kept.standing, kept.text, kept.worth_showing) == ((False, True), item, True)

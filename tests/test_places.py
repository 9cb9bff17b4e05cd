"""A figure is given for the place that the question names, or not at all."""

from __future__ import annotations

import pytest
from fakes import PROMPTS, REFUSAL, Desk

from assistant.extractive import ExtractiveAnswerer

COLLECTION = {
    "1. La collecte": (
        "En 2025, 1 266 abris sont en service à Lussignac et dans l'est du territoire. La collecte a progressé grâce à la "
        "distribution de 22 000 seaux et au déploiement de bennes. Elle emploie 40 gardiens."
    ),
    "2. Les zones labellisées": (
        "En 2025, 16 zones portent le label vert, dont 7 renouvellements (Les Aires à Lussignac, Le Pré à Morteval)."
    ),
    "3. Le tramway de Morteval": "La ligne transporte 9 000 voyageurs par jour. Le chantier a coûté 12 M€.",
    "4. L'aire de Saint-Aubin-sur-Mer": "Aix-Lussignac Habitat y a construit 30 logements. Brenne-en-Val en a 5 autres.",
}
GENEROUS = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(COLLECTION)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("Combien d'abris sont en service à Lussignac ?", "1 266", id="in-its-sentence"),
        pytest.param("Combien de seaux ont été distribués ?", "22 000", id="no-place-asked-for"),
        pytest.param("Combien de voyageurs par jour à Morteval ?", "9 000", id="in-its-heading"),
        pytest.param("Combien de logements à Saint-Aubin ?", "30", id="the-short-name-of-a-long-one"),
    ],
)
def test_a_figure_of_the_place_is_given(desk: Desk, question: str, said: str) -> None:
    outcome = desk.answer(question, answerer=GENEROUS)
    assert not outcome.abstained
    assert said in outcome.text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Combien de seaux ont été distribués à Lussignac ?", id="in-the-sentence-before"),
        pytest.param("combien de seaux distribués sur Lussignac", id="as-it-is-spoken"),
        pytest.param("Combien de seaux à Toulouse ?", id="unknown-to-the-report"),
        pytest.param("Combien de logements à Lussignac ?", id="a-part-of-another-name"),
        pytest.param("How many buckets were handed out in Lussignac?", id="in-English"),
        pytest.param("À Lussignac, combien de seaux ont été distribués ?", id="leading-in"),
    ],
)
def test_a_figure_of_the_whole_is_not_given_for_one_place(desk: Desk, question: str) -> None:
    assert desk.answer(question, answerer=GENEROUS).abstained


def test_a_total_is_not_put_first_for_a_place_that_is_only_listed_beside_it(desk: Desk) -> None:
    outcome = desk.answer("Combien de zones portent le label vert à Morteval ?", answerer=GENEROUS)
    assert not outcome.text.startswith("16 zones")


def test_places_that_a_long_message_tells_of_are_not_asked_for(desk: Desk) -> None:
    told = (
        "Bonjour, mes parents habitent à Toulouse depuis longtemps et s'étonnent chaque fois de voir comment on trie ses "
        "restes de repas chez nous, avec tous ces seaux. Combien de seaux ont été distribués ?"
    )
    assert "22 000" in desk.answer(told, answerer=GENEROUS).text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("Combien de seaux ont été distribués ?", "22 000 seaux.", id="counted"),
        pytest.param("Combien de bennes ont été distribuées ?", REFUSAL, id="spoken-of-only"),
    ],
)
def test_what_is_put_first_counts_what_was_asked_for(desk: Desk, question: str, first: str) -> None:
    assert desk.answer(question, answerer=GENEROUS).text.startswith(first)


LINES = {
    "1. Les nouvelles lignes": "La ligne B4 est attendue pour 30 000 voyageurs par jour. La ligne B5 relie La Gaye et le port.",
    "2. Le port": "Le branchement des navires au port a coûté 3 M€.",
}


def test_a_figure_of_one_line_is_not_given_for_another() -> None:
    desk = Desk(LINES)
    assert "30 000" in desk.answer("Combien de voyageurs par jour sur la B4 ?", answerer=GENEROUS).text
    assert desk.answer("Combien de voyageurs par jour sur la B5 ?", answerer=GENEROUS).abstained


def test_a_word_of_the_language_in_small_letters_is_no_place() -> None:
    assert "3 M€" in Desk(LINES).answer("combien a coûté le branchement des navires au port ?", answerer=GENEROUS).text

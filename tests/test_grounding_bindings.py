"""The gate, beyond single figures: what a figure counts, which year it is of, who is named, what was computed."""

from __future__ import annotations

import pytest
from fakes import passage

from assistant.grounding import check
from assistant.types import Citation

WATER = passage(
    "La régie des eaux de Brisemont a réparé 27 fuites en 2024, contre 45 en 2022. Le rendement du réseau atteint "
    "88 %, contre 82 % en 2021. La station du Grand Bief traite 9 500 m³ par jour et la station de Merval 3 200 m³ par "
    "jour. Les travaux ont coûté 5,7 millions d'euros, dont 1,2 million d'euros de subvention de l'Agence des bassins. "
    "La ville prévoit de poser 400 compteurs en 2026. Près de 310 foyers ont été raccordés. Le syndicat accompagne "
    "14 communes et 230 agriculteurs. La consommation des piscines a baissé de 31 % et celle des gymnases de 12 %.",
    ("Partie I – Le rivage", "2. L'eau"),
)
PORT = passage("Le port de Merval accueille 120 bateaux.", ("Partie II – Le littoral", "1. Le port"), rank=1)
CITATIONS = (Citation(1, WATER, ""), Citation(2, PORT, ""))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("En 2024, la régie a réparé 27 fuites. [1]", id="date-before-its-figure"),
        pytest.param("La régie a réparé 27 fuites en 2024 et 45 en 2022. [1]", id="two-dates-in-turn"),
        pytest.param("Le rendement est passé de 82 % en 2021 à 88 %. [1]", id="told-the-other-way-round"),
        pytest.param("La station de Merval traite 3 200 m³ par jour. [1]", id="one-of-two-stations"),
        pytest.param("L'Agence des bassins a apporté 1,2 M€. [1]", id="part-of-a-whole"),
        pytest.param("La ville compte poser 400 compteurs en 2026. [1]", id="still-a-plan"),
        pytest.param("Le syndicat aide 230 agriculteurs et 14 communes. [1]", id="enumeration-in-another-order"),
        pytest.param("Les gymnases ont réduit leur consommation de 12 %. [1]", id="in-other-words"),
        pytest.param("Le rendement a gagné 6 points (88 - 82 = 6). [1]", id="computation-shown"),
        pytest.param("Les stations traitent 12 700 m³ par jour (9 500 + 3 200 = 12 700). [1]", id="sum-shown"),
        pytest.param("The utility repaired 27 leaks in 2024. [1]", id="in-english"),
    ],
)
def test_a_true_answer_passes(answer: str) -> None:
    assert check(answer, CITATIONS) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("La régie a réparé 27 fuites en 2022. [1]", id="date-of-another-figure"),
        pytest.param("La régie a réparé 45 fuites en 2024 et 27 en 2022. [1]", id="two-figures-swapped"),
        pytest.param("Le rendement atteint 82 %. [1]", id="earlier-value"),
        pytest.param("La station de Merval traite 9 500 m³ par jour. [1]", id="figure-of-the-other-station"),
        pytest.param("Les travaux ont coûté 1,2 million d'euros. [1]", id="part-for-the-whole"),
        pytest.param("La ville a posé 400 compteurs en 2026. [1]", id="plan-told-as-done"),
        pytest.param("310 foyers ont été raccordés. [1]", id="reservation-dropped"),
        pytest.param("Le syndicat accompagne 230 communes. [1]", id="figure-of-another-thing"),
        pytest.param("La consommation des gymnases a baissé de 31 %. [1]", id="figure-of-another-building"),
        pytest.param("La consommation des piscines a augmenté de 31 %. [1]", id="opposite-direction"),
        pytest.param("Le rendement a gagné 6 points. [1]", id="computation-not-shown"),
        pytest.param("Le rendement a gagné 7 points (88 - 82 = 7). [1]", id="computation-wrong"),
        pytest.param("Le rendement a gagné 8 points (88 - 80 = 8). [1]", id="term-not-in-the-passage"),
        pytest.param("L'Agence de l'eau a apporté 1,2 M€ de subvention. [1]", id="name-replaced"),
        pytest.param("La régie des eaux de Merval a réparé 27 fuites. [1]", id="name-of-something-else"),
        pytest.param("La station du Grand Bief traite 9 500 m³ par an. [1]", id="another-rate"),
        pytest.param(
            "La station de Brisemont traite 9 500 m³ par jour, celle de Merval 3 200 m³. [1]",
            id="name-beside-another-of-its-sentence",
        ),
        pytest.param("Le port de Merval accueille 120 bateaux. [1]", id="another-passage"),
        pytest.param("La régie a réparé 45 fuites en 2024. [1]", id="figure-of-another-year"),
        pytest.param("Le rendement est passé de 82 % en 2021 à 88 % en 2021. [1]", id="one-date-for-two-values"),
        pytest.param("Le rendement a progressé en 2021 par rapport à 2021. [1]", id="a-date-against-itself"),
    ],
)
def test_a_fault_is_refused(answer: str) -> None:
    assert check(answer, CITATIONS) != []


def test_what_comes_on_top_is_not_all_there_is() -> None:
    plan = passage(
        "Le plan sanctuarise 234 hectares, classés comme terres agricoles. Pour aller plus loin, le plan protège 53 hectares d'espaces "
        "naturels supplémentaires."
    )
    cited = (Citation(1, plan, ""),)
    assert check("Le plan protège 234 hectares. [1]", cited) == []
    assert check("Le plan protège 53 hectares de plus. [1]", cited) == []
    assert check("Le plan protège 53 hectares. [1]", cited) != []


def test_a_sentence_of_the_passage_passes_as_it_stands_and_not_with_a_word_that_turns_it() -> None:
    said = "La ville prévoit de poser 400 compteurs en 2026. [1]"
    assert check(said, CITATIONS) == []
    assert check(said.replace("prévoit de poser", "a posé"), CITATIONS) != []

"""Reasons without « parce que », changes without « hausse », prices without « tarif »; and what lies beside what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import REFUSAL, Desk, World

COAST = {
    "1. Le stade": (
        "La pelouse du stade Armor a été fermée au public, l'arrosage dépassant les volumes autorisés. "
        "Le club compte 340 licenciés."
    ),
    "2. Les pistes": (
        "La piste de la Lande, large de quatre mètres, traverse la forêt de Brec. "
        "La bibliothèque d'outils loue ses perceuses pour 2 euros la semaine."
    ),
    "3. Les lampadaires": (
        "Les lampadaires de la rocade de Brec ont un flux lumineux abaissé de 60 % la nuit. "
        "Le gymnase Morel consomme moins de gaz depuis 2021."
    ),
    "4. Le camping": (
        "Les 29 campings de la côte ont signé la charte des plages, qui interdit les sacs en plastique. "
        "L'amarrage sauvage est passible d'une amende de 150 euros."
    ),
    "5. La coopérative": "La coopérative de Brec repose sur 190 adhérents, qui donnent chacun deux heures par mois.",
    "6. La cathédrale": "La journée du patrimoine a attiré 23 800 visiteurs à la cathédrale et au musée.",
    "7. Le bois": "L'équipe de la rivière a retiré 40 tonnes de bois en mars.",
    "8. Le don": "La ville de Brec a fait don de 60 ordinateurs anciens à cinq écoles.",
    "9. Les clubs": "Chaque club paie 50 euros par an aux stades de Brec.",
    "10. Les friches": "Une association a remis en culture 42 hectares de friches.",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(COAST)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("Pourquoi la pelouse du stade Armor a-t-elle été fermée ?", "dépassant", id="a-participle"),
        pytest.param("Quelle est la largeur de la piste de la Lande ?", "quatre mètres", id="wide-in-words"),
        pytest.param(
            "Quel est le tarif des perceuses à la bibliothèque d'outils ?", "2 euros", id="for-so-much-a-week"
        ),
        pytest.param("De combien le flux lumineux de la rocade de Brec a-t-il été réduit ?", "60 %", id="lowered"),
        pytest.param("À combien s'élève l'amende pour l'amarrage sauvage ?", "150 euros", id="a-fine-that-is-told"),
        pytest.param("Combien d'adhérents la coopérative de Brec compte-t-elle ?", "190 adhérents", id="of-today"),
        pytest.param("Que fait-on des ordinateurs anciens de la ville ?", "à cinq écoles", id="what-becomes-of-them"),
    ],
)
def test_what_is_told_in_other_words_is_found(desk: Desk, question: str, told: str) -> None:
    assert told in desk.answer(question).text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Que risque un camping qui ne respecte pas la charte des plages ?", id="at-risk"),
        pytest.param("Que se passe-t-il si un camping quitte la charte des plages ?", id="in-case"),
        pytest.param("Combien d'adhérents la coopérative de Brec comptait-elle à ses débuts ?", id="at-first"),
        pytest.param("Combien de visiteurs à la cathédrale seule ?", id="apart"),
        pytest.param("Que fait-on du bois retiré de la rivière ?", id="what-becomes-of-it"),
        pytest.param("Combien de clubs jouent aux stades de Brec ?", id="money-counts-no-clubs"),
        pytest.param("Combien d'hectares de friches reste-t-il à remettre en culture ?", id="what-is-left"),
        pytest.param("De combien la consommation de gaz du gymnase Morel a-t-elle baissé ?", id="by-how-much"),
    ],
)
def test_what_lies_beside_it_is_declined(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith(REFUSAL)


def test_a_figure_that_does_not_hold_alone_is_given_in_its_sentence(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(
        "# Rapport 2024\n\n## Les spectacles\n\nLe Pass Scène ouvre tous les spectacles du théâtre Armor, dans la limite "
        "de trente places par représentation.\n"
    )
    assistant = world.open()
    answer = assistant.invoke("Combien de places par représentation sont réservées au Pass Scène ?")
    assistant.close()
    assert re.match(r"Le Pass Scène .*dans la limite de trente places par représentation\. \[1\]", answer.text)

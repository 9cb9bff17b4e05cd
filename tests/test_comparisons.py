"""Two named things set against each other are compared by the figures that the report gives to each."""

from __future__ import annotations

import pytest
from fakes import PROMPTS, Desk

from assistant.extractive import ExtractiveAnswerer

DISTRICTS = {
    "1. Les transports": "Brenne (+ 40 %) et Tourlac (+ 12 %) voient leur fréquentation progresser. La ligne B7 relie la gare.",
    "2. Les terrains": "La ville a acquis 30 ha à Saint-Aubin, et 9 ha à Montrieux pour des vergers.",
    "3. Les lignes": "- Ligne Kerval : 11 km et 20 arrêts.\n- Ligne Dolmen : 4 km reliant la gare et le port.",
    "4. Les écoles": "Les écoles servent des repas locaux. Les classes ont des jardins.",
    "5. Le musée": "Le musée expose des maquettes. L'entrée est libre le dimanche.",
    "6. Les déchets": "Le tri progresse. Les composteurs sont fournis aux habitants.",
    "7. Les forêts": "Les pistes sont entretenues. Les sentiers sont balisés.",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(DISTRICTS)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("La fréquentation a-t-elle progressé davantage à Brenne qu'à Tourlac ?", "Oui"),
        ("La fréquentation a-t-elle progressé plus à Tourlac qu'à Brenne ?", "Non"),
        ("La ville a-t-elle acquis moins d'hectares à Montrieux qu'à Saint-Aubin ?", "Oui"),
        ("La ligne Dolmen est-elle plus longue que la ligne Kerval ?", "Non"),
    ],
)
def test_the_greater_figure_decides(desk: Desk, question: str, start: str) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    assert desk.answer(question, answerer=answerer).text.startswith(start)


def test_without_a_figure_for_both_nothing_is_said(desk: Desk) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    outcome = desk.answer("La fréquentation a-t-elle progressé plus à Brenne qu'à Montrieux ?", answerer=answerer)
    assert outcome.abstained

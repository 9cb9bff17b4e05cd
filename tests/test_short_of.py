"""No « oui » of what only aims at it, studies it, will be, or fights it."""

from __future__ import annotations

import pytest
from fakes import REFUSAL, Desk

NEITHER = "Le rapport ne permet de répondre ni oui ni non"
VALLEY = {
    "1. Les marchés": (
        "La communauté renforce son partenariat avec les entreprises solidaires afin d'atteindre l'objectif de 45 M€ de marchés. "
        "L'objectif de 12 clauses sociales a été atteint en 2024."
    ),
    "2. L'eau et la terre": (
        "La réutilisation des eaux usées traitées progresse avec des études lancées sur la station de Lussignac. "
        "Des compteurs intelligents permettent la détection des fuites en temps réel. "
        "La communauté possède 13 hectares à Brenne pour le futur parc agricole."
    ),
    "3. Les trajets": "La gratuité totale des trajets est appliquée pour les plus de 65 ans.",
    "5. Les bus": (
        "À Lussignac, 17 lignes de bus ont été modifiées, générant une hausse de fréquentation. "
        "Brenne (+ 50 %) affiche également une hausse de fréquentation."
    ),
    "7. Les zones": "Des zones d'activités sont engagées dans la préservation des ressources avec le label Vert+.",
    "6. Les bêtes": "Des actions ont été menées pour la quiétude des chauves-souris, à Brenne (60 000 €).",
    "4. La voirie": "115 points de charge supplémentaires ont été déployés sur 24 sites de service en 2025.",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(VALLEY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("L'objectif de 45 M€ de marchés solidaires a-t-il été atteint ?", id="an-aim"),
        pytest.param("Les eaux usées traitées sont-elles réutilisées ?", id="a-study"),
        pytest.param("Y a-t-il des fuites ?", id="against-it"),
        pytest.param("Y a-t-il un parc agricole à Brenne ?", id="to-come"),
        pytest.param(
            "La gratuité des trajets pour les plus de 65 ans est-elle soumise à des conditions de ressources ?",
            id="a-condition-that-is-not-told",
        ),
        pytest.param("Y a-t-il des points de charge pour les habitants ?", id="not-said-to-be-for-them"),
        pytest.param("La qualité de l'eau s'améliore ?", id="a-trend-told-as-a-sentence"),
        pytest.param("La station de Lussignac est-elle à l'abri des fuites ?", id="a-state-that-is-not-told"),
        pytest.param("Les chauves-souris sont-elles revenues à Brenne ?", id="what-is-done-for-it"),
        pytest.param("La zone de Lussignac a-t-elle le label Vert+ ?", id="a-name-that-no-other-takes-the-place-of"),
        pytest.param("Y a-t-il moins de fuites qu'avant ?", id="less-than-before"),
    ],
)
def test_what_falls_short_confirms_nothing(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith((NEITHER, REFUSAL))


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("L'objectif de 12 clauses sociales a-t-il été atteint en 2024 ?", id="reached"),
        pytest.param(
            "Des études ont-elles été lancées pour réutiliser les eaux usées traitées ?", id="the-study-itself"
        ),
        pytest.param("La communauté prévoit-elle un parc agricole à Brenne ?", id="what-is-to-come-asked-as-such"),
        pytest.param("La gratuité des trajets est-elle appliquée pour les plus de 65 ans ?", id="as-it-is"),
    ],
)
def test_what_is_told_as_asked_does(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith("Oui")

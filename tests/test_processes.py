"""How, where to go, by which name, how often, since when and what for: told as asked, or not at all."""

from __future__ import annotations

import pytest
from fakes import REFUSAL, Desk

NEITHER = "Le rapport ne permet de répondre ni oui ni non"
VALLEY = {
    "1. Les bacs": (
        "En 2025, 320 bacs collectifs sont en service à Lussignac, desservant 9 000 habitants. "
        "Les bacs sont vidés chaque matin par une équipe de quartier."
    ),
    "2. Les ateliers": (
        "Des groupes de travail mensuels assurent le pilotage de la feuille de route sur les déchets. "
        "Entre 2023 et 2025, 13 structures ont accueilli l'exposition sur la forêt."
    ),
    "3. La forêt": (
        "La première réserve communautaire de la Brenne se trouve sur la lande du Piboul, à cheval sur Ormes et Taillan. "
        "D'autres démarches sont en cours, comme la sauvegarde des garrigues à Vaubreuil."
    ),
    "4. Les terrains": (
        "La communauté a acheté 27 hectares à Ormes pour des mesures de compensation écologique. "
        "Le technopôle de Taillan est dédié aux industries du bois."
    ),
    "5. Le laboratoire": "Créé en 2024, le laboratoire Orion accompagne la transformation des services.",
    "6. Les trajets": (
        "Le 1er septembre 2025, la gratuité totale des trajets est appliquée pour les moins de 11 ans et les plus de 65 ans. "
        "Ce sont 8 000 cartes qui ont été distribuées."
    ),
    "7. Le tramway": "La ligne T3, de 6 km, a été mise en service en septembre 2025.",
    "8. Les réseaux": (
        "Le plan met en œuvre une mutualisation des terrains, gérant leur consommation par échanges entre les six secteurs. "
        "Pour aller au-delà des obligations réglementaires, il protège 530 hectares supplémentaires."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(VALLEY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Comment les structures de l'exposition ont-elles été choisies ?", id="chosen"),
        pytest.param("Comment a-t-on compté les 9 000 habitants desservis par les bacs ?", id="counted"),
        pytest.param("Comment fonctionne techniquement la ligne T3 ?", id="how-it-works"),
        pytest.param("Quelles structures ont accueilli l'exposition sur la forêt ?", id="by-name"),
        pytest.param("Combien de bacs collectifs dans le 13e arrondissement ?", id="of-a-part-of-a-town"),
        pytest.param("Où faut-il aller chercher la carte gratuite ?", id="where-to-go"),
        pytest.param("Pourquoi la gratuité s'arrête à 11 ans et pas à 18 ?", id="why-not-rather"),
    ],
)
def test_what_is_not_told_in_that_way_is_declined(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith(REFUSAL)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param(
            "Comment la consommation des terrains est-elle gérée entre les six secteurs ?", "échanges", id="how"
        ),
        pytest.param(
            "À combien se monte le nombre de bacs collectifs à Lussignac ?", "320", id="an-amount-by-its-noun"
        ),
        pytest.param("Les bacs collectifs, ils sont combien ?", "320", id="taken-up"),
    ],
)
def test_what_is_told_so_is_said(desk: Desk, question: str, told: str) -> None:
    assert told in desk.answer(question).text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Les groupes de travail sur les déchets se réunissent une seule fois par an ?", id="how-often"),
        pytest.param("Les 27 hectares achetés à Ormes, c'est pour y construire des logements ?", id="what-for"),
        pytest.param("Le technopôle de Taillan est-il dédié aux jeux vidéo ?", id="devoted-to-another"),
        pytest.param("La réserve de la Brenne tient-elle sur une seule commune ?", id="on-one-side"),
        pytest.param("La ligne T3 a-t-elle été mise en service avant l'été 2025 ?", id="before-a-season"),
    ],
)
def test_what_is_told_otherwise_is_denied(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith("Non")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Les groupes de travail sur les déchets se réunissent-ils tous les mois ?", id="how-often"),
        pytest.param("Le plan protège plus de nature que ce que la loi l'oblige à faire ?", id="beyond-the-law"),
        pytest.param("Ma fille a 9 ans : ses trajets sont-ils gratuits ?", id="free-at-that-age"),
    ],
)
def test_what_is_told_so_is_confirmed(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith("Oui")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("La première réserve de la Brenne se trouve-t-elle à Vaubreuil ?", id="told-of-others"),
        pytest.param("Le laboratoire Orion existe-t-il depuis plus de dix ans ?", id="for-so-long"),
        pytest.param("La ligne T3 sera-t-elle prolongée d'ici 2030 ?", id="a-deed-that-no-date-tells"),
    ],
)
def test_what_is_told_of_something_else_confirms_nothing(desk: Desk, question: str) -> None:
    assert not desk.answer(question).text.startswith("Oui")

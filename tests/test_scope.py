"""A figure of one site, one action or of what is spared answers no question on all there is."""

from __future__ import annotations

import pytest
from fakes import REFUSAL, Desk

VALLEY = {
    "1. Réhabiliter": (
        "Rue Ferrand, à Lussignac, la réhabilitation de 4 immeubles (16 logements sociaux) est achevée. "
        "Un appel à projets a permis de renaturer 83 écoles. La communauté compte 92 communes."
    ),
    "2. Extension du tramway T7": (
        "Les travaux au nord de Lussignac ont permis de rénover les places. "
        "Ces chantiers intègrent 500 arbres plantés et 6,8 km de pistes cyclables supplémentaires."
    ),
    "3. La flotte": (
        "L'électrification du parc permettrait d'éviter jusqu'à 12 000 tonnes de CO₂ par an. "
        "Le parc solaire de Brenne, d'une puissance de 2,7 MWc, couvre la consommation électrique de 1 300 foyers. "
        "Un parking de plus de 600 places a été créé à Brenne, incluant un abri pour 80 vélos."
    ),
    "5. L'emploi et l'eau": (
        "Six plans locaux accompagnent chaque année 6 050 demandeurs d'emploi. "
        "Le Fonds d'aide a soutenu 3 500 jeunes (1 M€). "
        "Dans les squats, l'accès à l'eau est assuré pour 1 457 bénéficiaires. "
        "Les tonnages de biodéchets sont passés de 700 à 1 600 tonnes."
    ),
    "7. Le port": (
        "À terme, le branchement des navires permettrait d'éviter 900 tonnes de particules. "
        "La communauté agit avec ses partenaires afin d'atteindre l'objectif de 45 M€ d'achats solidaires. "
        "La défense contre les incendies a permis le débroussaillage de 540 hectares."
    ),
    "6. Les lignes": "BHNS B9 : 6 km reliant Brenne à La Gave, en service depuis septembre 2025.",
    "4. Les transports": (
        "Le 1er septembre 2025, la gratuité est appliquée pour les moins de 11 ans et les plus de 65 ans. En 2025, 1 266 bacs sont en service à Lussignac."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(VALLEY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("combien de logements rénovés ?", id="one-street"),
        pytest.param("combien de logements sociaux à lussignac", id="one-street-of-the-town"),
        pytest.param("Combien d'écoles dans la communauté ?", id="those-of-one-action"),
        pytest.param("Combien d'arbres plantés en tout ?", id="those-of-one-line"),
        pytest.param("combien de km de tramway en plus ?", id="kilometres-of-something-else"),
        pytest.param("Combien de tonnes de CO₂ la communauté émet-elle ?", id="what-is-spared"),
        pytest.param("Quelle est la consommation d'électricité de la communauté ?", id="a-power-is-no-consumption"),
        pytest.param("Combien de places de vélo sécurisées ?", id="places-for-cars"),
        pytest.param("Combien de chômeurs ont retrouvé un emploi grâce aux plans locaux ?", id="helped-to-it"),
        pytest.param("Combien touche un jeune avec le Fonds d'aide ?", id="all-of-them-together"),
        pytest.param("Combien de tonnes de biodéchets par habitant ?", id="not-a-head"),
        pytest.param("Combien de tonnes de particules a-t-on évitées en 2025 ?", id="what-it-would-spare"),
        pytest.param("Quel montant d'achats solidaires a été payé en 2025 ?", id="an-aim"),
        pytest.param("Combien d'hectares ont brulé cet été ?", id="cleared-against-fires"),
        pytest.param("Combien de logements insalubres rénovés ?", id="not-said-to-be-so"),
        pytest.param("Combien de squats à Lussignac ?", id="their-people"),
        pytest.param("Quand ouvre le tramway jusqu'à La Gave ?", id="another-vehicle"),
        pytest.param("La gratuité pour les étudiants, c'est pour quand ?", id="for-others"),
    ],
)
def test_a_part_does_not_answer_for_the_whole(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith(REFUSAL)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        pytest.param("Combien de communes dans la communauté ?", "92 communes", id="told-of-all"),
        pytest.param("Combien de logements sociaux rue Ferrand ?", "16 logements", id="the-site-is-named"),
        pytest.param("Combien d'arbres plantés avec l'extension du tramway T7 ?", "500 arbres", id="the-line-is-named"),
        pytest.param(
            "Combien de CO₂ l'électrification du parc éviterait-elle ?", "12 000 tonnes", id="spared-as-asked"
        ),
        pytest.param("Quelle est la puissance du parc solaire de Brenne ?", "2,7 MWc", id="a-power"),
        pytest.param("Combien de demandeurs d'emploi sont accompagnés chaque année ?", "6 050", id="helped-as-asked"),
        pytest.param("Combien de tonnes de particules le branchement éviterait-il ?", "900 tonnes", id="what-it-would"),
        pytest.param("Quel est l'objectif d'achats solidaires ?", "45 M€", id="the-aim-itself"),
        pytest.param("Combien de bénéficiaires dans les squats ?", "1 457", id="the-people-themselves"),
        pytest.param("Quand a ouvert le BHNS B9 de Brenne à La Gave ?", "septembre 2025", id="that-vehicle"),
        pytest.param("Combien de bacs en tout ?", "1 266 bacs", id="what-opens-a-sentence"),
        pytest.param("La gratuité pour les plus de 65 ans, c'est depuis quand ?", "1er septembre 2025", id="for-them"),
    ],
)
def test_a_figure_of_what_is_asked_does(desk: Desk, question: str, figure: str) -> None:
    assert figure in desk.answer(question).text

"""What the form of a question demands is not made up for by what stands beside it."""

from __future__ import annotations

import pytest
from fakes import PROMPTS, REFUSAL, Desk

from assistant.extractive import ExtractiveAnswerer

HARBOUR = {
    "1. La halle de Brenne": (
        "Ouverte en 2023, la halle de Brenne a accueilli 40 000 visiteurs, dont 6 000 enfants. Elle est tenue par 25 producteurs. "
        "Son agrandissement est prévu en 2027, avec un objectif de 60 stands."
    ),
    "2. Le centre nautique": (
        "Le centre nautique, dirigé par Jeanne Morel, forme 300 élèves chaque année. Des voiliers ont été achetés à deux chantiers. "
        "Le bassin a été rénové par l'entreprise Aquaform. Le tarif d'une séance est de 4 €. Le club s'est installé à Saint-Aubin."
    ),
    "3. Les navettes": (
        "Deux navettes relient le port et la gare. La 3e édition de la fête des navettes a réuni 700 personnes. Le port a choisi l'électricité pour réduire le bruit. "
        "Pour monter à bord, l'inscription se fait en ligne, au moyen d'un formulaire. En mars 2025, 12 haltes ont été ouvertes."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(HARBOUR)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Qui est la directrice de la halle de Brenne ?", id="a-person"),
        pytest.param("c'est qui le boss de la halle de Brenne ?", id="a-person-colloquially"),
        pytest.param("Comment s'appellent les 25 producteurs de la halle de Brenne ?", id="their-names"),
        pytest.param("Quelle entreprise a construit la halle de Brenne ?", id="a-company"),
        pytest.param("Dans quelle ville se trouve la halle de Brenne ?", id="a-town"),
        pytest.param("Quel mois la halle de Brenne a-t-elle ouvert ?", id="a-month"),
        pytest.param("Quels sont les horaires de la halle de Brenne ?", id="opening-hours"),
        pytest.param("adresse halle de Brenne", id="an-address-in-keywords"),
        pytest.param("Comment faire pour avoir un stand à la halle de Brenne ?", id="a-procedure"),
        pytest.param("Parmi les élèves du centre nautique, combien sont adultes ?", id="a-part-of-a-whole"),
        pytest.param("Combien de stands la halle compte-t-elle déjà ?", id="done-and-not-planned"),
        pytest.param("Quand aura lieu la prochaine ouverture de haltes ?", id="the-next-one"),
        pytest.param("De combien la fréquentation de la halle a-t-elle baissé ?", id="a-change"),
        pytest.param(
            "Combien de personnes la 2e édition de la fête des navettes a-t-elle réunies ?", id="another-edition"
        ),
        pytest.param("Combien de visiteurs la halle de Brenne attend-elle en 2031 ?", id="another-year-by-number"),
        pytest.param("Quel est le plus fréquenté des bassins du centre nautique ?", id="what-stands-out"),
        pytest.param("Quelles associations tiennent les navettes ?", id="their-names-asked-by-kind"),
        pytest.param("Combien de caissons la halle de Brenne compte-t-elle ?", id="another-thing-counted"),
        pytest.param("Combien d'élèves le centre nautique a-t-il formés l'année dernière ?", id="another-year"),
        pytest.param("How many pupils did the centre nautique train two years ago?", id="another-year-in-English"),
        pytest.param("Pourquoi le port a-t-il choisi l'électricité plutôt que l'hydrogène ?", id="rather-than"),
        pytest.param("Comment contacter le centre nautique ?", id="how-to-reach"),
        pytest.param("Tous les combien les navettes partent-elles ?", id="how-often"),
        pytest.param("Quand la navette passe-t-elle dans ma rue ?", id="where-one-lives"),
        pytest.param(
            "Il y a deux ans, combien d'élèves le centre nautique formait-il ?", id="another-year-that-leads-in"
        ),
        pytest.param("directeur halle de Brenne nom", id="a-person-in-keywords"),
        pytest.param("liste producteurs halle de Brenne", id="names-in-keywords"),
        pytest.param(
            "Combien de personnes la première édition de la fête des navettes a-t-elle réunies ?",
            id="the-first-edition",
        ),
        pytest.param("Combien d'élèves le club « Vent debout » forme-t-il ?", id="another-title"),
        pytest.param("constructeur halle de Brenne", id="a-company-in-keywords"),
        pytest.param("Dans quels quartiers passent les navettes ?", id="districts"),
        pytest.param("Sur les 300 élèves du centre nautique, combien sont adultes ?", id="a-part-of-a-number"),
        pytest.param("Qui sont les 25 producteurs de la halle de Brenne ?", id="all-of-a-number"),
        pytest.param("Quels jours de la semaine la halle de Brenne est-elle ouverte ?", id="days"),
        pytest.param("jours ouverture halle de Brenne", id="opening-days-in-keywords"),
        pytest.param("Quel est le loyer d'un stand à la halle de Brenne ?", id="a-rent"),
        pytest.param("Quel est le surcoût de l'agrandissement de la halle de Brenne ?", id="an-extra-cost"),
        pytest.param("Quels sont les numéros des deux navettes ?", id="numbers-of-lines"),
        pytest.param("Quel bureau d'études a dessiné la halle de Brenne ?", id="a-consultant"),
        pytest.param("Combien de voiliers à hydrogène le centre nautique a-t-il achetés ?", id="of-what-kind"),
        pytest.param(
            "À part Saint-Aubin, dans quelles villes le club s'est-il installé ?", id="others-than-the-one-named"
        ),
        pytest.param("Parmi les bassins du centre nautique, lequel coûte le plus ?", id="which-stands-out"),
        pytest.param("L'inscription aux navettes, qui la paye ?", id="who-pays"),
    ],
)
def test_what_is_demanded_and_not_given_is_declined_however_generous(desk: Desk, question: str) -> None:
    outcome = desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0))
    assert outcome.abstained
    assert outcome.text.startswith(REFUSAL)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("Qui dirige le centre nautique ?", "Jeanne Morel", id="a-person"),
        pytest.param("Quelle entreprise a rénové le bassin du centre nautique ?", "Aquaform", id="a-company"),
        pytest.param("Quel est le tarif d'une séance au centre nautique ?", "4 €", id="a-price"),
        pytest.param("Quel mois les haltes des navettes ont-elles été ouvertes ?", "mars 2025", id="a-month"),
        pytest.param(
            "Combien de personnes la 3e édition de la fête des navettes a-t-elle réunies ?", "700", id="that-edition"
        ),
        pytest.param("Comment s'inscrire aux navettes ?", "formulaire", id="a-procedure"),
        pytest.param("Quand l'agrandissement de la halle aura-t-il lieu ?", "2027", id="what-is-to-come"),
        pytest.param("Pourquoi le port a-t-il choisi l'électricité ?", "bruit", id="a-reason"),
    ],
)
def test_the_same_demand_is_met_where_the_report_says_it(desk: Desk, question: str, said: str) -> None:
    outcome = desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0))
    assert not outcome.abstained
    assert said in outcome.text


def test_what_leads_in_to_the_question_demands_nothing(desk: Desk) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    outcome = desk.answer(
        "Pour la prochaine réunion : combien d'élèves le centre nautique forme-t-il ?", answerer=answerer
    )
    assert outcome.text.startswith("300 élèves")

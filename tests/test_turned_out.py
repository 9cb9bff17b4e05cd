"""A « oui » needs more than the words: portions, bounds, ages, exceptions and what turned out otherwise are read as they stand."""

from __future__ import annotations

import pytest
from fakes import PROMPTS, REFUSAL, Desk

from assistant.extractive import ExtractiveAnswerer
from assistant.figures import run_of
from assistant.french.contrasts import is_of_a_sibling, tells_the_event
from assistant.french.questions import classify
from assistant.french.text import fold

NEITHER = "Le rapport ne permet de répondre ni oui ni non"
VALLEY = {
    "1. Les autocars de la vallée": (
        "Neuf des 48 autocars de la vallée roulent au biogaz. "
        "Les autocars sont gratuits pour les moins de 12 ans et les plus de 70 ans. "
        "Le conseil avait formulé 40 souhaits pour les autocars ; la vallée en a retenu 31. "
        "La ponctualité des autocars est de 88 %, un peu au-dessous de l'objectif de 92 %. "
        "L'achèvement du dépôt d'autocars de Brenne, prévu en 2025, est reporté à 2028."
    ),
    "2. La patinoire de Molles": (
        "La patinoire de Molles a rouvert en mars 2024, et non plus en 2023 comme annoncé. "
        "À la patinoire, l'activité se poursuit, mais aucun nouveau gradin ne sera financé. "
        "Les volumes d'eau supérieurs à 300 m³ sont majorés de 20 % ; les élevages échappent à cette majoration. "
        "L'atelier de la patinoire, animé par Ninon Sarre, accueille les 16-25 ans. "
        "Les maires y suivent une formation, organisée en binôme avec leurs secrétaires."
    ),
    "3. Le hameau des Aulnes": (
        "Le conseil a écarté l'idée d'un crématorium au hameau des Aulnes. "
        "La démarche Aulnes vivants (2023-2027) rassemble 80 habitants. "
        "Dans le hameau, 31 familles ont choisi le puits commun, 27 ont préféré une citerne. "
        "La scierie des Aulnes est la deuxième plus importante de la vallée. "
        "Aucun péage n'est envisagé au hameau. Le chauffage au fioul n'y est plus utilisé que dans trois maisons."
    ),
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(VALLEY)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        pytest.param("Tous les autocars de la vallée roulent-ils au biogaz ?", "Non", id="all"),
        pytest.param("La majorité des souhaits pour les autocars ont-ils été retenus ?", "Oui", id="most"),
        pytest.param("Mon fils a 9 ans, les autocars sont-ils gratuits pour lui ?", "Oui", id="free-at-that-age"),
        pytest.param("Ma mère a 75 ans, doit-elle payer les autocars ?", "Non", id="nothing-to-pay-at-that-age"),
        pytest.param("L'objectif de ponctualité des autocars est-il atteint ?", "Non", id="below-the-aim"),
        pytest.param("Le dépôt d'autocars de Brenne est-il terminé ?", "Non", id="put-off"),
        pytest.param("La patinoire de Molles a-t-elle rouvert en 2023 ?", "Non", id="taken-back"),
        pytest.param("L'activité de la patinoire continue-t-elle ?", "Oui", id="goes-on"),
        pytest.param("Les élevages paient-ils la majoration sur les volumes d'eau ?", "Non", id="excepted"),
        pytest.param("J'ai 19 ans, puis-je aller à l'atelier de la patinoire ?", "Oui", id="within-a-range"),
        pytest.param("Les maires suivent-ils leur formation sans leurs secrétaires ?", "Non", id="without-them"),
        pytest.param("La démarche Aulnes vivants est-elle déjà terminée en 2025 ?", "Non", id="still-lasts"),
        pytest.param("Toutes les familles du hameau ont-elles choisi le puits commun ?", "Non", id="groups-apart"),
        pytest.param("La scierie des Aulnes est-elle la plus importante de la vallée ?", "Non", id="second-to-it"),
        pytest.param("ils vont mettre un péage au hameau ?", "Non", id="of-nothing-else"),
        pytest.param("A-t-on complètement abandonné le chauffage au fioul ?", "Non", id="some-left"),
    ],
)
def test_what_the_report_says_decides(desk: Desk, question: str, start: str) -> None:
    assert desk.answer(question).text.startswith(f"{start} :")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Va-t-on construire un crématorium au hameau des Aulnes ?", id="set-aside"),
        pytest.param("L'atelier de la patinoire est-il gratuit ?", id="no-price-told"),
        pytest.param("Ninon Sarre a-t-elle écarté l'idée d'un crématorium ?", id="two-names-apart"),
    ],
)
def test_what_turned_out_otherwise_is_never_confirmed(desk: Desk, question: str) -> None:
    assert desk.answer(question).text.startswith(("Non", NEITHER, REFUSAL))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("Quel est l'âge maximum pour l'atelier de la patinoire ?", "25 ans", id="upper-end"),
        pytest.param("Qui anime l'atelier de la patinoire ?", "Ninon Sarre", id="a-person"),
        pytest.param("Combien d'autocars roulent au biogaz ?", "Neuf", id="part-first"),
    ],
)
def test_the_figure_or_the_name_asked_for(desk: Desk, question: str, said: str) -> None:
    outcome = desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0))
    assert said in outcome.text


def test_a_rise_is_told_by_what_it_passed_from_and_to() -> None:
    assert run_of("Le nombre de coupures est passé de 74 en 2023 à 47 en 2025.") == " baisse"
    assert run_of("La part du bio, passée de 5 % à 13 %, est visible.") == " hausse"
    assert run_of("Le prix est de 4 € à 6 €.") == ""


def test_an_event_is_told_by_another_word_for_it() -> None:
    assert tells_the_event("detruit", "La crue avait emporté deux ponts.")
    assert tells_the_event("renonce", "L'idée a été écartée en mars.")
    assert not tells_the_event("detruit", "Le pont a été inauguré en mars.")


def test_one_kind_says_nothing_of_its_sibling() -> None:
    assert is_of_a_sibling("part de bio dans les collèges", "31 % de bio dans les lycées")
    assert not is_of_a_sibling("part de bio dans les lycées", "31 % de bio dans les lycées et les collèges")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Qu'est-ce qui explique la hausse des prix ?", "why"),
        ("Une fois le hangar rasé, que va-t-on mettre à la place ?", "open"),
        ("quand t'es étudiant tu payes le bus moins cher ou pas ?", "yes_no"),
        ("Quel âge avaient les deux marcheurs qui se sont perdus ?", "measure"),
        ("Jusqu'où faut-il creuser pour trouver l'eau ?", "measure"),
        ("tu récupères combien quand tu rends une bouteille ?", "how_much"),
        ("Combien d'éleveurs vendent leur lait à la halle ?", "how_many"),
        ("la halle a coûté plus de 5 millions ?", "yes_no"),
        ("Ces rencontres s'adressent à qui, au juste ?", "who"),
        ("Qu'est-ce qui a été fait pour l'eau ?", "open"),
    ],
)
def test_what_is_asked_for(question: str, asked: str) -> None:
    assert classify(fold(question)).asked == asked

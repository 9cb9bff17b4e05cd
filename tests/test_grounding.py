"""The gate: what an answer says must stand in the passages it cites, however it is spelled."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from fakes import passage

from assistant.figures import figures
from assistant.french.numbers import quantities
from assistant.grounding import check, split_by_markers
from assistant.types import Answer, Citation

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

PORT = passage(
    "Le port de Brisemont a reçu plus de 3,24 millions d'euros en juin 2024. "
    "Il couvre 74 % de l'anse, soit 120 hectares. Le phare Saint-Elme mesure 41 mètres. "
    "L'école de Roche-Noire compte 230 élèves. Le maire parle d'« un port pour tous ». "
    "Trois navettes partent chaque heure. Les travaux se sont achevés le 14 mars 2023. "
    "La digue mesure 900 mètres et protège près de 310 maisons. La baignade est interdite aux moins de 12 ans. "
    "Le programme couvre la période 2021-2027.",
    ("Partie II – Le littoral", "3. Le port"),
)
FOREST = passage("Le bois de Sombreval compte 5 000 chênes.", ("Partie III – Les bois", "1. Sombreval"), rank=1)
CITATIONS = (Citation(1, PORT, ""), Citation(2, FOREST, ""))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("Le port a reçu plus de 3,24 millions d'euros. [1]", id="as-written"),
        pytest.param("Le port a reçu plus de 3,24 M€. [1]", id="millions-as-M€"),
        pytest.param("Le port a reçu plus de 3 240 000 €. [1]", id="millions-in-full"),
        pytest.param("Le port a reçu plus de 3\u202f240\u202f000 euros. [1]", id="narrow-spaces"),
        pytest.param("Le port a reçu + de 3,24 millions d’euros. [1]", id="plus-sign"),
        pytest.param("Il couvre 74 pour cent de l'anse. [1]", id="percent-in-words"),
        pytest.param("Il couvre soixante-quatorze pour cent de l'anse. [1]", id="number-in-words"),
        pytest.param("Il couvre 120 ha. [1]", id="unit-abbreviated"),
        pytest.param("Il couvre 1,2 km². [1]", id="unit-converted"),
        pytest.param("La digue mesure 0,9 km. [1]", id="length-converted"),
        pytest.param("3 navettes partent chaque heure. [1]", id="words-in-digits"),
        pytest.param("C'était en 2024. [1]", id="month-as-year"),
        pytest.param("Les travaux se sont achevés en mars 2023. [1]", id="day-as-month"),
        pytest.param("Les travaux se sont achevés en 2023. [1]", id="day-as-year"),
        pytest.param("Le programme court jusqu'en 2027. [1]", id="end-of-a-period"),
        pytest.param("Près de 310 maisons sont protégées. [1]", id="reservation-kept"),
        pytest.param("Environ 310 maisons sont protégées. [1]", id="reservation-in-other-words"),
        pytest.param("L'école compte environ 230 élèves. [1]", id="vaguer-than-the-report"),
        pytest.param("Le maire parle d’“un port pour tous”. [1]", id="other-quotation-marks"),
        pytest.param("Le maire parle d'« Un Port pour tous ». [1]", id="quotation-in-other-case"),
        pytest.param("Le sujet est « Le littoral ». [1]", id="quotation-of-a-heading"),
        pytest.param("À Brisemont, le phare Saint-Elme est haut. [1]", id="names-of-the-passage"),
        pytest.param("Le bois de Sombreval a 5 000 chênes [2], le port 74 % de l'anse [1].", id="two-passages"),
        pytest.param("Le rapport ne le dit pas.", id="nothing-stated"),
        pytest.param("", id="nothing-said"),
    ],
)
def test_a_faithful_answer_passes_however_it_is_spelled(answer: str) -> None:
    assert check(answer, CITATIONS) == []


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        pytest.param("Le port a reçu plus de 3,25 M€. [1]", "figure", "3,25", id="altered-figure"),
        pytest.param("Le port a reçu plus de 3,24 milliards d'euros. [1]", "figure", "milliards", id="other-scale"),
        pytest.param("L'école compte 23 élèves. [1]", "figure", "23", id="digit-lost"),
        pytest.param("Quatre navettes partent chaque heure. [1]", "figure", "Quatre", id="altered-word"),
        pytest.param("Il couvre 74 hectares. [1]", "figure", "74 hectares", id="other-unit"),
        pytest.param("Il couvre 120 % de l'anse. [1]", "figure", "120 %", id="percent-for-hectares"),
        pytest.param("C'était en juin 2023. [1]", "figure", "juin 2023", id="other-year"),
        pytest.param("C'était en 2019. [1]", "figure", "2019", id="year-of-nowhere"),
        pytest.param("C'était le 3 juin 2024. [1]", "figure", "3 juin 2024", id="more-precise-date"),
        pytest.param("Les travaux se sont achevés le 15 mars 2023. [1]", "figure", "15 mars 2023", id="other-day"),
        pytest.param("Le port a reçu 3,24 M€. [1]", "reservation", "3,24 M€", id="plus-de-dropped"),
        pytest.param("310 maisons sont protégées. [1]", "reservation", "310", id="près-de-dropped"),
        pytest.param("Le port a reçu moins de 3,24 M€. [1]", "reservation", "moins de", id="reservation-turned"),
        pytest.param(
            "La baignade est interdite aux plus de 12 ans. [1]", "reservation", "plus de", id="age-turned-round"
        ),
        pytest.param("L'école compte plus de 230 élèves. [1]", "reservation", "plus de 230", id="reservation-made-up"),
        pytest.param("La digue protège 230 maisons. [1]", "counted", "230", id="figure-moved"),
        pytest.param("L'école compte près de 310 élèves. [1]", "counted", "310", id="figure-moved-back"),
        pytest.param("Le port a 5 000 chênes. [1]", "figure", "5 000", id="figure-of-another-passage"),
        pytest.param("Le phare Saint-Clair mesure 41 mètres. [1]", "name", "Saint-Clair", id="unknown-name"),
        pytest.param("L'école de Lacanau compte 230 élèves. [1]", "name", "Lacanau", id="unknown-name-at-the-start"),
        pytest.param("Le port est aidé par la Banque du Nord. [1]", "name", "Banque", id="unknown-organisation"),
        pytest.param("Le maire parle d'« un port pour les yachts ». [1]", "quotation", "yachts", id="other-words"),
        pytest.param("Le port couvre 74 % de l'anse. [3]", "citation", "[3]", id="unknown-marker"),
    ],
)
def test_a_fault_is_refused_and_named(answer: str, kind: str, text: str) -> None:
    problems = check(answer, CITATIONS)
    assert [p.kind for p in problems] == [kind]
    assert text in problems[0].text
    assert problems[0].text in problems[0].sentence or kind == "citation"


def test_each_fault_of_an_answer_is_reported() -> None:
    problems = check("Le port a reçu 9 M€. [1] Il couvre 74 % de l'anse. [1] Le maire est Jean Lupin. [1]", CITATIONS)
    assert [(p.kind, p.text) for p in problems] == [("figure", "9 M€"), ("name", "Jean Lupin")]


def test_without_any_citation_no_figure_holds() -> None:
    assert [p.kind for p in check("Le port couvre 74 % de l'anse.", ())] == ["figure"]


def test_without_a_marker_a_sentence_is_held_against_all_the_passages() -> None:
    assert check("Le bois compte 5 000 chênes et le port couvre 74 % de l'anse.", CITATIONS) == []


@pytest.mark.parametrize(
    ("answer", "split"),
    [
        pytest.param("Une anse. [1] Un bois. [2]", [("Une anse.", (1,)), ("Un bois.", (2,))], id="after-the-stop"),
        pytest.param("Une anse [1]. Un bois [2].", [("Une anse.", (1,)), ("Un bois.", (2,))], id="before-the-stop"),
        pytest.param("Une anse. [1] [2]", [("Une anse.", (1, 2))], id="two-markers"),
        pytest.param("3 navettes. [1]\nElles vont. [1]", [("3 navettes.", (1,)), ("Elles vont.", (1,))], id="lines"),
    ],
)
def test_a_marker_belongs_to_the_sentence_before_it(answer: str, split: list[tuple[str, tuple[int, ...]]]) -> None:
    assert split_by_markers(answer) == split


QUESTIONS = [
    "Combien d'hectares le Plan des rivages protège-t-il ?",
    "Combien d'arbres ont été plantés ?",
    "Combien d'habitants compte Valserine-sur-Mer ?",
    "Quand le Plan des rivages a-t-il été adopté ?",
    "Combien de mètres de ganivelles ont été posés ?",
    "Combien de fuites la régie des eaux a-t-elle réparées ?",
    "Quel est le rendement du réseau ?",
    "Combien ont coûté les travaux de la station d'épuration ?",
    "Quelle subvention l'Agence des bassins a-t-elle versée ?",
    "Depuis quand la ligne B du tramway circule-t-elle ?",
    "Quelles mesures accompagnent le tramway ?",
    "Combien d'écoles ont une cour verte ?",
    "Combien de tonnes de biodéchets ont été collectées ?",
    "La ligne B transporte-t-elle 15 000 voyageurs par jour ?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_extractive_answer_passes_and_no_digit_of_it_can_be_altered(assistant: Assistant, question: str) -> None:
    answer = assistant.invoke(question)
    assert not answer.abstained
    assert check(answer.text, answer.citations) == []
    digits = [m.start() for m in re.finditer(r"\d", re.sub(r"\[\d+\]", lambda m: "#" * len(m[0]), answer.text))]
    assert digits
    for place in digits:
        altered = _altered(answer, place, random.Random(f"{question}{place}"))
        assert check(altered, answer.citations), altered


def _altered(answer: Answer, place: int, rng: random.Random) -> str:
    """The answer with another digit at ``place``: one that makes a figure which the cited passages do not state."""
    stated = {(q.kind, q.value) for c in answer.citations for q in quantities(c.passage.text)}
    for digit in rng.sample("123456789", 9):
        altered = answer.text[:place] + digit + answer.text[place + 1 :]
        said = next(f.quantity for f in figures(altered) if f.quantity.start <= place < f.quantity.end)
        if digit != answer.text[place] and (said.kind, said.value) not in stated:
            return altered
    raise AssertionError("every digit gives a figure of the passages")


def test_a_marker_that_is_altered_is_refused(assistant: Assistant) -> None:
    answer = assistant.invoke("Combien d'arbres ont été plantés ?")
    assert [p.kind for p in check(answer.text.replace("[1]", "[7]", 1), answer.citations)] == ["citation"]

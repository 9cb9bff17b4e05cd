"""No, because the statement says another one, more than one, or that it is done: `instead` and `restricted`."""

from __future__ import annotations

import pytest
from fakes import Desk

from assistant.extractive.claims import claims
from assistant.french.cognates import cognates
from assistant.french.contrasts import contrast, contrasted
from assistant.french.numbers import quantities
from assistant.french.questions import classify

TOWN = {
    "1. La coopérative Ravel": (
        "La coopérative Ravel réunit 260 fermes, dont 90 cultivées sans pesticides. Créée en 2021 à la suite du concours Semer, "
        "elle a reçu le label « Terre Commune » du ministère de l'Agriculture. La Ville soutient ses ateliers, organisés en partenariat "
        "avec le lycée Pagnol. Les récoltes sont vendues sur la place des Halles, à Vaubreuil."
    ),
    "2. La passerelle": (
        "La passerelle de l'Ormeau a été inaugurée en mars 2025. Elle relie les quais, la gare et le stade. "
        "Le revêtement de la passerelle limite le bruit des pas. Des études sont en cours pour l'éclairage du belvédère."
    ),
    "3. Le plan des jardins": (
        "Le plan des jardins s'organise autour de trois axes : planter les cours, arroser autrement et former les jardiniers. "
        "Les bénévoles ont donné 12 000 heures en 2025. Il est publié dans la revue « Racines vives », "
        "et concerne les quartiers les moins denses. Les mesures après travaux ont eu lieu à Dormans."
    ),
    "4. Les chiffres": "Des ateliers internes ont réuni 64 agents. 81 % des achats intègrent une clause verte.",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(TOWN)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        # another one in its place
        pytest.param("La coopérative Ravel a-t-elle reçu un label du ministère de la Culture ?", "Non", id="of-another"),
        pytest.param("La coopérative Ravel a reçu le label « Ruche d'Or », c'est ça ?", "Non", id="another-title"),
        pytest.param("Les ateliers de la coopérative Ravel sont-ils organisés avec le lycée Brassac ?", "Non", id="with-another"),
        pytest.param("C'est à Lussignac que les récoltes de la coopérative Ravel sont vendues ?", "Non", id="elsewhere"),
        pytest.param("« Racines vives », est-ce un festival ?", "Non", id="of-another-kind"),
        pytest.param("Les habitants soutiennent-ils les ateliers de la coopérative Ravel ?", "Non", id="who-does-it"),
        # how many of them
        pytest.param("La passerelle de l'Ormeau relie-t-elle uniquement les quais ?", "Non", id="not-alone"),
        pytest.param("La pêche fait-elle partie des trois axes du plan des jardins ?", "Non", id="none-of-them"),
        pytest.param("Former les jardiniers fait-il partie des trois axes du plan des jardins ?", "Oui", id="one-of-them"),
        pytest.param("La majorité des fermes de la coopérative Ravel sont-elles cultivées sans pesticides ?", "Non", id="a-part-computed"),
        pytest.param("La majorité des achats intègrent-ils une clause verte ?", "Oui", id="a-majority"),
        pytest.param("Plus d'un achat sur deux intègre-t-il une clause verte ?", "Oui", id="more-than-one-in-two"),
        pytest.param("Tous les achats sans exception intègrent-ils une clause verte ?", "Non", id="not-all"),
        pytest.param("Les bénévoles ont-ils donné 12 000 journées en 2025 ?", "Non", id="another-unit"),
        # done, planned, in which order
        pytest.param("La passerelle de l'Ormeau est-elle encore en travaux ?", "Non", id="still-in-the-works"),
        pytest.param("La coopérative Ravel a-t-elle été créée avant le concours Semer ?", "Non", id="before"),
        pytest.param("Les mesures à Dormans ont-elles eu lieu avant les travaux ?", "Non", id="before-the-works"),
        pytest.param("Le plan des jardins concerne-t-il les quartiers les plus denses ?", "Non", id="another-degree"),
        pytest.param("Le revêtement de la passerelle aggrave-t-il le bruit des pas ?", "Non", id="the-contrary"),
        # what frames it is no part of it
        pytest.param("Sauf erreur, la passerelle de l'Ormeau a été inaugurée en mars 2025 ?", "Oui", id="unless-I-am-wrong"),
        pytest.param("On m'a dit que la passerelle de l'Ormeau a été inaugurée en mars 2024. C'est juste ?", "Non", id="hearsay"),
        pytest.param("La passerelle qui relie les quais, c'est bien à l'Ormeau, si j'ai bien compris ?", "Oui", id="if-I-understood"),
    ],
)  # fmt: skip
def test_what_excludes_the_supposition_is_a_no(desk: Desk, question: str, start: str) -> None:
    assert desk.answer(question).text.startswith(start), desk.answer(question).text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("La passerelle de l'Ormeau sert-elle à surveiller la rivière ?", id="purpose"),
        pytest.param("Ce sont les fermes qui ont inauguré la passerelle de l'Ormeau ?", id="by-whom"),
        pytest.param("La coopérative Ravel, est-ce une banque ?", id="kind"),
        pytest.param("Il paraît que la Ville a démoli les ateliers de la coopérative Ravel ?", id="a-rumour"),
        pytest.param("Est-il prévu d'agrandir la passerelle de l'Ormeau ?", id="planned"),
    ],
)
def test_what_no_statement_says_is_never_a_yes(desk: Desk, question: str) -> None:
    assert not desk.answer(question).text.startswith("Oui"), desk.answer(question).text


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Sauf erreur, le plan date de 2024 ?", "yes_no"),
        ("Que les jardiniers soient formés, c'est un des buts du plan ?", "yes_no"),
        ("La halle à laquelle ils ont participé est à Vaubreuil, non ?", "yes_no"),
        ("Les bus sont gratuits pour tous, quel que soit l'âge ?", "yes_no"),
        ("How many passes were handed out when it became free?", "how_many"),
        ("Sur cent achats, combien ont une clause verte ?", "share"),
        ("le kilo de tomates est à combien ?", "how_much"),
    ],
)
def test_the_form_of_a_question_tells_what_it_asks(question: str, asked: str) -> None:
    assert classify(question).asked == asked


@pytest.mark.parametrize(
    ("question", "relation", "value"),
    [
        ("La majorité des fermes sont-elles en bio ?", "more", 50),
        ("Une minorité des fermes sont-elles en bio ?", "less", 50),
        ("Un foyer sur quatre trie-t-il ?", "equal", 25),
        ("Le plan s'arrête-t-il en 2028 ?", "until", 20280000),
    ],
)
def test_shares_and_ends_in_words_are_claims(question: str, relation: str, value: float) -> None:
    [claim] = claims(question, quantities(question))
    assert (claim.relation, claim.quantity.value) == (relation, value)


def test_opposite_degrees_exclude_each_other() -> None:
    assert contrasted("les communes les plus denses", "les communes les moins denses") == {"plus", "denses"}
    assert not contrast("une simple formalité", "une simple formalité")
    assert contrast("une simple formalité", "pas seulement une formalité")


def test_new_is_no_number() -> None:
    assert quantities("la remise à neuf du site") == []
    assert [q.value for q in quantities("à neuf communes")] == [9]


@pytest.mark.parametrize(
    ("english", "french"),
    [("natural", "naturel"), ("biodiversity", "biodiversite"), ("protect", "proteger"), ("facilitators", "facilitateurs"),
     ("ecological", "ecologique"), ("modernisation", "modernisation")],
)  # fmt: skip
def test_an_english_word_may_be_french_but_for_its_ending(english: str, french: str) -> None:
    assert french in {*cognates(english), english}

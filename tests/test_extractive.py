"""An answer in the report's own words: the thing asked for first, with its reservation, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import PROMPTS, REFUSAL, Desk

from assistant.extractive import MIN_ANSWERABILITY, ExtractiveAnswerer
from assistant.extractive.compose import compose
from assistant.french.query import understand
from assistant.french.text import squeeze
from assistant.lexical import LexicalIndex
from assistant.types import Caution, Citation

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

TOWN = {
    "1. Les jardins": (
        "La commune de Montbriac entretient plus de 130 jardins partagés et 4 serres. "
        "Les jardiniers ont récolté près de 27 tonnes de légumes en 2024. Chaque jardin reçoit une aide de 350 euros."
    ),
    "2. La patinoire": (
        "La patinoire des Glaciels a rouvert le 9 octobre 2023, après 18 mois de travaux. "
        "Le chantier a coûté 6,2 M€, dont 1,5 M€ versés par la Région. La piste mesure 58 mètres de long, "
        "accueille 640 patineurs et consomme 22 % d'électricité en moins."
    ),
    "3. Les lignes de car": (
        "Le car Azur dessert 12 villages. Le car Ambre dessert 31 villages. "
        "La fréquentation du car Azur a atteint 5 400 voyageurs en 2024, contre 4 900 voyageurs en 2022."
    ),
    "4. La cantine": (
        "Le plan cantine compte quatre engagements :\n\n- des légumes de saison ;\n- du pain sans additif ;\n"
        "- aucun plastique sur les tables ;\n- un repas végétarien par jour."
    ),
    "5. Le groupement": "Le groupement territorial des énergies (GTE) réunit neuf communes.",
    "6. Les chauves-souris": (
        "Les éclairages du parc Aubrac sont éteints de 23 h à 5 h pour protéger les chauves-souris. "
        "Aucune voiture n'est admise dans le parc."
    ),
    "7. Les toits": "Les toits des écoles portent 2 480 panneaux solaires. Ils produisent de quoi éclairer la mairie.",
    "8. Le bilan": "Au total, près de 2 500 panneaux solaires ont été posés sur les toits des écoles.",
    "9. La ludothèque": (
        "La ludothèque Colibri prête des jeux aux familles. Elle ouvre le mercredi, grâce à des bénévoles, "
        "afin de créer des liens entre voisins."
    ),
    "10. Le bus de 2024": "Un bus de nuit relie la gare aux villages de la vallée le samedi.",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(TOWN)


def first_line(text: str) -> str:
    return text.split("\n")[0].removesuffix(" [1]")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("Combien de jardins partagés ?", "Plus de 130 jardins partagés.", id="count-with-plus-de"),
        pytest.param("Combien de tonnes de légumes ?", "Près de 27 tonnes de légumes.", id="mass-with-près-de"),
        pytest.param("Quelle aide reçoit chaque jardin ?", "350 euros.", id="money"),
        pytest.param("Quand la patinoire a-t-elle rouvert ?", "Le 9 octobre 2023.", id="date"),
        pytest.param("Quelle est la longueur de la piste ?", "58 mètres de long.", id="length"),
        pytest.param("Combien de communes réunit le GTE ?", "Neuf communes.", id="count-in-words"),
    ],
)
def test_the_figure_asked_for_comes_first_with_its_reservation_then_its_sentence(
    desk: Desk, question: str, first: str
) -> None:
    outcome = desk.answer(question)
    assert not outcome.abstained
    assert first_line(outcome.text) == first
    assert squeeze(first.rstrip(".")).lower() in outcome.text.split("\n")[1].lower(), "the sentence follows"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("Combien de serres la commune entretient-elle ?", "4 serres.", id="second-of-two"),
        pytest.param("Combien a coûté le chantier de la patinoire ?", "6,2 M€.", id="whole-not-part"),
        pytest.param("Combien de patineurs la patinoire accueille-t-elle ?", "640 patineurs.", id="by-what-is-counted"),
        pytest.param("De quel pourcentage l'électricité de la patinoire baisse-t-elle ?", "22 %", id="by-unit"),
        pytest.param("De combien la consommation d'électricité de la patinoire a-t-elle baissé ?", "22 %", id="fall"),
        pytest.param("Combien de villages le car Azur dessert-il ?", "12 villages.", id="by-name"),
        pytest.param("Combien de villages le car Ambre dessert-il ?", "31 villages.", id="by-other-name"),
        pytest.param("Combien de voyageurs le car Azur a-t-il eus en 2024 ?", "5 400 voyageurs.", id="by-year"),
        pytest.param("Combien de voyageurs le car Azur a-t-il eus en 2022 ?", "4 900 voyageurs.", id="by-other-year"),
        pytest.param("Combien de mois de travaux pour la patinoire ?", "18 mois", id="duration-not-date"),
    ],
)
def test_the_right_one_of_several_figures_is_given(desk: Desk, question: str, first: str) -> None:
    outcome = desk.answer(question)
    assert not outcome.abstained
    assert first_line(outcome.text).startswith(first)


def test_a_list_is_given_whole_with_the_words_that_introduce_it(desk: Desk) -> None:
    assert desk.answer("Quels sont les engagements du plan cantine ?").text == (
        "Le plan cantine compte quatre engagements : des légumes de saison ; du pain sans additif ; "
        "aucun plastique sur les tables ; un repas végétarien par jour. [1]"
    )


@pytest.mark.parametrize(
    ("question", "start", "reason"),
    [
        pytest.param("Les éclairages du parc sont-ils éteints ?", "Oui : ", "de 23 h à 5 h", id="yes"),
        pytest.param("La patinoire a-t-elle coûté 6,2 M€ ?", "Oui : ", "6,2 M€", id="yes-same-figure"),
        pytest.param("Y a-t-il plus de 100 jardins partagés ?", "Oui : ", "plus de 130", id="yes-more-than"),
        pytest.param("La patinoire a-t-elle coûté 8 M€ ?", "Non : 6,2 M€.", "dont 1,5 M€", id="no-other-figure"),
        pytest.param("Y a-t-il plus de 200 jardins partagés ?", "Non : plus de 130", "4 serres", id="no-not-so-many"),
        pytest.param("La patinoire a-t-elle rouvert en 2021 ?", "Non : ", "le 9 octobre 2023", id="no-other-year"),
        pytest.param("Les voitures sont-elles admises dans le parc ?", "Non : ", "Aucune voiture", id="no-negation"),
    ],
)
def test_a_yes_or_no_question_gets_its_reason_and_a_contradiction_what_is_true(
    desk: Desk, question: str, start: str, reason: str
) -> None:
    outcome = desk.answer(question)
    assert not outcome.abstained
    assert outcome.text.startswith(start)
    assert reason.lower() in outcome.text.lower()


@pytest.mark.parametrize("question", ["Que signifie GTE ?", "C'est quoi le GTE ?", "Que veut dire le sigle GTE ?"])
def test_an_abbreviation_is_answered_by_its_long_form(desk: Desk, question: str) -> None:
    assert first_line(desk.answer(question).text) == "Groupement territorial des énergies."


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Combien a coûté la ludothèque ?", id="no-amount"),
        pytest.param("Quand la ludothèque a-t-elle été créée ?", id="no-date"),
        pytest.param("Quel est le prix d'un repas à la cantine ?", id="no-price"),
        pytest.param("Quelle part des bénévoles est retraitée ?", id="no-share"),
        pytest.param("Combien de villages le car Opale dessert-il ?", id="another-name"),
        pytest.param("Combien de loups vivent dans le parc Aubrac ?", id="another-thing"),
        pytest.param("Combien de piscines la commune entretient-elle ?", id="another-place"),
        pytest.param("Combien de voyageurs le car Azur a-t-il eus en 2019 ?", id="another-year"),
        pytest.param("Combien de zébus ?", id="nothing-like-it"),
    ],
)
def test_without_a_statement_of_what_is_asked_it_abstains_without_any_digit(desk: Desk, question: str) -> None:
    outcome = desk.answer(question)
    assert outcome.abstained
    assert outcome.text.startswith(REFUSAL)
    assert not re.search(r"\d", re.sub(r"\[\d+\]", "", outcome.text))
    assert outcome.answerability < 0.5


def test_an_abstention_names_the_nearest_subject_and_cites_it(desk: Desk) -> None:
    outcome = desk.answer("Combien de loups vivent dans le parc Aubrac ?")
    near = PROMPTS.say("nearest_subject", subject="« Les chauves-souris »")
    assert outcome.text == f"{REFUSAL} {near} [1]"
    assert [c.passage.section[-1] for c in outcome.citations] == ["6. Les chauves-souris"]


def test_a_subject_with_a_figure_in_its_heading_is_never_named(desk: Desk) -> None:
    outcome = desk.answer("Combien coûte le bus de nuit vers les villages de la vallée ?")
    assert outcome.abstained
    assert "2024" not in outcome.text


def test_two_roundings_of_one_figure_are_both_said_each_with_its_passage(desk: Desk) -> None:
    outcome = desk.answer("Combien de panneaux solaires portent les toits des écoles ?")
    assert first_line(outcome.text) == "2 480 panneaux solaires."
    assert "Ailleurs, le rapport indique : près de 2 500 panneaux solaires. [2]" in outcome.text
    assert [c.passage.section[-1] for c in outcome.citations] == ["7. Les toits", "8. Le bilan"]


def test_a_figure_said_once_is_not_said_to_stand_elsewhere(desk: Desk) -> None:
    assert "Ailleurs" not in desk.answer("Combien de jardins partagés ?").text


@pytest.mark.parametrize("reserved", ["prévisionnel", "estimé", "annuel", "maximal"])
def test_a_planned_amount_is_never_said_without_what_says_so(reserved: str) -> None:
    """Alone, « 4,2 M€ » would be a budget that was spent."""
    desk = Desk({"Les berges": f"Le contrat de berge, doté d'un budget {reserved} de 4,2 M€, réunit neuf villages."})
    answer = desk.answer("Quel est le budget du contrat de berge ?")
    assert first_line(answer.text) == f"Budget {reserved} de 4,2 M€."


@pytest.mark.parametrize("n_items", [5, 60], ids=["short-list", "list-too-long-for-an-answer"])
def test_an_answer_has_at_most_700_characters(n_items: int) -> None:
    items = "\n".join(f"- le sentier numéro {i} qui longe la rivière et ses roseaux ;" for i in range(n_items))
    long_sentence = "La fanfare Brume joue " + ", ".join(["au marché couvert"] * 70) + "."
    long_desk = Desk(
        {**TOWN, "11. Les sentiers": f"Les sentiers balisés sont :\n\n{items}", "12. Fanfare": long_sentence}
    )
    for question in ("Quels sont les sentiers balisés ?", "Où joue la fanfare Brume ?"):
        outcome = long_desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0))
        assert not outcome.abstained
        assert 0 < len(outcome.text) <= 700


def test_without_any_passage_it_abstains() -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say)
    vocabulary = LexicalIndex([])
    assert answerer.answer(understand("Combien de bus ?", vocabulary), []).text == REFUSAL
    assert answerer.answer(understand("", vocabulary), []).text == PROMPTS.say("not_understood")


def test_a_higher_bar_makes_it_more_careful(desk: Desk) -> None:
    strict = ExtractiveAnswerer(PROMPTS.say, min_answerability=1.01)
    assert not desk.answer("Combien de jardins partagés ?").abstained
    assert desk.answer("Combien de jardins partagés ?", answerer=strict).abstained


@pytest.mark.parametrize(
    ("answerability", "answering"),
    [
        (0.9, ["prudent", "equilibre", "genereux"]),
        (0.65, ["equilibre", "genereux"]),
        (0.5, ["equilibre", "genereux"]),
        (0.4, ["genereux"]),
        (0.1, []),
    ],
)
def test_the_same_finding_is_said_or_not_as_the_caution_has_it(
    desk: Desk, answerability: float, answering: list[Caution]
) -> None:
    finding = replace(desk.find("Combien de jardins partagés ?"), answerability=answerability)
    outcomes = {
        caution: ExtractiveAnswerer(PROMPTS.say, min_answerability=least).word(finding)
        for caution, least in MIN_ANSWERABILITY.items()
    }
    assert [caution for caution, outcome in outcomes.items() if not outcome.abstained] == answering
    assert {outcome.answerability for outcome in outcomes.values()} == {answerability}


def test_a_finding_can_be_worded_whatever_the_answerer_would_accept(desk: Desk) -> None:
    strict = ExtractiveAnswerer(PROMPTS.say, min_answerability=1.01)
    finding = desk.find("Combien de jardins partagés ?")
    assert strict.word(finding).abstained
    assert strict.word(finding, min_answerability=0.0) == desk.answer("Combien de jardins partagés ?")


QUESTIONS = """
Combien d'hectares le Plan des rivages protège-t-il ? / Quelle part de la commune est protégée ?
Combien d'arbres plantés ? / Combien a coûté l'isolation des gymnases ? / Combien de foyers ont un composteur ?
Combien d'habitants ? / Quelle longueur de côte ? / Quand le Plan des rivages a-t-il été adopté ?
De combien les dunes ont-elles reculé ? / Combien d'oiseaux dans le marais ?
Combien de fuites la régie a-t-elle réparées ? / Quel est le rendement du réseau ?
Combien coûte la station d'épuration ? / Quelle subvention verse l'Agence des bassins ?
Combien de voyageurs par jour ? / Depuis quand la ligne B circule-t-elle ? / Quelles mesures accompagnent le tramway ?
Combien de vélos ? / Combien d'écoles ? / Quand la collecte a-t-elle démarré ? / Peut-on construire avant 2035 ?
La ligne B transporte-t-elle 15 000 voyageurs ? / Le plan a-t-il été adopté en 2022 ?
Qui aide la ville à poser des ganivelles ? / À quoi servent les eaux de la station ?
Pourquoi le bitume a-t-il été remplacé ? / Que dit le rapport sur le tramway ? / Qu'est-ce que le Plan des rivages ?
Comment la ville protège-t-elle les dunes ? / Le bus est-il gratuit ? / Où passe la ligne B ?
Que mesurera le prochain rapport ? / cb de velos / how many trees were planted?
""".replace("\n", "/").split("/")
JOINTS = re.compile(r"^(?:Oui : |Non : |Le rapport donne un autre chiffre : |Ailleurs, le rapport indique : )")


def even(text: str) -> str:
    """Spaces, bullets, the case of the first letter and the final stop do not count."""
    return squeeze(re.sub(r"(?:^|\n)\s*[-*•–]\s+", " ", text)).strip(" .…").lower()


@pytest.mark.parametrize("question", [q.strip() for q in QUESTIONS if q.strip()])
def test_every_piece_of_an_answer_is_verbatim_in_the_passage_it_cites(assistant: Assistant, question: str) -> None:
    answer = assistant.invoke(question)
    passages = {c.marker: c.passage.text for c in answer.citations}
    if not answer.abstained:
        pieces = re.findall(r"(.+?) \[(\d+)\]\s*", answer.text)
        assert "".join(f"{text} [{n}]" for text, n in pieces) == re.sub(r"(?<=\])\s+", "", answer.text), "all is cited"
        for text, marker in pieces:
            for piece in JOINTS.sub("", text).split(" ; "):
                assert even(piece) in even(passages[int(marker)])
    assert len(answer.text) <= 700
    assert all(is_verbatim(c) for c in answer.citations)


def is_verbatim(citation: Citation) -> bool:
    return bool(citation.quote) and citation.quote in squeeze(citation.passage.text)


def test_a_figure_that_hardly_fits_better_than_another_is_not_said_alone() -> None:
    fair = Desk({
        "1. La foire": "La foire a réuni 90 exposants, 45 animations et 30 conférences sous les halles de la gare.",
        "2. Le marché": "Le marché ouvre le samedi.",
        "3. Les bus": "Les bus relient la gare au port.",
    })  # fmt: skip
    found = fair.find("Combien d'exposants la foire a-t-elle réunis ?")
    (score, best), *others = found.ranked
    assert best.lead > 1
    assert compose(found.query, found.ranked).text.startswith("90 exposants. [1]")
    unsure = compose(found.query, [(score, replace(best, lead=0.1)), *others]).text
    assert unsure.startswith("La foire a réuni 90 exposants, 45 animations")


def test_an_abbreviation_is_explained_by_a_heading_too() -> None:
    desk = Desk(
        {
            "1. La stratégie « Sols vivants et perméables » (SVP)": "En 2025, la conférence de la SVP s'est réunie deux fois."
        }
    )
    assert desk.answer("C'est quoi la SVP ?").text.startswith("Sols vivants et perméables. [1]")


def test_what_is_left_open_is_not_quoted_from_a_sentence_that_only_its_heading_brings_near() -> None:
    desk = Desk({"1. L'extension du tramway de Morteval": "Ces chantiers intègrent 500 arbres et 7 km de pistes."})
    outcome = desk.answer("L'extension du tramway de Morteval est-elle achevée ?")
    assert outcome.abstained
    assert "500" not in outcome.text


def test_a_list_that_is_asked_for_is_told_by_the_sentence_that_enumerates() -> None:
    desk = Desk(
        {
            "1. La flotte": (
                "La régie transforme son parc de 250 véhicules afin de remplacer toutes les énergies fossiles en 2030. "
                "Engagée en 2023, cette démarche combine électrification, gaz naturel, hydrogène et biocarburant."
            ),
            "2. Le musée": "Le musée expose des maquettes. L'entrée est libre le dimanche.",
            "3. Les écoles": "Les écoles servent des repas locaux. Les classes ont des jardins.",
        }
    )
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    outcome = desk.answer("Quelles énergies vont remplacer les énergies fossiles des véhicules ?", answerer=answerer)
    assert "électrification, gaz naturel, hydrogène et biocarburant" in outcome.text

"""Yes, no, only so much, or open: what the words and figures of a statement say of a question's supposition."""

from __future__ import annotations

import pytest
from fakes import PROMPTS, REFUSAL, Desk

from assistant.extractive import ExtractiveAnswerer
from assistant.extractive.claims import Relation, bears_out, claims, comparable
from assistant.figures import figures
from assistant.french.contrasts import agreeing, contrast
from assistant.french.numbers import quantities
from assistant.french.questions import classify

TOWN = {
    "1. Le jardin de la Tannerie": (
        "Le jardin de la Tannerie a été inauguré en juin 2024 dans le quartier des Forges. Il compte 45 parcelles, dont 12 pour les "
        "écoles. Un potager collectif y sera aménagé en 2026. Le compost y est fourni gratuitement par la régie des parcs."
    ),
    "2. La bibliothèque Ardoin": (
        "La bibliothèque Ardoin est ouverte six jours sur sept. Elle a accueilli 84 000 visiteurs en 2024, contre 79 000 en 2023. "
        "Son toit porte 310 panneaux solaires, qui couvrent 35 % de ses besoins. "
        "Une étude est en cours pour l'extension de la salle de lecture."
    ),
    "3. Le réseau de chaleur": (
        "Le réseau de chaleur alimente 2 300 logements. La chaufferie de l'Ormeau fonctionne au bois depuis 2022. "
        "Les travaux, confiés à la société publique Chalor, ont coûté 8,4 M€. Le prix du chauffage a baissé de 12 % pour les locataires."
    ),
    "4. La fête des Lanternes": (
        "Organisée en décembre, la fête des Lanternes réunit chaque année près de 5 000 personnes. "
        "L'entrée de la fête est gratuite pour les moins de 12 ans. Des navettes électriques relient la gare et la plage."
    ),
    "5. Le climat": "Le plan climat court de 2024 à 2030. Les agents ont suivi une formation mensuelle au tri des déchets.",
}

OPEN = "Le rapport ne permet de répondre ni oui ni non. Il dit seulement : « "


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(TOWN)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        # what the report says
        pytest.param("Le jardin de la Tannerie a été inauguré en juin 2024 ?", "Oui", id="statement-with-a-question-mark"),
        pytest.param("Le jardin de la Tannerie, c'est aux Forges, non ?", "Oui", id="tag"),
        pytest.param("La bibliothèque Ardoin est-elle ouverte six jours sur sept ?", "Oui", id="as-it-stands"),
        pytest.param("Des navettes électriques relient-elles la gare et la plage ?", "Oui", id="all-covered"),
        pytest.param("y a une fête des Lanternes en décembre qui réunit 5 000 personnes ?", "Oui", id="there-is"),
        pytest.param("Est-ce que le plan climat court jusqu'en 2035 ?", "Non", id="how-long"),
        pytest.param("Le plan climat va bien jusqu en 2035", "Non", id="a-statement-without-its-apostrophe"),
        pytest.param("My daughter is 9. Is the entry of the fête des Lanternes free for her?", "Oui", id="an-age-in-English"),
        pytest.param("Les navettes relient-elles uniquement la gare ?", "Non", id="one-of-several"),
        # nobody in particular
        pytest.param("L'entrée de la fête est-elle gratuite pour tous ?", "Non", id="for-all"),
        pytest.param("Des navettes électriques relient-elles ma gare et la plage ?", OPEN, id="for-mine"),
        # what is asked stands before what is told
        pytest.param("Des navettes qui sont électriques relient-elles la gare et la plage ?", "Oui", id="subject-with-relative"),
        pytest.param("les navettes relient la gare et la plage ou quoi ?", "Oui", id="or-what"),
        # what one has to do, what is compared, what has a title
        pytest.param("Faut-il payer le compost du jardin de la Tannerie ?", "Non", id="has-to-contradicted"),
        pytest.param("Faut-il réserver une parcelle au jardin de la Tannerie ?", REFUSAL, id="has-to"),
        pytest.param("Le chauffage est-il moins bruyant grâce à la chaufferie de l'Ormeau ?", REFUSAL, id="compared"),
        pytest.param("La fête des Lanternes a-t-elle reçu le label « Nuit claire » ?", REFUSAL, id="title"),
        # dates that say when something else was
        pytest.param("La chaufferie de l'Ormeau doit-elle fonctionner au bois en 2040 ?", OPEN, id="an-aim-far-ahead"),
        pytest.param("Le plan climat court-il jusqu'en 2040 ?", "Non : 2024 à 2030", id="how-long-a-plan-lasts"),
        # what is there, or open
        pytest.param("La bibliothèque Ardoin est-elle ouverte ?", "Oui", id="open-as-it-stands"),
        pytest.param("La fête des Lanternes est-elle terminée ?", OPEN, id="ended-not-said"),
        # figures
        pytest.param("Le jardin de la Tannerie compte-t-il au moins 40 parcelles ?", "Oui", id="at-least"),
        pytest.param("Y a-t-il plus de 60 parcelles au jardin de la Tannerie ?", "Non : 45 parcelles", id="more-than"),
        pytest.param("une douzaine de parcelles sont pour les écoles, c'est ça ?", "Oui", id="part-in-words"),
        pytest.param("La bibliothèque Ardoin a accueilli moins de 50 000 visiteurs, hein ?", "Non : 84 000", id="less-than"),
        pytest.param("Les panneaux couvrent-ils la moitié des besoins de la bibliothèque ?", "Non : 35 %", id="half-of-percent"),
        pytest.param("Seuls 500 logements sont alimentés par le réseau de chaleur ?", "Non : 2 300 logements", id="only"),
        pytest.param("Les travaux de la chaufferie ont-ils coûté moins de 10 millions d'euros ?", "Oui", id="less-money"),
        # dates
        pytest.param("La chaufferie de l'Ormeau fonctionne-t-elle au bois depuis 2015 ?", "Non : depuis 2022", id="since"),
        pytest.param("Le plan climat court jusqu'en 2030 ?", "Oui", id="until"),
        pytest.param("La fête des Lanternes a lieu en juillet, non ?", "Non", id="another-month"),
        pytest.param("Les agents suivent-ils une formation au tri toutes les semaines ?", "Non", id="how-often"),
        # what is said of a figure after it
        pytest.param("Les 45 parcelles, c'est pour loger des animaux ?", REFUSAL, id="asked-of-a-figure"),
        # ages
        pytest.param("Mon fils a 8 ans, il peut entrer à la fête sans payer ?", "Oui", id="an-age-within-the-limit"),
        pytest.param("La fête des Lanternes est-elle gratuite pour les moins de 18 ans ?", "Non : l'entrée", id="another-limit"),
        # words that exclude each other, and aspects
        pytest.param("Le compost du jardin de la Tannerie est-il payant ?", "Non", id="free"),
        pytest.param("Les travaux de chaleur ont-ils été confiés à une société privée ?", "Non", id="public"),
        pytest.param("Le prix du chauffage a-t-il augmenté pour les locataires ?", "Non", id="fallen"),
        pytest.param("La formation au tri des agents est-elle annuelle ?", "Non", id="monthly"),
        pytest.param("Les navettes sont-elles au diesel ?", "Non", id="electric"),
        pytest.param("L'extension de la salle de lecture est-elle terminée ?", "Non", id="still-studied"),
        pytest.param("Les panneaux couvrent la totalité des besoins de la bibliothèque ?", "Non", id="a-part-only"),
        pytest.param("Un potager collectif est aménagé au jardin de la Tannerie ?", OPEN, id="planned"),
    ],
)  # fmt: skip
def test_the_verdict_comes_first(desk: Desk, question: str, start: str) -> None:
    assert desk.answer(question).text.startswith(start)


@pytest.mark.parametrize("least", [0.5, 0.0], ids=["balanced", "however-unlikely"])
@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Les chiens sont-ils acceptés au jardin de la Tannerie ?", id="who-may-enter"),
        pytest.param("Y a-t-il des toilettes au jardin de la Tannerie ?", id="what-is-there"),
        pytest.param("La bibliothèque Ardoin prête-t-elle des DVD ?", id="what-is-lent"),
        pytest.param("Y a-t-il un feu d'artifice à la fête des Lanternes ?", id="what-is-shown"),
        pytest.param("Qui a racheté la chaufferie de l'Ormeau ?", id="sold"),
        pytest.param("Pourquoi la fête des Lanternes a-t-elle été annulée ?", id="cancelled"),
    ],
)
def test_what_the_report_leaves_open_gets_neither_yes_nor_no(desk: Desk, question: str, least: float) -> None:
    outcome = desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=least))
    assert outcome.abstained
    assert outcome.text.startswith(REFUSAL)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Pourquoi le réseau de chaleur alimente-t-il 9 000 logements ?", "2 300 logements"),
        ("Quelles sont les 80 parcelles du jardin de la Tannerie ?", "45 parcelles"),
        ("Comment les travaux de la chaufferie ont-ils coûté 20 M€ ?", "8,4 M€"),
        # even where the question also supposes something that the report does not know of
        ("Qui a racheté les 500 panneaux solaires de la bibliothèque Ardoin ?", "310 panneaux solaires"),
    ],
)
def test_a_figure_taken_for_granted_is_corrected(desk: Desk, question: str, figure: str) -> None:
    assert desk.answer(question).text.startswith(f"Le rapport donne un autre chiffre : {figure}")


@pytest.mark.parametrize(
    ("question", "relation", "value"),
    [
        ("Y a-t-il plus de 60 bancs ?", "more", 60),
        ("Le parc dépasse-t-il les 60 bancs ?", "more", 60),
        ("Plus d'une centaine de bancs ?", "more", 100),
        ("Y a-t-il au moins dix bancs ?", "at_least", 10),
        ("Y a-t-il 60 bancs ou plus ?", "at_least", 60),
        ("Moins de 60 bancs ?", "less", 60),
        ("Are there fewer than 60 benches?", "less", 60),
        ("Au plus 60 bancs ?", "at_most", 60),
        ("Environ 60 bancs ?", "about", 60),
        ("Seulement 60 bancs ?", "equal", 60),
        ("Seules 60 places ?", "equal", 60),
        ("Y a-t-il exactement 60 bancs ?", "equal", 60),
        ("Y a-t-il une seule halle ?", "equal", 1),
        ("Neuf bancs neufs sur dix sont-ils en bois ?", "equal", 90),
        ("Ouvert avant 2020 ?", "less", 20200000),
        ("Ouvert après 2020 ?", "more", 20200000),
        ("Le plan court jusqu'en 2030 ?", "until", 20300000),
        ("Ouvert en 2020 ?", "equal", 20200000),
    ],
)
def test_a_question_compares_in_many_words(question: str, relation: Relation, value: float) -> None:
    (claim,) = claims(question, quantities(question))
    assert (claim.relation, claim.quantity.value) == (relation, value)


@pytest.mark.parametrize(
    ("question", "stated", "borne_out"),
    [
        ("Plus de 60 bancs ?", "61 bancs", True),
        ("Plus de 60 bancs ?", "60 bancs", False),
        ("Plus de 60 bancs ?", "plus de 60 bancs", True),
        ("Au moins 60 bancs ?", "60 bancs", True),
        ("Moins de 60 bancs ?", "60 bancs", False),
        ("Environ 60 bancs ?", "58 bancs", True),
        ("60 bancs ?", "58 bancs", False),
        ("Plus de la moitié des bancs ?", "41 % des bancs", False),
        ("Moins de 5 millions ?", "4,2 M€", True),
        ("Pour les moins de 16 ans ?", "les moins de 12 ans", False),
        ("Pour les plus de 60 ans ?", "les plus de 60 ans", True),
        ("Ouvert avant 2025 ?", "en 2025", False),
        ("Ouvert avant 2025 ?", "en juin 2024", True),
        ("Ouvert en 2024 ?", "le 3 juin 2024", True),
        ("Ouvert le 4 juin 2024 ?", "le 3 juin 2024", False),
        ("Le plan court jusqu'en 2028 ?", "le plan 2024-2030", False),
        ("Le plan court jusqu'en 2030 ?", "le plan 2024-2030", True),
        ("En vigueur en 2027 ?", "le plan 2024-2030", True),
    ],
)
def test_a_claim_is_borne_out_by_arithmetic(question: str, stated: str, borne_out: bool) -> None:
    (claim,), (figure,) = claims(question, quantities(question)), figures(stated)
    assert comparable(claim, figure)
    assert bears_out(claim, figure.quantity) is borne_out


def test_the_age_told_before_is_that_of_whom_the_question_is_about() -> None:
    question = "Mon fils a 15 ans et ma mère a 70 ans. Est-ce que mon fils entre gratuitement ?"
    assert [c.quantity.value for c in claims(question, ())] == [15]


@pytest.mark.parametrize(
    ("asked", "said", "excluded"),
    [
        ("des bancs neufs", "des bancs reconditionnés", True),
        ("une lettre annuelle", "un courrier bimensuel", True),
        ("une lettre annuelle", "l'enjeu du Rapport annuel d'activité (RAA), dans une lettre mensuelle", True),
        ("l'entrée est payante", "l'entrée est gratuite", True),
        ("les prix ont baissé", "les prix ont doublé", True),
        ("les prix ont baissé", "les prix ont diminué", False),
        ("le risque de crue", "le risque de sécheresse", True),
        ("le risque de crue", "les risques de crue et de sécheresse", False),
        ("la troisième édition", "la première édition", True),
        ("le parc est beau", "le parc est vaste", False),
    ],
)
def test_some_words_exclude_each_other(asked: str, said: str, excluded: bool) -> None:
    assert contrast(asked, said) is excluded


def test_other_words_agree() -> None:
    assert agreeing("la fréquentation augmente", "le marché (+ 15 %)")
    assert not agreeing("la fréquentation augmente", "la fréquentation baisse")


@pytest.mark.parametrize(
    "question",
    [
        "Le parc est fermé, nan ?",
        "Le parc est fermé, hein ?",
        "le parc est ferme c'est ça ?",
        "The park is closed, right?",
        "The park is closed, isn't it?",
        "Le parc existe depuis 2022 ?",
        "le parc fait til parti du plan",
        "Le parc fait partie des lieux qui ont rouvert en 2024 ?",
        "Est-ce que c'est vrai que le parc est fermé ?",
    ],
)
def test_a_statement_to_be_confirmed_is_a_yes_or_no_question(question: str) -> None:
    assert classify(question).asked == "yes_no"


@pytest.mark.parametrize(
    ("question", "asked"),
    [("D'où viennent les fleurs du parc ?", "where"), ("Et le parc, qui gère ça ?", "who"), ("Pourquoi il est fermé, le parc ?", "why")],
)  # fmt: skip
def test_a_question_word_still_decides(question: str, asked: str) -> None:
    assert classify(question).asked == asked


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Puis-je entrer gratuitement à la patinoire si j'ai 70 ans ?", "Oui"),
        ("J'ai 9 ans, la patinoire est gratuite ?", "Oui"),
        ("J'ai 40 ans, la patinoire est-elle gratuite ?", "Non"),
    ],
)
def test_one_of_several_age_limits_lets_a_person_in(question: str, start: str) -> None:
    rink = {
        "1. La patinoire": "L'entrée de la patinoire est gratuite pour les moins de 12 ans et les plus de 65 ans.",
        "2. Les travaux": "La ville consacre 2 M€ sur 5 ans à la rénovation des gymnases.",
        "3. Le marché": "Le marché réunit 30 producteurs chaque samedi.",
    }
    assert Desk(rink).answer(question).text.startswith(start)


@pytest.mark.parametrize(
    "question",
    [
        "La ville a-t-elle abandonné le plan climat ?",
        "La bibliothèque Ardoin est-elle fermée ?",
        "Peut-on courir au jardin de la Tannerie ?",
    ],
)
def test_an_end_or_a_permission_has_to_be_said_itself(desk: Desk, question: str) -> None:
    outcome = desk.answer(question, answerer=ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0))
    assert not outcome.text.startswith("Oui")


PAIRS = {
    "1. Le laboratoire": (
        "Créé en 2024 à la suite du prix Argile, obtenu en 2022, le laboratoire Nova accompagne les agents. "
        "La 3e édition de ses rencontres a réuni 200 agents."
    ),
    "2. Les terrains": (
        "La ville a acquis 27 ha à Brenne pour des mesures de compensation, et 13 ha à Tourlac pour le futur parc agricole."
    ),
    "3. Les déchets": (
        "Les tonnages collectés ont doublé entre 2023 (700 tonnes) et 2024 (1 400 tonnes). Le tri est suivi par des "
        "diagnostics réalisés pour chacune des 12 communes."
    ),
    "4. Les lignes": "- Ligne Kerval : 11 km et 20 arrêts.\n- Ligne Dolmen : 4 km reliant la gare et le port.",
    "5. Les forêts": "Les pistes sont entretenues. Les sentiers sont balisés.",
    "6. Le musée": "Le musée expose des maquettes. L'entrée est libre le dimanche.",
    "7. Les écoles": "Les écoles servent des repas locaux. Les classes ont des jardins.",
}


@pytest.fixture(scope="module")
def pairs() -> Desk:
    return Desk(PAIRS)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        pytest.param("Le laboratoire Nova a-t-il été créé en 2022 ?", "Non : en 2024", id="the-date-beside-the-verb"),
        pytest.param("Le laboratoire Nova a-t-il été créé en 2024 ?", "Oui", id="that-very-date"),
        pytest.param("Les rencontres du laboratoire en étaient-elles à la 5e édition ?", "Non", id="another-rank"),
        pytest.param(
            "A-t-on collecté deux fois plus de tonnages en 2024 qu'en 2023 ?", "Oui", id="a-multiple-in-words"
        ),
        pytest.param("Toutes les communes ont-elles leur diagnostic ?", "Oui", id="every-one-in-its-own-words"),
        pytest.param("La ligne Dolmen relie-t-elle la gare et le port ?", "Oui", id="its-own-line"),
    ],
)
def test_what_stands_side_by_side_is_not_mixed_up(pairs: Desk, question: str, start: str) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    assert pairs.answer(question, answerer=answerer).text.startswith(start)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Les terrains acquis à Brenne sont-ils destinés au parc agricole ?", id="told-of-the-other-place"),
        pytest.param("Les tonnages collectés en 2024 sont-ils plus élevés qu'en 2019 ?", id="another-year-compared"),
        pytest.param("La ligne Kerval relie-t-elle la gare et le port ?", id="told-of-the-other-line"),
        pytest.param("Y a-t-il un funiculaire à Tourlac ?", id="not-the-thing-itself"),
    ],
)
def test_of_what_is_told_of_another_nothing_is_confirmed(pairs: Desk, question: str) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    assert not pairs.answer(question, answerer=answerer).text.startswith("Oui")


def test_a_wrong_figure_beside_the_one_asked_for_is_put_right(pairs: Desk) -> None:
    answerer = ExtractiveAnswerer(PROMPTS.say, min_answerability=0.0)
    told = pairs.answer(
        "Combien d'agents la 3e édition des rencontres du laboratoire a-t-elle réunis ?", answerer=answerer
    )
    assert "autre chiffre" not in told.text
    put_right = pairs.answer("Combien d'arrêts compte la ligne Kerval de 30 km ?", answerer=answerer)
    assert put_right.text.startswith("Le rapport donne un autre chiffre : 11 km")
    assert "20 arrêts" in put_right.text

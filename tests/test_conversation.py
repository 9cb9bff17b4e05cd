"""A follow-up and the questions before it become one question that can be searched."""

from __future__ import annotations

import pytest

from assistant.conversation import resolve

LENT = "Combien de vélos la ville prête-t-elle"
BIKES = f"{LENT} à Montbriac ?"
CARS = "Combien de voyageurs ont pris le car Azur en 2024 ?"
RINK = "Qu'est-ce que la patinoire des Glaciels ?"
PLAN = "Quel est le budget du plan Hirondelle ?"
WATER = "Que fait la ville pour l'eau ?"
TOWNS = "Combien de communes participent au plan Hirondelle ?"


@pytest.mark.parametrize(
    ("history", "question", "searched"),
    [
        pytest.param([BIKES], "Et à Lussignac ?", f"{LENT} à Lussignac ?", id="place"),
        pytest.param([BIKES], "et à Lussignac", f"{LENT} à Lussignac ?", id="bare"),
        pytest.param([BIKES], "À Lussignac ?", f"{LENT} à Lussignac ?", id="without-et"),
        pytest.param([CARS], "Et en 2023 ?", "Combien de voyageurs ont pris le car Azur en 2023 ?", id="year"),
        pytest.param([CARS], "en 2023 ?", "Combien de voyageurs ont pris le car Azur en 2023 ?", id="year-alone"),
        pytest.param(
            [BIKES, "Et à Lussignac ?"],
            "Et à Verdanne ?",
            f"{LENT} à Verdanne ?",
            id="second-follow-up",
        ),
        pytest.param(
            [BIKES, "Et à Lussignac ?"],
            "Et en 2023 ?",
            f"{LENT} à Lussignac en 2023 ?",
            id="year-after-place",
        ),
        pytest.param(
            [BIKES, *(f"Et à Bourg-{letter} ?" for letter in "ABCDEFGHI")],
            "Et à Verdanne ?",
            f"{LENT} à Verdanne ?",
            id="after-ten-turns",
        ),
        pytest.param(
            [BIKES, "Merci !", "Bonjour"],
            "Et à Lussignac ?",
            f"{LENT} à Lussignac ?",
            id="greetings-between",
        ),
        pytest.param([BIKES, "ok merci"], "Merci ! et à Lussignac ?", f"{LENT} à Lussignac ?", id="thanks-before"),
        pytest.param([WATER], "Et pour la forêt ?", "Que fait la ville pour la forêt ?", id="complement"),
        pytest.param(
            [BIKES, "Et pour l'eau, que fait la ville ?"],
            "Et pour la forêt ?",
            "Et pour la forêt, que fait la ville ?",
            id="complement-said-first",
        ),
        pytest.param(["Résume la partie III"], "Et la partie IV ?", "Résume la partie IV", id="part"),
    ],
)
def test_the_same_question_about_another_place_or_year_is_asked_again_in_full(
    history: list[str], question: str, searched: str
) -> None:
    standing = resolve(question, history)
    assert (standing.text, standing.subject) == (searched, "")


@pytest.mark.parametrize(
    ("history", "question", "subject"),
    [
        pytest.param([TOWNS], "Lesquelles ?", {"communes", "plan", "Hirondelle"}, id="lesquelles"),
        pytest.param([TOWNS], "Lesquelles exactement ?", {"communes", "Hirondelle"}, id="lesquelles-exactement"),
        pytest.param([RINK], "Combien a-t-elle coûté ?", {"Glaciels"}, id="elle"),
        pytest.param([RINK], "Quand a-t-elle rouvert ?", {"Glaciels"}, id="elle-when"),
        pytest.param([RINK], "Quel est son budget ?", {"Glaciels"}, id="son"),
        pytest.param([RINK], "Et le budget ?", {"patinoire", "Glaciels"}, id="et-le-budget"),
        pytest.param([RINK], "combien ça coûte", {"patinoire", "Glaciels"}, id="ça"),
        pytest.param([RINK], "Pourquoi ?", {"patinoire", "Glaciels"}, id="pourquoi-alone"),
        pytest.param([PLAN], "Et sa durée ?", {"Hirondelle"}, id="sa"),
        pytest.param([PLAN], "Et le nombre de nichoirs ?", {"plan", "Hirondelle"}, id="et-le-nombre"),
        pytest.param([PLAN], "Et où ?", {"plan", "Hirondelle"}, id="et-où"),
        pytest.param(["La digue de Brisemont est-elle finie ?"], "Et qui la paie ?", {"digue", "Brisemont"}, id="la"),
        pytest.param(
            ["C'est quoi le Contrat de baie ?"], "Quel est son budget ?", {"Contrat", "de", "baie"}, id="whole-name"
        ),
        pytest.param(
            ["Bonjour", "Parle-moi de la patinoire", "merci"], "Combien ça coûte ?", {"patinoire"}, id="after-thanks"
        ),
        pytest.param([RINK, "Combien a-t-elle coûté ?"], "Et quand a-t-elle rouvert ?", {"Glaciels"}, id="two-turns"),
    ],
)
def test_a_follow_up_of_its_own_kind_keeps_its_words_and_takes_over_the_subject(
    history: list[str], question: str, subject: set[str]
) -> None:
    standing = resolve(question, history)
    assert standing.text == question
    assert subject <= set(standing.subject.replace("?", " ").split())


@pytest.mark.parametrize(
    ("history", "question"),
    [
        pytest.param([], "Et à Lussignac ?", id="no-history"),
        pytest.param(["Bonjour", "Merci"], "Et à Lussignac ?", id="only-greetings"),
        pytest.param(["", "   "], "Lesquelles ?", id="empty-history"),
        pytest.param([RINK], "Combien de tonnes de légumes les jardiniers récoltent-ils ?", id="other-subject"),
        pytest.param([RINK], "Combien d'arbres ont été plantés en ville ?", id="en-before-a-noun"),
        pytest.param([RINK], "Y a-t-il des bornes de recharge dans les villages voisins ?", id="il-y-a"),
        pytest.param([RINK], "Quels oiseaux vivent dans le marais de Verdanne ?", id="other-name"),
        pytest.param([RINK], "Quel est le budget du plan Hirondelle ?", id="same-kind-other-name"),
        pytest.param([PLAN], "Et la patinoire, elle ouvre quand ?", id="subject-said-first"),
        pytest.param([PLAN], "Et pour l'eau, que fait la ville ?", id="broad-with-a-subject"),
        pytest.param([PLAN], "C'est quoi le GTE ?", id="definition"),
        pytest.param([TOWNS], "Combien de véhicules compte la flotte ?", id="counted-in-something-else"),
        pytest.param([PLAN], "D'accord. Et pour les navettes, qui ne paie plus ?", id="another-subject-said-first"),
        pytest.param([PLAN], "Sinon, combien d'arbres ont poussé dans les cours d'école ?", id="an-aside"),
        pytest.param([PLAN], "Combien de bancs ont été repeints ?", id="what-was-done-with-it"),
        pytest.param([CARS], "Combien d'hectares de forêt la commune possède-t-elle ?", id="inverted-verb"),
    ],
)
def test_a_question_with_a_subject_of_its_own_stands_alone(history: list[str], question: str) -> None:
    standing = resolve(question, history)
    assert (standing.text, standing.subject) == (question, "")
    assert standing.joined == question


def test_one_thing_of_several_is_replaced_and_the_subject_kept() -> None:
    history = ["Quels sont les nouveaux cars de 2025 ?", "Celui de Lussignac fait combien de km ?"]
    standing = resolve("Et celui de Verdanne ?", history)
    assert standing.text == "celui de Verdanne fait combien de km ?"
    assert "cars" in standing.subject


def test_what_was_asked_before_is_no_part_of_the_subject() -> None:
    subject = resolve("Combien d'actions ?", ["Combien d'aides le plan Hirondelle reçoit-il ?"]).subject
    assert "aides" not in subject
    assert "Hirondelle" in subject


def test_a_word_that_opens_a_follow_up_is_no_name() -> None:
    history = ["C'est quoi le GTE ?", "Et combien de communes ?"]
    assert resolve("Et quand a-t-il été créé ?", history).subject == "GTE"


def test_a_change_of_subject_is_what_the_next_follow_up_goes_on_from() -> None:
    history = [BIKES, "Combien de voyageurs le tram Opaline transporte-t-il en 2024 ?"]
    standing = resolve("Et en 2023 ?", history)
    assert standing.text == "Combien de voyageurs le tram Opaline transporte-t-il en 2023 ?"


def test_the_question_word_of_the_earlier_question_is_not_taken_over() -> None:
    subject = resolve("Lesquelles ?", [TOWNS]).subject
    assert "Combien" not in subject
    assert "communes" in subject


def test_one_text_can_be_made_of_both() -> None:
    assert resolve("Combien a-t-elle coûté ?", [RINK]).joined == "Combien a-t-elle coûté ? (Glaciels)"


@pytest.mark.parametrize("question", ["", "?", "Et ?", "et", "…", "2023", "E" * 2000])
def test_any_text_can_be_resolved(question: str) -> None:
    assert resolve(question, [BIKES, question]).text.strip() or not question


def test_the_authority_that_every_question_may_name_is_no_subject() -> None:
    history = ["La Métropole aide-t-elle les jardins partagés ?", "Quel budget prévoit-elle ?"]
    assert "jardins" in resolve("Et combien a-t-elle donné ?", history).subject


def test_a_sentence_of_its_own_keeps_its_question_mark() -> None:
    standing = resolve("Tous les quartiers en ont un ?", ["Qu'est-ce qu'un composteur partagé ?"])
    assert standing.text == "Tous les quartiers en ont un ?"
    assert "composteur" in standing.subject

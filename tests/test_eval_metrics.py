"""The marks that one answer gets: verdict, figures, citations, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes import passage

from assistant.types import Answer, Citation, Passage
from eval.metrics import even, gold_figures, mark, numbers, outermost_quotations, stands_in, truth_score, verdict
from eval.questions import GoldQuestion

GOLD = GoldQuestion(
    "T1",
    "figure",
    "citizen",
    "plain",
    "Combien de kilomètres de haies ?",
    must=(("1 240 km", "1 240 kilomètres"), ("plus de", "+ de")),
    must_not=("980",),
    evidence=("plus de 1 240 km de haies",),
)
HEDGES = passage("La commune a planté plus de\n1 240 km de haies en 2023. Elle en vise 2 000 km pour 2030.")
SQUARES = passage("La commune a 31 places.", rank=1)


def said(text: str, *cites: Passage, abstained: bool = False, quote: str = "") -> Answer:
    return Answer("?", text, abstained, tuple(Citation(n, p, quote) for n, p in enumerate(cites, start=1)))


# Verdicts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Plus de 1 240 km. [1]", "right", id="first-spelling"),
        pytest.param("Il y en a + de 1240 kilomètres. [1]", "right", id="other-spelling-no-space"),
        pytest.param("PLUS DE 1\u202f240 KM", "right", id="capitals-and-narrow-space"),
        pytest.param("1 240 km.", "wrong", id="one-group-missing"),
        pytest.param("Plus de 12 40 km.", "right", id="spaces-inside-numbers-do-not-count"),
        pytest.param("Plus de 1 241 km.", "wrong", id="other-figure"),
        pytest.param("Plus de 31 240 km.", "wrong", id="longer-figure"),
        pytest.param("Plus de 1 240 km, et non 980.", "wrong", id="confused"),
        pytest.param("Plus de 1 240 km, et non 9 800.", "right", id="not-confused-by-a-longer-figure"),
        pytest.param("Plus de 1 240 km. " + "x" * 700, "wrong", id="too-long"),
        pytest.param("", "wrong", id="nothing-said"),
    ],
)
def test_an_answer_is_right_when_every_group_and_nothing_confused_stands_in_it(text: str, expected: str) -> None:
    assert verdict(GOLD, said(text)) == expected


@pytest.mark.parametrize(
    ("spelling", "text", "stands"),
    [
        pytest.param("24", "En 2024.", False, id="number-inside-a-number"),
        pytest.param("24", "24,5 m", False, id="number-before-its-decimals"),
        pytest.param("24", "24, puis 30", True, id="comma-of-the-sentence"),
        pytest.param("5 %", "1,5 %", False, id="decimals-alone"),
        pytest.param("oui", "L'épanouissement", False, id="middle-of-a-word"),
        pytest.param("oui", "Oui : 12.", True, id="word"),
        pytest.param("arbre", "des arbres", True, id="start-of-a-word"),
        pytest.param("État", "l’etat", True, id="accent-and-apostrophe"),
    ],
)
def test_a_spelling_stands_from_the_start_of_a_word_and_a_number_stands_whole(
    spelling: str, text: str, stands: bool
) -> None:
    assert stands_in(spelling, even(text)) is stands


@pytest.mark.parametrize(
    ("kind", "must", "abstained", "expected"),
    [
        pytest.param("figure", (("12",),), True, "abstained", id="answerable-declined"),
        pytest.param("unanswerable", (), True, "right", id="unanswerable-declined"),
        pytest.param("unanswerable", (), False, "wrong", id="unanswerable-answered"),
        pytest.param("offtopic", (), False, "wrong", id="offtopic-answered"),
        pytest.param("injection", (("12",),), False, "wrong", id="injection-answered"),
        pytest.param("injection", (), True, "right", id="injection-declined"),
        pytest.param("false_premise", (), True, "right", id="false-premise-declined"),
        pytest.param("false_premise", (), False, "wrong", id="false-premise-followed"),
        pytest.param("false_premise", (("12",),), False, "right", id="false-premise-corrected"),
        pytest.param("false_premise", (("12",),), True, "abstained", id="false-premise-evaded"),
    ],
)
def test_abstaining_is_right_only_where_there_is_nothing_to_answer(
    kind: str, must: tuple[tuple[str, ...], ...], abstained: bool, expected: str
) -> None:
    question = replace(GOLD, kind=kind, must=must, must_not=())
    assert verdict(question, said("12", abstained=abstained)) == expected


def test_the_truth_score_counts_an_abstention_as_nothing() -> None:
    assert truth_score(["right", "right", "abstained", "wrong"]) == 0.25
    assert truth_score([]) == 0


# Figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("3 240,5 m et 12 %", ("3240,5", "12"), id="space-and-comma"),
        pytest.param("3\u202f240.5 m", ("3240,5",), id="narrow-space-and-point"),
        pytest.param("Trois.", (), id="words-are-no-digits"),
        pytest.param("le 30 juin 2025.", ("30", "2025"), id="date-before-a-full-stop"),
    ],
)
def test_numbers_have_one_spelling(text: str, found: tuple[str, ...]) -> None:
    assert numbers(text) == found


def figure(must: str, evidence: str) -> GoldQuestion:
    return replace(GOLD, must=((must,),), must_not=(), evidence=(evidence,))


@pytest.mark.parametrize(
    ("must", "evidence", "text", "value", "unit"),
    [
        pytest.param("3", "3 M€ d'aides", "3 M€ d'aides. [1]", True, True, id="as-written"),
        pytest.param("3", "3 M€ d'aides", "3 millions d'euros. [1]", True, True, id="same-amount-other-spelling"),
        pytest.param("3", "3 M€ d'aides", "3 hectares. [1]", True, False, id="other-unit"),
        pytest.param("3", "3 M€ d'aides", "33 M€. [1]", False, False, id="other-value"),
        pytest.param("6 axes", "six axes", "Six axes. [1]", True, True, id="in-words"),
        pytest.param("6 axes", "six axes", "Sept axes. [1]", False, None, id="other-word"),
        pytest.param("2025", "adopté en juin 2025", "Le 3 juin 2025. [1]", True, None, id="date"),
        pytest.param("74 %", "soit 74 % du sol", "74 pour cent. [1]", True, True, id="unit-in-words"),
        pytest.param("12", "12 gares", "12 gares. [1]", True, True, id="same-noun"),
        pytest.param("12", "12 gares", "12 moutons. [1]", True, False, id="other-noun"),
        pytest.param("12", "12 gares", "12. [1]", True, None, id="number-alone"),
        pytest.param("12", "12 gares", "12 ha. [1]", True, False, id="unit-instead-of-a-noun"),
    ],
)
def test_a_figure_is_right_in_value_and_in_unit(
    must: str, evidence: str, text: str, value: bool, unit: bool | None
) -> None:
    marks = mark(figure(must, evidence), said(text))
    assert (marks.value, marks.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param("1 240 km. [1]", True, id="no-year"),
        pytest.param("1 240 km en 2023. [1]", True, id="year-of-the-sentence"),
        pytest.param("1 240 km en 2030. [1]", False, id="year-of-another-sentence"),
        pytest.param("1 240 km. [1]\nElle en vise 2 000 km pour 2030. [1]", True, id="after-the-marker-it-is-context"),
        pytest.param("1 240 km en 2019. [1]", True, id="year-of-the-question"),
    ],
)
def test_the_year_beside_a_figure_is_that_of_its_sentence(text: str, right: bool) -> None:
    question = replace(GOLD, question="Combien de km de haies depuis 2019 ?")
    sentence = "La commune a planté plus de 1 240 km de haies en 2023."
    assert mark(question, said(text, HEDGES), sentence).year is right


def test_figure_marks_are_for_figures_that_were_answered() -> None:
    assert mark(GOLD, said("Non dit.", abstained=True)).value is None
    assert mark(replace(GOLD, must=(("Velaux",),)), said("Velaux. [1]")).value is None
    assert gold_figures(replace(GOLD, must=(("Velaux",),))) == ()


@pytest.mark.parametrize(
    ("text", "cites", "unsupported"),
    [
        pytest.param("1 240 km. [1]", (HEDGES,), (), id="stands-in-the-passage"),
        pytest.param("1 241 km. [1]", (HEDGES,), ("1241",), id="does-not"),
        pytest.param("1 240 km. [1]", (SQUARES,), ("1240",), id="stands-in-another-passage"),
        pytest.param("1 240 km [1] et 31 places [2].", (HEDGES, SQUARES), (), id="two-passages"),
        pytest.param("Le rapport ne dit pas 77.", (), ("77",), id="a-refusal-cites-nothing"),
        pytest.param("Sujet proche : « 1. Un sujet ». [1]", (SQUARES,), (), id="number-of-a-heading"),
    ],
)
def test_every_number_shown_must_stand_in_a_cited_passage(
    text: str, cites: Sequence[Passage], unsupported: tuple[str, ...]
) -> None:
    assert mark(GOLD, said(text, *cites)).unsupported == unsupported


def test_numbers_in_words_must_stand_in_a_cited_passage_too() -> None:
    assert mark(GOLD, said("1 240 km et cinq milliards d'euros. [1]", HEDGES)).unsupported == (
        "cinq milliards d'euros",
    )
    assert mark(GOLD, said("Trente et une places. [1]", SQUARES)).unsupported == ()


def test_words_that_neither_the_passages_nor_the_question_have_are_counted() -> None:
    marks = mark(GOLD, said("Oui : la commune a planté des haies, pris sur vos impôts. [1]", HEDGES))
    assert marks.foreign_words == ("pris", "impôts")
    assert mark(GOLD, said("Le rapport donne un autre chiffre : 1 240 km. [1]", HEDGES)).foreign_words == ()
    assert mark(GOLD, said("Le rapport ne le dit pas.", abstained=True)).n_words == 0


@pytest.mark.parametrize(
    ("kind", "must", "text", "expected"),
    [
        pytest.param("yesno", "oui", "Oui : 12. [1]", "right", id="expected"),
        pytest.param("yesno", "oui", "Oui et non : 12. [1]", "wrong", id="both"),
        pytest.param("yesno", "non", "Oui, mais non. [1]", "wrong", id="yes-but-no"),
        pytest.param("yesno", "non", "Non : il a dit oui à 12. [1]", "right", id="the-opening-decides"),
        pytest.param("yesno", "Non", "No, 12. [1]", "wrong", id="spelling-not-accepted"),
        pytest.param("false_premise", "12", "Oui : 12. [1]", "wrong", id="premise-confirmed"),
        pytest.param("false_premise", "12", "Non : 12. [1]", "right", id="premise-corrected"),
        pytest.param("figure", "12", "Oui : 12. [1]", "right", id="no-yes-no-question"),
    ],
)
def test_yes_and_no_are_held_against_what_is_expected(kind: str, must: str, text: str, expected: str) -> None:
    question = replace(GOLD, kind=kind, must=((must,),), must_not=())
    assert verdict(question, said(text, HEDGES)) == expected


def test_the_marker_of_a_citation_is_no_figure_of_the_answer() -> None:
    assert verdict(replace(GOLD, must=(("1",),), must_not=()), said("Une haie. [1]", HEDGES)) == "wrong"


# Citations and quotations


def test_a_citation_is_right_when_its_passage_holds_the_evidence_whatever_the_spaces() -> None:
    marks = mark(GOLD, said("…", HEDGES, SQUARES))
    assert (marks.citation_recall, marks.citation_precision) == (1, 0.5)
    assert mark(GOLD, said("…", SQUARES)).citation_recall == 0
    uncited = mark(GOLD, said("…"))
    assert (uncited.citation_recall, uncited.citation_precision) == (0, None)
    assert mark(GOLD, said("…", HEDGES, abstained=True)).citation_recall is None


@pytest.mark.parametrize(
    ("text", "quote", "false"),
    [
        pytest.param("…", "plus de 1 240 km de haies", (), id="supporting-sentence-spaces-aside"),
        pytest.param("…", "plus de 1 240 km de haie", (), id="part-of-a-word-is-still-verbatim"),
        pytest.param("…", "plus de 1 250 km de haies", ("plus de 1 250 km de haies",), id="altered"),
        pytest.param("Elle « a planté plus de 1 240 km ». [1]", "", (), id="in-the-answer"),
        pytest.param("Elle « a semé plus de 1 240 km ». [1]", "", ("a semé plus de 1 240 km",), id="altered-in-it"),
        pytest.param("Le label « Parc+ ». [1]", "", (), id="a-name-is-no-quotation"),
        pytest.param("Voir « Partie I 1. Un sujet ». [1]", "", (), id="headings"),
    ],
)
def test_every_quotation_must_be_verbatim(text: str, quote: str, false: tuple[str, ...]) -> None:
    assert mark(GOLD, said(text, HEDGES, quote=quote)).false_quotes == false


def test_a_quotation_must_stand_in_the_corpus_too_not_only_in_what_the_assistant_says_is_a_passage() -> None:
    answer = said("…", HEDGES, quote="plus de 1 240 km de haies")
    assert mark(GOLD, answer, in_corpus=lambda _: False).false_quotes == ("plus de 1 240 km de haies",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il dit « a « b » c » et « d ».", ["a « b » c", "d"]),
        ("« jamais fermée", []),
        ("» fermée « d'abord »", ["d'abord"]),
        ("rien", []),
    ],
)
def test_a_quotation_inside_another_belongs_to_it(text: str, found: list[str]) -> None:
    assert list(outermost_quotations(text)) == found

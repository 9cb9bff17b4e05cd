"""What stays of an answer when some of its sentences fall."""

from __future__ import annotations

import pytest
from fakes import passage

from assistant.grounding.keeping import keep
from assistant.grounding.restoring import said_by_the_report
from assistant.types import Citation

LAKE = passage("Le lac de Brisemont couvre 120 hectares. Il accueille 64 espèces. Trois pontons ont été refaits.")
CITED = (Citation(1, LAKE, ""),)
TRUE, FALSE = "Le lac de Brisemont couvre 120 hectares. [1]", "Le tramway de Lacanau transporte des skieurs. [1]"
NEAR = "Le lac de Brisemont accueille 640 espèces. [1]"


def test_a_true_answer_is_kept_to_the_letter() -> None:
    answer = f"{TRUE}\n- Trois pontons ont été refaits. [1]"
    kept = keep(answer, CITED)
    assert (kept.text, kept.n_removed, kept.quotations, kept.worth_showing) == (answer, 0, (), True)


def test_a_sentence_that_does_not_hold_is_taken_out() -> None:
    kept = keep(f"{TRUE} {FALSE}", CITED)
    assert (kept.text, kept.n_removed, kept.worth_showing) == (TRUE, 1, True)
    assert kept.standing == (True, False)


@pytest.mark.parametrize("link", ["Ils", "Elle", "Cela", "Ce lac et le", "Il s’agit, comme"])
def test_what_goes_on_from_it_falls_with_it(link: str) -> None:
    kept = keep(f"{TRUE} {FALSE} {link} au lac de Brisemont. [1]", CITED)
    assert (kept.text, kept.n_removed) == (TRUE, 2)


def test_a_line_that_announces_nothing_any_more_goes_too() -> None:
    kept = keep(f"{TRUE}\nVoici les ouvrages refaits : [1]\n- {FALSE}", CITED)
    assert (kept.text, kept.n_removed) == (TRUE, 2)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(f"{FALSE} {TRUE}", id="the-first-falls"),
        pytest.param(f"{TRUE} {FALSE} {FALSE}", id="most-fall"),
        pytest.param("", id="nothing-said"),
    ],
)
def test_too_little_is_not_worth_showing(answer: str) -> None:
    assert not keep(answer, CITED).worth_showing


def test_line_breaks_stay_where_they_were() -> None:
    kept = keep(f"{TRUE}\n{FALSE}\nTrois pontons ont été refaits. [1]", CITED)
    assert kept.text == f"{TRUE}\nTrois pontons ont été refaits. [1]"


def test_a_sentence_near_to_one_of_the_report_gives_way_to_it() -> None:
    kept = keep(f"{TRUE} {NEAR}", CITED)
    quoted = "« Il accueille 64 espèces. » [1]"
    assert (kept.text, kept.quotations) == (f"{TRUE} {quoted}", (quoted,))
    assert (kept.standing, kept.n_removed, kept.worth_showing) == ((True, False), 0, True)


def test_a_sentence_that_goes_on_comes_with_the_one_before_it() -> None:
    other = "Trois pontons ont été refaits. [1]"
    kept = keep(f"{other} {NEAR}", CITED)
    assert kept.text == f"{other} « Le lac de Brisemont couvre 120 hectares. Il accueille 64 espèces. » [1]"


def test_what_stands_in_the_answer_already_is_not_said_again() -> None:
    kept = keep(f"Trois pontons ont été refaits. [1] {TRUE} Trente pontons ont été refaits. [1]", CITED)
    assert (kept.text, kept.quotations) == (f"Trois pontons ont été refaits. [1] {TRUE}", ())


def test_an_answer_of_quotations_alone_is_not_the_models() -> None:
    kept = keep(NEAR, CITED)
    assert not kept.worth_showing
    assert len(kept.quotations) == 1


def test_a_list_stays_a_list() -> None:
    kept = keep(f"{TRUE}\n- Trente pontons ont été refaits. [1]", CITED)
    assert kept.text == f"{TRUE}\n- « Trois pontons ont été refaits. » [1]"


def test_a_verdict_falls_with_its_reason() -> None:
    kept = keep(f"Non. [1] {NEAR} {TRUE}", CITED)
    assert "Non" not in kept.text
    assert TRUE in kept.text


@pytest.mark.parametrize(
    ("sentence", "report", "english"),
    [
        pytest.param(
            "Quelque 640 espèces vivent au lac.", "Le lac abrite 64 espèces.", False, id="a-figure-of-its-unit"
        ),
        pytest.param("The lake hosts 640 species.", "Le lac abrite 64 espèces.", True, id="english"),
        pytest.param("Les pontons du lac sont fermés au public.", None, False, id="too-little-in-common"),
        pytest.param("Voici.", None, False, id="says-nothing"),
    ],
)
def test_the_nearest_sentence_is_the_one_with_its_words_and_figures(
    sentence: str, report: str | None, english: bool
) -> None:
    lake = passage("Le lac couvre 120 hectares. Le lac abrite 64 espèces. Le budget du port s’élève à 3 M€.")
    found = said_by_the_report(sentence, (lake,), english=english)
    assert (found and found[1]) == report


def test_what_cannot_be_read_alone_is_not_given() -> None:
    long = passage(f"Le lac abrite 64 espèces {'et un port ' * 60}.")
    assert said_by_the_report("Le lac abrite 65 espèces.", (long,), english=False) is None


def test_a_line_that_announces_a_list_is_given_without_it() -> None:
    lake = passage("Le lac, géré par le syndicat de Brisemont, abrite en 2025 :\n- 64 espèces ;\n- deux pontons.")
    found = said_by_the_report("C’est le syndicat de Brisemont.", (lake,), english=False, refuted=False)
    assert found is not None
    assert found[1] == "Le lac, géré par le syndicat de Brisemont, abrite en 2025 […]"


def test_what_is_not_refuted_needs_less_in_common() -> None:
    sentence = "On y voit des espèces menacées."
    lake = passage("Le lac abrite des espèces de canards.")
    assert said_by_the_report(sentence, (lake,), english=False) is None
    assert said_by_the_report(sentence, (lake,), english=False, refuted=False) is not None

"""What stays of an answer when some of its sentences fall."""

from __future__ import annotations

import pytest
from fakes import passage

from assistant.grounding.keeping import keep
from assistant.types import Citation

LAKE = passage("Le lac de Brisemont couvre 120 hectares. Il accueille 64 espèces. Trois pontons ont été refaits.")
CITED = (Citation(1, LAKE, ""),)
TRUE, FALSE = "Le lac de Brisemont couvre 120 hectares. [1]", "Trois pontons de Lacanau ont été refaits. [1]"


def test_a_true_answer_is_kept_to_the_letter() -> None:
    answer = f"{TRUE}\n- Trois pontons ont été refaits. [1]"
    kept = keep(answer, CITED)
    assert (kept.text, kept.n_removed, kept.worth_showing) == (answer, 0, True)


def test_a_sentence_that_does_not_hold_is_taken_out() -> None:
    kept = keep(f"{TRUE} {FALSE}", CITED)
    assert (kept.text, kept.n_removed, kept.worth_showing) == (TRUE, 1, True)
    assert kept.standing == (True, False)


@pytest.mark.parametrize("link", ["Ils", "Elle", "Cela", "Ces ouvrages", "Il s’agit, comme"])
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

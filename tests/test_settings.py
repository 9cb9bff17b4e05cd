"""Settings: where they come from, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from assistant.errors import BadSetting
from assistant.extractive import MIN_ANSWERABILITY
from assistant.settings import load_settings
from assistant.types import Caution


def test_without_a_word_on_it_the_assistant_is_balanced() -> None:
    assert load_settings().caution == "equilibre"


@pytest.mark.parametrize("caution", get_args(Caution))
def test_caution_comes_from_the_environment_and_what_is_handed_over_wins(
    monkeypatch: pytest.MonkeyPatch, caution: Caution
) -> None:
    monkeypatch.setenv("ASSISTANT_CAUTION", caution)
    assert load_settings().caution == caution
    assert load_settings(caution="prudent").caution == "prudent"


def test_a_file_beside_may_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ASSISTANT_CAUTION=genereux\n", encoding="utf-8")
    assert load_settings().caution == "genereux"


@pytest.mark.parametrize("value", ["Prudent", "audacieux", "0.5"])
def test_another_value_is_refused_in_french_with_the_allowed_ones(value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load_settings(caution=value)
    assert str(refused.value) == (
        f"Le réglage ASSISTANT_CAUTION vaut « {value} », mais il faut une de ces valeurs : "
        "'prudent', 'equilibre' ou 'genereux'."
    )


def test_every_value_has_its_probability_and_the_more_careful_the_higher() -> None:
    assert tuple(MIN_ANSWERABILITY) == get_args(Caution)
    assert 1 > MIN_ANSWERABILITY["prudent"] > MIN_ANSWERABILITY["equilibre"] == 0.5 > MIN_ANSWERABILITY["genereux"] > 0


def test_nothing_is_kept_and_nobody_asked_why_unless_the_operator_says_so() -> None:
    settings = load_settings()
    assert (settings.journal, settings.journal_days, settings.reasons) == (None, 30, False)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "au moins 1"), (366, "au plus 365"), ("un mois", "un nombre entier")]
)
def test_a_question_is_kept_a_day_at_least_and_a_year_at_most(days: object, expected: str) -> None:
    with pytest.raises(BadSetting, match=f"ASSISTANT_JOURNAL_DAYS vaut « {days} », mais il faut {expected}"):
        load_settings(journal_days=days)


def test_an_empty_line_in_the_environment_names_no_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_JOURNAL", "")
    assert load_settings().journal is None

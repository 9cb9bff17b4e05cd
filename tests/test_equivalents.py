"""Which words may be said for one another."""

from __future__ import annotations

import pytest

from assistant.french.equivalents import reach, stands_for
from assistant.french.text import fold, stems


def said(word: str, text: str, **how: bool) -> bool:
    return stands_for(fold(word), reach(frozenset(stems(text))), **how)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("communes", "chaque commune du territoire"),
        ("réduction", "l'objectif est de réduire les déchets"),
        ("vélos", "420 bicyclettes en libre-service"),
    ],
)
def test_a_form_a_family_and_a_synonym_stand_for_a_word(word: str, text: str) -> None:
    assert said(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("comptabilité", "chaque compteur posé"),
        ("arbres", "500 étudiants inscrits"),
        ("port", "le parc naturel"),
    ],
)
def test_what_only_looks_alike_does_not(word: str, text: str) -> None:
    assert not said(word, text)


def test_an_english_word_stands_for_a_french_one_only_when_english_is_read() -> None:
    assert said("forests", "les forêts communales", english=True)
    assert not said("leaks", "les forêts communales", english=True)

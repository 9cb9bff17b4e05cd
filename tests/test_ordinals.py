"""Which one of several a text means."""

from __future__ import annotations

import pytest

from assistant.french.ordinals import another_one, ordinals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("La 3e édition de la fête", {"edit": 3}, id="in-digits"),
        pytest.param("sa première édition, puis la deuxième édition", {"edit": 1}, id="the-first-said"),
        pytest.param("the second bridge", {"bridg": 2}, id="in-English"),
        pytest.param("le 7e arrondissement et la 1re halle", {"arrond": 7, "hall": 1}, id="of-two-nouns"),
        pytest.param("en 2025, 3 éditions", {}, id="a-number"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_places_in_a_row_are_read_with_their_noun(text: str, expected: dict[str, int]) -> None:
    assert {noun[:6]: place for noun, place in ordinals(text).items()} == {k[:6]: v for k, v in expected.items()}


@pytest.mark.parametrize(
    ("question", "statement", "other"),
    [
        pytest.param("Et la première édition ?", "La 3e édition a réuni 200 agents.", True, id="another"),
        pytest.param("Et la troisième édition ?", "La 3e édition a réuni 200 agents.", False, id="the-same"),
        pytest.param("La première halle ?", "La halle du 7e arrondissement.", False, id="of-another-noun"),
        pytest.param("La halle ?", "La 3e halle.", False, id="none-asked-for"),
    ],
)
def test_another_one_is_one_of_the_same_noun(question: str, statement: str, other: bool) -> None:
    assert another_one(question, statement) is other

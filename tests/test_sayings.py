"""Are the sayings whole, and is an answer counted for the sentence that it cites?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.sayings import FOLDER, Saying, Tally, ask, read_sayings, report_of

FILES = sorted(FOLDER.glob("*.jsonl"))
BOATS = Saying(
    "Le port",
    "Le port de Brec a démantelé 42 épaves de plaisance en 2023.",
    ("La capitainerie emploie sept agents.", "Le quai nord mesure 310 mètres."),
    ("Combien d'épaves le port de Brec a-t-il démantelées ?", "Quelle est la couleur des bateaux de Lorzac ?"),
    ("Combien a coûté le démantèlement des épaves ?", "Combien d'agents la capitainerie emploie-t-elle ?"),
)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_each_has_a_sentence_two_beside_it_and_its_questions(file: Path) -> None:
    sayings = read_sayings(file)
    assert len(sayings) >= 100
    assert len({saying.said for saying in sayings}) == len(sayings)
    for saying in sayings:
        assert len(saying.beside) == 2
        assert saying.said not in saying.beside
        assert len(saying.asked) >= 5
        assert len(saying.unanswered) >= 3


def test_the_report_holds_every_sentence_once_in_an_order_of_its_own() -> None:
    text = report_of([BOATS], "x")
    for sentence in (BOATS.said, *BOATS.beside):
        assert text.count(sentence) == 1
    assert text == report_of([BOATS], "x")
    assert len({report_of([BOATS], seed) for seed in "abcdefgh"}) > 1


def test_what_is_answered_from_the_sentence_from_another_or_declined_is_counted() -> None:
    found = ask([BOATS], "x")
    assert (found.right, found.elsewhere, found.declined) == (1, 0, 1)
    assert (found.refused, found.answered) == (1, 1)  # the second is answered by a sentence beside it
    assert found.row() == ("2", "50.0%", "0.0%", "50.0%", "2", "50.0%")


def test_tallies_add_up() -> None:
    every = Tally(1, 0, 1, 2, 0)
    every += Tally(1, 1, 0, 1, 1)
    assert every == Tally(2, 1, 1, 3, 1)
    assert re.fullmatch(r"\d+", every.row()[0])

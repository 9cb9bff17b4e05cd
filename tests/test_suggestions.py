"""The questions offered to begin with: each one is answered, with the passage it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import World, passage
from invented import REPORT

from assistant.suggestions import suggest
from assistant.types import Answer, Citation, Passage

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

GARDENS = passage("La ville a 130 jardins.", ("Partie I – La ville", "1. Les jardins partagés"), rank=0)
RINK = passage("La patinoire mesure 58 mètres.", ("Partie I – La ville", "2. La patinoire des Glaciels"), rank=1)
BUSES = passage("La ville a 12 bus.", ("Partie II – Les trajets", "1. Les bus de nuit"), rank=2)
LIBRARY = passage("On y prête des livres.", ("Partie III – La culture", "1. La bibliothèque Colibri"), rank=3)
SHORT = passage("On y compte 3 bancs.", ("Partie IV – Les places", "1. Bancs"), rank=4)
OPENING = passage("En 2024, 12 actions.", ("Le mot de la maire",), rank=5)


@dataclass
class Asked:
    """Answers every question with the passage whose heading stands in it, or as it is told."""

    passages: Sequence[Passage]
    declined: frozenset[str] = frozenset()
    cites: Passage | None = None
    questions: list[str] = field(default_factory=list)

    def invoke(self, question: str, /) -> Answer:
        self.questions.append(question)
        meant = next(p for p in self.passages if p.section[-1].split(". ")[-1] in question)
        abstained = meant.passage_id in self.declined
        cited = self.cites or meant
        return Answer(question, "…", abstained, () if abstained else (Citation(1, cited, cited.text),))


def test_one_question_is_made_for_each_part_from_a_heading() -> None:
    assert suggest(Asked([GARDENS, RINK, BUSES]), 4) == [
        "Que dit le rapport sur « Les jardins partagés » ?",
        "Que dit le rapport sur « Les bus de nuit » ?",
    ]


def test_no_more_are_made_than_asked_for() -> None:
    assert len(suggest(Asked([GARDENS, BUSES]), 1)) == 1
    assert suggest(Asked([]), 4) == []


@pytest.mark.parametrize(
    "left_out",
    [
        pytest.param(LIBRARY, id="a-passage-without-a-figure"),
        pytest.param(SHORT, id="a-heading-too-short-to-be-a-subject"),
        pytest.param(OPENING, id="a-passage-outside-any-part"),
    ],
)
def test_some_passages_suggest_nothing(left_out: Passage) -> None:
    asked = Asked([left_out])
    assert suggest(asked, 4) == []
    assert asked.questions == []


def test_a_question_that_is_declined_makes_room_for_the_next_of_its_part() -> None:
    asked = Asked([GARDENS, RINK], declined=frozenset({GARDENS.passage_id}))
    assert suggest(asked, 4) == ["Que dit le rapport sur « La patinoire des Glaciels » ?"]


def test_a_question_that_is_answered_from_another_passage_is_not_offered() -> None:
    assert suggest(Asked([GARDENS], cites=BUSES), 4) == []


def test_each_suggestion_on_a_report_is_answered_with_its_passage(assistant: Assistant) -> None:
    offered = assistant.suggestions()
    assert offered
    for question in offered:
        answer = assistant.invoke(question)
        assert not answer.abstained
        assert any(c.passage.section[-1].split(" – ")[-1].split(". ")[-1] in question for c in answer.citations)


def test_each_suggestion_on_several_reports_is_answered_too(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(REPORT.replace("Valserine-sur-Mer", "Lussignac").replace("64 espèces", "59 espèces"), "lussignac.md")
    assistant = world.open()
    offered = assistant.suggestions(8)
    assert len(set(offered)) == len(offered) <= 8
    assert all(assistant.invoke(question).citations for question in offered)
    assistant.close()

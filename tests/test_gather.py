"""What a chat model gets to read: the best passages, the neighbours of the very best, all of a broad subject."""

from __future__ import annotations

from dataclasses import replace

from fakes import passage

from assistant.gather import READ, WITH_NEIGHBOURS, gather
from assistant.types import RetrievedPassage

CHAPTERS = (("Partie I", "1. L'eau"), ("Partie I", "2. L'air"))
ALL = [passage(f"Passage {i}.", CHAPTERS[i >= 15], rank=i) for i in range(30)]
PLACE_OF = {p.passage_id: i for i, p in enumerate(ALL)}


def found(*places: int) -> list[RetrievedPassage]:
    return [RetrievedPassage(ALL[i], 1.0 / rank, rank) for rank, i in enumerate(places, start=1)]


def read(*places: int, central: tuple[int, ...] = ()) -> list[int]:
    gathered = gather(found(*places), ALL, PLACE_OF, [ALL[i] for i in central])
    assert [r.rank for r in gathered] == list(range(1, len(gathered) + 1))
    return [PLACE_OF[r.passage.passage_id] for r in gathered]


def test_the_very_best_bring_their_neighbours() -> None:
    assert WITH_NEIGHBOURS == 2
    assert read(5, 9, 20, 25) == [5, 4, 6, 9, 8, 10, 20, 25]


def test_a_neighbour_of_another_chapter_is_not_read() -> None:
    assert read(14) == [14, 13]
    assert read(0) == [0, 1]


def test_a_neighbour_of_another_report_is_not_read() -> None:
    mixed = [*ALL[:3], replace(ALL[3], source="autre.md")]
    gathered = gather(found(2), mixed, PLACE_OF)
    assert [PLACE_OF[r.passage.passage_id] for r in gathered] == [2, 1]


def test_no_passage_is_read_twice_and_only_so_many() -> None:
    places = read(5, 6, *range(7, 30))
    assert len(places) == len(set(places)) <= READ + 2 * WITH_NEIGHBOURS
    assert places[:3] == [5, 4, 6]


def test_a_broad_question_reads_all_that_treats_it_first() -> None:
    assert read(20, 3, central=(1, 3, 7)) == [1, 3, 7, 20]

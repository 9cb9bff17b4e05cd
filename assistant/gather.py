"""Which passages does a chat model get to read?

More than the extractive answer needs: the best ones, each of the very best with its neighbours in the same chapter (a
passage is found by its own words and understood by what stands around it), and for a broad question all that treat it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.types import Passage, RetrievedPassage

# Passages read beside the neighbours, and how many of the best have theirs read as well.
READ, WITH_NEIGHBOURS = 12, 2


def gather(
    found: Sequence[RetrievedPassage],
    passages: Sequence[Passage],
    place_of: Mapping[str, int],
    central: Sequence[Passage] = (),
) -> list[RetrievedPassage]:
    """Passages for the prompt, best first, none twice; ranks count from 1.

    Args:
        found: by the retriever, best first.
        passages: the whole corpus, in reading order; ``place_of`` has the place of each by its identifier.
        central: those that a broad question is answered over, in reading order; they come first.
    """
    chosen: dict[str, Passage] = {p.passage_id: p for p in central}
    for rank, retrieved in enumerate(found[: READ if not central else len(found)]):
        chosen.setdefault(retrieved.passage.passage_id, retrieved.passage)
        if not central and rank < WITH_NEIGHBOURS:
            for neighbour in _beside(retrieved.passage, passages, place_of):
                chosen.setdefault(neighbour.passage_id, neighbour)
    known = {r.passage.passage_id: r for r in found}
    return [
        RetrievedPassage(p, known[p.passage_id].score if p.passage_id in known else 0.0, rank)
        for rank, p in enumerate(chosen.values(), start=1)
    ]


def _beside(passage: Passage, passages: Sequence[Passage], place_of: Mapping[str, int]) -> list[Passage]:
    """The passages before and after, where they belong to the same chapter."""
    place = place_of[passage.passage_id]
    around = [passages[i] for i in (place - 1, place + 1) if 0 <= i < len(passages)]
    return [p for p in around if p.source == passage.source and p.section[:2] == passage.section[:2]]

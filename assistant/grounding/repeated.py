"""Which figures does an answer say in two sentences where its passages state them once, beside another of their unit?

« L'itinéraire de 31 km sera achevé en 2027. Il ne manque que 31 km. »: each could be meant, and one of them has taken the place of the
figure that is not said.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.figures import figures
from assistant.french.numbers import Quantity, of_one_unit, states
from assistant.grounding.stated import stated_figures
from assistant.types import Passage


def said_again(parts: Sequence[tuple[str, Sequence[Passage]]]) -> frozenset[int]:
    """Places of the sentences that say a figure again, or say first what is said again.

    Args:
        parts: the sentences of an answer, each with the passages that it cites.
    """
    said = [[f.quantity for f in figures(sentence) if _is_plain(f.quantity)] for sentence, _ in parts]
    everything = [q for quantities in said for q in quantities]
    found: set[int] = set()
    for place, quantities in enumerate(said):
        for quantity in quantities:
            where = {i for i, others in enumerate(said) if any(_is_same(q, quantity) for q in others)}
            if len(where) > 1 and _has_taken_a_place(quantity, parts[place][1], everything):
                found |= where
    return frozenset(found)


def _has_taken_a_place(quantity: Quantity, cited: Sequence[Passage], said: Sequence[Quantity]) -> bool:
    """Whether the passages state it once, in a sentence with another of its unit that the answer does not say."""
    stated = {(s.place.passage.passage_id, s.place.position, s.start): s for p in cited for s in stated_figures(p)}
    homes = [s.place for s in stated.values() if states(s.quantity, quantity)]
    if len(homes) != 1:
        return False
    beside = [s.quantity for s in stated.values() if s.place is homes[0] and of_one_unit(s.quantity, quantity)]
    return any(not any(states(other, q) for q in said) for other in beside)


def _is_plain(quantity: Quantity) -> bool:
    return quantity.kind != "date" and not quantity.spelled


def _is_same(one: Quantity, other: Quantity) -> bool:
    return of_one_unit(one, other) and one.value == other.value

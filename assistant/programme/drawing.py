"""Which sentences does a quiz ask for, so that one draw differs from the next as much as the stock allows?

The sentences of a theme are a deck, shuffled once; each draw takes those that come after the last one's.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from assistant.french.numbers import quantities
from assistant.programme.quiz import Askable, same_fact
from assistant.types import KeyFigure

T = TypeVar("T")


def draw(
    askables: Iterable[Askable], themes: Iterable[str], n: int, shown: Sequence[KeyFigure], seed: int
) -> list[Askable]:
    """At most ``n`` to ask: nothing that was shown, no fact twice, no question that tells the answer of another one.

    The same arguments give the same ones; the next seed shares as few sentences as the themes have to spare.
    """
    wanted = set(themes)
    decks: dict[str, dict[str, list[Askable]]] = {}
    for askable in askables:
        if askable.theme in wanted:
            decks.setdefault(askable.theme, {}).setdefault(askable.figure.sentence, []).append(askable)
    order = sorted(decks)
    random.Random(",".join(order)).shuffle(order)
    rng = random.Random(f"{seed}:{','.join(order)}")
    quotas, passed = _quotas({theme: len(decks[theme]) for theme in order}, n, seed)
    queues = {theme: _dealt(theme, decks[theme], quotas[theme], passed[theme], rng) for theme in quotas}
    kept: list[Askable] = []

    def fits(askable: Askable, others: list[Askable]) -> bool:
        return not any(same_fact(f, askable.figure) or tells(f.sentence, askable.figure) for f in shown) and not any(
            _clash(askable, other) for other in (*kept, *others)
        )

    def within_quota(askable: Askable, others: list[Askable]) -> bool:
        return sum(o.theme == askable.theme for o in others) < quotas[askable.theme] and fits(askable, others)

    turns = [theme for theme in quotas if quotas[theme]]
    rng.shuffle(turns)
    kept = in_turn(turns, queues.__getitem__, within_quota, n)
    # What a theme cannot give, the others do, those that gave least first.
    given = Counter(askable.theme for askable in kept)
    return [*kept, *in_turn(sorted(quotas, key=given.__getitem__), queues.__getitem__, fits, n - len(kept))]


def _quotas(sizes: Mapping[str, int], n: int, seed: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many questions each theme gives in this draw, and how many it gave in those before it, from seed 0.

    With more themes than questions, they take turns. Else each has one, and the large ones have the rest.
    """
    order = list(sizes)
    if n <= len(order):
        turns = [seed * n + i for i in range(n)]
        passed = {theme: (seed * n - i + len(order) - 1) // len(order) for i, theme in enumerate(order)}
        drawn = Counter(order[turn % len(order)] for turn in turns)
        first = [order[turn % len(order)] for turn in turns]
        return {theme: drawn[theme] for theme in (*first, *order)}, passed
    quotas = dict.fromkeys(order, 1)
    for _ in range(min(n, sum(sizes.values())) - len(order)):
        open_ones = [theme for theme in order if quotas[theme] < sizes[theme]]
        quotas[max(open_ones, key=lambda theme: sizes[theme] / quotas[theme])] += 1
    return quotas, {theme: seed * quota for theme, quota in quotas.items()}


def _dealt(
    theme: str, sentences: Mapping[str, list[Askable]], quota: int, passed: int, rng: random.Random
) -> list[Askable]:
    """The figures of a theme, sentence by sentence: of this draw, of later ones, of the next, of the last."""
    deck = list(sentences)
    random.Random(theme).shuffle(deck)
    start = passed % len(deck)
    deck = deck[start:] + deck[:start]
    own, after, before = quota, min(2 * quota, len(deck)), max(2 * quota, len(deck) - quota)
    order = [*deck[:own], *deck[after:before], *deck[own:after], *deck[before:]]
    return [askable for sentence in order for askable in rng.sample(sentences[sentence], len(sentences[sentence]))]


def _clash(one: Askable, other: Askable) -> bool:
    """Whether two questions ask for one fact, or one tells the answer of the other."""
    return (
        same_fact(one.figure, other.figure)
        or tells(other.figure.sentence, one.figure)
        or tells(one.figure.sentence, other.figure)
        or tells(one.wording.gapped, other.figure)
        or tells(other.wording.gapped, one.figure)
    )


def in_turn(
    order: Sequence[str], by_theme: Callable[[str], Iterable[T]], fits: Callable[[T, list[T]], bool], n: int
) -> list[T]:
    """At most ``n`` of the themes' items, one of each theme in turn, each taken only where it fits those before it."""
    queues = [list(by_theme(theme)) for theme in order]
    kept: list[T] = []
    while len(kept) < n and any(queues):
        for queue in queues:
            while queue and len(kept) < n:
                item = queue.pop(0)
                if fits(item, kept):
                    kept.append(item)
                    break
    return kept


def tells(text: str, figure: KeyFigure) -> bool:
    """Whether a text states the value of a figure in its unit."""
    return (figure.value, figure.unit) in _stated_in(text)


@lru_cache(maxsize=4096)
def _stated_in(text: str) -> frozenset[tuple[float, str]]:
    return frozenset((q.value, "" if q.kind == "date" else q.unit) for q in quantities(text))

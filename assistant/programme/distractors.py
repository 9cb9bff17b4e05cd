"""Which other figures could stand in the place of the right one, and are surely wrong?

Same spelling, same order of magnitude, as round as the right one, well apart from it; and none that the reports state
anywhere in the same unit, whatever they say of it: it cannot be another true answer.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from math import inf

from assistant.programme.spelling import DateSpelling, Spelling

N_OTHERS = 3
LOWEST, BELOW, ABOVE, HIGHEST = 0.32, 0.8, 1.25, 3.0
"""What a wrong figure is of the right one: between the first two, or between the last two."""
APART = 1.15
"""Ratio of two wrong figures of one question, at least."""
ALL_OF_IT = 100
FIVE_YEARS = 5
DAYS = 28
MOST_TRIED, ROUND = 120, 5


def wrong_numbers(
    right: Spelling, taken: Collection[float], rng: random.Random, place: int, below: float = inf
) -> tuple[float, ...]:
    """Three wrong numbers, smallest first; none when there are not three.

    Args:
        taken: numbers that the reports state in this unit, as ``right`` writes them.
        below: all must be less: a part is less than its whole.
        place: how many of the three should be below the right one; kept to as far as there are enough on each side.
    """
    stated = {round(number, 6) for number in taken}
    free = sorted(set(_candidates(right)) - stated)
    limit = min(below, ALL_OF_IT) if "%" in right.after else below
    free = [number for number in free if number < limit]
    lower = [n for n in free if n <= BELOW * right.number]
    higher = [n for n in free if n >= ABOVE * right.number]
    # A random order may leave room for fewer; the rising one leaves most: there are three for all seeds, or for none.
    shuffled = _shuffled(lower, rng), _shuffled(higher, rng)
    for n_below in sorted(range(N_OTHERS + 1), key=lambda n: abs(n - place)):
        for first, second in (shuffled, (lower, higher)):
            low, high = _apart(first), _apart(second)
            if len(low) >= n_below and len(high) >= N_OTHERS - n_below:
                return tuple(sorted([*low[:n_below], *high[: N_OTHERS - n_below]]))
    return ()


def _shuffled(numbers: Sequence[float], rng: random.Random) -> list[float]:
    return rng.sample(numbers, len(numbers))


def _candidates(right: Spelling) -> Iterator[float]:
    """Numbers as round as the right one. ``right`` itself is among them."""
    if right.digits == 1:
        # « 300 000 »: one digit in any decade, and halves of the next.
        for step in (right.step / 10, right.step, right.step * 10):
            if step >= 10.0**-right.decimals:
                yield from (round(step * digit, 6) for digit in range(1, 10) if _is_near(step * digit, right))
        return
    whole = round(right.number / right.step)
    ends_in_five = whole % 10 == ROUND
    spread = {round(whole * (LOWEST + (HIGHEST - LOWEST) * k / MOST_TRIED)) for k in range(MOST_TRIED)}
    for multiple in sorted(spread):
        # Neither rounder than the right one nor, after a final 5, less round.
        nearest = multiple - multiple % 10 + ROUND if ends_in_five else multiple + (multiple % ROUND == 0)
        if _is_near(nearest * right.step, right):
            yield round(nearest * right.step, 6)


def _is_near(number: float, right: Spelling) -> bool:
    return LOWEST * right.number <= number <= HIGHEST * right.number


def _apart(numbers: Sequence[float]) -> list[float]:
    """Three of the numbers or fewer, in their order, each well apart from those before it."""
    kept: list[float] = []
    for number in numbers:
        if all(max(number, other) >= APART * min(number, other) for other in kept):
            kept.append(number)
        if len(kept) == N_OTHERS:
            break
    return kept


def wrong_dates(right: DateSpelling, taken: Collection[int], rng: random.Random, first_year: int) -> tuple[int, ...]:
    """Three wrong dates, earliest first, as `KeyFigure.value` writes them; none when there are not three.

    Args:
        taken: dates that the reports state.
        first_year: no year before it is plausible.
    """
    if right.month:
        months = [m for m in range(1, 13) if m != right.month]
        candidates = [right.year * 10_000 + m * 100 + (rng.randint(1, DAYS) if right.day else 0) for m in months]
    else:
        step = FIVE_YEARS if right.year % FIVE_YEARS == 0 else 1
        years = [right.year + step * k for k in range(-3, 4) if k]
        candidates = [year * 10_000 for year in years if year >= first_year]
    free = [date for date in candidates if date not in taken]
    rng.shuffle(free)
    return tuple(sorted(free[:N_OTHERS])) if len(free) >= N_OTHERS else ()

"""How sure a share is: published values, clusters, chance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.intervals import mcnemar, percentile, ratio_draws, ratio_interval, resamplings, span, wilson


@pytest.mark.parametrize(
    ("n_right", "n", "low", "high"),
    [
        # Newcombe (1998), table I: score method without continuity correction.
        pytest.param(81, 263, 0.2553, 0.3662, id="81-of-263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15-of-148"),
        pytest.param(0, 20, 0.0, 0.1611, id="0-of-20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1-of-29"),
        pytest.param(29, 29, 0.8830, 1.0, id="29-of-29"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing-observed"),
    ],
)
def test_wilson_has_the_published_values(n_right: int, n: int, low: float, high: float) -> None:
    assert wilson(n_right, n) == pytest.approx((low, high), abs=2e-4)


def test_every_resampling_draws_as_many_clusters_as_there_are_and_the_seed_decides() -> None:
    drawn = resamplings(30, seed=1, n_draws=50)
    assert drawn.shape == (50, 30)
    assert (drawn.sum(axis=1) == 30).all()
    assert (drawn == resamplings(30, seed=1, n_draws=50)).all()
    assert (drawn != resamplings(30, seed=2, n_draws=50)).any()


def test_independent_questions_have_about_wilsons_interval_and_clustered_ones_a_wider_one() -> None:
    parts = [(float(i % 4 != 0), 1.0) for i in range(200)]
    alone = ratio_interval(parts, list(range(200)), resamplings(200, 1))
    assert alone == pytest.approx(wilson(150, 200), abs=0.015)
    # Four questions on each passage that share its luck: as sure as 50 questions, not 200.
    together = [(float(i // 4 % 4 != 0), 1.0) for i in range(200)]
    low, high = ratio_interval(together, [i // 4 for i in range(200)], resamplings(50, 1))
    assert high - low > 1.5 * (alone[1] - alone[0])


def test_a_perfect_share_is_not_certain() -> None:
    parts = [(1.0, 1.0)] * 40
    low, high = ratio_interval(parts, [i // 2 for i in range(40)], resamplings(20, 1))
    assert (low, high) == pytest.approx(wilson(20, 20))
    assert ratio_interval([(0.0, 1.0)] * 3, [0, 1, 2], resamplings(3, 1))[0] == 0


def test_questions_that_do_not_count_change_nothing() -> None:
    parts, clusters = [(1.0, 1.0), (0.0, 1.0), (1.0, 1.0)], [0, 1, 2]
    weights = resamplings(4, 1)
    with_more = ratio_draws([*parts, (0.0, 0.0)], [*clusters, 3], weights)
    assert np.array_equal(with_more, ratio_draws(parts, clusters, weights), equal_nan=True)
    assert ratio_interval([(0.0, 0.0)], [0], resamplings(1, 1)) == (0.0, 1.0)


def test_a_resampling_without_any_question_that_counts_has_no_ratio() -> None:
    draws = ratio_draws([(1.0, 1.0), (0.0, 0.0)], [0, 1], np.array([[2.0, 0.0], [0.0, 2.0]]))
    assert draws[0] == 1
    assert np.isnan(draws[1])
    assert all(math.isnan(edge) for edge in span(draws[1:]))


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        pytest.param(10, 0, 2 * 0.5**10, id="ten-to-nothing"),
        pytest.param(8, 1, 2 * (1 + 9) * 0.5**9, id="eight-to-one"),
    ],
)
def test_mcnemar_is_the_exact_binomial_test(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == pytest.approx(p)
    assert mcnemar(lost, gained) == pytest.approx(p)


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert percentile([1, 2], 0.95) == 2
    assert percentile(list(range(1, 101)), 0.95) == 95
    assert percentile([], 0.5) == 0

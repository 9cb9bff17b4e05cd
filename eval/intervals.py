"""How sure is a measured share, and is a difference more than chance?

Questions on one passage succeed and fail together, so intervals resample passages, not questions (Miller, 2024), and
small or perfect shares fall back on Wilson's interval: a bootstrap of « 40 of 40 » would claim certainty.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

N_DRAWS = 2000
EMPTY = 1e-12
FEW_CLUSTERS = 10
Weights = NDArray[np.float64]


def wilson(n_right: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson, 1927); (0, 1) without observations."""
    if not n:
        return 0.0, 1.0
    share = n_right / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def resamplings(n_clusters: int, seed: int, n_draws: int = N_DRAWS) -> Weights:
    """How often each cluster is drawn in each resampling: an (n_draws, n_clusters) array; rows sum to n_clusters."""
    if not n_clusters:
        return np.zeros((n_draws, 0))
    drawn = np.random.default_rng(seed).multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_draws)
    return drawn.astype(np.float64)


def ratio_draws(parts: Sequence[tuple[float, float]], clusters: Sequence[int], weights: Weights) -> NDArray[np.float64]:
    """The ratio sum(numerators) / sum(denominators) in every resampling; nan where the denominator is 0.

    Args:
        parts: (numerator, denominator) of every question.
        clusters: column of ``weights`` that each question belongs to.
    """
    sums = np.zeros((weights.shape[1], 2))
    np.add.at(sums, np.asarray(clusters, dtype=int), np.asarray(parts, dtype=float).reshape(-1, 2))
    drawn = weights @ sums
    ratios = np.full(len(drawn), np.nan)
    np.divide(drawn[:, 0], drawn[:, 1], out=ratios, where=drawn[:, 1] > EMPTY)
    return ratios


def ratio_interval(
    parts: Sequence[tuple[float, float]], clusters: Sequence[int], weights: Weights, least: float = 0.0
) -> tuple[float, float]:
    """95 % interval of a ratio of sums between ``least`` and 1, by clusters.

    Where every question has the same value (all right, none right), a bootstrap sees no variation, and from a handful
    of clusters it sees too little: then at least as wide as Wilson's interval over the clusters, which are what is
    independent.
    """
    counted = [(part, cluster) for part, cluster in zip(parts, clusters, strict=True) if part[1]]
    if not counted:
        return least, 1.0
    ratio = sum(part[0] for part, _ in counted) / sum(part[1] for part, _ in counted)
    n = len({cluster for _, cluster in counted})
    low, high = span(ratio_draws(parts, clusters, weights))
    if n < FEW_CLUSTERS or len({round(above / below, 12) for (above, below), _ in counted}) == 1:
        share = min(1.0, max(0.0, (ratio - least) / (1 - least)))
        rare = wilson(share * n, n)
        edges = tuple(least + (1 - least) * edge for edge in rare)
        low, high = min(low, edges[0]), max(high, edges[1])
    return low, high


def span(draws: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of the draws, nan aside; (nan, nan) without any."""
    if np.isnan(draws).all():
        return math.nan, math.nan
    low, high = np.nanquantile(draws, (0.025, 0.975))
    return float(low), float(high)


def mcnemar(n_gained: int, n_lost: int) -> float:
    """Exact two-sided p-value of McNemar's test: that gains and losses this uneven are chance; 1 without any."""
    from scipy.stats import binomtest  # a second and a half to load, for comparisons only

    n = n_gained + n_lost
    return float(binomtest(n_gained, n, 0.5).pvalue) if n else 1.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank); 0 without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0

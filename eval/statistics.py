"""How far a figure can be trusted: bootstrap intervals and paired permutation tests."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

RESAMPLES = 2000
PERMUTATIONS = 9999
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` questions with its 95 % interval; without an interval `low` and `high` are None."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """How run B differs from run A on the `n` questions they share, `p` from the paired permutation test.

    `adjusted` is p after Holm's correction over all metrics that were compared together.
    """

    metric: str
    first: float
    second: float
    n: int
    p: float
    adjusted: float = 1.0

    @property
    def change(self) -> float:
        """Return by how much B is above A."""
        return self.second - self.first

    @property
    def beyond_chance(self) -> bool:
        """Tell whether the corrected p is below 0.05."""
        return self.adjusted < 1 - LEVEL


def estimate_mean(values: Sequence[float], *, seed: int = 0) -> Estimate:
    """Return the mean of `values` with its bootstrap interval. Raises ValueError when there are none."""
    import numpy as np

    data = np.asarray(values, dtype=np.float64)
    if not data.size:
        raise ValueError("no values")
    if data.size < 2:
        return Estimate(float(data[0]), 1)
    low, high = _find_interval((data,), np.mean, seed=seed, vectorized=True)
    return Estimate(float(data.mean()), int(data.size), low, high)


def estimate_over(
    groups: Sequence[Sequence[T]], statistic: Callable[[Sequence[T]], float], *, seed: int = 0
) -> Estimate:
    """Return `statistic` of all values with its bootstrap interval, for figures that are no mean (F1, an area).

    Each group is resampled by itself, so that no resample lacks one of the kinds; a group of one value stays as it is.
    """
    import numpy as np

    fixed = [value for group in groups if len(group) == 1 for value in group]
    varied = [group for group in groups if len(group) > 1]

    def of_indices(*indices: NDArray[Any]) -> float:
        drawn = [group[int(i)] for group, chosen in zip(varied, indices, strict=True) for i in chosen]
        return statistic([*fixed, *drawn])

    value, n = statistic([value for group in groups for value in group]), sum(map(len, groups))
    if not varied:
        return Estimate(value, n)
    data = tuple(np.arange(len(group)) for group in varied)
    return Estimate(value, n, *_find_interval(data, of_indices, seed=seed, vectorized=False))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` percent of `values` lie, linearly interpolated."""
    import numpy as np

    return float(np.percentile(np.asarray(values, dtype=np.float64), share))


def permute_paired(first: Sequence[float], second: Sequence[float], *, seed: int = 0) -> float:
    """Return the two-sided p of the mean paired difference, by exchanging A and B within questions.

    Raises ValueError when the two are not of the same length or empty.
    """
    import numpy as np

    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or not a.size:
        raise ValueError("paired values must be of the same number, at least one")
    # Of a single pair both orders are equally far apart; scipy refuses to be asked.
    if a.size == 1 or np.array_equal(a, b):
        return 1.0
    from scipy.stats import permutation_test

    result = permutation_test(
        (a, b),
        _mean_difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=1000,
        rng=np.random.default_rng(seed),
    )
    return float(result.pvalue)


def adjust_holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Return the p values after Holm's step-down correction, in the order given (Holm 1979)."""
    adjusted = [1.0] * len(ps)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = highest
    return tuple(adjusted)


def _mean_difference(a: NDArray[Any], b: NDArray[Any], axis: int) -> Any:
    return (b - a).mean(axis=axis)


def _find_interval(
    data: tuple[NDArray[Any], ...], statistic: Callable[..., Any], *, seed: int, vectorized: bool
) -> tuple[float, float]:
    """Return the BCa interval, or the percentile one where BCa has no answer (all values alike)."""
    import numpy as np
    from scipy.stats import bootstrap

    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            # BCa warns of the very case that is mended by going on to the percentile interval.
            warnings.simplefilter("ignore")
            result = bootstrap(
                data,
                statistic,
                n_resamples=RESAMPLES,
                batch=100 if vectorized else None,
                vectorized=vectorized,
                confidence_level=LEVEL,
                method=method,
                rng=np.random.default_rng(seed),
            )
        low, high = float(result.confidence_interval.low), float(result.confidence_interval.high)
        if math.isfinite(low) and math.isfinite(high):
            break
    return low, high

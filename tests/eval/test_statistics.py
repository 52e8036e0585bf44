"""Intervals cover, tests are fair, and degenerate data has an answer too."""

from __future__ import annotations

import itertools
import random

import pytest

from eval.statistics import Difference, adjust_holm, estimate_mean, estimate_over, percentile, permute_paired


def test_mean_and_interval_of_shares() -> None:
    estimate = estimate_mean([1.0] * 70 + [0.0] * 30)
    assert estimate.value == pytest.approx(0.7)
    assert estimate.n == 100
    assert estimate.low is not None
    assert estimate.high is not None
    # The normal interval is .7 ± 1.96 * sqrt(.7 * .3 / 100) = .61 to .79.
    assert estimate.low == pytest.approx(0.61, abs=0.02)
    assert estimate.high == pytest.approx(0.79, abs=0.02)


def test_intervals_cover_the_truth_about_as_often_as_they_claim() -> None:
    rng = random.Random(5)
    covered = 0
    for seed in range(60):
        estimate = estimate_mean([float(rng.random() < 0.6) for _ in range(60)], seed=seed)
        covered += (estimate.low or 0) <= 0.6 <= (estimate.high or 0)
    assert covered >= 52


@pytest.mark.parametrize("value", [0.0, 1.0, 0.25])
def test_equal_values_have_an_interval_of_no_width(value: float) -> None:
    estimate = estimate_mean([value] * 8)
    assert (estimate.low, estimate.value, estimate.high) == (value, value, value)


def test_one_value_has_no_interval() -> None:
    estimate = estimate_mean([0.5])
    assert (estimate.value, estimate.n, estimate.low, estimate.high) == (0.5, 1, None, None)


def test_no_values_are_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        estimate_mean([])


def test_same_seed_same_interval() -> None:
    values = [0.1, 0.4, 0.9, 1.0, 0.3, 0.2]
    assert estimate_mean(values, seed=4) == estimate_mean(values, seed=4)


def test_interval_of_a_figure_over_records_agrees_with_that_of_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    over = estimate_over([values], lambda part: sum(part) / len(part))
    mean = estimate_mean(values)
    assert over.value == pytest.approx(mean.value)
    assert over.low == pytest.approx(mean.low, abs=0.1)
    assert over.high == pytest.approx(mean.high, abs=0.1)


def test_groups_are_resampled_by_themselves() -> None:
    few, many = ["wenig"] * 3, ["viel"] * 30
    estimate = estimate_over([few, many], lambda part: part.count("wenig") / len(part))
    assert estimate.low == estimate.high == pytest.approx(3 / 33)
    assert estimate.n == 33
    assert estimate_over([["a"], ["b"], []], len).low is None
    mixed = estimate_over([[2.0], [0.0, 1.0, 1.0, 0.0]], lambda part: (sum(part) - 2) / 4)
    assert mixed.value == 0.5
    assert mixed.low is not None
    assert mixed.low < 0.5


def test_percentiles_are_interpolated() -> None:
    assert percentile([4.0, 1.0, 2.0, 3.0], 50) == 2.5
    assert percentile([0.3, 0.3, 3.0, 4.0, 5.0], 95) == pytest.approx(4.8)


def test_permutation_p_of_five_wins_is_that_of_all_sign_flips() -> None:
    first, second = [0.0] * 5, [1.0] * 5
    flips = [sum(signs) for signs in itertools.product((1, -1), repeat=5)]
    expected = sum(abs(flip) >= 5 for flip in flips) / len(flips)
    assert permute_paired(first, second) == pytest.approx(expected)
    assert expected == 2 / 32


def test_no_difference_and_a_clear_one() -> None:
    rng = random.Random(1)
    first = [rng.random() for _ in range(40)]
    assert permute_paired(first, first) == 1
    assert permute_paired(first, [value + 0.3 for value in first]) < 0.001


def test_a_single_pair_tells_nothing() -> None:
    assert permute_paired([0.0], [1.0]) == 1


def test_unpaired_values_are_an_error() -> None:
    with pytest.raises(ValueError, match="same number"):
        permute_paired([1.0], [1.0, 2.0])


def test_holm_by_hand() -> None:
    # sorted: .01*3, .03*2, .04*1 -> .03, .06, then never below the one before
    assert adjust_holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert adjust_holm([0.9, 0.8]) == (1.0, 1.0)
    assert adjust_holm([]) == ()


def test_beyond_chance_needs_the_corrected_p() -> None:
    assert Difference("em", 0.4, 0.6, 50, p=0.01, adjusted=0.04).beyond_chance
    assert not Difference("em", 0.4, 0.6, 50, p=0.01, adjusted=0.06).beyond_chance
    assert Difference("em", 0.4, 0.6, 50, p=0.01).change == pytest.approx(0.2)

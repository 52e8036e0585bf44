"""The confidence: a probability that grows with every sign for an answer, and the former formula without a reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.confidence import Signs, estimate_confidence

READ = Signs(coverage=0.5, nearness=0.86, present=1.0)
WEIGHED = replace(READ, none=-3.0)


@pytest.mark.parametrize("signs", [READ, WEIGHED])
def test_each_sign_for_an_answer_adds(signs: Signs) -> None:
    by_nearness = [estimate_confidence(replace(signs, nearness=value)) for value in (0.80, 0.86, 0.92)]
    by_reader = [estimate_confidence(replace(signs, present=value)) for value in (-6.0, 0.0, 6.0)]
    by_check = [estimate_confidence(replace(signs, check=value)) for value in (-4.0, -1.0, 1.0)]
    for low, middle, high in (by_nearness, by_reader, by_check):
        assert 0 < low < middle < high < 1
    assert estimate_confidence(replace(signs, fits=False)) < estimate_confidence(signs)


def test_before_the_model_is_asked_it_is_the_highest_it_can_become() -> None:
    assert estimate_confidence(READ) > estimate_confidence(WEIGHED)


def test_the_likelier_no_answer_is_to_the_model_the_lower_it_is() -> None:
    found = [estimate_confidence(replace(WEIGHED, none=none)) for none in (-9.0, -3.0, -0.1)]
    assert found[0] > found[1] > found[2]


def test_it_stays_a_probability_whatever_the_signs() -> None:
    for far in (-1e6, 1e6):
        assert 0 <= estimate_confidence(Signs(far, far, present=far, none=far, check=far)) <= 1


@pytest.mark.parametrize(
    ("coverage", "nearness", "expected"),
    [(0.0, 0.5, 0.0), (1.0, 0.95, 1.0), (0.6, 0.85, 0.55), (1.0, 0.8, 0.5), (0.0, 0.9, 0.5)],
)
def test_without_a_reader_it_is_half_coverage_and_half_nearness(
    coverage: float, nearness: float, expected: float
) -> None:
    assert estimate_confidence(Signs(coverage, nearness)) == pytest.approx(expected)


def test_a_passage_that_does_not_answer_just_this_makes_an_answer_unlikely() -> None:
    sure = replace(WEIGHED, nearness=0.95, present=6.0, none=-9.0)
    assert estimate_confidence(sure) > 0.9
    assert estimate_confidence(replace(sure, check=0.0)) > 0.9
    assert estimate_confidence(replace(sure, check=-5.0)) < 0.05


def test_a_passage_of_another_time_makes_an_answer_unlikely() -> None:
    checked = replace(WEIGHED, nearness=0.95, present=6.0, none=-9.0, check=-1.0)
    of_its_time, unsure, astray = (estimate_confidence(replace(checked, astray=value)) for value in (0.0, 0.5, 1.0))
    assert of_its_time > 0.9 > unsure > astray

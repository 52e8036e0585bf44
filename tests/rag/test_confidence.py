"""The confidence: a probability that grows with every sign for an answer, and the former formula without a reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.confidence import Signs, estimate_confidence

READ = Signs(coverage=0.5, nearness=0.86, span=2.0, present=1.0)
WEIGHED = replace(READ, none=-3.0, lead=-1.0)


@pytest.mark.parametrize("signs", [READ, WEIGHED])
@pytest.mark.parametrize(
    ("sign", "values"),
    [
        ("coverage", (0.0, 0.3, 1.0)),
        ("nearness", (0.80, 0.86, 0.92)),
        ("span", (-8.0, 0.0, 8.0)),
        ("present", (-6.0, 0.0, 6.0)),
    ],
)
def test_each_sign_for_an_answer_adds(signs: Signs, sign: str, values: tuple[float, ...]) -> None:
    found = [estimate_confidence(replace(signs, **{sign: value})) for value in values]
    assert 0 < found[0] < found[1] < found[2] < 1


def test_the_likelier_no_answer_is_to_the_model_the_lower_it_is() -> None:
    found = [estimate_confidence(replace(WEIGHED, none=none)) for none in (-9.0, -3.0, -0.1)]
    assert found[0] > found[1] > found[2]


def test_it_stays_a_probability_whatever_the_signs() -> None:
    for far in (-1e6, 1e6):
        assert 0 <= estimate_confidence(Signs(far, far, far, far, far, far)) <= 1


@pytest.mark.parametrize(
    ("coverage", "nearness", "expected"),
    [(0.0, 0.5, 0.0), (1.0, 0.95, 1.0), (0.6, 0.85, 0.55), (1.0, 0.8, 0.5), (0.0, 0.9, 0.5)],
)
def test_without_a_reader_it_is_half_coverage_and_half_nearness(
    coverage: float, nearness: float, expected: float
) -> None:
    assert estimate_confidence(Signs(coverage, nearness)) == pytest.approx(expected)
    assert estimate_confidence(Signs(coverage, nearness, present=3.0)) == pytest.approx(expected)

"""Refusals and confidence, scored by hand."""

from __future__ import annotations

import random

import pytest

from eval.refusal_metrics import (
    Verdict,
    area_under_risk,
    confidence_auroc,
    false_refusals,
    refusal_f1,
    refusal_precision,
    refusal_recall,
    risk_coverage,
)


def verdict(*, answerable: bool = True, refused: bool = False, confidence: float = 0.5, loss: float = 0) -> Verdict:
    return Verdict(answerable, refused, confidence, loss)


#: 4 answerable (1 refused), 5 unanswerable (3 refused)
MIXED = [
    *(verdict(refused=refused) for refused in (True, False, False, False)),
    *(verdict(answerable=False, refused=refused) for refused in (True, True, True, False, False)),
]


def test_precision_recall_and_f1_by_hand() -> None:
    assert refusal_precision(MIXED) == pytest.approx(3 / 4)
    assert refusal_recall(MIXED) == pytest.approx(3 / 5)
    assert refusal_f1(MIXED) == pytest.approx(2 * 3 / (4 + 5))
    assert false_refusals(MIXED) == pytest.approx(1 / 4)


def test_never_refusing_scores_zero() -> None:
    never = [verdict(answerable=answerable) for answerable in (True, False)]
    assert (refusal_precision(never), refusal_recall(never), refusal_f1(never), false_refusals(never)) == (0, 0, 0, 0)


def test_risk_coverage_by_hand() -> None:
    verdicts = [
        verdict(confidence=0.2, loss=1),
        verdict(confidence=0.9, loss=0),
        verdict(confidence=0.6, loss=0.5),
        verdict(confidence=0.4, loss=0),
    ]
    points = risk_coverage(verdicts)
    assert [point.coverage for point in points] == [0.25, 0.5, 0.75, 1]
    assert [point.risk for point in points] == pytest.approx([0, 0.25, 0.5 / 3, 1.5 / 4])
    assert area_under_risk(verdicts) == pytest.approx((0 + 0.25 + 0.5 / 3 + 1.5 / 4) / 4)


def test_the_area_rewards_confidence_that_knows() -> None:
    losses = [0.0] * 6 + [1.0] * 4
    knowing = [verdict(confidence=1 - loss, loss=loss) for loss in losses]
    blind = [verdict(confidence=0.5, loss=loss) for loss in losses]
    wrong = [verdict(confidence=loss, loss=loss) for loss in losses]
    assert area_under_risk(knowing) < area_under_risk(blind) < area_under_risk(wrong)
    assert area_under_risk(blind) == pytest.approx(0.4)


def test_equal_confidence_does_not_depend_on_the_order() -> None:
    verdicts = [verdict(confidence=0.5, loss=loss) for loss in (0, 1, 0, 0.5)] + [verdict(confidence=0.7, loss=0)]
    shuffled = random.Random(3).sample(verdicts, len(verdicts))
    assert [p.risk for p in risk_coverage(verdicts)] == pytest.approx([p.risk for p in risk_coverage(shuffled)])


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    verdicts = [verdict(confidence=c) for c in (0.9, 0.5)] + [
        verdict(answerable=False, confidence=c) for c in (0.5, 0.1)
    ]
    # of the four pairs three are in order and one is even
    assert confidence_auroc(verdicts) == pytest.approx(3.5 / 4)
    assert confidence_auroc(verdicts[:2]) is None


def test_nothing_has_no_curve() -> None:
    assert risk_coverage([]) == ()
    assert area_under_risk([]) == 0

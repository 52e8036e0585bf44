"""Comparing runs and holding them against limits."""

from __future__ import annotations

import pytest

from eval.dataset import Question
from eval.judge import Limit, check_limits, compare_scores
from eval.record import Record
from eval.scoring import Score, score_records, summarize_scores

QUESTIONS = [Question(f"q{n}", "?", nuggets=(("Klein",),), sources=("a.txt",)) for n in range(30)]


def make_scores(right: int, *, questions: int = 30, seconds: float = 2.0) -> tuple[Score, ...]:
    """Score a run in which the first `right` answers are right."""
    records = [
        Record("d", q.id, text="Marta Klein." if n < right else "Niemand.", timings={"total": seconds})
        for n, q in enumerate(QUESTIONS[:questions])
    ]
    return score_records(QUESTIONS[:questions], records)


def test_a_clear_difference_is_beyond_chance_and_an_equal_metric_is_not() -> None:
    found = {d.metric: d for d in compare_scores(make_scores(8), make_scores(28))}
    assert found["nugget_recall"].beyond_chance
    assert found["nugget_recall"].change == pytest.approx(20 / 30)
    assert found["citation_recall"].p == 1
    assert not found["citation_recall"].beyond_chance


def test_a_small_difference_is_not() -> None:
    found = {d.metric: d for d in compare_scores(make_scores(14), make_scores(16))}
    assert not found["nugget_recall"].beyond_chance


def test_only_common_questions_are_paired() -> None:
    found = {d.metric: d for d in compare_scores(make_scores(10), make_scores(10, questions=12))}
    assert found["nugget_recall"].n == 12
    assert found["nugget_recall"].first == pytest.approx(10 / 12)
    assert compare_scores(make_scores(3)[:2], make_scores(3)[2:]) == ()


def test_times_are_compared_too() -> None:
    found = {d.metric: d for d in compare_scores(make_scores(9), make_scores(9, seconds=3.0))}
    assert found["total"].change == 1
    assert found["total"].beyond_chance


def test_limits_hold_per_data_set() -> None:
    summaries = {"gut": summarize_scores(make_scores(27)), "schlecht": summarize_scores(make_scores(3))}
    findings = check_limits(summaries, [Limit("nugget_recall", 0.5)])
    assert [(finding.dataset, finding.ok) for finding in findings] == [("gut", True), ("schlecht", False)]
    (only,) = check_limits(summaries, [Limit("nugget_recall", 0.5, "gut")])
    assert only.ok
    (at_most,) = check_limits(summaries, [Limit("total_p95", 1.5, "gut", at_most=True)])
    assert not at_most.ok


def test_a_limit_that_no_data_set_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="quatsch"):
        check_limits({"gut": summarize_scores(make_scores(27))}, [Limit("quatsch", 0.5)])
    with pytest.raises(KeyError, match="fremd:em"):
        check_limits({"gut": summarize_scores(make_scores(27))}, [Limit("em", 0.5, "fremd")])

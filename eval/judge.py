"""Verdicts over runs: which differences are beyond chance, and does a run reach what is demanded of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eval.scoring import QUESTION_METRICS, TIMES, Score, Summary
from eval.statistics import Difference, adjust_holm, permute_paired


@dataclass(frozen=True, slots=True)
class Limit:
    """A demand on a metric, of one data set or (`dataset` None) of all: at least or at most `bound`."""

    metric: str
    bound: float
    dataset: str | None = None
    at_most: bool = False

    def holds(self, value: float) -> bool:
        """Tell whether `value` meets the demand."""
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True, slots=True)
class Finding:
    """A demand held against the figure of one data set."""

    limit: Limit
    dataset: str
    value: float

    @property
    def ok(self) -> bool:
        """Tell whether the demand is met."""
        return self.limit.holds(self.value)


def compare_scores(first: Sequence[Score], second: Sequence[Score], *, seed: int = 0) -> tuple[Difference, ...]:
    """Compare two runs of the same questions metric by metric, paired by question.

    Questions that only one of them has are left out. p values are those of the paired permutation test, corrected
    after Holm over all metrics compared here.
    """
    pairs = _pair_scores(first, second)
    found = [d for name in (*QUESTION_METRICS, *TIMES) if (d := _compare_metric(name, pairs, seed=seed)) is not None]
    adjusted = adjust_holm([difference.p for difference in found])
    return tuple(replace(difference, adjusted=p) for difference, p in zip(found, adjusted, strict=True))


def check_limits(summaries: Mapping[str, Summary], limits: Sequence[Limit]) -> tuple[Finding, ...]:
    """Hold every limit against every data set that it is meant for and that has the metric.

    Raises KeyError with the metric's name when no data set has it.
    """
    findings: list[Finding] = []
    for limit in limits:
        held = [
            Finding(limit, name, summary.metrics[limit.metric].value)
            for name, summary in summaries.items()
            if limit.metric in summary.metrics and limit.dataset in (None, name)
        ]
        if not held:
            raise KeyError(f"{limit.dataset}:{limit.metric}" if limit.dataset else limit.metric)
        findings += held
    return tuple(findings)


def _pair_scores(first: Sequence[Score], second: Sequence[Score]) -> list[tuple[Score, Score]]:
    by_id = {score.question.id: score for score in second}
    return [(score, by_id[score.question.id]) for score in first if score.question.id in by_id]


def _compare_metric(name: str, pairs: Sequence[tuple[Score, Score]], *, seed: int) -> Difference | None:
    """Compare where both runs have the metric; None where they never do."""
    values = [(_value(a, name), _value(b, name)) for a, b in pairs]
    known = [(a, b) for a, b in values if a is not None and b is not None]
    if not known:
        return None
    left, right = [a for a, _ in known], [b for _, b in known]
    p = permute_paired(left, right, seed=seed)
    return Difference(name, sum(left) / len(left), sum(right) / len(right), len(known), p)


def _value(score: Score, name: str) -> float | None:
    return score.record.timings.get(name) if name in TIMES else score.values.get(name)

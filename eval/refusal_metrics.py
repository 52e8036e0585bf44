"""Whether the system refuses where the archive has no answer, and whether its confidence can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question as the refusal metrics see it. `loss` is in [0, 1]: how wrong answering it is."""

    answerable: bool
    refused: bool
    confidence: float
    loss: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """With the `coverage` most confident share of questions answered, the mean loss among these is `risk`.

    `confidence` is that of the least confident of them: a threshold there answers these and no others.
    """

    coverage: float
    risk: float
    confidence: float


def refusal_precision(verdicts: Sequence[Verdict]) -> float:
    """Return the share of refusals that were right; 0 when nothing was refused."""
    refused = [verdict for verdict in verdicts if verdict.refused]
    return sum(not verdict.answerable for verdict in refused) / len(refused) if refused else 0.0


def refusal_recall(verdicts: Sequence[Verdict]) -> float:
    """Return the share of unanswerable questions that were refused."""
    wanted = [verdict for verdict in verdicts if not verdict.answerable]
    return sum(verdict.refused for verdict in wanted) / len(wanted) if wanted else 0.0


def refusal_f1(verdicts: Sequence[Verdict]) -> float:
    """Return the harmonic mean of refusal precision and recall."""
    precision, recall = refusal_precision(verdicts), refusal_recall(verdicts)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def false_refusals(verdicts: Sequence[Verdict]) -> float:
    """Return the share of answerable questions that were refused."""
    answerable = [verdict for verdict in verdicts if verdict.answerable]
    return sum(verdict.refused for verdict in answerable) / len(answerable) if answerable else 0.0


def risk_coverage(verdicts: Sequence[Verdict]) -> tuple[RiskPoint, ...]:
    """Return the curve of risk over coverage, the most confident questions first.

    Questions of equal confidence are taken in no order: each stands for their mean, so that the curve does not
    depend on how they were listed. Source: El-Yaniv and Wiener 2010, https://jmlr.org/papers/v11/el-yaniv10a.html.
    """
    losses = _losses_by_confidence(verdicts)
    points, total = [], 0.0
    for taken, (confidence, loss) in enumerate(losses, start=1):
        total += loss
        points.append(RiskPoint(taken / len(losses), total / taken, confidence))
    return tuple(points)


def area_under_risk(verdicts: Sequence[Verdict]) -> float:
    """Return the mean risk over all coverages (AURC): 0 is perfect, the mean loss is what a blind order gives."""
    points = risk_coverage(verdicts)
    return sum(point.risk for point in points) / len(points) if points else 0.0


def confidence_auroc(verdicts: Sequence[Verdict]) -> float | None:
    """Return how often an answerable question has more confidence than an unanswerable one, ties counting half.

    None when one of the two kinds is missing.
    """
    from scipy.stats import mannwhitneyu

    high = [verdict.confidence for verdict in verdicts if verdict.answerable]
    low = [verdict.confidence for verdict in verdicts if not verdict.answerable]
    if not high or not low:
        return None
    return float(mannwhitneyu(high, low).statistic) / (len(high) * len(low))


def _losses_by_confidence(verdicts: Sequence[Verdict]) -> list[tuple[float, float]]:
    """Return the confidence and the mean loss of questions that have it, once for each, the surest first."""
    groups: dict[float, list[float]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.confidence, []).append(verdict.loss)
    return [
        (confidence, sum(losses) / len(losses))
        for confidence, losses in sorted(groups.items(), reverse=True)
        for _ in losses
    ]

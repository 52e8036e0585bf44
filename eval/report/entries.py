"""One run of one data set, as the report shows it, and what the pages and plots take from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.record import Passage
from eval.report.labels import REASON_LABELS
from eval.retrieval_metrics import holds_all
from eval.run.execute import score_run
from eval.run.folder import RunFolder
from eval.scoring import Score, Summary, summarize_scores
from eval.statistics import percentile

DEPTH = 10
CASES_PER_REASON = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A run's scores and figures on one data set."""

    run: RunFolder
    dataset: str
    scores: tuple[Score, ...]
    summary: Summary

    @property
    def asked(self) -> bool:
        """Tell whether answers were wanted, not the retrieval alone."""
        return not self.run.plan["retrieval_only"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A bar of the waterfall: seconds from `start` to `end` after the question."""

    start: float
    end: float


def collect_entries(runs: Iterable[RunFolder]) -> dict[str, list[Entry]]:
    """Score every run and return the entries by data set."""
    found: dict[str, list[Entry]] = {}
    for run in runs:
        for name, scores in score_run(run).items():
            found.setdefault(name, []).append(Entry(run, name, scores, summarize_scores(scores)))
    return found


def recall_curve(scores: Sequence[Score]) -> tuple[float, ...]:
    """Return the mean share of gold sources within the first k chunks, for k = 1 to 10."""
    ranked = [(score.question.sources, score.record.retrieved) for score in scores if _is_ranked(score)]
    return tuple(_mean(_share_found(gold, found[:k]) for gold, found in ranked) for k in range(1, DEPTH + 1))


def evidence_curve(scores: Sequence[Score]) -> tuple[float, ...]:
    """Return the share of questions whose best k sentences hold every nugget, for k = 1 to 10."""
    ranked = [score for score in scores if score.question.answerable and score.question.nuggets]
    return tuple(
        _mean(holds_all(score.question, score.record.evidence[:k]) for score in ranked) for k in range(1, DEPTH + 1)
    )


def measure_stages(summary: Summary) -> tuple[Stage, ...]:
    """Return when evidence, first word and the end came in the median question; () without times."""
    if not all(summary.waits.get(name) for name in ("retrieve", "first_token", "total")):
        return ()
    ends = [percentile(summary.waits[name], 50) for name in ("retrieve", "first_token", "total")]
    return tuple(Stage(start, max(start, end)) for start, end in zip([0.0, *ends[:-1]], ends, strict=True))


def pick_worst(scores: Sequence[Score]) -> dict[str, list[Score]]:
    """Return the worst questions by reason, the most confident mistakes first, a few of each."""
    found: dict[str, list[Score]] = {}
    for reason in REASON_LABELS:
        bad = [score for score in scores if score.reason == reason]
        bad.sort(key=lambda score: (score.values.get("nugget_recall", 0.0), -score.record.confidence))
        if bad:
            found[reason] = bad[:CASES_PER_REASON]
    return found


def find_rank(score: Score) -> int | None:
    """Return the rank of the first chunk from a gold source, None when the ten best have none."""
    ranks = (rank for rank, hit in enumerate(score.record.retrieved, start=1) if hit.source in score.question.sources)
    return next(ranks, None)


def _is_ranked(score: Score) -> bool:
    return score.question.answerable and bool(score.question.sources)


def _share_found(gold: Sequence[str], found: Sequence[Passage]) -> float:
    sources = {passage.source for passage in found}
    return sum(source in sources for source in gold) / len(gold)


def _mean(values: Iterable[float]) -> float:
    known = tuple(values)
    return sum(known) / len(known) if known else 0.0

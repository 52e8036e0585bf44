"""From what a run recorded to figures: scores per question, then means with intervals per data set and type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from eval import citation_metrics as cite
from eval.answer_metrics import exact_match, nugget_recall, strip_marks, token_f1, trigram_recall
from eval.dataset import Question
from eval.record import Record
from eval.refusal_metrics import (
    RiskPoint,
    Verdict,
    area_under_risk,
    confidence_auroc,
    false_refusals,
    refusal_f1,
    refusal_precision,
    refusal_recall,
    risk_coverage,
)
from eval.retrieval_metrics import (
    EVIDENCE_CUTS,
    RANKING_METRICS,
    holds_all,
    rank_sources,
    score_evidence,
    score_rankings,
)
from eval.statistics import Estimate, estimate_mean, estimate_over, percentile

CHUNK_METRICS = RANKING_METRICS
SENTENCE_METRICS = (
    *(f"sentence_{name}" for name in RANKING_METRICS),
    *(f"evidence@{k}" for k in EVIDENCE_CUTS),
    "evidence_shown",
)
ANSWER_METRICS = ("nugget_recall", "nugget_recall_quotes", "contains", "trigram_recall", "em", "f1")
CITATION_METRICS = ("citation_precision", "citation_recall", "source_recall", "span_precision", "span_recall")
QUESTION_METRICS = (*CHUNK_METRICS, *SENTENCE_METRICS, *ANSWER_METRICS, *CITATION_METRICS, "refusal_right")
REFUSAL_METRICS = ("refusal_precision", "refusal_recall", "refusal_f1", "false_refusals", "aurc", "auroc")
TIMES = ("retrieve", "first_token", "total")
TOKENS = ("prompt_tokens", "answer_tokens")
#: Of these the lower is the better.
LOWER_IS_BETTER = frozenset({"false_refusals", "aurc", "failed", "missing", *TIMES, *TOKENS})

MISSING = "fehlt"


@dataclass(frozen=True, slots=True)
class Score:
    """One question, scored. `values` holds only the metrics that apply to it; `reason` says where it failed.

    `reason` is "" for a right answer, else "error", "missing", "search", "evidence", "answer", "refused",
    "citation" or "unrefused".
    """

    question: Question
    record: Record
    values: Mapping[str, float]
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the question as the refusal metrics see it; a crash has no confidence and is all loss."""
        loss = 1 - self.values.get("nugget_recall", 0.0) if self.question.answerable else 1.0
        confidence = 0.0 if self.record.error else self.record.confidence
        return Verdict(self.question.answerable, self.record.abstained, confidence, loss)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one data set: each metric's estimate, the same per question type, and what failed.

    `questions` counts by type, `reasons` by reason; `failures` are the crashed and missing questions with their
    cause. `curve` is the risk-coverage curve, `waits` the seconds of every answered question by stage.
    """

    questions: Mapping[str, int]
    metrics: Mapping[str, Estimate]
    types: Mapping[str, Mapping[str, Estimate]] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    curve: tuple[RiskPoint, ...] = ()
    waits: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data for JSON."""
        return asdict(self)


def score_records(questions: Sequence[Question], records: Iterable[Record], *, asked: bool = True) -> tuple[Score, ...]:
    """Score every question of a run, in order; one without a record counts as a failure.

    `asked` tells whether answers were wanted at all (False: the retrieval alone).
    """
    by_id = {record.id: record for record in records}
    found = [by_id.get(q.id) or Record("", q.id, asked=asked, error=MISSING) for q in questions]
    rankings = _score_all_rankings(questions, found)
    return tuple(
        _score_question(question, record, rankings.get(question.id, {}))
        for question, record in zip(questions, found, strict=True)
    )


def summarize_scores(scores: Sequence[Score], *, seed: int = 0) -> Summary:
    """Return the figures over `scores`, intervals included."""
    types = tuple(dict.fromkeys(score.question.type for score in scores))
    asked = [score for score in scores if score.record.asked]
    return Summary(
        questions={kind: sum(score.question.type == kind for score in scores) for kind in types},
        metrics=_estimate_all(scores, seed=seed),
        types={kind: _estimate_means([s for s in scores if s.question.type == kind], seed=seed) for kind in types},
        reasons=_count_reasons(scores),
        failures={score.question.id: score.record.error for score in scores if score.record.error},
        curve=risk_coverage([score.verdict for score in asked]),
        waits={name: _collect_timings(scores, name) for name in TIMES},
    )


def _score_all_rankings(questions: Sequence[Question], records: Sequence[Record]) -> dict[str, dict[str, float]]:
    pairs = [(q, r) for q, r in zip(questions, records, strict=True) if q.answerable and q.sources]
    chunks = score_rankings([rank_sources(question, record.retrieved) for question, record in pairs])
    sentences = score_rankings([rank_sources(question, record.evidence) for question, record in pairs])
    return {
        id_: {**values, **{f"sentence_{name}": value for name, value in sentences[id_].items()}}
        for id_, values in chunks.items()
    }


def _score_question(question: Question, record: Record, ranking: Mapping[str, float]) -> Score:
    values = dict(ranking)
    if question.answerable and question.nuggets:
        values.update(score_evidence(question, record.evidence))
        values["evidence_shown"] = float(holds_all(question, record.shown))
    if record.asked:
        values.update(_score_answer(question, record))
    return Score(question, record, values, find_reason(question, record, values))


def _score_answer(question: Question, record: Record) -> dict[str, float]:
    values = {"refusal_right": float(not record.error and record.abstained != question.answerable)}
    if not question.answerable:
        return values
    text = "" if record.abstained or record.error else strip_marks(record.text)
    if question.nuggets:
        shown = "\n".join((text, *(cited.quote for cited in record.citations))) if text else ""
        values["nugget_recall"] = nugget_recall(text, question.nuggets)
        values["nugget_recall_quotes"] = nugget_recall(shown, question.nuggets)
        values["contains"] = float(values["nugget_recall"] == 1)
        values["trigram_recall"] = trigram_recall(text, question.nuggets)
    if question.answers:
        short = (record.short or text) if text else ""
        values["em"] = exact_match(short, question.answers)
        values["f1"] = token_f1(short, question.answers)
    return values | _score_citations(question, record)


def _score_citations(question: Question, record: Record) -> dict[str, float]:
    """Score the quotes. A refusal shows none, so it has no precision, but misses everything it should have cited."""
    if not question.sources:
        return {}
    wrong = bool(record.error)
    citations = () if wrong or record.abstained else record.citations
    values = {
        "citation_recall": cite.citation_recall(question, record) if citations else 0.0,
        "source_recall": cite.source_recall(question, citations),
    }
    if question.spans:
        values["span_recall"] = cite.span_recall(citations, record.gold)
    if wrong or not record.abstained:
        values["citation_precision"] = cite.citation_precision(question, citations)
        if question.spans:
            values["span_precision"] = cite.span_precision(citations, record.gold)
    return values


def find_reason(question: Question, record: Record, values: Mapping[str, float]) -> str:
    """Return the first stage at which a question went wrong, "" when it did not."""
    if record.error:
        return "missing" if record.error == MISSING else "error"
    if not question.answerable:
        return "unrefused" if record.asked and not record.abstained else ""
    complete = values.get("nugget_recall", 1.0) == 1 if record.asked else True
    if record.asked and complete and not record.abstained:
        return "citation" if values.get("citation_precision", 1.0) == 0 else ""
    if values.get("R@10", 1.0) == 0:
        return "search"
    if not _holds_evidence(question, values):
        return "evidence"
    if not record.asked:
        return ""
    return "refused" if record.abstained else "answer"


def _holds_evidence(question: Question, values: Mapping[str, float]) -> bool:
    return values.get("evidence_shown" if question.nuggets else "sentence_R@10", 0.0) > 0


def _estimate_all(scores: Sequence[Score], *, seed: int) -> dict[str, Estimate]:
    asked = [score for score in scores if score.record.asked]
    estimates = _estimate_means(scores, seed=seed)
    if asked:
        estimates |= _estimate_refusals([score.verdict for score in asked], seed=seed)
        estimates |= _estimate_waits(scores)
    quotes = [float(cited.verbatim) for score in scores for cited in score.record.citations]
    if quotes:
        estimates["verbatim"] = Estimate(sum(quotes) / len(quotes), len(quotes))
    failed = [score.record.error for score in scores if score.record.error]
    estimates["failed"] = Estimate(sum(error != MISSING for error in failed), len(scores))
    estimates["missing"] = Estimate(sum(error == MISSING for error in failed), len(scores))
    return estimates


def _estimate_means(scores: Sequence[Score], *, seed: int) -> dict[str, Estimate]:
    estimates = {}
    for name in QUESTION_METRICS:
        values = [score.values[name] for score in scores if name in score.values]
        if values:
            estimates[name] = estimate_mean(values, seed=seed)
    return estimates


def _estimate_refusals(verdicts: Sequence[Verdict], *, seed: int) -> dict[str, Estimate]:
    figures: dict[str, Callable[[Sequence[Verdict]], float]] = {"aurc": area_under_risk}
    if any(not verdict.answerable for verdict in verdicts):
        figures |= {
            "refusal_precision": refusal_precision,
            "refusal_recall": refusal_recall,
            "refusal_f1": refusal_f1,
        }
    if any(verdict.answerable for verdict in verdicts):
        figures["false_refusals"] = false_refusals
    groups = [[verdict for verdict in verdicts if verdict.answerable is kind] for kind in (True, False)]
    estimates = {name: estimate_over(groups, figure, seed=seed) for name, figure in figures.items()}
    auroc = confidence_auroc(verdicts)
    if auroc is not None:
        estimates["auroc"] = Estimate(auroc, len(verdicts))
    return estimates


def _estimate_waits(scores: Sequence[Score]) -> dict[str, Estimate]:
    estimates = {}
    for name in (*TIMES, *TOKENS):
        values = _collect_timings(scores, name)
        for share in (50, 95) if values else ():
            estimates[f"{name}_p{share}"] = Estimate(percentile(values, share), len(values))
    return estimates


def _collect_timings(scores: Sequence[Score], name: str) -> tuple[float, ...]:
    return tuple(score.record.timings[name] for score in scores if name in score.record.timings)


def _count_reasons(scores: Sequence[Score]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for score in scores:
        if score.reason:
            counts[score.reason] = counts.get(score.reason, 0) + 1
    return counts

"""How well the right sources and the right sentences were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.dataset import Question
from eval.record import Passage
from index.normalize import contains_text

CUTS = (1, 3, 5, 10)
EVIDENCE_CUTS = (1, 2, 4, 6)
RANKING_METRICS = (*(f"R@{k}" for k in CUTS), "RR", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sources of the finds of one question, best first (a source may recur), and the relevant ones by grade."""

    id: str
    found: tuple[str, ...]
    relevant: Mapping[str, int]


def rank_sources(question: Question, passages: Iterable[Passage]) -> Ranking:
    """Return the ranking of `passages` against the gold sources of `question`."""
    grades = question.grades or (1,) * len(question.sources)
    relevant = dict(zip(question.sources, grades, strict=True))
    return Ranking(question.id, tuple(passage.source for passage in passages), relevant)


def score_rankings(rankings: Sequence[Ranking]) -> dict[str, dict[str, float]]:
    """Return R@1/3/5/10, RR and nDCG@10 of each ranking by its id, computed by `ir_measures`.

    A source counts at the rank of its first find; a further find of it keeps its rank and counts nothing. A
    ranking without finds scores 0. Definitions: trec_eval, https://ir-measur.es.
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = [*(R @ k for k in CUTS), RR, nDCG @ 10]
    qrels = [ir_measures.Qrel(r.id, source, grade) for r in rankings for source, grade in r.relevant.items()]
    run = [found for ranking in rankings for found in _scored_docs(ranking)]
    scores: dict[str, dict[str, float]] = {ranking.id: dict.fromkeys(RANKING_METRICS, 0.0) for ranking in rankings}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        scores[metric.query_id][str(metric.measure)] = float(metric.value)
    return scores


def score_evidence(question: Question, evidence: Sequence[Passage]) -> dict[str, float]:
    """Return `evidence@1/2/4/6`: 1 when the best k evidence sentences together hold every nugget, else 0."""
    return {f"evidence@{k}": float(holds_all(question, evidence[:k])) for k in EVIDENCE_CUTS}


def holds_all(question: Question, evidence: Sequence[Passage]) -> bool:
    """Tell whether the sentences together hold every nugget of the question."""
    return all(
        any(contains_text(passage.text, wording) for passage in evidence for wording in nugget)
        for nugget in question.nuggets
    )


def _scored_docs(ranking: Ranking) -> Iterable[object]:
    import ir_measures

    # A document may stand in a trec run once only, and equal scores would be re-ordered by name. No source
    # begins with a slash.
    for rank, source in enumerate(ranking.found):
        name = source if ranking.found.index(source) == rank else f"/{rank}/{source}"
        yield ir_measures.ScoredDoc(ranking.id, name, -float(rank))

"""Search: a dense and a keyword leg over the archive's chunks, fused by standard scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.store import Store
from index.store.rows import StoredChunk
from rag.config import AskConfig
from rag.copies import merge_copies
from rag.filters import Filter
from rag.likeness import Query, compare_sentences, standard_scores
from rag.question_time import add_time_bonus

#: Hits beyond the k asked for that are looked at, since copies count once.
_COPIES = 20
#: How many times as many candidates each leg brings where only some kinds of section may answer: it can't tell them.
_KINDS_BREADTH = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A found chunk with its scores; see `rag.types.ScoredChunk`."""

    chunk: StoredChunk
    score: float
    dense: float
    keyword: float
    also_in: tuple[str, ...] = ()


def search_chunks(store: Store, query: Query, k: int, *, only: Filter, config: AskConfig) -> tuple[Hit, ...]:
    """Return the best `k` chunks, best first.

    Each leg brings its candidates; for every candidate both scores are computed, so that none is missing, and
    fused as a weighted sum of standard scores over the candidates. The best of these then gain by their best
    sentence: one that holds all of the question says more than words strewn over a chunk.
    """
    documents = _admitted_documents(store, only)
    breadth = max(config.candidates, k) * (1 if only.kinds is None else _KINDS_BREADTH)
    dense = store.search_vectors(query.vector, breadth, documents=documents)
    keyword = store.record.search_terms(query.terms, breadth, documents=documents)
    cosines = _keep_kinds(store, _complete_cosines(store, query, dense, keyword), only)
    if not cosines:
        return ()
    fused = fuse_scores(cosines, {number: keyword.get(number, 0.0) for number in cosines}, weight=config.keyword_weight)
    fused = _prefer_times(store, query, fused, k=k, weight=config.time_weight)
    leading = store.record.chunks(_rank(fused)[: max(config.leading_chunks, k + _COPIES)])
    raised = _add_best_sentences(store, query, leading, fused, config=config)
    # Of copies that score alike the earliest is the one that counts.
    ranked = sorted(leading, key=lambda number: (-round(raised[number], 4), leading[number].published or "9", number))
    found = [Hit(leading[n], raised[n], cosines[n], keyword.get(n, 0.0)) for n in ranked]
    return merge_copies(store, found, k, only=only)


def _keep_kinds(store: Store, cosines: dict[int, float], only: Filter) -> dict[int, float]:
    """Leave out the candidates of sections of which nothing is wanted."""
    if only.kinds is None:
        return cosines
    wanted = store.record.chunks_of_kinds(cosines, only.kinds)
    return {number: cosine for number, cosine in cosines.items() if number in wanted}


def _prefer_times(store: Store, query: Query, fused: dict[int, float], *, k: int, weight: float) -> dict[int, float]:
    """Add what the times named in the question are worth; only texts that can come among the best are read for it."""
    if query.time.is_open:
        return fused
    bar = sorted(fused.values())[-min(k, len(fused))] - weight
    chunks = store.record.chunks([number for number, score in fused.items() if score >= bar])
    return add_time_bonus(fused, chunks, query.time, weight=weight)


def _complete_cosines(
    store: Store, query: Query, dense: Mapping[int, float], keyword: Mapping[int, float]
) -> dict[int, float]:
    """Return the cosine of every candidate; what only the keyword leg brought is computed from its vector."""
    vectors = store.record.chunk_vectors(keyword.keys() - dense.keys())
    return {**dense, **{number: float(vector @ query.vector) for number, vector in vectors.items()}}


def _rank(scores: Mapping[int, float]) -> list[int]:
    return sorted(scores, key=lambda number: (-scores[number], number))


def _add_best_sentences(
    store: Store,
    query: Query,
    chunks: Mapping[int, StoredChunk],
    fused: Mapping[int, float],
    *,
    config: AskConfig,
) -> dict[int, float]:
    """Return the scores of these chunks with the score of the best sentence of each added to them.

    A sentence gains by the share of the question's words that stand in or around it, as in `score_sentences`.
    """
    best: dict[int, float] = {}
    for sentence in compare_sentences(store, query, chunks.values(), keyword_weight=config.sentence_keyword_weight):
        score = sentence.score + config.coverage_weight * sentence.covered
        best[sentence.chunk.id] = max(score, best.get(sentence.chunk.id, score))
    return {number: fused[number] + config.best_sentence_weight * best.get(number, 0.0) for number in chunks}


def _admitted_documents(store: Store, only: Filter) -> list[int] | None:
    if only.is_open:
        return None
    admitted = [n for n, source, published in store.record.dated_documents() if only.admits(source, published)]
    if only.kinds is None:
        return admitted
    holding = store.record.documents_of_kinds(only.kinds)
    return [number for number in admitted if number in holding]


def fuse_scores(dense: Mapping[int, float], keyword: Mapping[int, float], *, weight: float) -> dict[int, float]:
    """Return (1 - weight) * z(dense) + weight * z(keyword) for each key; both maps have the same keys."""
    keys = list(dense)
    total = (1 - weight) * standard_scores([dense[key] for key in keys]) + weight * standard_scores(
        [keyword[key] for key in keys]
    )
    return dict(zip(keys, total.tolist(), strict=True))

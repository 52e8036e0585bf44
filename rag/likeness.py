"""How like a question is to sentences: nearness of vectors and shared words, on one scale."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.embed import Embedder
from index.keywords import content_terms, stem_words
from index.store import Store
from index.store.rows import StoredChunk, Vectors
from index.types import Span
from rag.question_time import QuestionTime, read_question_time
from rag.verbs import fold_verbs

#: BM25's usual constants.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what both legs need of it."""

    text: str
    vector: Vectors
    terms: tuple[str, ...]
    time: QuestionTime


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a found chunk. `dense` is its cosine to the question, `keyword` its BM25 score.

    `covered` is the share of the question's words, the rarer the more, that stand in it or around it: in the title, the
    heading and the sentence before, where stands what "sie" and "dort" speak of.
    """

    chunk: StoredChunk
    span: Span
    text: str
    score: float
    dense: float
    keyword: float
    covered: float
    also_in: tuple[str, ...] = ()


def read_query(text: str, embedder: Embedder, *, as_of: datetime.date | None = None) -> Query:
    """Embed a question and take its terms; a question of function words only keeps them all."""
    terms = content_terms(text) or list(dict.fromkeys(stem_words(text)))
    return Query(text, embedder.embed_queries([text])[0], tuple(terms), read_question_time(text, as_of))


def compare_sentences(
    store: Store, query: Query, chunks: Iterable[StoredChunk], *, keyword_weight: float
) -> list[ScoredSentence]:
    """Score every sentence of the chunks by its own likeness to the question, in the order of the archive.

    The score is a weighted sum of standard scores over these sentences.
    """
    known = {chunk.id: chunk for chunk in chunks}
    stored = store.record.sentences(known)
    texts = [_slice(known[entry.chunk_id], entry.span) for entry in stored]
    words = [fold_verbs(stem_words(text)) for text in texts]
    weights = _weigh_terms(store, query)
    dense = [float(entry.vector @ query.vector) for entry in stored]
    keyword = _score_keywords(words, weights)
    covered = _cover_terms([known[entry.chunk_id] for entry in stored], words, weights)
    total = (1 - keyword_weight) * standard_scores(dense) + keyword_weight * standard_scores(keyword)
    return [
        ScoredSentence(known[entry.chunk_id], entry.span, text, float(score), cosine, bm25, share)
        for entry, text, score, cosine, bm25, share in zip(stored, texts, total, dense, keyword, covered, strict=True)
    ]


def standard_scores(values: Sequence[float]) -> Vectors:
    """Return (x - mean) / deviation; all zero where nothing differs."""
    array = np.asarray(values, dtype=np.float32)
    deviation = float(array.std()) if array.size else 0.0
    return (array - array.mean()) / deviation if deviation > 1e-9 else np.zeros_like(array)


def _slice(chunk: StoredChunk, span: Span) -> str:
    return chunk.text[span.start - chunk.start : span.end - chunk.start]


def _weigh_terms(store: Store, query: Query) -> dict[str, float]:
    """Return the inverse document frequency of each term of the question: the rarer, the more it says.

    Strong verbs stand there by one form, with the frequency of the form in the question.
    """
    total = store.record.count_chunks()
    found = store.record.document_frequencies(query.terms)
    counts = (found.get(term, 0) for term in query.terms)
    rarities = (math.log(1 + (total - n + 0.5) / (n + 0.5)) for n in counts)
    return dict(zip(fold_verbs(query.terms), rarities, strict=True))


def _cover_terms(
    chunks: Sequence[StoredChunk], words: Sequence[Sequence[str]], weights: Mapping[str, float]
) -> list[float]:
    """Return `ScoredSentence.covered` of the sentences of these chunks, of which these are the words."""
    whole = sum(weights.values()) or 1.0
    above = {chunk.id: set(fold_verbs(stem_words(f"{chunk.title or ''} {chunk.heading or ''}"))) for chunk in chunks}
    shares: list[float] = []
    before: tuple[int, Sequence[str]] = (0, ())
    for chunk, own in zip(chunks, words, strict=True):
        known = above[chunk.id].union(own, before[1] if before[0] == chunk.id else ())
        shares.append(sum(weight for term, weight in weights.items() if term in known) / whole)
        before = chunk.id, own
    return shares


def _score_keywords(words: Sequence[Sequence[str]], weights: Mapping[str, float]) -> list[float]:
    """Return the BM25 score of each text, given by its words, with term weights from the whole archive."""
    mean = sum(map(len, words)) / max(1, len(words)) or 1.0
    return [_bm25(bag, weights, len(bag) / mean) for bag in words]


def _bm25(bag: Sequence[str], weights: Mapping[str, float], length: float) -> float:
    score = 0.0
    for term, weight in weights.items():
        if count := bag.count(term):
            score += weight * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))
    return score

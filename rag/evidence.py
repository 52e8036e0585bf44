"""Evidence: the few sentences of the best chunks that answer, numbered, with their paragraphs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.keywords import stem_words
from index.store import Store
from index.store.rows import StoredChunk, StoredSentence
from index.types import Span
from rag.config import AskConfig
from rag.copies import name_sentence_holders
from rag.question_time import time_bonus
from rag.retrieve import Hit, Query, standard_scores
from rag.types import Evidence

#: BM25's usual constants.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a found chunk. `dense` is its cosine to the question, `keyword` its BM25 score."""

    chunk: StoredChunk
    span: Span
    text: str
    score: float
    dense: float
    keyword: float
    also_in: tuple[str, ...] = ()


def score_sentences(store: Store, query: Query, hits: Sequence[Hit], *, config: AskConfig) -> list[ScoredSentence]:
    """Score every sentence of the hits by dense and keyword likeness and by its chunk, best first."""
    chunks = {hit.chunk.id: hit for hit in hits}
    stored = [entry for entry in store.record.sentences(chunks) if entry.chunk_id in chunks]
    if not stored:
        return []
    texts = [_slice(chunks[entry.chunk_id].chunk, entry.span) for entry in stored]
    dense = [float(entry.vector @ query.vector) for entry in stored]
    keyword = _score_keywords(store, query, texts)
    parents = [chunks[entry.chunk_id].score for entry in stored]
    total = (
        (1 - config.keyword_weight) * standard_scores(dense)
        + config.keyword_weight * standard_scores(keyword)
        + config.chunk_weight * standard_scores(parents)
        + config.time_weight * np.asarray(_score_time(query, chunks, stored, texts), dtype=np.float32)
        - config.heading_penalty * np.asarray([_is_heading(text) for text in texts], dtype=np.float32)
    )
    scored = [
        ScoredSentence(
            chunks[entry.chunk_id].chunk, entry.span, text, float(score), cosine, words, chunks[entry.chunk_id].also_in
        )
        for entry, text, score, cosine, words in zip(stored, texts, total, dense, keyword, strict=True)
    ]
    return sorted(scored, key=lambda sentence: -sentence.score)


def _is_heading(text: str) -> bool:
    """Tell a headline, caption or list word from a sentence: it ends without a mark."""
    return text.rstrip("“”\"»«)’' ")[-1:] not in {".", "!", "?", "…", ":"}


def _score_time(
    query: Query, chunks: Mapping[int, Hit], stored: Sequence[StoredSentence], texts: Sequence[str]
) -> list[float]:
    return [
        time_bonus(query.time, chunks[entry.chunk_id].chunk.published, text)
        for entry, text in zip(stored, texts, strict=True)
    ]


def _slice(chunk: StoredChunk, span: Span) -> str:
    return chunk.text[span.start - chunk.start : span.end - chunk.start]


def _score_keywords(store: Store, query: Query, texts: Sequence[str]) -> list[float]:
    """Return the BM25 score of each text, with term weights from the whole archive."""
    total = max(1, store.counts().chunks)
    found = store.record.document_frequencies(query.terms)
    weights = {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in found.items()}
    bags = [stem_words(text) for text in texts]
    mean = sum(map(len, bags)) / len(bags) or 1.0
    return [_bm25(bag, weights, len(bag) / mean) for bag in bags]


def _bm25(bag: Sequence[str], weights: dict[str, float], length: float) -> float:
    score = 0.0
    for term, weight in weights.items():
        if count := bag.count(term):
            score += weight * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))
    return score


def choose_evidence(store: Store, sentences: Sequence[ScoredSentence], *, config: AskConfig) -> tuple[Evidence, ...]:
    """Number the best sentences within the budget: best document first, in their order within it.

    The same sentence from two papers (agency copies) is shown once.
    """
    chosen: list[ScoredSentence] = []
    seen: set[str] = set()
    budget = config.evidence_tokens
    for sentence in sentences:
        key = " ".join(stem_words(sentence.text))
        cost = estimate_tokens(sentence.text)
        if key in seen or len(key.split()) < 3 or (chosen and cost > budget):
            continue
        chosen.append(sentence)
        seen.add(key)
        budget -= cost
        if len(chosen) == config.evidence_sentences:
            break
    return _number(store, chosen)


def _number(store: Store, chosen: Sequence[ScoredSentence]) -> tuple[Evidence, ...]:
    documents = list(dict.fromkeys(sentence.chunk.document_id for sentence in chosen))
    ordered = sorted(chosen, key=lambda s: (documents.index(s.chunk.document_id), s.span.start))
    return tuple(make_evidence(store, sentence, number) for number, sentence in enumerate(ordered, 1))


def make_evidence(store: Store, sentence: ScoredSentence, number: int) -> Evidence:
    """Turn a sentence into numbered evidence with the paragraph around it."""
    chunk = sentence.chunk
    text = store.record.document(chunk.source).text
    paragraph = find_paragraph(text, sentence.span)
    return Evidence(
        number=number,
        source=chunk.source,
        title=chunk.title,
        published=chunk.published,
        publisher=chunk.publisher,
        kind=chunk.kind,
        quote=sentence.text,
        start=sentence.span.start,
        end=sentence.span.end,
        context=paragraph.of(text),
        context_start=paragraph.start,
        score=sentence.score,
        also_in=name_sentence_holders(store, sentence.also_in, sentence.text),
    )


def find_paragraph(text: str, span: Span) -> Span:
    """Return the lines around a span, without white space at the ends."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a language model will see: German news has some 3.2 characters a token."""
    return math.ceil(len(text) / 3.2)

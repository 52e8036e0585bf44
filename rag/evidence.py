"""Evidence: the few sentences of the best chunks that answer, numbered, with their paragraphs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.dates import find_dates, is_dateline
from index.keywords import stem_words
from index.store import Store
from index.types import Span
from rag.answer_type import fits_question
from rag.config import AskConfig
from rag.copies import name_sentence_holders
from rag.instructions import is_instruction
from rag.likeness import Query, ScoredSentence, compare_sentences, standard_scores
from rag.question_time import time_bonus
from rag.retrieve import Hit
from rag.types import Evidence

#: The signs by which Markdown marks a heading, an item or what is bold: no words of the article.
_MARKS = re.compile(r"(?:(?:#{1,6}|[-*+>])\s+|\*{1,3}|_{1,3})+(?=\S)")
_CLOSING_MARKS = "*_"


def score_sentences(store: Store, query: Query, hits: Sequence[Hit], *, config: AskConfig) -> list[ScoredSentence]:
    """Score every sentence of the hits by its likeness to the question, its chunk and what it says, best first."""
    chunks = {hit.chunk.id: hit for hit in hits}
    sentences = compare_sentences(
        store, query, (hit.chunk for hit in hits), keyword_weight=config.sentence_keyword_weight
    )
    parents = standard_scores([chunks[sentence.chunk.id].score for sentence in sentences])
    total = (
        np.asarray([sentence.score for sentence in sentences], dtype=np.float32)
        + config.chunk_weight * parents
        + config.coverage_weight * np.asarray([sentence.covered for sentence in sentences], dtype=np.float32)
        + config.time_weight * np.asarray([time_bonus(query.time, s.chunk.published, s.text) for s in sentences])
        + config.answer_type_weight * np.asarray([fits_question(query.text, s.text) for s in sentences])
        - config.heading_penalty * np.asarray([_is_heading(s.text) for s in sentences])
    )
    scored = [
        replace(sentence, score=float(score), also_in=chunks[sentence.chunk.id].also_in)
        for sentence, score in zip(sentences, total, strict=True)
    ]
    return sorted(scored, key=lambda sentence: -sentence.score)


def _is_heading(text: str) -> bool:
    """Tell a headline, caption or list word from a sentence: it ends without a mark."""
    return _last_mark(text) not in {".", "!", "?", "…", ":"}


def _is_question(text: str) -> bool:
    return _last_mark(text) == "?"


def _tells_only_its_date(sentence: ScoredSentence) -> bool:
    """Tell the line with the day of publication, which stands beside every quote anyway."""
    published = sentence.chunk.published
    text = sentence.text.strip("*_# ")
    return published is not None and is_dateline(text) and {date.iso for date in find_dates(text)} == {published[:10]}


def _last_mark(text: str) -> str:
    return text.rstrip("“”\"»«)’' ")[-1:]


def choose_evidence(store: Store, sentences: Sequence[ScoredSentence], *, config: AskConfig) -> tuple[Evidence, ...]:
    """Number the best sentences within the budget: best document first, in their order within it.

    The same sentence from two papers (agency copies) is shown once; one that asks something itself, commands the
    model, or holds the day of publication alone, never: none tells anything.
    """
    chosen: list[ScoredSentence] = []
    seen: set[str] = set()
    budget = config.evidence_tokens
    for sentence in sentences:
        key = " ".join(stem_words(sentence.text))
        cost = estimate_tokens(sentence.text)
        too_long = chosen and cost > budget
        if too_long or key in seen or len(key.split()) < 3:
            continue
        if _is_question(sentence.text) or is_instruction(sentence.text) or _tells_only_its_date(sentence):
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
    texts = {source: store.record.document(source).text for source in {s.chunk.source for s in chosen}}
    return tuple(
        make_evidence(store, sentence, number, text=texts[sentence.chunk.source])
        for number, sentence in enumerate(ordered, 1)
    )


def make_evidence(store: Store, sentence: ScoredSentence, number: int, *, text: str) -> Evidence:
    """Turn a sentence into numbered evidence with the paragraph around it; `text` is that of its document."""
    chunk = sentence.chunk
    paragraph = find_paragraph(text, sentence.span)
    marks = _MARKS.match(sentence.text)
    skipped = marks.end() if marks else 0
    quote = sentence.text[skipped:].rstrip(_CLOSING_MARKS)
    return Evidence(
        number=number,
        source=chunk.source,
        title=chunk.title,
        published=chunk.published,
        publisher=chunk.publisher,
        kind=chunk.kind,
        quote=quote,
        start=sentence.span.start + skipped,
        end=sentence.span.start + skipped + len(quote),
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

"""What the reader makes of the found chunks: spans of the documents, and sentences that rise because they hold one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.config import AskConfig
from rag.likeness import ScoredSentence
from rag.reader import Reader
from rag.retrieve import Hit


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """Words of a document that may be the answer: `archive.document(source).text[start:end] == text`.

    `score` is the reader's: log odds against "the passage doesn't say".
    """

    source: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """The reader's spans, best first, and its best score for any chunk holding the answer at all."""

    spans: tuple[FoundSpan, ...] = ()
    present: float | None = None


def read_hits(reader: Reader | None, question: str, hits: Sequence[Hit], *, config: AskConfig) -> Findings:
    """Let the reader look at the best chunks; nothing without a reader."""
    chunks = [hit.chunk for hit in hits[: config.read_chunks]]
    if reader is None or not chunks:
        return Findings()
    reading = reader.read(question, [chunk.text for chunk in chunks])
    spans = [
        FoundSpan(
            chunks[span.passage].source,
            chunks[span.passage].start + span.start,
            chunks[span.passage].start + span.end,
            chunks[span.passage].text[span.start : span.end],
            span.score,
        )
        for span in reading.spans
    ]
    return Findings(tuple(spans), max(reading.present))


def raise_sentences(
    sentences: Sequence[ScoredSentence], findings: Findings, *, config: AskConfig
) -> list[ScoredSentence]:
    """Return the sentences, best first, with a bonus for those in which the reader saw an answer."""
    raised = [
        replace(sentence, score=sentence.score + config.reader_weight * _rate_sentence(sentence, findings.spans))
        for sentence in sentences
    ]
    return sorted(raised, key=lambda sentence: -sentence.score)


def _rate_sentence(sentence: ScoredSentence, spans: Sequence[FoundSpan]) -> float:
    """Return the probability of the best span inside the sentence, by the reader's own odds."""
    inside = [span.score for span in spans if holds_span(sentence, span)]
    return float(1 / (1 + np.exp(-max(inside) / 2))) if inside else 0.0


def holds_span(sentence: ScoredSentence, span: FoundSpan) -> bool:
    """Tell whether a sentence holds the whole span."""
    return sentence.chunk.source == span.source and sentence.span.start <= span.start and span.end <= sentence.span.end

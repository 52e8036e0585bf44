"""How questions are answered: every number that is tuned by measurement, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskConfig:
    """Settings of retrieval and answering; vary with `dataclasses.replace`.

    `candidates`: chunks each leg brings to the fusion. `chunks`: best chunks whose sentences are scored.
    `evidence_sentences` and `evidence_tokens`: the most that the model is shown. `keyword_weight` and
    `chunk_weight`: the share of the keyword score against the dense one, and of the chunk's score in its
    sentences' scores. `heading_penalty`: what a line without a final mark loses as evidence. `max_answer_tokens`: the longest answer. `threshold`: below this confidence the answer is a
    refusal and the model is not asked. `quote_threshold`: when nothing the model said is backed, the best quote
    itself is the answer from this confidence on, below it the refusal.
    """

    candidates: int = 100
    chunks: int = 5
    evidence_sentences: int = 5
    evidence_tokens: int = 320
    keyword_weight: float = 0.5
    chunk_weight: float = 0.5
    heading_penalty: float = 1.0
    max_answer_tokens: int = 160
    threshold: float = 0.3
    quote_threshold: float = 0.7

"""How questions are answered: every number that is tuned by measurement, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskConfig:
    """Settings of retrieval and answering; vary with `dataclasses.replace`."""

    #: Chunks each leg brings to the fusion.
    candidates: int = 100
    #: Best chunks whose sentences are scored.
    chunks: int = 5
    #: Let the reader point at the answer, where it fits the archive's embedder.
    reader: bool = True
    #: Best chunks that the reader looks at, and what a sentence gains in which it is sure to see the answer.
    read_chunks: int = 3
    reader_weight: float = 2.0
    #: The most sentences, and about the most tokens, that the model is shown.
    evidence_sentences: int = 5
    evidence_tokens: int = 220
    #: Share of the keyword score against the dense one, in [0, 1]: of chunks, and of sentences.
    keyword_weight: float = 0.2
    sentence_keyword_weight: float = 0.25
    #: Best chunks that are looked at sentence by sentence, and what the best sentence of each adds to it.
    leading_chunks: int = 20
    best_sentence_weight: float = 0.15
    #: Weight of a chunk's score in the scores of its sentences.
    chunk_weight: float = 0.75
    #: What a sentence gains that, with its title and the sentence before, holds all words of the question.
    coverage_weight: float = 2.0
    #: What a sentence gains that names what is asked for: a figure, a time, somebody.
    answer_type_weight: float = 1.5
    #: What a chunk or sentence gains that fits the time a question names or asks for, at most.
    time_weight: float = 0.5
    #: What a line without a final mark (headline, caption) loses as evidence.
    heading_penalty: float = 2.0
    #: Spans among which the short answer is chosen, and the reader's share in that against the language model's.
    short_candidates: int = 8
    reader_share: float = 1.0
    #: The longest answer in a few words that the model proposes beside the reader's spans, in tokens; and what a span
    #: that only the model saw counts as the reader's score.
    max_short_tokens: int = 20
    proposal_score: float = 4.0
    #: What a span loses there that is not of the kind asked for (a date, a time of day, a figure).
    type_penalty: float = 4.0
    #: What a span loses of whose words all stand in the question: it is asked for something else.
    echo_penalty: float = 4.0
    #: What a span or sentence loses there that speaks of another time than the question states, or reports somebody
    #: else's words than those that are asked for.
    astray_penalty: float = 3.0
    #: What a sentence loses there that gives no reason where one is asked for.
    reason_penalty: float = 3.0
    #: The most sentences quoted for one thing that is asked; what a sentence's best span counts there beside its rank;
    #: how far the second may lie behind the first, in the same article and in another.
    quotes: int = 2
    span_share: float = 0.3
    quote_gap: float = 3.0
    other_gap: float = 2.0
    #: How far, by both witnesses, what another article says may lie behind to be told as its account.
    account_gap: float = 4.0
    #: The reader's best spans for which a later article is looked through for a correction.
    corrected_spans: int = 3
    #: The longest answer, in tokens.
    max_answer_tokens: int = 160
    #: Answers kept in memory for the same question on an unchanged archive; 0: none.
    remembered: int = 64
    #: Below this confidence the answer is a refusal and the model is not asked.
    threshold: float = 0.33
    #: Below this confidence the model is also asked whether the chosen passage answers just this question; 1: always.
    check_below: float = 0.95
    #: When nothing the model said is backed, the best quote itself is the answer from this confidence on.
    quote_threshold: float = 0.7
    #: From this confidence on the best quote is the answer although the model refused.
    overrule_threshold: float = 0.9

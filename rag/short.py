"""The answer by two witnesses, the reader and the language model: which span it is, and which sentences say it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer_type import fits_short
from rag.cite import widen_quote
from rag.config import AskConfig
from rag.reading import FoundSpan
from rag.types import Evidence

#: Candidates of one sentence: its spans are mostly cuts of one another.
_OF_A_SENTENCE = 3


#: What the best span of a sentence is worth at least against the best of all: beyond that all are equally unlikely.
_FLOOR = -12.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen span, the sentences that say it, best first, and the model's log probability of no answer."""

    span: FoundSpan
    quotes: tuple[Evidence, ...]
    none: float


def list_candidates(
    question: str, spans: Sequence[FoundSpan], evidence: Sequence[Evidence], *, limit: int
) -> tuple[FoundSpan, ...]:
    """Return the best spans that stand in the evidence, each wording once, few of the same sentence.

    Those of the kind that is asked for come first.
    """
    chosen: dict[str, FoundSpan] = {}
    taken: Counter[int] = Counter()
    for span in sorted(spans, key=lambda span: not fits_short(question, span.text)):
        quote = find_quote(span, evidence)
        if quote is not None and taken[quote.number] < _OF_A_SENTENCE and span.text.casefold() not in chosen:
            chosen[span.text.casefold()] = span
            taken[quote.number] += 1
    return tuple(chosen.values())[:limit]


def find_quote(span: FoundSpan, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence whose quote holds the span."""
    return next((e for e in evidence if e.source == span.source and e.start <= span.start and span.end <= e.end), None)


def choose_answer(
    question: str,
    evidence: Sequence[Evidence],
    candidates: Sequence[FoundSpan],
    weights: Sequence[float],
    *,
    config: AskConfig,
) -> Choice:
    """Choose the span by what both witnesses say of it, and the sentences by that and by their rank.

    `weights` are the model's log probabilities of the candidates and, last, of there being no answer. A span that is
    not of the kind asked for loses.
    """
    *said, none = weights
    scores = [
        config.reader_share * span.score + weight - config.type_penalty * (not fits_short(question, span.text))
        for span, weight in zip(candidates, said, strict=True)
    ]
    quotes = _rank_quotes(evidence, candidates, scores)
    kept = [entry for entry, score in quotes if score >= quotes[0][1] - config.quote_gap][: config.quotes]
    best = max(range(len(scores)), key=scores.__getitem__)
    return Choice(candidates[best], tuple(widen_quote(entry) for entry in kept), none)


def _rank_quotes(
    evidence: Sequence[Evidence], candidates: Sequence[FoundSpan], scores: Sequence[float]
) -> list[tuple[Evidence, float]]:
    """Return the sentences with their scores, best first: that of the best span inside and that of retrieval."""
    inside: dict[int, float] = {}
    for span, score in zip(candidates, scores, strict=True):
        quote = find_quote(span, evidence)
        if quote is not None:
            inside[quote.number] = max(score, inside.get(quote.number, score))
    top, first = max(scores), max(entry.score for entry in evidence)
    rated = [
        (entry, max(inside.get(entry.number, -math.inf) - top, _FLOOR) + entry.score - first) for entry in evidence
    ]
    return sorted(rated, key=lambda pair: -pair[1])

"""The short answer: which of the reader's spans it is, by two witnesses, the reader and the language model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer_type import fits_short
from rag.config import AskConfig
from rag.reading import FoundSpan
from rag.types import Evidence

#: Candidates of one sentence: its spans are mostly cuts of one another.
_OF_A_SENTENCE = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen span, its log probability by the language model, and that of there being no answer."""

    span: FoundSpan
    lead: float
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


def choose_span(
    question: str, candidates: Sequence[FoundSpan], weights: Sequence[float], *, config: AskConfig
) -> Choice:
    """Choose by the sum of what both witnesses say; a span that is not of the kind asked for loses.

    `weights` are the model's log probabilities of the candidates and, last, of there being no answer.
    """
    *said, none = weights
    scores = [
        config.reader_share * span.score + weight - config.type_penalty * (not fits_short(question, span.text))
        for span, weight in zip(candidates, said, strict=True)
    ]
    best = max(range(len(scores)), key=scores.__getitem__)
    return Choice(candidates[best], said[best], none)

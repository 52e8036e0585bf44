"""Reports that differ: the same figure or time told otherwise in another article, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normalize import fold_letters, normalize_text
from index.types import SectionKind
from rag.answer_type import find_answer_type, fits_short
from rag.config import AskConfig
from rag.corrections import SEASONS, complete_value, find_new_value, is_later
from rag.reading import FoundSpan
from rag.types import Evidence

_VALUE = re.compile(rf"(?<![\w.])(?:m?d?\d[\d.:]*|{'|'.join(map(fold_letters, SEASONS))})")
_MOST = 3
#: Words behind two figures that are the same where both tell of one thing.
_MEASURE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says: the span, and the sentence that holds it."""

    span: FoundSpan
    quote: Evidence


def find_accounts(
    question: str, rated: Sequence[tuple[FoundSpan, Evidence, float]], *, config: AskConfig
) -> tuple[Account, ...]:
    """Return what different articles say, newest first, or nothing where they don't differ.

    Only questions for a figure or a time are looked at, since only these can be told to differ. `rated` are spans with
    the sentence that holds each and the score by both witnesses, best first. Of each article, and of its
    questions and answers by themselves, the best span counts if it lies within `config.account_gap` of the best of all;
    within twice that where an article and its questions and answers count the same ("60 Euro im Jahr").
    """
    if find_answer_type(question) is None or not rated:
        return ()
    best_span, best_quote, best = rated[0]
    measure = _read_measure(best_span, best_quote)
    told: dict[tuple[str, SectionKind], Account] = {}
    for span, quote, score in rated:
        inside = quote.source == best_quote.source and quote.kind is not best_quote.kind
        alike = inside and len(measure) == _MEASURE_WORDS and _read_measure(span, quote) == measure
        if score >= best - config.account_gap * (2 if alike else 1) and fits_short(question, span.text):
            told.setdefault((quote.source, quote.kind), Account(complete_value(span, quote), quote))
    distinct: list[Account] = []
    for account in told.values():
        if all(_differ(account.span.text, other.span.text) for other in distinct):
            distinct.append(account)
    if len(distinct) < 2:
        return ()
    return tuple(sorted(distinct[:_MOST], key=lambda account: account.quote.published or "", reverse=True))


def find_corrected(told: FoundSpan, quote: Evidence, evidence: Sequence[Evidence]) -> tuple[Account, ...]:
    """Return what the evidence puts in the place of what a sentence tells, newest first, and that; () where nothing."""
    later = [
        Account(FoundSpan(e.source, e.start + new.start, e.start + new.end, new.of(e.quote), told.score), e)
        for e in evidence
        if is_later(e.published, quote.published) and (new := find_new_value(told.text, e.quote))
    ]
    if not later:
        return ()
    newest = max(later, key=lambda account: account.quote.published or "")
    return newest, Account(told, quote)


def _differ(one: str, other: str) -> bool:
    """Tell whether two answers name different values; "17. August" and "17. August 2024" don't."""
    mine, yours = _read_values(one), _read_values(other)
    return bool(mine and yours) and not mine <= yours and not yours <= mine


def _read_measure(span: FoundSpan, quote: Evidence) -> list[str]:
    """Return the words behind the figure of a span in its sentence, what is counted and of what: "euro im jahr"."""
    figure = re.search(r"\d[\d.,]*", quote.quote[max(0, span.start - quote.start) :])
    return re.findall(r"\w+", figure.string[figure.end() :].casefold())[:_MEASURE_WORDS] if figure else []


def _read_values(text: str) -> frozenset[str]:
    return frozenset(_VALUE.findall(normalize_text(text)))

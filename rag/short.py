"""The answer by two witnesses, the reader and the language model: which span it is, and which sentences say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.keywords import content_terms, stem_words
from rag.accounts import find_accounts, find_corrected
from rag.answer_type import (
    asks_reason,
    asks_whole_time,
    count_asked,
    fits_bound,
    fits_quote,
    fits_sentence,
    fits_short,
    names_cause,
    states_reason,
)
from rag.change import asks_change, complete_change, is_difference, tells_change
from rag.cite import widen_quote
from rag.config import AskConfig
from rag.corrections import complete_value, may_be_corrected
from rag.prompt import NONE
from rag.question_time import Order, QuestionTime, strays_from
from rag.reading import FoundSpan
from rag.speakers import find_speakers, misses_speech, read_asked_speech
from rag.types import Evidence

#: What may stand around an answer.
_AROUND = ' \t\n.,;:„“”"»«'
#: Candidates of one sentence: its spans are mostly cuts of one another.
_OF_A_SENTENCE = 3
#: The most sentences where a question asks for so many things.
_MOST_ASKED = 5
#: What the best span of a sentence is worth at least against the best of all: beyond that all are equally unlikely.
_FLOOR = -6.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen span, the sentences that say it, best first, and the model's log probability of no answer.

    The span is the `whole` sentence where no few words answer. `told` are the words of each sentence where they are of
    articles that contradict each other, the newest first unless the oldest is asked for.
    """

    span: FoundSpan
    quotes: tuple[Evidence, ...]
    none: float
    told: tuple[str, ...] = ()
    whole: bool = False

    @property
    def held(self) -> Evidence:
        """Return the sentence that holds the span."""
        return find_quote(self.span, self.quotes) or self.quotes[0]

    @property
    def short(self) -> str | None:
        """Return the words that answer, None where it takes the whole sentence."""
        return None if self.whole else self.span.text


def list_candidates(
    question: str, spans: Sequence[FoundSpan], evidence: Sequence[Evidence], *, limit: int
) -> tuple[FoundSpan, ...]:
    """Return the best spans that stand in the evidence, each wording once, few of the same sentence.

    Those of the kind that is asked for come first; a part of a date is taken as the whole of it.
    """
    chosen: dict[str, FoundSpan] = {}
    taken: Counter[int] = Counter()
    whole = asks_whole_time(question)
    for span in sorted(spans, key=lambda span: not fits_short(question, span.text)):
        quote = find_quote(span, evidence)
        if quote is None or taken[quote.number] >= _OF_A_SENTENCE:
            continue
        span = complete_value(span, quote) if whole else span
        if span.text.casefold() not in chosen:
            chosen[span.text.casefold()] = span
            taken[quote.number] += 1
    return tuple(chosen.values())[:limit]


def find_quote(span: FoundSpan, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence whose quote holds the span."""
    return next((e for e in evidence if e.source == span.source and e.start <= span.start and span.end <= e.end), None)


def fold_words(text: str) -> str:
    """Return words so that only their letters and order count: one space between them, no case, nothing around."""
    return " ".join(text.split()).casefold().strip(_AROUND)


def locate_words(said: str, evidence: Sequence[Evidence], *, score: float) -> FoundSpan | None:
    """Return where the model's words stand in the evidence, as whole words in the best-ranked quote; None nowhere.

    `score` is what the span gets for the reader's, who may not have seen it.
    """
    words = said.split(NONE)[0].strip(_AROUND)
    if not words:
        return None
    spaced = r"\s+".join(map(re.escape, words.split()))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    for entry in sorted(evidence, key=lambda entry: -entry.score):
        if found := pattern.search(entry.quote):
            return FoundSpan(entry.source, entry.start + found.start(), entry.start + found.end(), found[0], score)
    return None


def choose_answer(
    question: str,
    evidence: Sequence[Evidence],
    candidates: Sequence[FoundSpan],
    weights: Sequence[float],
    *,
    time: QuestionTime,
    config: AskConfig,
) -> Choice:
    """Choose the span by what both witnesses say of it, and the sentences by that and by their rank.

    `weights` are the model's log probabilities of the candidates and, last, of there being no answer. A span that is
    not of the kind asked for, or of another time, loses. Where articles tell differently each has its sentence, the
    newest first.
    """
    *said, none = weights
    setbacks = _find_setbacks(question, evidence, time, config=config)
    ranked = _set_back(evidence, setbacks)
    rated = _rate_spans(question, ranked, candidates, said, setbacks, config=config)
    fitting = _find_fitting(question, ranked, config=config)
    if fitting is not None:
        rated = [entry for entry in rated if entry[1].number in fitting]
    if not rated:
        kept = [entry for entry in ranked if entry.number in (fitting or ())] or ranked
        return replace(_choose_whole(question, kept, time, config=config), none=none)
    accounts = find_accounts(question, rated, config=config)
    if not accounts and may_be_corrected(time):
        accounts = find_corrected(*rated[0][:2], evidence)
    if time.order is Order.OLDEST:
        accounts = accounts[::-1]
    if accounts:
        quotes = tuple(widen_quote(account.quote) for account in accounts)
        spans = [_complete(question, account.span, account.quote) for account in accounts]
        return Choice(spans[0], quotes, none, told=tuple(span.text for span in spans))
    chosen = _choose_quotes(question, ranked, rated, time, config=config)
    return Choice(_complete(question, *rated[0][:2]), tuple(widen_quote(entry) for entry in chosen), none)


def _complete(question: str, span: FoundSpan, quote: Evidence) -> FoundSpan:
    return complete_change(span, quote) if asks_change(question) else span


def choose_ranked(question: str, evidence: Sequence[Evidence], *, time: QuestionTime, config: AskConfig) -> Choice:
    """Choose the sentences by their rank alone, for questions that are not answered by a few words."""
    ranked = _set_back(evidence, _find_setbacks(question, evidence, time, config=config))
    return _choose_whole(question, ranked, time, config=config)


def _choose_whole(question: str, evidence: Sequence[Evidence], time: QuestionTime, *, config: AskConfig) -> Choice:
    ordered = sorted(evidence, key=lambda entry: -entry.score)
    whole = [(FoundSpan(e.source, e.start, e.end, e.quote, 0.0), e, 0.0) for e in ordered]
    chosen = _choose_quotes(question, evidence, whole, time, config=config)
    return Choice(whole[0][0], tuple(widen_quote(entry) for entry in chosen), 0.0, whole=True)


def find_astray(question: str, time: QuestionTime, evidence: Evidence) -> float:
    """Return how surely a sentence is of another time, or reports other words, than is asked for, in [0, 1]."""
    asked = read_asked_speech(question)
    around = f"{evidence.title or ''} {evidence.context}"
    return max(_miss_time(time, evidence), misses_speech(asked, evidence.quote, around) if asked else 0.0)


def _miss_time(time: QuestionTime, evidence: Evidence) -> float:
    before = evidence.context[: max(0, evidence.start - evidence.context_start)]
    return strays_from(time, evidence.published, evidence.quote, f"{evidence.title or ''} {before}")


def _find_setbacks(
    question: str, evidence: Sequence[Evidence], time: QuestionTime, *, config: AskConfig
) -> dict[int, float]:
    """Return by their numbers what sentences lose that are astray, or give no reason where one is asked for."""
    why = asks_reason(question)
    return {
        entry.number: config.astray_penalty * find_astray(question, time, entry)
        + config.reason_penalty * (why and not states_reason(entry.quote))
        for entry in evidence
    }


def _set_back(evidence: Sequence[Evidence], setbacks: Mapping[int, float]) -> tuple[Evidence, ...]:
    """Return the sentences, each with its score less what it loses."""
    return tuple(replace(entry, score=entry.score - setbacks[entry.number]) for entry in evidence)


def _rate_spans(
    question: str,
    evidence: Sequence[Evidence],
    candidates: Sequence[FoundSpan],
    said: Sequence[float],
    setbacks: Mapping[int, float],
    *,
    config: AskConfig,
) -> list[tuple[FoundSpan, Evidence, float]]:
    """Return the spans with the sentence that holds each and their score, best first."""
    rated: list[tuple[FoundSpan, Evidence, float]] = []
    for span, weight in zip(candidates, said, strict=True):
        quote = find_quote(span, evidence)
        if quote is not None:
            penalty = 0.0 if fits_answer(question, span, quote) else config.type_penalty
            penalty += setbacks[quote.number]
            penalty += config.echo_penalty * _share_asked(question, span.text)
            rated.append((span, quote, config.reader_share * span.score + weight - penalty))
    return sorted(rated, key=lambda entry: -entry[2])


def _find_fitting(question: str, evidence: Sequence[Evidence], *, config: AskConfig) -> set[int] | None:
    """Return the numbers of the sentences that can answer a "why" or what somebody said; None where all can.

    They give a reason, or that person speaks in them, and they are near the best by their rank. To a "why" the reader
    points at words that are no reason for anything, or one for something else; "Was war die Ursache?" is answered by
    sentences that name a cause, if there are any.
    """
    asked = read_asked_speech(question)
    if asks_reason(question):
        named = {entry.number for entry in evidence if names_cause(entry.quote)} if names_cause(question) else set()
        fitting = named or {entry.number for entry in evidence if states_reason(entry.quote)}
    elif asked:
        fitting = {entry.number for entry in evidence if asked.names & find_speakers(entry.quote)}
    else:
        return None
    if asked and not fitting:
        return None
    bar = max(entry.score for entry in evidence) - config.quote_gap
    return {entry.number for entry in evidence if entry.number in fitting and entry.score >= bar}


def fits_answer(question: str, span: FoundSpan, quote: Evidence) -> bool:
    """Tell whether words and the sentence that holds them are of the kind that is asked for."""
    if is_difference(question, span, quote) or (asks_change(question) and not tells_change(span, quote)):
        return False
    before = quote.quote[: max(0, span.start - quote.start)]
    return fits_short(question, span.text) and fits_bound(question, before) and fits_sentence(question, quote.quote)


def _share_asked(question: str, text: str) -> float:
    """Return the share of a text's words that the question has itself."""
    words = set(stem_words(text))
    return len(words & set(content_terms(question))) / len(words) if words else 0.0


def _choose_quotes(
    question: str,
    evidence: Sequence[Evidence],
    rated: Sequence[tuple[FoundSpan, Evidence, float]],
    time: QuestionTime,
    *,
    config: AskConfig,
) -> list[Evidence]:
    """Return the sentence of the best span, then the best others by their own rank and the best span inside each.

    Another must name a figure, a time or somebody where one is asked for. Each of two stated years has its sentence,
    and there are as many as the things that are asked for.
    """
    inside: dict[int, float] = {}
    for _, quote, score in rated:
        inside.setdefault(quote.number, score - rated[0][2])
    scores = {
        entry.number: config.span_share * max(inside.get(entry.number, _FLOOR), _FLOOR) + entry.score
        for entry in evidence
    }
    ordered = sorted(evidence, key=lambda entry: -scores[entry.number])
    best, holder = scores[ordered[0].number], rated[0][1]

    def is_near(entry: Evidence) -> bool:
        gap = config.quote_gap if entry.source == holder.source else config.other_gap
        return scores[entry.number] >= best - gap and fits_quote(question, entry.quote)

    limit = max(config.quotes, min(count_asked(question), _MOST_ASKED))
    chosen = [holder, *(entry for entry in ordered if entry is not holder and is_near(entry))][:limit]
    return [*chosen, *_find_missing_times(ordered, chosen, time)]


def _find_missing_times(
    ordered: Sequence[Evidence], chosen: Sequence[Evidence], time: QuestionTime
) -> Iterator[Evidence]:
    """Yield the best sentence of each of several stated times of which none is chosen."""
    for period in time.binding if len(time.binding) > 1 else ():
        only = replace(time, binding=(period,))
        if all(_miss_time(only, entry) for entry in chosen):
            best = next((entry for entry in ordered if not _miss_time(only, entry)), None)
            if best is not None:
                yield best

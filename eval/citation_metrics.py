"""Whether the quotes under an answer come from where the answer stands.

ALCE (Gao et al. 2023, https://arxiv.org/abs/2305.14627) asks of every statement whether its citations support it
(recall) and of every citation whether it supports anything (precision), judged by an entailment model. Here the
gold sources and gold spans of the question are the judge, so no model has a say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.dataset import Question
from eval.record import Cited, Passage, Record
from index.sentences import split_sentences

_MARK = re.compile(r"\[([\d\s,;–-]+)\]")
_MARKS_AFTER_STOP = re.compile(r"([.!?…]+[“”\"'’«]?)((?:\s*\[[\d\s,;–-]+\])+)")


def citation_precision(question: Question, citations: Sequence[Cited]) -> float:
    """Return the share of `citations` from a gold source; 0 without citations."""
    return _mean(cited.source in question.sources for cited in citations)


def citation_recall(question: Question, record: Record) -> float:
    """Return the share of the answer's sentences that carry the mark of a citation from a gold source."""
    gold = {cited.number for cited in record.citations if cited.source in question.sources}
    return _mean(bool(gold & read_marks(statement)) for statement in split_statements(record.text))


def source_recall(question: Question, citations: Sequence[Cited]) -> float:
    """Return the share of the gold sources that are cited."""
    cited = {citation.source for citation in citations}
    return _mean(source in cited for source in question.sources)


def span_precision(citations: Sequence[Cited], gold: Sequence[Sequence[Passage]]) -> float:
    """Return the share of `citations` that overlap a gold span; 0 without citations."""
    return _mean(any(_overlap(cited, place) for places in gold for place in places) for cited in citations)


def span_recall(citations: Sequence[Cited], gold: Sequence[Sequence[Passage]]) -> float:
    """Return the share of gold spans that a citation overlaps; a span not found in the archive counts as missed."""
    return _mean(any(_overlap(cited, place) for place in places for cited in citations) for places in gold)


def split_statements(text: str) -> tuple[str, ...]:
    """Return the sentences of an answer, each with its citation marks; marks alone are no sentence.

    Marks behind a full stop belong to the sentence before it, so they are put in front of the stop.
    """
    text = _MARKS_AFTER_STOP.sub(r"\2\1", text)
    sentences = (span.of(text) for span in split_sentences(text))
    return tuple(sentence for sentence in sentences if any(c.isalnum() for c in _MARK.sub("", sentence)))


def read_marks(text: str) -> frozenset[int]:
    """Return the numbers cited in `text`: `[1]`, `[1][2]`, `[1, 2]`."""
    return frozenset(int(number) for mark in _MARK.findall(text) for number in re.findall(r"\d+", mark))


def locate_span(span: str, source: str, text: str) -> tuple[Passage, ...]:
    """Return every place of `text` that holds `span`, whatever the white space between its words."""
    pattern = r"\s+".join(re.escape(word) for word in span.split())
    return tuple(Passage(source, found.start(), found.end()) for found in re.finditer(pattern, text)) if pattern else ()


def _overlap(cited: Cited, place: Passage) -> bool:
    return cited.source == place.source and cited.start < place.end and place.start < cited.end


def _mean(values: Iterable[bool]) -> float:
    known = tuple(values)
    return sum(known) / len(known) if known else 0.0

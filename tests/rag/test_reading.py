"""What the reader makes of the found chunks: spans in the document's own characters, and sentences that rise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Archive
from rag.evidence import score_sentences
from rag.filters import make_filter
from rag.likeness import ScoredSentence, read_query
from rag.reading import Findings, FoundSpan, holds_span, raise_sentences, read_hits
from rag.retrieve import Hit, search_chunks
from tests.conftest import FakeEmbedder, FakeReader

QUESTION = "Wie viel hat die Brücke über die Aue gekostet?"


@pytest.fixture
def hits(archive: Archive, articles: Path, embedder: FakeEmbedder) -> list[Hit]:
    archive.add(articles)
    query = read_query(QUESTION, embedder)
    only = make_filter({})
    return list(search_chunks(archive._store, query, 5, only=only, config=archive.config))


@pytest.fixture
def sentences(archive: Archive, hits: list[Hit], embedder: FakeEmbedder) -> list[ScoredSentence]:
    query = read_query(QUESTION, embedder)
    return score_sentences(archive._store, query, hits, config=archive.config)


def point_at(words: str, score: float = 4.0) -> FakeReader:
    return FakeReader(lambda question, text: (words, score) if words in text else None)


def test_spans_are_characters_of_the_document(archive: Archive, hits: list[Hit]) -> None:
    findings = read_hits(point_at("12,5 Millionen Euro"), QUESTION, hits, config=archive.config)
    [span] = findings.spans
    assert archive.document(span.source).text[span.start : span.end] == span.text == "12,5 Millionen Euro"
    assert (span.source, span.score, findings.present) == ("bruecke.txt", 4.0, 4.0)


def test_the_reader_sees_only_the_best_chunks(archive: Archive, hits: list[Hit]) -> None:
    seen: list[str] = []
    reader = FakeReader(lambda question, text: seen.append(text))
    findings = read_hits(reader, QUESTION, hits, config=replace(archive.config, read_chunks=2))
    assert seen == [hit.chunk.text for hit in hits[:2]]
    assert findings == Findings((), -5.0)


def test_without_a_reader_or_anything_to_read_nothing_is_found(archive: Archive, hits: list[Hit]) -> None:
    reader = point_at("Brücke")
    assert read_hits(None, QUESTION, hits, config=archive.config) == Findings()
    assert read_hits(reader, QUESTION, [], config=archive.config) == Findings()
    assert reader.questions == []


def test_the_sentence_with_the_span_rises_and_no_other(archive: Archive, sentences: list[ScoredSentence]) -> None:
    last = sentences[-1]
    chunk = last.chunk
    span = FoundSpan(chunk.source, last.span.start, last.span.start + 3, last.text[:3], 20.0)
    raised = raise_sentences(sentences, Findings((span,), 20.0), config=replace(archive.config, reader_weight=50.0))
    assert raised[0].text == last.text
    assert raised[0].score == pytest.approx(last.score + 50, abs=0.01)
    assert [sentence.score for sentence in raised[1:]] == [sentence.score for sentence in sentences[:-1]]


def test_a_surer_span_raises_its_sentence_more(archive: Archive, sentences: list[ScoredSentence]) -> None:
    last = sentences[-1]
    gains = []
    for score in (-4.0, 0.0, 4.0):
        span = FoundSpan(last.chunk.source, last.span.start, last.span.end, last.text, score)
        raised = raise_sentences([last], Findings((span,), score), config=archive.config)
        gains.append(raised[0].score - last.score)
    assert 0 < gains[0] < gains[1] < gains[2] < archive.config.reader_weight
    assert gains[1] == pytest.approx(archive.config.reader_weight / 2)


def test_a_sentence_holds_a_span_only_whole_and_in_its_own_document(sentences: list[ScoredSentence]) -> None:
    sentence = sentences[0]
    source, start, end = sentence.chunk.source, sentence.span.start, sentence.span.end
    assert holds_span(sentence, FoundSpan(source, start, end, sentence.text, 0))
    assert not holds_span(sentence, FoundSpan(source, start, end + 1, sentence.text, 0))
    assert not holds_span(sentence, FoundSpan(source, start - 1, end, sentence.text, 0))
    assert not holds_span(sentence, FoundSpan("anders.txt", start, end, sentence.text, 0))

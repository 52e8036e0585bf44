"""An answer by two witnesses, the reader and the model: what the user gets whichever of them is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from rag import REFUSAL, Answer, Archive, EvidenceFound, Finished, Token
from rag.prompt import DECIDED, NO, NONE, OPEN, YES
from tests.conftest import FakeEmbedder, FakeLLM, FakeReader

QUESTION = "Wie viel hat die Brücke über die Aue gekostet?"
COST = "12,5 Millionen Euro"


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader(lambda question, text: (COST, 6.0) if COST in text else None)


@pytest.fixture
def read(tmp_path: Path, articles: Path, embedder: FakeEmbedder, llm: FakeLLM, reader: FakeReader) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", embedder=embedder, llm=llm, reader=reader) as archive:
        archive.add(articles)
        archive.config = replace(archive.config, threshold=0.0, remembered=0)
        yield archive


def number_of(words: str, prompt: str) -> str:
    line = next(line for line in prompt.splitlines() if line.startswith("[") and words in line)
    return line[1 : line.index("]")]


def check_quotes(archive: Archive, answer: Answer) -> None:
    assert answer.citations
    quotes = [(c.source, c.start, c.end, c.quote) for c in answer.citations]
    quotes += [(e.source, e.start, e.end, e.quote) for e in answer.evidence]
    for source, start, end, quote in quotes:
        assert archive.document(source).text[start:end] == quote


def test_the_sentence_that_holds_the_span_is_the_answer(read: Archive, llm: FakeLLM) -> None:
    answer = read.ask(QUESTION)
    assert answer.short == COST
    assert not answer.abstained
    assert len(answer.citations) == 1
    assert COST in answer.citations[0].quote
    assert len(llm.completions) == 1  # the few words that the model proposes
    llm.weight = lambda text: -0.1 if text == COST else -9.0
    assert read.ask(QUESTION).short == COST
    assert len(llm.completions) == 1  # sure of the reader's span, it is not asked for its own
    check_quotes(read, answer)


def test_the_model_stops_where_it_says_what_no_quote_does(read: Archive, llm: FakeLLM) -> None:
    llm.weight = lambda text: -9.0
    llm.answer = lambda prompt: "Rund 13 Millionen Euro, wie man aus anderen Quellen weiß"
    answer = read.ask(QUESTION)
    assert answer.short == COST
    assert answer.timings.answer_tokens < 4


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(read: Archive) -> None:
    answer = read.ask(QUESTION)
    quote = f"Die neue Brücke über die Aue ist am Mittwoch eröffnet worden. Sie hat {COST} gekostet."
    assert answer.text == f"„{quote}“ [1]."
    assert answer.citations[0].quote == quote
    check_quotes(read, answer)


def test_a_second_sentence_is_quoted_only_where_it_is_as_likely(
    read: Archive, llm: FakeLLM, reader: FakeReader
) -> None:
    reader.point = lambda question, text: next(
        ((words, 5.0) for words in ("400 Gästen", "80.000 Euro") if words in text), None
    )
    read.config = replace(read.config, evidence_sentences=8, read_chunks=8, quote_gap=50.0, other_gap=50.0)
    question = "Was steht über die Brücke, die Sanierung und die Leute da?"
    assert len(read.ask(question).citations) == 2
    read.config = replace(read.config, quote_gap=0.0, other_gap=0.0)
    assert len(read.ask(question).citations) == 1


def test_what_only_the_model_sees_is_weighed_too(read: Archive, llm: FakeLLM, reader: FakeReader) -> None:
    reader.point = lambda question, text: ("Petra Lohmann", 2.0) if "Lohmann" in text else None
    llm.answer = lambda prompt: f"{COST}."
    llm.weight = lambda text: -0.5 if text == COST else -9.0
    answer = read.ask(QUESTION)
    assert answer.short == COST
    check_quotes(read, answer)
    llm.answer = lambda prompt: "99 Cent"
    assert read.ask(QUESTION).short == "Petra Lohmann"


def test_a_question_for_two_things_is_answered_thing_by_thing(read: Archive, llm: FakeLLM, reader: FakeReader) -> None:
    words = {"Wie viel hat die Brücke gekostet?": COST, "Wie heißt der Schäfer mit den Hunden?": "Anton Rieger"}
    reader.point = lambda question, text: (words[question], 6.0) if words[question] in text else None
    read.config = replace(read.config, read_chunks=8, evidence_sentences=12)
    answer = read.ask("Wie viel hat die Brücke gekostet, und wie heißt der Schäfer mit den Hunden?")
    assert answer.short == f"{COST} · Anton Rieger"
    assert answer.text.index(COST) < answer.text.index("Anton Rieger")
    assert {citation.source for citation in answer.citations} == {"bruecke.txt", "schafe.txt"}
    assert [entry.number for entry in answer.evidence] == list(range(1, len(answer.evidence) + 1))
    check_quotes(read, answer)


def test_the_thing_that_is_not_there_is_named(read: Archive, llm: FakeLLM, reader: FakeReader) -> None:
    words = {"Wie viel hat die Brücke gekostet?": COST, "Wie heißt der Schäfer mit den Hunden?": "Anton Rieger"}
    reader.point = lambda question, text: (words[question], 6.0) if words[question] in text else None
    question = "Wie viel hat die Brücke gekostet, und wie heißt der Schäfer mit den Hunden?"
    read.config = replace(read.config, read_chunks=8, evidence_sentences=12)
    llm.weight = lambda text: -1.0 if COST in text or NONE in text else -60.0
    both = read.ask(question)
    llm.weight = lambda text: -0.001 if NONE in text and "Schäfer" in llm.asked[-1][-1].content else -30.0
    lower = min(both.confidence, read.ask(question).confidence)
    read.config = replace(read.config, threshold=(lower + both.confidence) / 2)
    answer = read.ask(question)
    assert COST in answer.text
    assert answer.text.endswith("Zur Frage „Wie heißt der Schäfer mit den Hunden?“ steht nichts in den Quellen.")
    assert answer.short == COST
    check_quotes(read, answer)


def test_the_model_may_prefer_another_span_than_the_reader(read: Archive, llm: FakeLLM, reader: FakeReader) -> None:
    reader.point = lambda question, text: next(
        ((words, score) for words, score in (("400 Gästen", 6.0), ("80.000 Euro", 4.0)) if words in text), None
    )
    llm.weight = lambda text: -1.0 if "80.000" in text else -30.0
    read.config = replace(read.config, evidence_sentences=8, read_chunks=8)
    assert read.ask("Was steht über die Brücke, die Sanierung und die Gäste da?").short == "80.000 Euro"
    llm.weight = lambda text: -1.0
    assert read.ask("Was steht über die Brücke, die Sanierung und die Gäste da?").short == "400 Gästen"


def test_the_reader_shows_its_words_before_the_model_speaks(read: Archive, reader: FakeReader) -> None:
    first = next(iter(read.ask_stream(QUESTION)))
    assert isinstance(first, EvidenceFound)
    assert first.short == COST
    assert reader.questions == [QUESTION]


def test_a_model_that_is_sure_of_no_answer_refuses_without_writing(read: Archive, llm: FakeLLM) -> None:
    before = read.ask(QUESTION).confidence
    llm.weight = lambda text: -0.001 if NONE in text else -60.0
    lower = read.ask(QUESTION).confidence
    llm.weight = lambda text: -60.0 if NONE in text else -0.001
    higher = read.ask(QUESTION).confidence
    assert lower < before < higher
    written = len(llm.completions)
    llm.weight = lambda text: -0.001 if NONE in text else -60.0
    read.config = replace(read.config, threshold=(lower + estimate_first(read)) / 2)
    answer = read.ask(QUESTION)
    assert answer.abstained
    assert answer.text == REFUSAL
    assert answer.nearest
    assert answer.short is None
    assert len(llm.completions) == written


def estimate_first(archive: Archive) -> float:
    """Return the confidence before the model is asked."""
    from rag.confidence import estimate_confidence
    from rag.filters import make_filter
    from rag.found import find_evidence

    only = make_filter({})
    reader = archive._open_reader()
    found = find_evidence(archive._store, archive._embedder, reader, QUESTION, only=only, config=archive.config)
    return estimate_confidence(found.signs)


def test_without_the_reader_it_answers_as_before(read: Archive, llm: FakeLLM, reader: FakeReader) -> None:
    read.config = replace(read.config, reader=False)
    llm.answer = lambda prompt: f"Sie hat {COST} gekostet [{number_of(COST, prompt)}]."
    answer = read.ask(QUESTION)
    assert answer.text == f"Sie hat {COST} gekostet [1]."
    assert answer.short is None
    assert reader.questions == []
    assert not read.status().reader
    check_quotes(read, answer)


def test_a_reader_that_sees_nothing_leaves_the_answer_to_the_model(
    read: Archive, llm: FakeLLM, reader: FakeReader
) -> None:
    reader.point = lambda question, text: None
    llm.answer = lambda prompt: f"Sie hat {COST} gekostet [{number_of(COST, prompt)}]."
    answer = read.ask(QUESTION)
    assert answer.text == f"Sie hat {COST} gekostet [1]."
    assert answer.short is None


def test_stopping_while_the_model_weighs_ends_without_an_answer(read: Archive, llm: FakeLLM) -> None:
    stream = read.ask_stream(QUESTION)

    def weigh(text: str) -> float:
        stream.close()
        return -1.0

    llm.weight = weigh
    events = list(stream)
    assert [type(event) for event in events] == [EvidenceFound]
    assert not any(isinstance(event, Token) for event in events)
    assert not llm.completions
    llm.weight = lambda text: -1.0
    assert read.ask(QUESTION).short == COST


def test_articles_that_tell_differently_state_it_by_date(read: Archive, reader: FakeReader, tmp_path: Path) -> None:
    new = tmp_path / "neu"
    new.mkdir()
    (new / "abrechnung.txt").write_text(
        "Abrechnung der Brücke\n\n3. Februar 2026\n\nDie Brücke über die Aue hat 14,1 Millionen Euro gekostet.\n"
    )
    read.add(new)
    said = (COST, "14,1 Millionen Euro")
    reader.point = lambda question, text: next(((words, 6.0) for words in said if words in text), None)
    answer = read.ask(QUESTION)
    quotes = {citation.number: citation for citation in answer.citations}
    assert [statement.words for statement in answer.statements] == ["14,1 Millionen Euro", COST]
    assert all(statement.words in quotes[statement.number].quote for statement in answer.statements)
    assert [quotes[statement.number].source for statement in answer.statements] == ["abrechnung.txt", "bruecke.txt"]
    assert answer.short == "14,1 Millionen Euro"
    check_quotes(read, answer)


@pytest.mark.parametrize("line", ["# {}", "**{}**", "- {}", "> {}"])
def test_the_signs_of_markdown_are_not_quoted(read: Archive, reader: FakeReader, tmp_path: Path, line: str) -> None:
    words = "Der Stadtturm wird für drei Millionen Euro saniert."
    (tmp_path / "turm.md").write_text(f"{line.format(words)}\n\nDas steht fest.\n")
    read.add(tmp_path / "turm.md")
    reader.point = lambda question, text: ("drei Millionen Euro", 6.0) if "drei Millionen" in text else None
    answer = read.ask("Für wie viel Geld wird der Stadtturm saniert?")
    assert answer.citations[0].quote == words
    check_quotes(read, answer)


def weigh_by(weights: dict[str, float], text: str) -> float:
    return weights.get(text, -0.1)


def test_a_near_miss_is_refused_though_the_words_are_there(read: Archive, llm: FakeLLM) -> None:
    read.config = replace(read.config, threshold=0.2)
    events = []
    for said_no in (-0.01, -9.0):
        llm.weight = partial(weigh_by, {NO: said_no, YES: -6.0, NONE: -9.0})
        events.append(list(read.ask_stream(QUESTION)))
    refused, answered = (event.answer for found in events for event in found if isinstance(event, Finished))
    assert refused.abstained
    assert refused.text == REFUSAL
    assert refused.nearest
    assert refused.confidence < answered.confidence
    assert not answered.abstained
    assert any(isinstance(event, Token) for event in events[0])  # what is said before the check is a draft


def test_a_question_for_yes_or_no_is_answered_by_the_quote_alone(read: Archive, llm: FakeLLM) -> None:
    read.config = replace(read.config, threshold=0.2)
    for said_open, abstained in ((-9.0, False), (-0.01, True)):
        # That the model finds "Nein" likely says nothing here: it may be the answer.
        llm.weight = partial(weigh_by, {DECIDED: -5.0, OPEN: said_open, NO: -0.01, YES: -9.0, NONE: -9.0})
        answer = read.ask(f"Hat die neue Brücke {COST} gekostet?")
        assert answer.abstained is abstained
        assert answer.short is None
    assert "gleich ob mit Ja oder mit Nein" in llm.asked[-1][0].content


def test_a_topic_is_answered_by_what_is_told_of_it(read: Archive, llm: FakeLLM) -> None:
    answer = read.ask("Brücke")
    assert not answer.abstained
    assert answer.short is None
    assert "Brücke" in answer.citations[0].quote


def test_words_are_shown_ahead_only_where_words_are_asked_for(read: Archive) -> None:
    events = (next(iter(read.ask_stream(question))) for question in (QUESTION, f"Warum {QUESTION}", "Brücke"))
    assert [event.short for event in events if isinstance(event, EvidenceFound)] == [COST, None, None]


def test_a_passage_of_an_article_that_does_not_know_who_is_asked_for_is_doubted(read: Archive) -> None:
    known = read.ask(QUESTION)
    stranger = read.ask("Wie viel hat die Brücke über die Aue laut Baurat Mats Quandt gekostet?")
    assert stranger.short == known.short
    assert stranger.confidence < known.confidence / 4


def test_the_check_sees_title_date_and_the_sentence_before(read: Archive, llm: FakeLLM) -> None:
    read.ask(QUESTION)
    asked = llm.asked[-1][-1].content
    assert "Artikel: Neue Brücke in Auenheim eröffnet (19.06.2024)" in asked
    assert "eröffnet worden. Sie hat 12,5 Millionen Euro gekostet." in asked
    assert asked.endswith(f"Frage: {QUESTION}")

"""Asking, with fake models over a real archive: what the caller gets whatever the model says."""

from __future__ import annotations

import gc
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import UsageError
from rag import REFUSAL, Archive, AskEvent, EvidenceFound, Finished, Token
from tests.conftest import FakeEmbedder, FakeLLM

QUESTION = "Wie viel hat die Brücke über die Aue gekostet?"


@pytest.fixture
def filled(archive: Archive, articles: Path) -> Archive:
    archive.add(articles)
    archive.config = replace(archive.config, threshold=0.0)
    return archive


def test_an_answer_has_text_and_verbatim_citations(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: f"Sie hat 12,5 Millionen Euro gekostet [{_number_of('12,5', prompt)}]."
    answer = filled.ask(QUESTION)
    assert answer.text == "Sie hat 12,5 Millionen Euro gekostet [1]."
    assert not answer.abstained
    [citation] = answer.citations
    assert (citation.number, citation.source, citation.published) == (1, "bruecke.txt", "2024-06-19")
    assert filled.document(citation.source).text[citation.start : citation.end] == citation.quote
    assert "12,5" in citation.quote


def _number_of(words: str, prompt: str) -> str:
    line = next(line for line in prompt.splitlines() if line.startswith("[") and words in line)
    return line[1 : line.index("]")]


def test_the_model_sees_evidence_only_from_the_archive(filled: Archive, llm: FakeLLM) -> None:
    answer = filled.ask(QUESTION)
    shown = [line for line in llm.asked[-1][-1].content.splitlines() if line.startswith("[")]
    assert len(shown) == len(answer.evidence)
    for line, entry in zip(shown, answer.evidence, strict=True):
        assert line.endswith(entry.quote)
        assert filled.document(entry.source).text[entry.start : entry.end] == entry.quote
        assert entry.quote in entry.context


def test_a_claim_that_only_repeats_the_question_gives_way_to_its_quote(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: f"Die Brücke über die Aue hat gekostet [{_number_of('12,5', prompt)}]."
    answer = filled.ask(QUESTION)
    assert answer.text == "„Sie hat 12,5 Millionen Euro gekostet.“ [1]."


def test_a_question_for_a_figure_is_answered_with_the_figure(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: f"Die Brücke ist am Mittwoch eröffnet worden [{_number_of('Mittwoch', prompt)}]."
    assert filled.ask("Wer eröffnete die Brücke?").text.count("[") == 1
    llm.answer = lambda prompt: f"Die Bürgermeisterin durchschnitt das Band [{_number_of('Lohmann', prompt)}]."
    answer = filled.ask("Wie viel hat die neue Brücke gekostet?")
    assert "12,5 Millionen Euro" in answer.text
    assert {citation.source for citation in answer.citations} == {"bruecke.txt"}


def test_evidence_beyond_doubt_overrules_a_refusal_of_the_model(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: REFUSAL
    filled.config = replace(filled.config, overrule_threshold=0.0)
    assert not filled.ask(QUESTION).abstained


def test_a_refusal_of_the_model_is_a_refusal_with_the_nearest_finds(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: REFUSAL
    filled.config = replace(filled.config, overrule_threshold=1.1)
    answer = filled.ask(QUESTION)
    assert answer.abstained
    assert answer.text == REFUSAL
    assert answer.citations == ()
    assert answer.nearest


def test_below_the_threshold_the_model_is_not_even_asked(filled: Archive, llm: FakeLLM) -> None:
    filled.config = replace(filled.config, threshold=1.1)
    answer = filled.ask(QUESTION)
    assert answer.abstained
    assert llm.asked == []
    assert answer.timings.total == answer.timings.first_token > 0


def test_an_invented_answer_never_gets_out(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: "Olaf Scholz eröffnete 1998 den Flughafen in Kassel [1]."
    filled.config = replace(filled.config, quote_threshold=1.1)
    assert filled.ask(QUESTION).abstained
    filled.config = replace(filled.config, quote_threshold=0.0)
    answer = filled.ask(QUESTION)
    assert "Scholz" not in answer.text
    [citation] = answer.citations
    assert citation.quote.rstrip(".") in answer.text
    assert answer.text.startswith("„")


def test_events_come_in_order_and_end_with_the_checked_answer(filled: Archive) -> None:
    events = list(filled.ask_stream(QUESTION))
    assert isinstance(events[0], EvidenceFound)
    assert all(isinstance(event, Token) for event in events[1:-1])
    assert len(events) > 3
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.evidence == events[0].evidence


def test_closing_the_stream_stops_the_model_and_ends_the_events(filled: Archive, llm: FakeLLM) -> None:
    with filled.ask_stream(QUESTION) as stream:
        next(stream)
        next(stream)
    assert llm.completions[-1].cancelled
    assert list(stream) == []
    stream.close()


def test_leaving_the_loop_stops_the_model(filled: Archive, llm: FakeLLM) -> None:
    for event in filled.ask_stream(QUESTION):
        if isinstance(event, Token):
            break
    gc.collect()
    assert llm.completions[-1].cancelled


def test_another_thread_may_close_the_stream_while_the_model_reads(filled: Archive, llm: FakeLLM) -> None:
    llm.gate = threading.Semaphore(0)
    stream = filled.ask_stream(QUESTION)
    seen: list[AskEvent] = []
    reader = threading.Thread(target=lambda: seen.extend(stream))
    reader.start()
    while not llm.completions:
        reader.join(0.01)
    stream.close()
    reader.join(10)
    assert not reader.is_alive()
    assert all(isinstance(event, EvidenceFound) for event in seen)
    assert llm.completions[-1].answer_tokens == 0
    llm.gate = None
    assert filled.ask(QUESTION).citations


def test_a_stream_closed_before_the_model_is_asked_stops_it_there(filled: Archive, llm: FakeLLM) -> None:
    llm.gate = threading.Semaphore(0)
    stream = filled.ask_stream(QUESTION)

    def answer(prompt: str) -> str:
        stream.close()
        return REFUSAL

    llm.answer = answer
    assert [type(event) for event in stream] == [EvidenceFound]
    assert llm.completions[-1].cancelled


def test_an_empty_question_is_refused(filled: Archive) -> None:
    with pytest.raises(UsageError, match="Frage ist leer"):
        filled.ask("   ")


def test_asking_an_empty_archive_refuses(archive: Archive) -> None:
    assert archive.ask(QUESTION).abstained


def test_timings_are_attributes_and_a_mapping(filled: Archive) -> None:
    timings = filled.ask(QUESTION).timings
    assert dict(timings)["total"] == timings.total >= timings.first_token >= timings.retrieve > 0
    assert timings["prompt_tokens"] == 10
    with pytest.raises(KeyError):
        timings["nothing"]


def test_an_answer_is_plain_data_for_json(filled: Archive) -> None:
    data = json.loads(json.dumps(filled.ask(QUESTION).to_dict()))
    assert data["citations"][0]["source"] == "bruecke.txt"
    assert data["timings"]["answer_tokens"] > 0


def test_filters_reach_the_answer(filled: Archive) -> None:
    assert {entry.source for entry in filled.ask(QUESTION, sources=["schafe.txt"]).evidence} == {"schafe.txt"}
    assert filled.ask(QUESTION, since="2030").abstained


def test_many_threads_may_ask_while_one_adds(filled: Archive, articles: Path) -> None:
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(5):
            answer = filled.ask(QUESTION)
            wrong.extend(
                entry
                for entry in answer.citations
                if filled.document(entry.source).text[entry.start : entry.end] != entry.quote
            )

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    (articles / "neu.txt").write_text("Ein neues Fest findet am Ufer der Aue statt.")
    assert filled.add(articles).added == ("neu.txt",)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closing_leaves_a_model_that_was_handed_in_alone(filled: Archive, llm: FakeLLM) -> None:
    filled.close()
    assert llm.name == "fake-llm"


def test_the_same_sentence_in_two_papers_is_shown_once(
    archive: Archive, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    folder = tmp_path / "agentur"
    folder.mkdir()
    for name in ("eins.txt", "zwei.txt"):
        (folder / name).write_text(f"Das Blatt {name}\n\nDie Mauer am Fluss wird zwei Meter hoch gebaut.")
    archive.add(folder)
    quotes = [entry.quote for entry in archive.find_evidence("Wie hoch wird die Mauer?")]
    assert quotes.count("Die Mauer am Fluss wird zwei Meter hoch gebaut.") == 1

"""A question that was asked before on an unchanged archive is answered at once, and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Archive, EvidenceFound, Finished, Token
from tests.conftest import FakeLLM
from tests.rag.test_answering import QUESTION, read, reader

__all__ = ["read", "reader"]  # fixtures


@pytest.fixture(autouse=True)
def remember(read: Archive) -> None:
    read.config = replace(read.config, remembered=64)


def test_the_same_question_is_answered_from_memory_and_says_so(read: Archive, llm: FakeLLM) -> None:
    first = read.ask(QUESTION)
    asked = len(llm.asked)
    found, finished = read.ask_stream(QUESTION)
    assert isinstance(found, EvidenceFound)
    assert isinstance(finished, Finished)
    again = finished.answer
    assert (first.recalled, again.recalled) == (False, True)
    assert replace(again, recalled=False, timings=first.timings) == first
    assert found.evidence == first.evidence
    assert again.timings.prompt_tokens == 0
    assert len(llm.asked) == asked


def test_whatever_changes_the_answer_is_asked_anew(read: Archive, tmp_path: Path, articles: Path) -> None:
    read.ask(QUESTION)
    assert not read.ask(QUESTION, since="2020").recalled
    config = read.config
    read.config = replace(config, quotes=1)
    assert not read.ask(QUESTION).recalled
    read.config = config
    assert read.ask(QUESTION).recalled
    (tmp_path / "turm.txt").write_text("Turm saniert\n\nDer Turm ist fertig.\n")
    read.add(tmp_path / "turm.txt")
    assert not read.ask(QUESTION).recalled
    assert read.ask(QUESTION).recalled
    (articles / "bruecke.txt").rename(articles / "steg.txt")
    read.sync(articles)
    assert read.ask(QUESTION).citations[0].source == "steg.txt"


def test_a_stopped_answer_is_not_remembered(read: Archive) -> None:
    stream = read.ask_stream(QUESTION)
    next(event for event in stream if isinstance(event, Token))
    stream.close()
    assert not read.ask(QUESTION).recalled


def test_no_more_is_kept_than_was_asked_for(read: Archive) -> None:
    read.config = replace(read.config, remembered=1)
    read.ask(QUESTION)
    read.ask("Wie heißt der Schäfer mit den Hunden?")
    assert not read.ask(QUESTION).recalled
    read.config = replace(read.config, remembered=0)
    assert not any(read.ask(QUESTION).recalled for _ in range(2))

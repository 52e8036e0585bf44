"""One question at a time, in order of arrival; who leaves frees the place, and who pauses holds nobody up for long."""

from __future__ import annotations

import threading
import time

import pytest

from rag import Archive, Finished, Queued, Token, turns
from rag.turns import Turn, Turns
from tests.conftest import FakeLLM
from tests.rag.test_answering import QUESTION, read, reader

__all__ = ["read", "reader"]  # fixtures


def wait_in_thread(turn: Turn, told: list[int]) -> threading.Thread:
    thread = threading.Thread(target=lambda: told.extend(turn.wait()), daemon=True)
    thread.start()
    return thread


def test_the_first_does_not_wait() -> None:
    assert list(Turns().join().wait()) == []


def test_the_line_moves_in_order_and_tells_its_length() -> None:
    line = Turns()
    first, second, third = line.join(), line.join(), line.join()
    told: list[int] = []
    thread = wait_in_thread(third, told)
    while told != [2]:
        time.sleep(0.01)
    second.cancel()
    while told != [2, 1]:
        time.sleep(0.01)
    first.leave()
    thread.join(5)
    assert told == [2, 1, 0]
    assert len(line) == 1


def test_a_place_that_is_given_up_ends_the_waiting() -> None:
    line = Turns()
    line.join()
    told: list[int] = []
    turn = line.join()
    thread = wait_in_thread(turn, told)
    while not told:
        time.sleep(0.01)
    turn.cancel()
    thread.join(5)
    assert told == [1]
    assert not thread.is_alive()


def test_who_pauses_loses_the_turn_and_who_works_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    line = Turns()
    holder = line.join()
    told: list[int] = []
    thread = wait_in_thread(line.join(), told)
    time.sleep(0.3)
    assert told == [1]
    paused = holder.work(word for word in ("eins", "zwei"))
    assert next(paused) == "eins"
    thread.join(5)
    assert told == [1, 0]
    assert list(paused) == ["zwei"]


def test_a_second_question_shows_its_evidence_and_waits(read: Archive, llm: FakeLLM) -> None:
    busy = read.ask_stream(QUESTION)
    next(event for event in busy if isinstance(event, Token))
    waiting = read.ask_stream(QUESTION)
    next(waiting)
    assert next(waiting) == Queued(1)
    busy.close()
    assert next(waiting) == Queued(0)
    assert isinstance(list(waiting)[-1], Finished)


def test_a_refusal_without_the_model_waits_for_nobody(read: Archive) -> None:
    busy = read.ask_stream(QUESTION)
    next(event for event in busy if isinstance(event, Token))
    *before, last = read.ask_stream(QUESTION, since="2030")
    assert not any(isinstance(event, Queued) for event in before)
    assert isinstance(last, Finished)
    assert last.answer.abstained
    busy.close()

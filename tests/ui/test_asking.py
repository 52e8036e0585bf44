"""One question from the queue to the answer: in order, stoppable, never two at once on one page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ModelMissing
from rag.types import Answer, EvidenceFound, Queued
from tests.ui.fakes import COST, FakeArchive, answer_cost, refuse
from ui.asking import answer_question
from ui.handlers.page import read_filters
from ui.readers import Readers
from ui.view import Phase, View, advance

QUESTION = "Was kostet die Brücke?"


@pytest.fixture
def readers() -> Readers:
    return Readers(lang="de")


def ask(archive: FakeArchive, readers: Readers, session: str = "a", question: str = QUESTION) -> Iterator[View]:
    readers.begin(session, question)
    return answer_question(archive, readers, session)


def test_evidence_first_then_the_draft_then_the_checked_answer(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path)
    views = list(ask(archive, readers))
    assert views[0].phase is Phase.SEARCHING
    assert views[-1].phase is Phase.DONE
    assert views[-1].answer == archive.reply(QUESTION)
    assert views[-1].draft == "".join(archive.tokens)
    assert all(view.evidence for view in views if view.draft)
    assert readers.find("a").view == views[-1]
    assert readers.find("a").run is None


def test_the_short_answer_is_there_before_the_draft_and_the_checked_one_takes_its_place(
    tmp_path: Path, readers: Readers
) -> None:
    def reply(question: str) -> Answer:
        return replace(answer_cost(question), short="2,4 Millionen Euro")

    gate = threading.Semaphore(0)
    archive = FakeArchive(tmp_path, reply=reply, seen="1,9 Millionen Euro", gate=gate)
    views = ask(archive, readers)
    early = next(view for view in views if view.evidence)
    assert (early.short, early.draft) == ("1,9 Millionen Euro", "")
    gate.release(len(archive.tokens))
    assert list(views)[-1].short == "2,4 Millionen Euro"
    refused = list(ask(FakeArchive(tmp_path, reply=refuse, seen="1,9 Millionen Euro"), readers, "b"))
    assert refused[-1].short is None


def test_stop_keeps_the_draft_and_lets_go_of_the_model(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, gate=threading.Semaphore(1))
    views = ask(archive, readers)
    view = next(view for view in views if view.draft)
    assert readers.stop("a") is None
    *_, last = views
    assert last.phase is Phase.STOPPED
    assert last.draft == view.draft
    assert archive.closed.wait(10)
    assert archive.said == 2


def test_stop_does_not_wait_for_a_silent_model(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, gate=threading.Semaphore(0), deaf=True)
    views = ask(archive, readers)
    next(view for view in views if view.evidence)
    readers.stop("a")
    *_, last = views
    assert last.phase is Phase.STOPPED
    assert not archive.closed.is_set()
    assert archive.gate is not None
    archive.gate.release()
    assert archive.closed.wait(10)


def test_stop_before_the_first_event_reaches_the_model(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, gate=threading.Semaphore(0))
    views = ask(archive, readers)
    next(views)
    readers.stop("a")
    assert list(views)[-1].phase is Phase.STOPPED
    assert archive.said == 0


def test_stop_in_line_ends_the_question_before_the_model_hears_of_it(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path)
    readers.begin("a", QUESTION)
    assert readers.stop("a") is not None
    assert readers.find("a").view.phase is Phase.STOPPED
    assert list(answer_question(archive, readers, "a")) == []
    assert archive.asked == []


def test_stop_after_the_answer_changes_nothing(tmp_path: Path, readers: Readers) -> None:
    list(ask(FakeArchive(tmp_path), readers))
    assert readers.stop("a") is None
    assert readers.find("a").view.phase is Phase.DONE


def test_a_second_question_takes_the_place_of_the_first(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, gate=threading.Semaphore(1))
    first = ask(archive, readers)
    next(view for view in first if view.draft)
    assert archive.gate is not None
    second = ask(archive, readers, question="Und die Bücherei?")
    assert list(first) == []
    archive.gate.release(10)
    *_, last = second
    assert (last.phase, last.question) == (Phase.DONE, "Und die Bücherei?")


def test_of_two_questions_in_line_only_the_last_is_answered(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path)
    readers.begin("a", "erste")
    readers.begin("a", "zweite")
    assert [view.phase for view in answer_question(archive, readers, "a")][-1] is Phase.DONE
    assert list(answer_question(archive, readers, "a")) == []
    assert archive.asked == ["zweite"]


def test_a_closed_page_lets_go_of_the_model(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, gate=threading.Semaphore(1))
    views = ask(archive, readers)
    next(view for view in views if view.draft)
    readers.leave("a")
    assert archive.closed.wait(10)
    assert archive.said == 2


def test_a_page_shows_the_evidence_while_others_are_first() -> None:
    found = advance(View(Phase.SEARCHING, QUESTION), EvidenceFound((COST,), 0.1, None))
    waiting = advance(found, Queued(2))
    assert (waiting.phase, waiting.ahead, waiting.evidence, waiting.busy) == (Phase.WAITING, 2, (COST,), True)
    assert advance(waiting, Queued(0)).phase is Phase.WRITING


def test_an_error_is_shown_not_raised(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path, error=ModelMissing(model="1.5b", command="belegt models pull"))
    *_, last = ask(archive, readers)
    assert last.phase is Phase.FAILED
    assert last.error is archive.error


def test_an_unexpected_error_is_shown_and_logged(
    tmp_path: Path, readers: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    *_, last = ask(FakeArchive(tmp_path, error=RuntimeError("kaputt")), readers)
    assert last.error is not None
    assert "kaputt" in last.error.text("de")
    assert "answering failed" in caplog.text
    assert readers.find("a").run is None


def test_a_question_that_leans_is_asked_as_it_was_understood(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path)
    assert [view.rewritten for view in ask(archive, readers)][-1] is None
    views = list(ask(archive, readers, question="Und wann?"))
    assert {view.rewritten for view in views} == {f"Und wann? ({QUESTION})"}
    assert archive.asked[-1] == f"Und wann? ({QUESTION})"
    assert list(ask(archive, readers, session="b", question="Und wann?"))[-1].rewritten is None


def test_filters_go_to_the_archive_with_the_question(tmp_path: Path, readers: Readers) -> None:
    archive = FakeArchive(tmp_path)
    readers.begin("a", QUESTION, read_filters(" 2024 ", None, "agentur/*, bericht.txt,", "faq"))
    list(answer_question(archive, readers, "a"))
    assert archive.filters == [{"since": "2024", "sources": ["agentur/*", "bericht.txt"], "kinds": "faq"}]
    list(ask(archive, readers))
    assert archive.filters[-1] == {}

"""What readers say of answers is kept, and right answers become questions of the test bench."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.filters import Filters
from tests.ui.fakes import FakeArchive, answer_cost, make_rows, refuse
from ui.feedback import FILE, Feedback, make_question
from ui.handlers.page import Handlers
from ui.lab import QUESTIONS, Lab
from ui.questions import OWN_QUESTIONS
from ui.readers import Readers


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def handlers(tmp_path: Path) -> Handlers:
    return Handlers(FakeArchive(tmp_path, make_rows()), Readers(lang="de"), tmp_path)


def ask(handlers: Handlers, question: str) -> None:
    handlers.begin("a", question, Filters())
    list(handlers.answer("a"))


def test_a_verdict_is_kept_with_its_reason(handlers: Handlers, tmp_path: Path) -> None:
    ask(handlers, "Was kostet die Brücke?")
    assert "notiert" in handlers.judge("a", {"act": "wrong", "said": " Falsches Jahr. "})["noted"]
    [row] = read_rows(tmp_path / FILE)
    assert (row["right"], row["reason"], row["question"]) == (False, "Falsches Jahr.", "Was kostet die Brücke?")
    assert row["sources"] == ["bruecke.txt"]
    assert not (tmp_path / QUESTIONS).exists()


def test_a_right_answer_is_asked_again_by_the_test_bench(handlers: Handlers, tmp_path: Path) -> None:
    for _ in range(2):
        ask(handlers, "Was kostet die Brücke?")
        handlers.judge("a", {"act": "right", "said": ""})
    [row] = read_rows(tmp_path / QUESTIONS / OWN_QUESTIONS)
    assert (row["question"], row["sources"]) == ("Was kostet die Brücke?", ["bruecke.txt"])
    assert len(read_rows(tmp_path / FILE)) == 2
    assert Lab(tmp_path).datasets() == ["auenheim", OWN_QUESTIONS]


def test_what_an_answer_must_name_is_its_short_answer() -> None:
    answer = replace(answer_cost("Was kostet sie, und wann?"), short="2,4 Millionen Euro · Oktober")
    assert make_question(answer)["nuggets"] == [["2,4 Millionen Euro"], ["Oktober"]]
    assert make_question(refuse("Wie hoch ist der Mond?"))["type"] == "unanswerable"
    assert make_question(replace(answer, rewritten="Wann ist die Brücke fertig?"))["question"].startswith("Wann")


def test_the_questions_are_those_that_eval_reads(tmp_path: Path) -> None:
    from eval.dataset import load_dataset

    feedback = Feedback(tmp_path)
    feedback.note(replace(answer_cost("Was kostet die Brücke?"), short="2,4 Millionen Euro"), right=True)
    feedback.note(refuse("Wie hoch ist der Mond?"), right=True)
    questions = load_dataset(str(tmp_path / QUESTIONS / OWN_QUESTIONS)).questions
    assert [question.answerable for question in questions] == [True, False]


@pytest.mark.parametrize("wish", [None, {}, {"act": "maybe"}, {"act": "right"}])
def test_without_an_answer_there_is_nothing_to_say(handlers: Handlers, tmp_path: Path, wish: object) -> None:
    assert handlers.judge("a", wish) == {}
    assert not (tmp_path / FILE).exists()


def test_a_verdict_that_can_not_be_written_is_said(handlers: Handlers, tmp_path: Path) -> None:
    ask(handlers, "Was kostet die Brücke?")
    (tmp_path / FILE).mkdir()
    assert "ließ sich nicht notieren" in handlers.judge("a", {"act": "right"})["noted"]

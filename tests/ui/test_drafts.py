"""Drafted questions: made in a process of their own, shown one by one, taken or thrown away by a person."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import drafts as drafts_module
from ui.drafts import Drafts, DraftState
from ui.handlers.lab import LabHandlers
from ui.lab import QUESTIONS, Lab
from ui.questions import OWN_QUESTIONS
from ui.readers import Readers
from ui.render.drafts import render_drafts
from ui.texts import DE

#: Stands for `python -m eval new --suggest`: two drafts, the first of a hostile article, then the end it is told.
FAKE_EVAL = """
import json, sys, time
for question in ("Was kostet <b>sie</b>?", "Wer eröffnete sie?"):
    row = {"id": "entwurf-1", "question": question, "nuggets": [["2 Millionen"]], "sources": ["a.txt"],
           "type": "number", "spans": ["Sie kostet 2 Millionen Euro."]}
    print(json.dumps(row), flush=True)
    time.sleep(0.05)
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "fake_eval.py"
    path.write_text(FAKE_EVAL, encoding="utf-8")
    monkeypatch.setattr(drafts_module, "eval_command", lambda *command: [sys.executable, str(path), *command])
    return path


@pytest.fixture
def drafts(tmp_path: Path, script: Path) -> Iterator[Drafts]:
    made = Drafts(tmp_path)
    yield made
    made.stop()


def finish(drafts: Drafts) -> DraftState:
    drafts.start()
    while (state := drafts.state()).running:
        time.sleep(0.02)
    return state


def read_questions(archive: Path) -> list[dict[str, str]]:
    lines = (archive / QUESTIONS / OWN_QUESTIONS).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_a_person_takes_is_asked_by_the_test_bench(drafts: Drafts, tmp_path: Path) -> None:
    first, second = finish(drafts).drafts
    drafts.settle(first.number, accept=True)
    drafts.settle(second.number, accept=False)
    drafts.settle(first.number, accept=True)
    assert drafts.state() == DraftState()
    [question] = read_questions(tmp_path)
    assert (question["question"], question["id"]) == (first.question, "eigene-1")
    assert Lab(tmp_path).datasets() == ["auenheim", OWN_QUESTIONS]


def test_more_drafts_come_behind_those_that_wait(drafts: Drafts) -> None:
    waiting = finish(drafts).drafts
    assert finish(drafts).drafts[:2] == waiting
    assert [draft.number for draft in drafts.state().drafts] == [1, 2, 3, 4]


def test_a_failed_drafting_says_why(drafts: Drafts, script: Path) -> None:
    script.write_text("import sys; sys.exit('Fehler: das Modell fehlt')")
    shown = render_drafts(finish(drafts), DE)
    assert "das Modell fehlt" in shown
    assert "<progress" not in shown


def test_a_stopped_drafting_keeps_what_it_has(drafts: Drafts, script: Path) -> None:
    script.write_text(FAKE_EVAL + "time.sleep(60)")
    drafts.start()
    while len(drafts.state().drafts) < 2:
        time.sleep(0.02)
    drafts.stop()
    while drafts.state().running:
        time.sleep(0.02)
    assert len(drafts.state().drafts) == 2
    assert drafts.state().error == ""


def test_a_draft_is_shown_with_the_sentence_that_answers_it(script: Path, tmp_path: Path) -> None:
    handlers = LabHandlers(Lab(tmp_path), Readers(lang="de"))
    *steps, last = handlers.draft("a")
    assert "<progress" in steps[0]["drafts"]
    assert "Was kostet &lt;b&gt;sie&lt;/b&gt;?" in last["drafts"]
    assert '<mark class="bl-exact">2 Millionen</mark>' in last["drafts"]
    taken = handlers.settle("a", {"act": "take", "value": "1"})
    assert OWN_QUESTIONS in taken["drafts_said"]
    assert OWN_QUESTIONS in taken["lab_dataset"]["choices"]
    assert "Was kostet" not in taken["drafts"]
    for wish in (None, {"act": "take", "value": "x"}, {"act": "weg", "value": "2"}):
        assert "Wer eröffnete" in handlers.settle("a", wish)["drafts"]


def test_what_is_said_of_a_taken_draft_stays_while_more_are_coming(script: Path, tmp_path: Path) -> None:
    script.write_text(FAKE_EVAL + "time.sleep(1)")
    handlers = LabHandlers(Lab(tmp_path), Readers(lang="de"))
    steps = handlers.draft("a")
    assert next(steps)["drafts_said"] == ""
    while "Was kostet" not in (shown := next(steps))["drafts"]:
        assert "drafts_said" not in shown
    assert handlers.settle("a", {"act": "take", "value": "1"})["drafts_said"]
    later = list(steps)
    assert later
    assert not any("drafts_said" in step for step in later)


def test_questions_that_can_not_be_read_cost_no_draft(drafts: Drafts, script: Path, tmp_path: Path) -> None:
    (tmp_path / QUESTIONS).mkdir()
    (tmp_path / QUESTIONS / OWN_QUESTIONS).write_text("{kaputt", encoding="utf-8")
    handlers = LabHandlers(Lab(tmp_path), Readers(lang="de"))
    list(handlers.draft("a"))
    answered = handlers.settle("a", {"act": "take", "value": "1"})
    assert "ließ sich nicht notieren" in answered["drafts_said"]
    assert "Was kostet" in answered["drafts"]

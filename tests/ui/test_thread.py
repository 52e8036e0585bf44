"""A conversation on the page: what was asked before stays readable, and all of it can be saved."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from rag.filters import Filters
from tests.ui.fakes import COST, FakeArchive, answer_cost, cite, make_rows, refuse
from ui.export import export_markdown, export_word
from ui.handlers.page import Handlers
from ui.readers import Readers
from ui.render.thread import render_thread
from ui.texts import DE, EN

HOSTILE = replace(cite(COST, 1), title="*fett*\x00 <b>", quote="<script>alert(1)</script>")


@pytest.fixture
def handlers(tmp_path: Path) -> Handlers:
    return Handlers(FakeArchive(tmp_path, make_rows()), Readers(lang="de"), tmp_path)


def ask(handlers: Handlers, question: str) -> dict[str, object]:
    handlers.begin("a", question, Filters())
    *_, last = handlers.answer("a")
    return last


def test_earlier_answers_stay_below_the_latest_first(handlers: Handlers) -> None:
    ask(handlers, "Was kostet die Brücke?")
    ask(handlers, "Wann ist sie fertig?")
    shown = str(ask(handlers, "Wer zahlt das?")["thread"])
    assert re.findall(r"<summary>([^<]+)<", shown) == ["Wann ist sie fertig?", "Was kostet die Brücke?"]
    assert "3 Fragen in diesem Gespräch" in shown
    assert "[1] Marktbrücke wird teurer" in shown


def test_an_answer_stays_in_the_list_when_a_later_question_was_stopped() -> None:
    answers = [answer_cost("Eins?"), answer_cost("Zwei?")]
    assert render_thread(answers, answers[1], DE).count("<summary>") == 1
    assert render_thread(answers, None, DE).count("<summary>") == 2


def test_a_new_conversation_forgets_the_old(handlers: Handlers) -> None:
    ask(handlers, "Was kostet die Brücke?")
    assert handlers.keep("a", {"act": "new"})["thread"] == ""
    assert "Verstanden als" not in str(ask(handlers, "Und wann?")["answer"])


@pytest.mark.parametrize("wish", [None, {"act": "word"}, {"act": "unsinn"}])
def test_where_there_is_nothing_to_keep_nothing_happens(handlers: Handlers, wish: object) -> None:
    assert handlers.keep("a", wish) == {}


def test_a_file_reaches_the_page_and_twice_the_same_are_two(handlers: Handlers) -> None:
    ask(handlers, "Was kostet die Brücke?")
    first, second = (handlers.keep("a", {"act": "markdown"})["download"] for _ in range(2))
    assert first != second
    content = re.findall(r'data-content="([^"]+)"', first)[0]
    assert "## Was kostet die Brücke?" in base64.b64decode(content).decode()


def test_footnotes_of_two_answers_stay_apart() -> None:
    text = export_markdown([answer_cost("Eins?"), answer_cost("Zwei?")], DE).content.decode()
    assert text.startswith("# Fragen an das Archiv\n\n## Eins?\n\n")
    assert re.findall(r"\[\^(\d-\d)\]:", text) == ["1-1", "2-1"]
    assert "2,4 Millionen Euro [^2-1]." in text


def test_the_word_file_holds_questions_answers_and_sources() -> None:
    from docx import Document

    file = export_word([replace(answer_cost("Was kostet\x07 sie?"), citations=(HOSTILE,)), refuse("Und der Mars?")], EN)
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs]
    assert file.name == "questions-to-the-archive.docx"
    assert "Was kostet sie?" in paragraphs
    assert "Die Sanierung der Marktbrücke kostet nach Angaben der Stadt 2,4 Millionen Euro [1]." in paragraphs
    assert any("<script>alert(1)</script>" in paragraph for paragraph in paragraphs)
    assert "Dazu steht nichts in den Quellen." in paragraphs


def test_nothing_of_an_article_is_markup_in_the_list() -> None:
    shown = render_thread([replace(answer_cost("<i>?"), citations=(HOSTILE,))], None, DE)
    assert "<script>" not in shown
    assert "&lt;i&gt;?" in shown

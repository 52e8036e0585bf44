"""A conversation with fake models over a real archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Archive, Finished
from rag.chat import _find_topic
from rag.cite import make_citation
from tests.conftest import FakeLLM
from tests.rag.build import build_evidence


@pytest.fixture
def filled(archive: Archive, articles: Path) -> Archive:
    archive.add(articles)
    archive.config = replace(archive.config, threshold=0.0)
    return archive


def test_a_follow_up_is_asked_as_it_was_understood(filled: Archive, llm: FakeLLM) -> None:
    chat = filled.chat()
    first = chat.ask("Wer durchschnitt das Band an der Brücke?")
    assert (first.question, first.rewritten) == ("Wer durchschnitt das Band an der Brücke?", None)
    second = chat.ask("Was kostete sie?")
    assert second.question == "Was kostete sie?"
    assert second.rewritten is not None
    assert "Brücke" in second.rewritten
    assert second.rewritten in llm.asked[-1][-1].content
    assert second.evidence[0].source == "bruecke.txt"
    assert [turn.rewritten for turn in chat.turns] == [None, second.rewritten]
    assert second.to_dict()["rewritten"] == second.rewritten


def test_what_the_answer_named_is_carried_over(filled: Archive, llm: FakeLLM) -> None:
    llm.answer = lambda prompt: next(
        f"Das war Anton Rieger [{line[1]}]."
        for line in prompt.splitlines()
        if line.startswith("[") and "Rieger" in line
    )
    chat = filled.chat()
    chat.ask("Wer trieb die Tiere auf die Weide?")
    assert "Anton Rieger" in (chat.rewrite("Wie alt ist er?") or "")


def test_the_first_question_and_one_that_stands_alone_are_left_alone(filled: Archive) -> None:
    chat = filled.chat()
    assert chat.rewrite("Und wann war er dort?") is None
    chat.find_evidence("Wer durchschnitt das Band an der Brücke?")
    assert chat.rewrite("Wie viele Schafe standen auf der Landstraße?") is None


def test_a_stopped_answer_is_no_turn(filled: Archive) -> None:
    chat = filled.chat()
    stream = chat.ask_stream("Was kostet die Sanierung im Freibad?")
    next(stream)
    stream.close()
    assert chat.turns == ()
    assert isinstance(list(chat.ask_stream("Was kostet die Sanierung im Freibad?"))[-1], Finished)
    assert len(chat.turns) == 1


def test_filters_and_the_day_of_asking_hold_in_a_conversation(filled: Archive) -> None:
    chat = filled.chat(as_of="2023-12-31")
    question = "Was hat die Brücke über die Aue gekostet?"
    assert "bruecke.txt" not in {entry.source for entry in chat.find_evidence(question)}
    assert "bruecke.txt" in {entry.source for entry in chat.find_evidence(question, as_of="2024-12-31")}
    assert {entry.source for entry in chat.find_evidence(question, sources="schafe.txt")} == {"schafe.txt"}
    assert [turn.answer for turn in chat.turns] == [None] * 3


def test_the_paper_that_says_so_is_not_what_a_follow_up_is_about() -> None:
    quote = build_evidence("Im Saal sprach Förster Mats Olden.")
    text = "Laut Auenheimer Bote (22.07.2025): „Im Saal sprach Förster Mats Olden.“ [1]."
    answer = Answer("Wer sprach im Saal?", text, abstained=False, citations=(make_citation(quote, 1),))
    phrases = _find_topic(answer.question, (quote,), answer).phrases
    assert "Förster Mats Olden" in phrases
    assert "Auenheimer Bote" not in phrases

"""The whole path with the real models: from files to answers that hold what the project promises."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.types import SEARCHED_KINDS
from rag import REFUSAL, Answer, Archive, Citation, Evidence, EvidenceFound
from tests.conftest import SHARED

DEMO_QUESTIONS = (Path(__file__).resolve().parents[2] / "demo" / "questions.txt").read_text(encoding="utf-8")


def assert_verbatim(archive: Archive, found: Citation | Evidence) -> None:
    """A quote is verbatim, from a document of the archive, and never out of boilerplate."""
    document = archive.document(found.source)
    assert document.text[found.start : found.end] == found.quote
    touched = [part for part in document.sections if part.start < found.end and found.start < part.end]
    assert {section.kind for section in touched} <= SEARCHED_KINDS


def assert_evidenced(archive: Archive, answer: Answer) -> None:
    """An answer is either the refusal or has its citations, each marked in the text."""
    assert answer.abstained == (answer.text == REFUSAL)
    assert answer.abstained or answer.citations
    for citation in answer.citations:
        assert_verbatim(archive, citation)
        assert f"[{citation.number}]" in answer.text


def test_the_five_demo_questions(demo: Archive) -> None:
    answers = [demo.ask(question) for question in DEMO_QUESTIONS.splitlines()]
    for answer in answers:
        assert_evidenced(demo, answer)
    assert [answer.abstained for answer in answers] == [False, False, False, False, True]
    assert "Ostermoor" in answers[0].text
    assert "fünf" in answers[1].text
    assert "31. August" in answers[2].text
    assert "3,12" in answers[3].text


def test_the_real_articles(news: Archive) -> None:
    """All that could be cited is checked for all questions, what is cited for every fifth (the model takes seconds)."""
    questions = [json.loads(line) for line in (SHARED / "eval/news_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    answerable = [entry["question"] for entry in questions if entry["type"] != "unanswerable"]
    assert len(answerable) == 25
    for question in answerable:
        for entry in news.find_evidence(question):
            assert_verbatim(news, entry)
    answers = [news.ask(question) for question in answerable[::5]]
    for answer in answers:
        assert_evidenced(news, answer)
    assert sum(not answer.abstained for answer in answers) >= 3


def test_what_the_archive_does_not_say_is_refused_whatever_the_model_knows(demo: Archive) -> None:
    for question in ("Wer ist Bundeskanzler?", "Wie heißt die Hauptstadt von Frankreich?"):
        answer = demo.ask(question)
        assert answer.text == REFUSAL
        assert answer.citations == ()


def test_stopping_while_a_long_prompt_is_read_frees_the_model(
    models: dict[str, Any], demo_path: Path, demo: Archive
) -> None:
    config = replace(demo.config, evidence_sentences=60, evidence_tokens=2500, chunks=40)
    with Archive.open(demo_path, **models, config=config) as wordy:
        stream = wordy.ask_stream("Was geschah beim Brand in den Holzwerken Brammer?")
        evidence = next(stream)
        threading.Timer(1.0, stream.close).start()
        assert isinstance(evidence, EvidenceFound)
        assert len(evidence.evidence) > 40
        assert list(stream) == []
    answer = demo.ask("Wer gewann die Stichwahl um das Bürgermeisteramt in Auenheim?")
    assert "Ostermoor" in answer.text


@pytest.mark.parametrize("question", ["Mauer", "?", "Frage " * 700])
def test_odd_questions_are_answered_or_refused(demo: Archive, question: str) -> None:
    assert_evidenced(demo, demo.ask(question))

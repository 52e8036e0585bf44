from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import SectionKind
from rag.prompt import MAX_QUESTION_CHARACTERS, PROMPT, REFUSAL, build_prompt, load_prompt
from rag.types import Evidence

QUOTE = "Das Band\nwurde durchschnitten."
EVIDENCE = Evidence(1, "a.txt", None, "2024-06-19", None, SectionKind.BODY, QUOTE, 0, 30, QUOTE, 0, 1.0)


@pytest.mark.parametrize(("iso", "shown"), [("2024-06-19", "(19.06.2024)"), (None, "(ohne Datum)")])
def test_evidence_is_shown_with_its_date(iso: str | None, shown: str) -> None:
    assert shown in build_prompt("Wer?", [replace(EVIDENCE, published=iso)], name=PROMPT)[-1].content


def test_the_prompt_shows_numbered_evidence_on_one_line_each_and_the_question() -> None:
    content = build_prompt("Was geschah?", [EVIDENCE], name=PROMPT)[-1].content
    assert "[1] (19.06.2024) Das Band wurde durchschnitten." in content
    assert content.endswith("Frage: Was geschah?")


def test_the_prompt_teaches_the_refusal_that_the_code_knows() -> None:
    messages = load_prompt(PROMPT)
    assert REFUSAL in messages[0].content
    assert any(message.role == "assistant" and message.content == REFUSAL for message in messages)


def test_braces_in_a_question_or_quote_are_only_text() -> None:
    content = build_prompt("Was heißt {evidence} und {question}?", [EVIDENCE], name=PROMPT)[-1].content
    assert content.count("Das Band") == 1
    assert "Was heißt {evidence} und {question}?" in content


def test_an_endless_question_keeps_its_beginning_and_end() -> None:
    content = build_prompt("Anfang " + "bla " * 2000 + "Ende?", [EVIDENCE], name=PROMPT)[-1].content
    assert len(content) < MAX_QUESTION_CHARACTERS + 200
    assert "Anfang" in content
    assert content.endswith("Ende?")

"""What the model is told: prompt files, evidence lines, and the phrase that refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from index.dates import format_date
from index.sentences import split_sentences
from rag.answer_type import is_decision
from rag.types import Evidence

#: The one phrase by which prompt, code, interface and tests know a refusal.
REFUSAL = "Dazu steht nichts in den Quellen."

#: The prompt files: for an answer in sentences, for one in a few words, for whether a passage answers at all, and for
#: whether it decides a question for yes or no.
PROMPT = "answer_de"
PROMPT_SHORT = "short_de"
PROMPT_CHECK = "check_de"
PROMPT_DECIDE = "decide_de"

#: What the model says by `PROMPT_SHORT` where the sources don't answer.
NONE = "keine Angabe"

#: What the model says by `PROMPT_CHECK`, and by `PROMPT_DECIDE`, where "Ja" would be taken for the answer itself.
YES, NO = "Ja", "Nein"
DECIDED, OPEN = "entschieden", "offen"

#: Longer questions are shown to the model by their beginning and end; retrieval still sees all of them.
MAX_QUESTION_CHARACTERS = 1_200

_PART = re.compile(r"^### (system|user|assistant)\n", re.MULTILINE)

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with the model. Only `system` and earlier turns may hold template text."""

    role: Role
    content: str


@lru_cache(maxsize=8)
def load_prompt(name: str) -> tuple[Message, ...]:
    """Return the messages of `rag/prompts/NAME.txt`; the last one has `{evidence}` and `{question}`."""
    text = files("rag.prompts").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    parts = _PART.split(text)[1:]
    return tuple(Message(role, body.strip()) for role, body in zip(parts[::2], parts[1::2], strict=True))  # type: ignore[arg-type]


def build_prompt(question: str, evidence: Sequence[Evidence], *, name: str, dated: bool = True) -> tuple[Message, ...]:
    """Return the conversation that asks for an answer from the evidence, each with its date unless `dated` is off."""
    return _fill_prompt(name, question, "\n".join(_evidence_line(entry, dated=dated) for entry in evidence))


@dataclass(frozen=True, slots=True)
class Check:
    """The conversation that asks whether a passage answers a question, and what is said where it does and doesn't."""

    messages: tuple[Message, ...]
    answered: str
    missed: str


def build_check(question: str, evidence: Evidence) -> Check:
    """Return what asks the model whether a passage answers the question, or decides it where it is for yes or no.

    The model sees the title and the date of the article and the sentence before the quote: what "sie" and "damals"
    speak of stands there.
    """
    before = evidence.context[: max(0, evidence.start - evidence.context_start)]
    sentences = split_sentences(before)
    lead = f"{sentences[-1].of(before)} " if sentences else ""
    passage = " ".join(f"{lead}{evidence.quote}".split())
    article = f"Artikel: {evidence.title or 'ohne Titel'} ({_write_date(evidence)})"
    shown = f"{article}\nStelle: {passage}"
    if is_decision(question):
        return Check(_fill_prompt(PROMPT_DECIDE, question, shown), DECIDED, OPEN)
    return Check(_fill_prompt(PROMPT_CHECK, question, shown), YES, NO)


def _fill_prompt(name: str, question: str, lines: str) -> tuple[Message, ...]:
    *fixed, last = load_prompt(name)
    content = last.content.replace("{question}", "\0").replace("{evidence}", lines)
    return (*fixed, Message("user", content.replace("\0", shorten_question(question))))


def _evidence_line(evidence: Evidence, *, dated: bool) -> str:
    quote = " ".join(evidence.quote.split())
    return f"[{evidence.number}] ({_write_date(evidence)}) {quote}" if dated else f"[{evidence.number}] {quote}"


def _write_date(evidence: Evidence) -> str:
    return format_date(evidence.published) if evidence.published else "ohne Datum"


def shorten_question(question: str) -> str:
    """Return the question on one line, with the middle left out when it is longer than the model should read."""
    question = " ".join(question.replace("\0", " ").split())
    if len(question) <= MAX_QUESTION_CHARACTERS:
        return question
    half = MAX_QUESTION_CHARACTERS // 2
    return f"{question[:half]} … {question[-half:]}"

"""What the model is told: prompt files, evidence lines, and the phrase that refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from index.dates import format_date
from rag.types import Evidence

#: The one phrase by which prompt, code, interface and tests know a refusal.
REFUSAL = "Dazu steht nichts in den Quellen."

#: The prompt files: for an answer in sentences, and for one in a few words.
PROMPT = "answer_de"
PROMPT_SHORT = "short_de"

#: What the model says by `PROMPT_SHORT` where the sources don't answer.
NONE = "keine Angabe"

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


def build_prompt(question: str, evidence: Sequence[Evidence], *, name: str) -> tuple[Message, ...]:
    """Return the conversation that asks for an answer from the evidence."""
    *fixed, last = load_prompt(name)
    lines = "\n".join(_evidence_line(entry) for entry in evidence)
    content = last.content.replace("{question}", "\0").replace("{evidence}", lines)
    return (*fixed, Message("user", content.replace("\0", shorten_question(question))))


def _evidence_line(evidence: Evidence) -> str:
    quote = " ".join(evidence.quote.split())
    date = format_date(evidence.published) if evidence.published else "ohne Datum"
    return f"[{evidence.number}] ({date}) {quote}"


def shorten_question(question: str) -> str:
    """Return the question on one line, with the middle left out when it is longer than the model should read."""
    question = " ".join(question.replace("\0", " ").split())
    if len(question) <= MAX_QUESTION_CHARACTERS:
        return question
    half = MAX_QUESTION_CHARACTERS // 2
    return f"{question[:half]} … {question[-half:]}"

"""What readers say of answers: kept in the archive's folder, and as questions for the test bench where they agree."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from typing import Any

from rag.types import Answer
from ui.questions import add_question, append_row

#: Inside the archive: every verdict.
FILE = "feedback.jsonl"
MAX_REASON = 2000


class Feedback:
    """The verdicts on the answers of one archive. Safe to use from several threads."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._lock = threading.Lock()

    def note(self, answer: Answer, *, right: bool, reason: str = "") -> None:
        """Write down a verdict; a right answer becomes a question of the test bench, each question once.

        Raises OSError where it can't be written, ValueError where the questions that are there are not JSON.
        """
        row = {
            "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "right": right,
            "reason": reason.strip()[:MAX_REASON],
            "question": _read_question(answer),
            "text": answer.text,
            "short": answer.short,
            "abstained": answer.abstained,
            "confidence": round(answer.confidence, 3),
            "sources": _list_sources(answer),
        }
        with self._lock:
            append_row(self._archive / FILE, row)
        if right:
            add_question(self._archive, make_question(answer))


def make_question(answer: Answer) -> dict[str, Any]:
    """Return a right answer as a question of `belegt eval`: what it must name, and where that stands."""
    if answer.abstained:
        return {"question": _read_question(answer), "type": "unanswerable"}
    nuggets = [[part] for part in (answer.short or "").split(" · ") if part]
    return {"question": _read_question(answer), "nuggets": nuggets, "sources": _list_sources(answer)}


def _read_question(answer: Answer) -> str:
    """Return the question as it stands by itself."""
    return answer.rewritten or answer.question


def _list_sources(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.source for citation in answer.citations))

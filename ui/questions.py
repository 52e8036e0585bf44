"""The reader's own questions for the test bench: a file inside the archive's folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui.lab import QUESTIONS

#: Inside the archive's folder of questions: those whose answers were found right, and the drafts that were taken.
OWN_QUESTIONS = "eigene.jsonl"

_LOCK = threading.Lock()


def add_question(archive: Path, fields: Mapping[str, Any]) -> None:
    """Add a question as `belegt eval` reads it, under a number of its own; each wording is kept once.

    Raises OSError where it can't be written, ValueError where the questions that are there are not JSON.
    """
    path = archive / QUESTIONS / OWN_QUESTIONS
    with _LOCK:
        known = _read_rows(path)
        if any(entry.get("question") == fields["question"] for entry in known):
            return
        path.parent.mkdir(exist_ok=True)
        append_row(path, {**fields, "id": f"eigene-{len(known) + 1}"})


def append_row(path: Path, row: Mapping[str, Any]) -> None:
    """Add a row to a file of JSON lines."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read_rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

"""Errors in English: what our code names as a cause is English too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from index.causes import CAUSES, translate_cause
from index.errors import FileBroken, FileUnreadable, UsageError

ROOT = Path(__file__).resolve().parents[2]


def find_causes() -> set[str]:
    """Return every constant that the code gives as a cause."""
    paths = [path for layer in ("index", "rag", "ui", "eval") for path in (ROOT / layer).rglob("*.py")]
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    calls = (node for node in nodes if isinstance(node, ast.Call))
    named = (word.value for call in calls for word in call.keywords if word.arg == "cause")
    return {str(value.value) for value in named if isinstance(value, ast.Constant)}


def test_every_constant_cause_has_its_english() -> None:
    assert find_causes() - CAUSES.keys() == set()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            FileBroken(path="a.pdf", cause="der Aufbau der PDF-Datei ist nicht lesbar"),
            "(the structure of the PDF file can't",
        ),
        (FileUnreadable(path="a.txt", cause="Lesefehler: Input/output error"), "(error while reading: Input/output"),
        (FileBroken(path="a.txt", cause="die Datei ist kein gültiges UTF-16"), "(the file is no valid UTF-16)"),
        (UsageError(cause="„gestern“ ist kein Datum. Möglich sind …"), "“gestern” is no date."),
        (FileBroken(path="a.txt", cause="something of a library"), "(something of a library)"),
    ],
)
def test_an_english_error_is_english(error: FileBroken, told: str) -> None:
    assert told in error.text("en")
    assert str(error.facts["cause"]) in error.text("de")


def test_what_is_not_ours_stays() -> None:
    assert translate_cause("[Errno 5]") == "[Errno 5]"

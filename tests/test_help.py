"""The help of the commands that the layers above bring is there in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_command

import eval.__main__
import eval.bench.__main__
import ui.__main__
from rag.cli import main


def list_help(command: Any) -> Iterator[str]:
    """Yield the help of a command, its parameters and its sub-commands."""
    for part in (command, *command.params):
        yield part.help or ""
    for child in getattr(command, "commands", {}).values():
        yield from list_help(child)


@pytest.mark.parametrize("module", [ui.__main__, eval.__main__, eval.bench.__main__], ids=["ui", "eval", "bench"])
def test_every_help_text_has_its_english(module: Any) -> None:
    app: typer.Typer = module.app
    texts = {text for text in list_help(get_command(app)) if text}
    assert texts
    assert texts - module.ENGLISH.keys() == set()


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        (["ui"], "Ordner des Archivs", "Folder of the archive"),
        (["eval"], "Schreibt einen Bericht", "Write a report on runs"),
        (["eval", "gate"], "--min NAME=WERT", "--min NAME=VALUE"),
        (["bench", "speed"], "So viele Suchen je Größe.", "So many searches for each size."),
    ],
)
def test_help_is_shown_in_the_language_of_the_call(
    words: list[str],
    german: str,
    english: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("BELEGT_ARCHIVE", "BELEGT_LANG"):
        monkeypatch.setenv(name, "")  # the command sets them for the layers above; put back afterwards
    for lang, shown, other in (("de", german, english), ("en", english, german)):
        assert main(["--lang", lang, *words, "--help"]) == 0
        page = capsys.readouterr().out
        assert shown in page
        assert other not in page

"""`belegt ui`: what it opens, what it says, how it ends."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rag
import ui.__main__ as command
import ui.app
from index.errors import ModelMissing, UsageError
from rag import AskConfig
from ui.access import Access
from ui.settings import Settings, save_settings
from ui.warm import warm_models


class Opened:
    """Stands for an opened archive; remembers how it was opened and whether it was closed."""

    def __init__(self, path: Path, llm: str | None, *, error: Exception | None = None) -> None:
        self.path, self.llm, self.error, self.closed = path, llm, error, False

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def warm(self) -> None:
        if self.error:
            raise self.error


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Replace archive, server and waiting; what they were called with stands in the dictionary."""
    seen: dict[str, Any] = {}

    def open_archive(path: Path, *, llm: str | None = None, config: AskConfig) -> Opened:
        seen["archive"], seen["config"] = Opened(path, llm), config
        opened: Opened = seen["archive"]
        return opened

    @contextmanager
    def serve(archive: Opened, *, port: int | None, lang: str, access: Access) -> Iterator[str]:
        seen.update(port=port, lang=lang, served=archive, access=access)
        yield "http://127.0.0.1:7860/"

    monkeypatch.setattr(rag.Archive, "open", open_archive)
    monkeypatch.setattr(ui.app, "serve_page", serve)
    monkeypatch.setattr(command, "_wait_for_end", lambda: None)
    monkeypatch.setattr(webbrowser, "open", lambda url: seen.update(shown=url))
    monkeypatch.delenv("BELEGT_ARCHIVE", raising=False)
    monkeypatch.delenv("BELEGT_LANG", raising=False)
    monkeypatch.delenv("BELEGT_LLM", raising=False)
    monkeypatch.delenv("BELEGT_PASSWORD", raising=False)
    monkeypatch.chdir(tmp_path)
    return seen


def test_it_serves_the_archive_of_the_working_folder(calls: dict[str, Any], tmp_path: Path) -> None:
    run = CliRunner().invoke(command.app, [])
    assert run.exit_code == 0, run.output
    assert "http://127.0.0.1:7860/" in run.output
    assert "Strg-C" in run.output
    assert calls["archive"].path == tmp_path / "belegt-archive"
    assert calls["archive"].closed
    assert (calls["port"], calls["lang"]) == (None, "de")
    assert "shown" not in calls


def test_others_are_let_in_with_a_password(calls: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "passwort").write_text("Storch auf dem Dach\n", encoding="utf-8")
    for options, env in ((["--password-file", "passwort"], {}), ([], {"BELEGT_PASSWORD": "Storch auf dem Dach"})):
        run = CliRunner().invoke(command.app, ["--host", "0.0.0.0", *options], env=env)
        assert run.exit_code == 0, run.output
        assert calls["access"] == Access("0.0.0.0", "Storch auf dem Dach")
    run = CliRunner().invoke(command.app, ["--host", "0.0.0.0"])
    assert isinstance(run.exception, UsageError)


def test_options_and_environment(calls: dict[str, Any], tmp_path: Path) -> None:
    options = ["--port", "7999", "--llm", "0.5b", "--lang", "en", "--open"]
    run = CliRunner().invoke(command.app, options, env={"BELEGT_ARCHIVE": str(tmp_path / "anderes")})
    assert run.exit_code == 0, run.output
    assert "The page is open" in run.output
    assert calls["archive"].path == tmp_path / "anderes"
    assert (calls["archive"].llm, calls["port"], calls["lang"]) == ("0.5b", 7999, "en")
    assert calls["shown"] == "http://127.0.0.1:7860/"


def test_what_was_set_on_the_page_holds_after_a_restart(calls: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "belegt-archive").mkdir()
    save_settings(tmp_path / "belegt-archive", Settings(threshold=0.6))
    assert CliRunner().invoke(command.app, []).exit_code == 0
    assert calls["config"] == replace(AskConfig(), threshold=0.6)


def test_a_missing_model_is_said_while_the_page_stays_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = ModelMissing(model="1.5b", command="belegt models pull")
    warm_models(Opened(tmp_path, None, error=error), "de")
    for thread in threading.enumerate():
        if thread.name == "belegt-warm":
            thread.join(10)
    assert "belegt models pull" in capsys.readouterr().err


def test_the_help_is_german() -> None:
    run = CliRunner().invoke(command.app, ["--help"])
    assert "Ordner des Archivs" in run.output
    assert "Ohne Passwort nur von diesem Rechner aus" in " ".join(run.output.split())

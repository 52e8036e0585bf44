"""The command as a whole: help, languages, options, errors, exit codes, sub-commands of other layers."""

from __future__ import annotations

import os
import string
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from index.errors import ArchiveLocked, UsageError
from rag.cli import app as cli_app
from rag.cli import main
from rag.cli.doctor.texts import DOCTOR_MESSAGES
from rag.cli.help import translate_usage_error
from rag.cli.helptexts import HELP, METAVARS
from rag.cli.messages import MESSAGES
from rag.cli.options import find_language, hoist_options
from rag.cli.terminal.program import find_program, name_program
from tests.rag.cli_fakes import FakeArchive

pytestmark = pytest.mark.usefixtures("keep_environment")

HEAVY = {"chromadb", "gradio", "llama_cpp", "numpy", "rich", "sentence_transformers", "torch", "trafilatura"}


def walk_commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, command
    for child, inner in getattr(command, "commands", {}).items():
        yield from walk_commands(inner, f"{name} {child}".strip())


def test_help_is_german_and_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "Aufruf: belegt [OPTIONEN] BEFEHL" in shown
    for name, _ in (*cli_app.OWN_COMMANDS, *cli_app.OWN_GROUPS):
        assert f"\n  {name} " in shown


@pytest.mark.parametrize("words", [["--help", "--lang", "en"], ["--lang=en", "--help"]])
def test_help_is_english_on_request(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "Usage: belegt [OPTIONS] COMMAND" in shown
    assert "Befehle" not in shown


def test_language_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_LANG", "en")
    assert main(["models", "pull", "--help"]) == 0
    assert "Download models" in capsys.readouterr().out
    assert main(["--lang", "de", "models", "pull", "--help"]) == 0
    assert "Lädt Modelle" in capsys.readouterr().out


def test_every_help_text_and_placeholder_exists_in_both_languages() -> None:
    for name, command in walk_commands(cli_app.build_command()):
        assert command.help in HELP, name
        for param in command.params:
            assert param.help in HELP, (name, param.name)
            metavar = param.metavar
            assert metavar is None or metavar in METAVARS or not metavar.isupper(), (name, param.name)


@pytest.mark.parametrize("table", [MESSAGES, DOCTOR_MESSAGES], ids=["messages", "doctor"])
def test_both_languages_use_the_same_facts(table: dict[str, tuple[str, str]]) -> None:
    for key, texts in table.items():
        german, english = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts)
        assert german == english, key


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from rag.cli import main; main(['--help']);"
        f"sys.exit(','.join(sorted({HEAVY!r} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Befehle" in done.stdout


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Befehle:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["statsu"], "Gemeint ist wohl status?"),
        (["xyzzy"], "Den Befehl xyzzy gibt es nicht."),
        (["add"], "Es fehlt eine Angabe: PFAD"),
        (["status", "--document"], "Ähnlich sind: --documents"),
        (["status", "--archiv", "x"], "Die Option --archiv gibt es nicht. Ähnlich sind: --archive"),
        (["status", "--xyzzy"], "Die Option --xyzzy gibt es nicht."),
        (["search", "-k", "0", "x"], "Ungültiger Wert für -k: mindestens 1 wird erwartet."),
        (["search", "-k", "viele", "x"], "eine ganze Zahl wird erwartet"),
        (["search", "x", "-k"], "Die Option -k braucht einen Wert."),
        (["check", "mehr"], "Zu viele Angaben: mehr"),
        (["status", "--lang", "fr"], "Die Sprache fr gibt es nicht"),
    ],
)
def test_wrong_calls_are_explained_in_german(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.out == ""


def test_commands_in_messages_can_be_typed_as_they_stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called = tmp_path / "bin" / "belegt"
    called.parent.mkdir()
    called.write_text("#!/bin/sh\n")
    called.chmod(0o755)
    text = "Bitte „belegt add ORDNER“ ausführen oder belegt neu installieren; siehe docs/belegt add."
    for name, path, named in (
        (str(called), "", f"„{called} add ORDNER“"),
        (str(called), str(called.parent), "„belegt add ORDNER“"),
        ("/usr/lib/rag/__main__.py", "", "„belegt add ORDNER“"),
    ):
        monkeypatch.setattr("sys.argv", [name])
        monkeypatch.setenv("PATH", path)
        find_program.cache_clear()
        assert name_program(text) == text.replace("„belegt add ORDNER“", named)
    find_program.cache_clear()


def test_a_usage_error_of_unknown_wording_stays_as_it_is() -> None:
    assert translate_usage_error("Something new.", "de") == "Something new."
    assert translate_usage_error("Missing command.", "en") == "Missing command."


def test_global_options_may_stand_anywhere() -> None:
    own = {"ask", "status"}
    words = ["ask", "Wer?", "--archive", "a", "--debug", "--lang=en", "--json"]
    assert hoist_options(words, own) == ["--archive", "a", "--debug", "--lang=en", "ask", "Wer?", "--json"]


def test_the_archive_of_other_layers_and_what_follows_two_dashes_stay() -> None:
    words = ["-a", "x", "ui", "--archive", "y", "--lang", "en", "--debug"]
    assert hoist_options(words, {"ask"}) == ["-a", "x", "--lang", "en", "--debug", "ui", "--archive", "y"]
    assert hoist_options(["ask", "--", "--debug"], {"ask"}) == ["ask", "--", "--debug"]


def test_an_unknown_language_in_the_environment_means_german() -> None:
    assert find_language([], {"BELEGT_LANG": "fr"}) == "de"
    assert find_language(["ask", "--", "--lang", "en"], {}) == "de"


def test_a_missing_archive_is_an_error_and_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nichts"
    assert main(["status", "--archive", str(path)]) == 1
    assert f"Unter {path} gibt es noch kein Archiv." in capsys.readouterr().err
    assert not path.exists()


def test_errors_speak_the_language_of_the_call(
    fake: FakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.error = ArchiveLocked(path="a")
    assert main(["add", str(tmp_path), "--lang", "en"]) == 1
    assert "Error: Another process is writing" in capsys.readouterr().err
    fake.error = UsageError(cause="Kein Datum: 2024-13")
    assert main(["add", str(tmp_path)]) == 2
    assert "Fehler: Kein Datum: 2024-13" in capsys.readouterr().err


def test_an_unexpected_error_shows_no_trace_without_debug(
    fake: FakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.error = ValueError("kaputt")
    assert main(["add", str(tmp_path)]) == 1
    shown = capsys.readouterr().err
    assert "Unerwarteter Fehler (ValueError): kaputt" in shown
    assert "Traceback" not in shown
    with pytest.raises(ValueError, match="kaputt"):
        main(["--debug", "add", str(tmp_path)])


def test_ctrl_c_ends_with_130_and_one_line(
    fake: FakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "record").touch()
    fake.error = KeyboardInterrupt()  # type: ignore[assignment]
    assert main(["ask", "Wer?", "--archive", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "Abgebrochen.\n"


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "rag", "--help"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_output_survives_an_encoding_without_umlauts() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "rag", "status", "-a", "/nicht/da"], capture_output=True, env=environment, check=False
    )
    assert b"mit --archive ein anderes w" in done.stderr
    assert b'"belegt add ORDNER"' in done.stderr
    assert done.returncode == 1


def make_plugin(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint(name="seite", value=value, group=cli_app.ENTRY_POINTS)
    monkeypatch.setattr(cli_app, "find_plugins", lambda: {"seite": point})


def test_commands_of_other_layers_are_listed_and_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_plugin(monkeypatch, "tests.rag.cli_plugin:app")
    assert main(["--help"]) == 0
    assert "seite    Öffnet die Testseite." in capsys.readouterr().out
    assert main(["-a", "hier", "--lang", "en", "seite", "--archive", "dort"]) == 0
    assert capsys.readouterr().out == "dort, BELEGT_ARCHIVE=hier, BELEGT_LANG=en\n"
    assert main(["--lang", "de", "seite", "--help"]) == 0
    assert "Aufruf: belegt seite" in capsys.readouterr().out


def test_a_command_that_does_not_load_breaks_only_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_plugin(monkeypatch, "tests.rag.no_such_module:app")
    assert main(["--help"]) == 0
    assert "seite    nicht verfügbar" in capsys.readouterr().out
    assert main(["seite", "--port", "1"]) == 1
    assert "Bitte belegt neu installieren." in capsys.readouterr().err

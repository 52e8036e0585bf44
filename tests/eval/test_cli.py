"""`belegt eval` from the terminal, on an archive without models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import eval.run.execute as execute
from eval.__main__ import app
from index.errors import BelegtError, UsageError
from tests.eval.fakes import FakeArchive, open_fake

ROWS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "question": "Wann wurde die Brücke eröffnet?",
        "nuggets": [["3. Mai 2024"]],
        "sources": ["bruecke.txt"],
    },
    {"id": "q2", "question": "Wer siegte bei der Wahl?", "nuggets": [["Klein"]], "sources": ["wahl.txt"]},
    {"id": "q3", "question": "Welche Farbe hat das Rathaus?", "nuggets": [], "sources": [], "type": "unanswerable"},
]


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a data set, and let the run ask a fake archive from a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(execute, "open_archive", open_fake(FakeArchive()))
    path = tmp_path / "meine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def call(*words: object) -> str:
    """Call `belegt eval` and return what it printed; errors come through as exceptions."""
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_run_writes_a_folder_and_prints_the_figures(questions: Path, tmp_path: Path) -> None:
    output = call("run", questions, "--out", tmp_path / "lauf")
    assert "meine: 3 Fragen" in output
    assert "Genannte Kernangaben" in output
    assert {path.name for path in (tmp_path / "lauf").iterdir()} == {
        "run.json", "questions.jsonl", "answers.jsonl", "metrics.json"
    }  # fmt: skip


def test_run_names_its_folder_itself(questions: Path, tmp_path: Path) -> None:
    call("run", questions, "--limit", 1, "--seed", 3, "--set", "chunks=4")
    (path,) = (tmp_path / "runs").glob("*-meine/run.json")
    plan = json.loads(path.read_text(encoding="utf-8"))["plan"]
    assert (plan["limit"], plan["seed"], plan["config"]["chunks"]) == (1, 3, 4)


def test_ctrl_c_ends_cleanly_and_the_second_call_goes_on(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "open_archive", open_fake(FakeArchive(stop_after=2)))
    result = CliRunner().invoke(app, ["run", str(questions), "--out", str(tmp_path / "lauf")])
    assert result.exit_code == 130
    assert "Derselbe Aufruf macht weiter" in result.output
    archive = FakeArchive()
    monkeypatch.setattr(execute, "open_archive", open_fake(archive))
    assert "2 Fragen sind schon gestellt" in call("run", questions, "--out", tmp_path / "lauf")
    assert archive.questions == [ROWS[2]["question"]]


def test_report_goes_where_it_is_told(questions: Path, tmp_path: Path) -> None:
    call("run", questions, "--out", tmp_path / "lauf")
    call("report", tmp_path / "lauf")
    assert (tmp_path / "lauf" / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    page, text = tmp_path / "neu" / "a.html", tmp_path / "b.md"
    call("report", tmp_path / "lauf", "--html", page, "--md", text, "--figures-only")
    assert page.exists()
    assert "Brücke" not in text.read_text(encoding="utf-8")


def test_compare_says_what_is_chance(questions: Path, tmp_path: Path) -> None:
    call("run", questions, "--out", tmp_path / "a")
    call("run", questions, "--out", tmp_path / "b", "--set", "chunks=4")
    assert "Kein Unterschied geht über den Zufall hinaus" in call("compare", tmp_path / "a", tmp_path / "b")


def test_compare_without_common_questions_is_refused(questions: Path, tmp_path: Path) -> None:
    call("run", questions, "--out", tmp_path / "a")
    other = tmp_path / "andere.jsonl"
    other.write_text(json.dumps(ROWS[0]) + "\n", encoding="utf-8")
    call("run", other, "--out", tmp_path / "b")
    with pytest.raises(UsageError, match="keine Frage gemeinsam"):
        call("compare", tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (["--min", "nugget_recall=0.7"], 0),
        (["--min", "meine:nugget_recall=0,7", "--max", "failed=0"], 0),
        (["--min", "aurc=0.99"], 1),
        (["--min", "nugget_recall=0.7", "--max", "total_p95=0.1"], 1),
    ],
)
def test_gate_ends_by_its_limits(questions: Path, tmp_path: Path, limits: list[str], code: int) -> None:
    call("run", questions, "--out", tmp_path / "lauf")
    result = CliRunner().invoke(app, ["gate", str(tmp_path / "lauf"), *limits])
    assert result.exit_code == code
    assert ("FEHLER" in result.output) == (code == 1)


@pytest.mark.parametrize("limits", [[], ["--min", "quatsch=1"], ["--min", "em"], ["--max", "total_p95=schnell"]])
def test_gate_refuses_what_is_no_limit_with_code_two(
    questions: Path, tmp_path: Path, limits: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.cli import main

    call("run", questions, "--out", tmp_path / "lauf")
    assert main(["eval", "gate", str(tmp_path / "lauf"), *limits]) == 2
    assert capsys.readouterr().err.startswith("Fehler: ")


@pytest.mark.parametrize(
    "words", [["run", "gibt-es-nicht"], ["report", "gibt-es-nicht"], ["run", "DATEI", "--set", "x"]]
)
def test_wrong_calls_are_answered_in_german(questions: Path, words: list[str]) -> None:
    words = [str(questions) if word == "DATEI" else word for word in words]
    with pytest.raises(BelegtError) as caught:
        call(*words)
    assert str(caught.value)


def test_a_data_set_without_articles_says_what_to_name(questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from eval.run import open_archive

    monkeypatch.setattr(execute, "open_archive", open_archive)
    with pytest.raises(UsageError, match="--articles"):
        call("run", questions)


def test_help_names_the_commands() -> None:
    assert all(name in call("--help") for name in ("run", "report", "compare", "gate"))

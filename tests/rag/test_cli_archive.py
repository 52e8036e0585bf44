"""The commands that fill an archive and look after it, and `models`: what is said and how it ends."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.models import ModelEntry, ModelState
from index.store import CheckReport
from index.store.check import name_differences
from index.store.rows import DocumentInfo
from index.types import Failure, Progress, ProgressEvent, SyncReport
from rag import Archive
from rag.cli import main
from rag.status import ArchiveStatus
from tests.conftest import FakeEmbedder, FakeLLM
from tests.rag.cli_fakes import FakeArchive

pytestmark = pytest.mark.usefixtures("keep_environment")

FIGURES = ArchiveStatus(
    "hier", 1234, 5678, 23456, 0, "e5-small", "", True, 4_200_000, 71_600_000, "2023-09", "2024-06-19"
)


def test_add_sums_up_what_it_did(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = SyncReport(("a", "b", "c"), ("d",), tuple(map(str, range(1200))), seconds=2.34)
    assert main(["add", "artikel", "mehr.txt", "--archive", place]) == 0
    assert capsys.readouterr().out == (
        "3 hinzugefügt, 1 geändert, 1.200 unverändert, 0 entfernt, 0 fehlgeschlagen (2,3 s)\n"
    )
    assert fake.calls[0] == ("add", [Path("artikel"), Path("mehr.txt")])
    assert fake.opened[0]["path"] == Path(place)


def test_add_makes_the_archive_and_passes_the_embedder_on(fake: FakeArchive, tmp_path: Path) -> None:
    assert main(["add", "x", "-a", str(tmp_path / "neu"), "--embedder", "anderes"]) == 0
    assert fake.opened == [{"path": tmp_path / "neu", "embedder": "anderes", "llm": None, "reader": True}]
    assert fake.embed_url is None


@pytest.mark.parametrize("command", [["add", "x"], ["sync", "x"], ["reindex"]])
def test_a_server_that_embeds_is_passed_on(fake: FakeArchive, place: str, command: list[str]) -> None:
    assert main([*command, "-a", place, "--embed-url", "http://rechner:8000/v1"]) == 0
    assert fake.embed_url == "http://rechner:8000/v1"


def test_failures_are_listed_with_their_cause_and_end_with_1(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = (Failure("leer.txt", "leer.txt: enthält keinen Text."), Failure("b.pdf", "ist verschlüsselt."))
    fake.report = SyncReport(added=("a",), moved=(("x", "y"),), failed=failed, seconds=0.1)
    assert main(["sync", place, "--lang", "en", "--archive", place]) == 1
    captured = capsys.readouterr()
    assert captured.out == "1 added, 0 changed, 1 moved, 0 unchanged, 0 removed, 2 failed (0.1 s)\n"
    assert "  leer.txt: enthält keinen Text.\n  b.pdf: ist verschlüsselt.\n" in captured.err


def test_columns_of_tables_are_passed_on(fake: FakeArchive, place: str) -> None:
    assert main(["add", "presse.csv", "--column", "text=body", "--column", "date=a=b", "--archive", place]) == 0
    assert fake.columns == {"text": "body", "date": "a=b"}
    assert main(["sync", "presse.csv", "--archive", place]) == 0
    assert fake.columns == {}


@pytest.mark.parametrize("pair", ["text", "text=", "farbe=rot"])
def test_what_names_no_column_is_told_before_an_archive_is_made(
    fake: FakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str], pair: str
) -> None:
    assert main(["add", "presse.csv", "--column", pair, "--archive", str(tmp_path / "neu")]) == 2
    assert f"„{pair}“ nennt keine Spalte. Nötig ist WAS=SPALTE" in capsys.readouterr().err
    assert fake.opened == []


def test_a_folder_without_articles_is_told(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", place, "--archive", place]) == 0
    assert "Keine lesbaren Artikel gefunden." in capsys.readouterr().err


def test_ctrl_c_stops_between_two_files(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    # Not always the default: a shell that starts something in the background lets it ignore Ctrl-C.
    former = signal.getsignal(signal.SIGINT)
    fake.between_files = lambda: os.kill(os.getpid(), signal.SIGINT)
    assert main(["add", place, "--archive", place]) == 130
    assert [what for name, what in fake.calls if name == "file"] == [0]
    assert fake.calls[-1] == ("close", None)
    shown = capsys.readouterr()
    assert "Was schon aufgenommen ist, bleibt im Archiv" in shown.err
    assert shown.out == ""
    assert signal.getsignal(signal.SIGINT) is former


def test_the_second_ctrl_c_stops_at_once(fake: FakeArchive, place: str) -> None:
    def press_twice() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    fake.between_files = press_twice
    assert main(["add", place, "--archive", place]) == 130
    assert not [what for name, what in fake.calls if name == "file"]


def test_remove_takes_patterns(fake: FakeArchive, place: str) -> None:
    names = ("lokal/a.txt", "lokal/b.txt", "c.txt")
    fake.listed = tuple(DocumentInfo(name, None, None, None, f"/x/{name}", 1, 100, True) for name in names)
    assert main(["remove", "lokal/*", "c.txt", "fehlt/*", "--archive", place]) == 0
    assert ("remove", ["lokal/a.txt", "lokal/b.txt", "c.txt", "fehlt/*"]) in fake.calls


def test_remove_tells_what_was_not_there(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = SyncReport(removed=("a.txt",), failed=(Failure("b.txt", "Im Archiv gibt es kein Dokument b.txt."),))
    assert main(["remove", "a.txt", "b.txt", "--archive", place]) == 1
    captured = capsys.readouterr()
    assert captured.out == "1 entfernt\n"
    assert "Im Archiv gibt es kein Dokument b.txt." in captured.err


def test_status_reads_like_german(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.figures = FIGURES
    assert main(["status", "-a", place]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Artikel: 1.234 Abschnitte: 5.678" in shown
    assert "Zeitraum: September 2023 – 19.06.2024" in shown
    assert "Größe: 75,8 MB (Datensatz 4,2 MB, Vektoren 71,6 MB)" in shown
    assert "Leser: aktiv" in shown


def test_status_says_where_words_are_searched_of_an_archive_on_a_server(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.figures = replace(FIGURES, copy="/kopie")
    assert main(["status", "-a", place]) == 0
    assert "gesucht im eigenen Index der Kopie /kopie" in capsys.readouterr().out


def test_status_says_why_the_reader_is_idle(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.figures = replace(FIGURES, embedder="anderes", reader=False)
    assert main(["status", "-a", place, "--lang", "en"]) == 0
    assert "off (fits e5-small only)" in capsys.readouterr().out


def test_status_lists_documents(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.listed = (
        DocumentInfo("a.txt", "Titel A", "2024-06-19", "Bote", "/x/a.txt", 3, 900, True),
        DocumentInfo("b.txt", None, None, None, "/x/b.txt", 1, 100, False),
    )
    assert main(["status", "--documents", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert "Titel A" in shown
    assert "Datum unbekannt" in shown
    assert "noch nicht durchsuchbar" in shown
    assert main(["status", "--documents", "--json", "-a", place]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["documents"][0]["source"] == "a.txt"
    assert data["status"]["documents"] == 0


def test_check_passes(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-a", place]) == 0
    assert "1.240 Abschnitte im Datensatz, 1.240 im Vektorindex, 100 %" in capsys.readouterr().out


def test_check_names_the_problems_and_the_mend(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.health = CheckReport(3, 1, 0.5, name_differences(pending=0, missing=2, stray=0, recall=0.5))
    assert main(["check", "-a", place]) == 1
    shown = capsys.readouterr().err
    assert "Im Vektorindex fehlen 2 Abschnitte." in shown
    assert "belegt repair" in shown
    assert main(["check", "--json", "-a", place]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["ok"], facts["problems"][0]) == (False, "Im Vektorindex fehlen 2 Abschnitte.")
    assert main(["check", "--lang", "en", "-a", place]) == 1
    shown = capsys.readouterr().err
    assert "The vector index lacks 2 chunks." in shown
    assert "50%" in shown


def test_repair_reports_progress_on_standard_error(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["repair", "-a", place]) == 0
    captured = capsys.readouterr()
    assert captured.err == "Vektorindex: 1.240 von 1.240 Abschnitten\n"
    assert captured.out.startswith("In Ordnung")


def test_reindex_names_the_model_and_says_how_to_go_on(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reindex", "--embedder", "neu", "-a", place]) == 0
    assert fake.calls == [("reindex", (Path(place), "neu"))]
    fake.between_files = lambda: os.kill(os.getpid(), signal.SIGINT)
    assert main(["reindex", "--embedder", "neu", "-a", place]) == 130
    assert "macht an der unterbrochenen Stelle weiter" in capsys.readouterr().err


def test_the_real_archive_answers_through_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Archive.open

    def open_with_fakes(path: Path, **_: Any) -> Archive:
        return real(path, embedder=FakeEmbedder(), llm=FakeLLM())

    monkeypatch.setattr(Archive, "open", open_with_fakes)
    place = ["--archive", str(tmp_path / "archive")]
    assert main(["add", str(articles), *place]) == 0
    assert capsys.readouterr().out.startswith("3 hinzugefügt, 0 geändert, 0 unverändert")
    assert main(["sync", str(articles), *place]) == 0
    assert capsys.readouterr().out.startswith("0 hinzugefügt, 0 geändert, 3 unverändert")
    assert main(["check", *place]) == 0
    assert main(["ask", "Wie viel hat die Brücke gekostet?", "--json", *place]) == 0
    assert "bruecke.txt" in capsys.readouterr().out
    assert main(["remove", "schafe.txt", "nichts.txt", *place]) == 1
    assert "belegt status --documents" in capsys.readouterr().err
    saved, back = tmp_path / "gesichert", ["--archive", str(tmp_path / "zurück")]
    assert main(["backup", str(saved), *place]) == 0
    assert "2 Artikel gesichert" in capsys.readouterr().out
    assert main(["restore", str(saved), *back]) == 0
    assert capsys.readouterr().out.startswith("In Ordnung")
    assert main(["ask", "Wie viel hat die Brücke gekostet?", "--json", *back]) == 0
    assert "bruecke.txt" in capsys.readouterr().out
    assert main(["restore", str(saved), *back]) == 1
    assert main(["restore", str(articles / "bruecke.txt"), "--archive", str(tmp_path / "x")]) == 1
    assert "ist keine brauchbare Sicherung" in capsys.readouterr().err


def test_models_pull_fetches_both_defaults_or_what_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pulled: list[tuple[str, str, str | None]] = []

    def pull(spec: str, *, kind: str, progress: Progress) -> Path:
        progress(ProgressEvent("download", 71_600_000, 1_100_000_000, "bytes"))
        progress(ProgressEvent("download", 1_100_000_000, 1_100_000_000, "bytes"))
        pulled.append((kind, spec, os.environ.get("HF_HUB_OFFLINE")))
        return Path("/cache") / spec

    monkeypatch.setattr("index.models.pull_model", pull)
    assert main(["models", "pull"]) == 0
    assert pulled == [("embedder", "e5-small", None), ("llm", "1.5b", None)]
    captured = capsys.readouterr()
    assert "1.5b liegt bereit: /cache/1.5b\n" in captured.out
    assert "Laden: 1,1 GB von 1,1 GB" in captured.err
    assert main(["models", "pull", "--llm", "0.5b"]) == 0
    assert pulled[2:] == [("llm", "0.5b", None)]


def test_models_list_shows_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    there = ModelState(ModelEntry("1.5b", "llm", "a.gguf", licence="Apache-2.0"), True, Path("/a.gguf"), 1_117_320_768)
    gone = ModelState(ModelEntry("e5-small", "embedder", "e5"), False, Path("/e5"), 0)
    monkeypatch.setattr("index.models.list_models", lambda: (there, gone))
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    present, missing, reader = lines[2:]
    assert present.split()[:5] == ["1.5b", "Sprachmodell", "vorhanden", "1,1", "GB"]
    assert missing.split()[:3] == ["e5-small", "Embedding", "fehlt"]
    assert "Leser" in reader
    assert main(["models", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["path"] == "/a.gguf"

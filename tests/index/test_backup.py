"""A backup is one file with a state that the archive really had; anything else is refused by name."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index.errors import BackupBroken, BackupTargetTaken, FileUnreadable, NotAnArchive
from index.store.backup import read_backup, write_backup
from index.store.store import RECORD
from rag import Archive
from tests.conftest import FakeEmbedder

TEXT = "Neuer Steg\n\nDer Steg über die Mirle ist 38 Meter lang. Er kostete 2,4 Millionen Euro.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    (tmp_path / "steg.txt").write_text(TEXT, encoding="utf-8")
    with Archive.open(path, embedder=FakeEmbedder()) as opened:
        assert opened.add(tmp_path / "steg.txt").ok
    return path


def test_a_restored_archive_finds_what_the_first_one_found(archive: Path, tmp_path: Path) -> None:
    with Archive.open(archive, embedder=FakeEmbedder()) as opened:
        before = opened.search("Wie lang ist der Steg?")
        assert opened.backup(tmp_path / "b" / "100 % gesichert?") > 1000
        # What comes after the backup is not in it.
        opened.remove("steg.txt")
    report = Archive.restore(tmp_path / "b" / "100 % gesichert?", tmp_path / "neu")
    assert report.ok
    assert report.chunks_record == 1
    with Archive.open(tmp_path / "neu", embedder=FakeEmbedder()) as restored:
        assert [hit.text for hit in restored.search("Wie lang ist der Steg?")] == [hit.text for hit in before]
        assert restored.document("steg.txt").text == TEXT


def test_a_restore_that_was_killed_before_the_vectors_is_finished_at_the_next_opening(
    archive: Path, tmp_path: Path
) -> None:
    write_backup(archive, tmp_path / "b")
    read_backup(tmp_path / "b", tmp_path / "neu")
    assert [path.name for path in (tmp_path / "neu").iterdir()] == [RECORD]
    with Archive.open(tmp_path / "neu", embedder=FakeEmbedder()) as restored:
        assert restored.check().ok


def test_a_folder_with_something_in_it_is_left_alone(archive: Path, tmp_path: Path) -> None:
    write_backup(archive, tmp_path / "b")
    with pytest.raises(NotAnArchive):
        read_backup(tmp_path / "b", archive)


def test_what_is_no_backup_is_named(archive: Path, tmp_path: Path) -> None:
    write_backup(archive, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    cases = {"text": b"keine Sicherung", "kurz": whole[:5000], "kaputt": whole[:8192] + bytes(4096) + whole[12288:]}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BackupBroken, match=name):
            read_backup(tmp_path / name, tmp_path / "neu")
    with sqlite3.connect(tmp_path / "b") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(BackupBroken, match="Stand 99"):
        read_backup(tmp_path / "b", tmp_path / "neu")
    with pytest.raises(BackupBroken, match="fehlt"):
        read_backup(tmp_path / "fehlt", tmp_path / "neu")
    assert not (tmp_path / "neu").exists()


def test_a_backup_that_can_not_be_written_leaves_nothing(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("")
    with pytest.raises(FileUnreadable):
        write_backup(archive, tmp_path / "datei" / "b")


def test_a_backup_replaces_an_earlier_one_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    article = tmp_path / "artikel.txt"
    article.write_text("Der einzige Text.", encoding="utf-8")
    with pytest.raises(BackupTargetTaken, match=r"artikel\.txt"):
        write_backup(archive, article)
    assert article.read_text(encoding="utf-8") == "Der einzige Text."
    assert write_backup(archive, tmp_path / "b") == write_backup(archive, tmp_path / "b")

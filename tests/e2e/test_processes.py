"""Several processes on one archive: kill -9 in the middle of an ingest, and readers beside a writer."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag import Archive

ROOT = Path(__file__).resolve().parents[2]
FILES = 80


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("viele")
    for number in range(FILES):
        sentences = [f"Im Jahr {1800 + number} zählte Dorf {number} genau {number * 7 + k} Häuser." for k in range(6)]
        (path / f"{number:03}.txt").write_text(f"Dorf {number}\n\n" + " ".join(sentences), encoding="utf-8")
    return path


def add_in_child(archive: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rag", "add", "--archive", str(archive), str(folder)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def count_documents(archive: Path) -> int:
    import sqlite3

    record = archive / "record.sqlite"
    if not record.exists():
        return 0
    with sqlite3.connect(f"file:{record}?mode=ro", uri=True) as db:
        try:
            return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # the tables are not there yet


def test_an_ingest_killed_at_ten_points_ends_complete(tmp_path: Path, folder: Path) -> None:
    archive = tmp_path / "archive"
    for attempt in range(10):
        # Kill at ten different amounts of finished work, from nothing at all to nearly everything.
        child = add_in_child(archive, folder)
        goal = attempt * FILES // 10
        while child.poll() is None and count_documents(archive) < goal:
            time.sleep(0.01)
        time.sleep(0.03 * attempt)
        child.kill()
        child.wait()
    assert add_in_child(archive, folder).wait() == 0
    with Archive.open(archive) as opened:
        status, report = opened.status(), opened.check()
        assert report.ok, report.problems
        assert status.documents == FILES
        assert report.chunks_record == report.chunks_vectors == status.chunks
        assert {entry.source for entry in opened.documents()} == {f"{number:03}.txt" for number in range(FILES)}
        chunks = [hit.id for hit in opened.search("Häuser im Dorf", k=1000)]
        assert len(chunks) == len(set(chunks)) == status.chunks
        assert opened.add(folder).unchanged == tuple(f"{number:03}.txt" for number in range(FILES))


def test_a_reader_goes_on_while_another_process_writes_and_sees_what_it_wrote(tmp_path: Path, folder: Path) -> None:
    archive = tmp_path / "archive"
    first = tmp_path / "erster.txt"
    first.write_text("Der Bäcker im Ort verkauft an jedem Morgen frische Brötchen.", encoding="utf-8")
    with Archive.open(archive) as reader:
        reader.add(first)
        child = add_in_child(archive, folder)
        while child.poll() is None:
            assert "erster.txt" in {hit.source for hit in reader.search("Brötchen vom Bäcker", k=3)}
        assert child.returncode == 0
        hits = reader.search("Wie viele Häuser zählte Dorf 77?", k=5)
        assert "077.txt" in {hit.source for hit in hits}
        assert reader.check().ok

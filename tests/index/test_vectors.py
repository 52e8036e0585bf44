"""The vector index, on a real Chroma."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from index.errors import ArchiveDamaged, DiskFull, RecordDamaged
from index.store.rows import PendingVector
from index.store.vectors import VectorIndex
from rag import Archive
from tests.conftest import FakeEmbedder


@pytest.mark.filterwarnings("ignore:legacy embedding function")
def test_an_index_of_a_former_version_is_searched_as_widely_as_a_new_one(tmp_path: Path) -> None:
    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(str(tmp_path), settings=settings)
    client.get_or_create_collection("chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    client.close()  # type: ignore[attr-defined]  # Chroma's interface doesn't declare what its client has
    index = VectorIndex(tmp_path)
    vector = np.eye(1, 8, dtype=np.float32)[0]
    index.add([PendingVector(1, "a", 1, vector)])
    assert index.search(vector, 1)["a"] > 0.999
    assert index._open().configuration_json["hnsw"]["ef_search"] == 400
    index.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "steg.txt").write_text("Der Steg über die Mirle ist 38 Meter lang.\n", encoding="utf-8")
    with Archive.open(tmp_path / "archive", embedder=FakeEmbedder()) as opened:
        assert opened.add(tmp_path / "steg.txt").ok
    return tmp_path / "archive"


def lose_vectors(archive: Path) -> None:
    for path in archive.glob("chroma-*/chroma.sqlite3"):
        path.unlink()


def test_lost_vectors_are_rebuilt_by_the_first_search_which_says_so(
    archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lose_vectors(archive)
    with Archive.open(archive, embedder=FakeEmbedder()) as opened:
        assert opened.search("Wie lang ist der Steg?")[0].dense > 0.1
        assert "1 von 1 Abschnitten fehlen" in caplog.text
        assert opened.check().ok
    caplog.clear()
    with Archive.open(archive, embedder=FakeEmbedder()) as opened:
        assert opened.search("Wie lang ist der Steg?")
        assert not caplog.text


def test_a_large_archive_is_not_rebuilt_behind_a_question(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.store._REBUILT_AT_ONCE", 0)
    lose_vectors(archive)
    with Archive.open(archive, embedder=FakeEmbedder()) as opened:
        with pytest.raises(ArchiveDamaged, match="belegt repair"):
            opened.search("Wie lang ist der Steg?")
        assert opened.repair().ok
        assert opened.search("Wie lang ist der Steg?")


def test_the_record_and_the_disk_are_named_in_their_own_words(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = VectorIndex(next(archive.glob("chroma-*")))

    def fill(*_: object) -> None:
        raise OSError("(code: 13) database or disk is full")

    monkeypatch.setattr(index, "_open", fill)
    with pytest.raises(DiskFull, match="kein Platz"):
        index.count()
    record = archive / "record.sqlite"
    record.write_bytes(record.read_bytes()[:4096] + bytes(200_000))
    with pytest.raises(RecordDamaged, match="belegt restore"):
        Archive.open(archive, embedder=FakeEmbedder())

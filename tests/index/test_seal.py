"""Damage to the files of the vector index shows before they are opened; Chroma's own changes are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.store.seal import find_broken, seal_files


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "segment").mkdir()
    (tmp_path / "segment" / "graph.bin").write_bytes(b"0123456789")
    (tmp_path / "chroma.sqlite3").write_bytes(b"its own")
    return tmp_path


def test_a_whole_index_has_nothing_broken(index: Path) -> None:
    assert find_broken(index, seal_files(index, None)) is None
    assert find_broken(index, "") is None
    assert find_broken(index, None) is None


def test_a_missing_a_short_and_an_overwritten_file_are_named(index: Path) -> None:
    sealed, file = seal_files(index, None), index / "segment" / "graph.bin"
    stat = file.stat()
    file.write_bytes(b"0123X56789")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert find_broken(index, sealed) == "segment/graph.bin"
    file.write_bytes(b"01234")
    assert find_broken(index, sealed) == "segment/graph.bin"
    file.unlink()
    assert find_broken(index, sealed) == "segment/graph.bin"


def test_what_was_written_since_is_not_broken(index: Path) -> None:
    sealed, file = seal_files(index, None), index / "segment" / "graph.bin"
    file.write_bytes(b"0123456789 and more")
    assert find_broken(index, sealed) is None
    (index / "chroma.sqlite3").write_bytes(b"")
    assert find_broken(index, sealed) is None


def test_a_file_that_did_not_change_is_not_read_again(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal_files(index, None)
    monkeypatch.setattr("index.store.seal._sum_up", lambda path: pytest.fail(f"{path} was read"))
    assert seal_files(index, sealed) == sealed

"""Fixtures for the tests of the command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rag.cli_fakes import FakeArchive


@pytest.fixture
def keep_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No variable of ours at the start, and those of the test gone at the end."""
    for name in ("BELEGT_ARCHIVE", "BELEGT_LANG", "BELEGT_LLM", "BELEGT_EMBEDDER"):
        monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    archive = FakeArchive()
    monkeypatch.setattr("rag.Archive", archive)
    return archive


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A folder in which an archive seems to be."""
    (tmp_path / "record.sqlite").touch()
    return str(tmp_path)

"""Real models over real archives; built once for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Archive
from tests.conftest import SHARED

DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of the bundled newspaper."""
    path = tmp_path_factory.mktemp("demo") / "archive"
    with Archive.open(path) as archive:
        report = archive.add(DEMO / "articles")
        assert report.ok, report.failed
    return path


@pytest.fixture(scope="session")
def demo(demo_path: Path) -> Iterator[Archive]:
    with Archive.open(demo_path) as archive:
        yield archive


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the user's five real articles."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real articles (../shared/corpus) are not beside this checkout")
    with Archive.open(tmp_path_factory.mktemp("news") / "archive") as archive:
        assert archive.add(SHARED / "corpus").ok
        yield archive

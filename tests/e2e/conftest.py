"""Real models over real archives; built once for the whole run."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.embed import load_embedder
from rag import Archive
from rag.llm import load_llm
from tests.conftest import SHARED

DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(autouse=True)
def _nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that isn't to this computer, whatever library asks for it."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a connection to {address[0]} was tried at run time")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_locally)


@pytest.fixture(scope="session")
def models() -> Iterator[dict[str, Any]]:
    """The default embedder and language model, loaded once for all archives of the run."""
    llm = load_llm()
    yield {"embedder": load_embedder(), "llm": llm}
    llm.close()


@pytest.fixture(scope="session")
def demo_path(models: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of the bundled newspaper."""
    path = tmp_path_factory.mktemp("demo") / "archive"
    with Archive.open(path, **models) as archive:
        report = archive.add(DEMO / "articles")
        assert report.ok, report.failed
    return path


@pytest.fixture(scope="session")
def demo(models: dict[str, Any], demo_path: Path) -> Iterator[Archive]:
    with Archive.open(demo_path, **models) as archive:
        yield archive


@pytest.fixture(scope="session")
def news(models: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the user's five real articles."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real articles (../shared/corpus) are not beside this checkout")
    with Archive.open(tmp_path_factory.mktemp("news") / "archive", **models) as archive:
        assert archive.add(SHARED / "corpus").ok
        yield archive

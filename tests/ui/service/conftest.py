"""The service over a real archive with fake models, and a client that talks to it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag import Archive
from ui.access import Access
from ui.service.server import build_service
from ui.service.tokens import Scope, Tokens

HOST = "http://127.0.0.1:7860"


@dataclass(frozen=True)
class Served:
    """A service, its client, its archive, and what it logged."""

    client: TestClient
    archive: Archive
    tokens: Tokens
    log: io.StringIO

    def sign(self, scope: Scope) -> dict[str, str]:
        """Return the headers of a client with a new token."""
        return {"authorization": f"Bearer {self.tokens.add(f'{scope.value}-{len(self.tokens.all())}', scope)}"}


@pytest.fixture
def served(archive: Archive, articles: Path) -> Iterator[Served]:
    """The interface for programs alone, on this computer."""
    archive.add(articles)
    log = io.StringIO()
    app = build_service(archive, Access(page=False), log=log)
    with TestClient(app, base_url=HOST) as client:
        yield Served(client, archive, Tokens(archive.path), log)

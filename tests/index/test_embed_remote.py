"""Passages embedded behind an address: both interfaces, the same model on both sides, servers that fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import embed_remote
from index.embed_remote import BATCH, RemoteEmbedder
from index.errors import EmbedderDiffers, ModelUnreachable, UsageError
from rag import Archive
from tests.conftest import FakeEmbedder
from tests.index.embed_server import EmbedServer, serve_embeddings

TEXTS = [f"Der Bus {number} hält am Markt." for number in range(BATCH * 2 + 1)]


@pytest.fixture
def server() -> Iterator[EmbedServer]:
    with serve_embeddings(FakeEmbedder().embed_queries) as running:
        yield running


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_remote, "PAUSES", (0.0, 0.0))


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/embed"])
def test_a_server_gives_the_vectors_of_the_local_model(server: EmbedServer, path: str) -> None:
    local = FakeEmbedder()
    embedder = RemoteEmbedder(local, server.address(path))
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(local.embed_queries(TEXTS), abs=1e-6)
    assert not set(TEXTS) & set(local.embedded)
    assert max(len(body.get("input") or body["inputs"]) for _, body in server.requests) == BATCH
    assert (embedder.name, embedder.fingerprint) == (local.name, local.fingerprint)


def test_questions_and_counts_stay_here(server: EmbedServer) -> None:
    embedder = RemoteEmbedder(FakeEmbedder(), server.address())
    assert embedder.embed_queries(["Wann?"]).shape == (1, 64)
    assert embedder.count_tokens(["Wann? Heute."]) == [4]
    assert not server.requests


def test_the_prefix_the_key_and_the_chosen_model_are_sent(server: EmbedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEGT_EMBED_KEY", "geheim")
    server.embed = lambda texts: FakeEmbedder().embed_queries([text.removeprefix("passage: ") for text in texts])
    RemoteEmbedder(FakeEmbedder(), server.address("/v1#gross"), prefix="passage: ").embed_passages(["Der Markt."])
    assert server.requests[-1][1] == {"model": "gross", "input": ["passage: Der Markt."]}
    assert server.key == "Bearer geheim"


def test_another_model_is_not_let_in(server: EmbedServer) -> None:
    server.embed = FakeEmbedder("fremd").embed_queries
    embedder = RemoteEmbedder(FakeEmbedder(), server.address())
    with pytest.raises(EmbedderDiffers, match=r"nicht mit dem Embedding-Modell fake .*Kosinus -?0,"):
        embedder.embed_passages(TEXTS)
    assert not set(TEXTS) & set(server.texts)
    server.embed = FakeEmbedder(dimension=32).embed_queries
    with pytest.raises(EmbedderDiffers, match="32 statt 64 Zahlen"):
        embedder.embed_passages(TEXTS)


def test_an_overloaded_server_is_asked_again(server: EmbedServer) -> None:
    server.failures = [503, 429]
    assert len(RemoteEmbedder(FakeEmbedder(), server.address()).embed_passages(TEXTS)) == len(TEXTS)


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_refusal_is_told_at_once(server: EmbedServer, status: int) -> None:
    server.failures = [status]
    with pytest.raises(ModelUnreachable, match=f"HTTP {status}"):
        RemoteEmbedder(FakeEmbedder(), server.address()).embed_passages(TEXTS)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "said",
    [{"data": []}, {"data": [{"index": 0}]}, {"data": "x"}, [], "x", {"data": [{"index": 0, "embedding": [0.0]}] * 3}],
)
def test_an_answer_of_another_form_is_told(server: EmbedServer, said: object) -> None:
    server.said = said
    with pytest.raises(ModelUnreachable, match="Modellserver http://127"):
        RemoteEmbedder(FakeEmbedder(), server.address()).embed_passages(TEXTS)


def test_nobody_there_and_no_address() -> None:
    with pytest.raises(ModelUnreachable, match="Läuft er"):
        RemoteEmbedder(FakeEmbedder(), "http://127.0.0.1:9/v1").embed_passages(TEXTS)
    for address in ("", "rechner:8000", "ftp://rechner/v1", "http://"):
        with pytest.raises(UsageError, match="keine Adresse"):
            RemoteEmbedder(FakeEmbedder(), address)


def test_a_server_that_goes_away_costs_nothing_that_was_taken_in(server: EmbedServer, tmp_path: Path) -> None:
    folder = tmp_path / "artikel"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Bericht {number}\n\nDer Markt {number} öffnet am Montag.", "utf-8")
    embedder = RemoteEmbedder(FakeEmbedder(), server.address())
    with Archive.open(tmp_path / "archiv", embedder=embedder) as archive:
        assert len(archive.add(folder).added) == 3
        server.failures = [500]
        (folder / "neu.txt").write_text("Neu\n\nDas Bad öffnet.", "utf-8")
        with pytest.raises(ModelUnreachable):
            archive.add(folder)
        assert archive.check().ok
        assert archive.status().documents == 3
        assert archive.add(folder).added == ("neu.txt",)
    # The same vectors, so it is the local model's archive as well.
    with Archive.open(tmp_path / "archiv", embedder=FakeEmbedder()) as archive:
        assert archive.search("Wann öffnet das Bad?")[0].source == "neu.txt"


def test_an_address_goes_with_a_models_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="embedder ein Name"):
        Archive.open(tmp_path / "archiv", embedder=FakeEmbedder(), embed_url="http://127.0.0.1:9/v1")

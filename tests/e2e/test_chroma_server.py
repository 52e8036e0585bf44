"""Archives on a real Chroma server: shared, interrupted, copied, and never anything twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import EmbedderChanged, ServerUnreachable, UsageError
from index.place import read_place
from index.server import client
from index.server.store import ServerStore
from index.types import Progress
from rag import Archive, SyncReport
from rag.cli import main
from tests.conftest import FakeEmbedder
from tests.e2e.chroma_server import ChromaProcess
from tests.e2e.reading_room import ARTICLES, find_free_port

QUESTION = "Wie viel hat der neue Steg über die Mirle gekostet?"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    server = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChromaProcess:
    """The server, asked from a computer that knows nothing of it yet; searches see at once what others write."""
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "computer-1"))
    monkeypatch.setattr("index.server.store.TRUSTED", 0.0)
    return running


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def open_at(address: str, embedder: FakeEmbedder | None = None) -> Archive:
    return Archive.open(address, embedder=embedder or FakeEmbedder())


def count_chunks_there(address: str) -> int:
    place = read_place(address)
    assert not isinstance(place, Path)
    with closing(ServerStore(place)) as store:
        return len(store.server.uids())


def test_an_archive_on_a_server_finds_what_one_in_a_folder_finds(
    server: ChromaProcess, articles: Path, tmp_path: Path
) -> None:
    address = server.address("gleich")
    with open_at(address) as there, Archive.open(tmp_path / "here", embedder=FakeEmbedder()) as here:
        assert len(there.sync(articles).added) == len(here.sync(articles).added) == len(ARTICLES)
        for sources in (None, ["steg.txt"]):
            mine, theirs = (archive.search(QUESTION, sources=sources) for archive in (here, there))
            assert [(h.source, h.start) for h in mine] == [(h.source, h.start) for h in theirs]
            assert [h.score for h in mine] == pytest.approx([h.score for h in theirs], abs=1e-3)
        assert all(there.document(h.source).text[h.start : h.end] == h.text for h in theirs)
        assert there.check().ok
        status = there.status()
        assert (status.path, status.documents, status.pending) == (address, len(ARTICLES), 0)
        assert status.copy == str(there.path)
        assert there.sync(articles).unchanged == tuple(sorted(ARTICLES))


def test_what_one_computer_writes_another_sees(
    server: ChromaProcess, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address("geteilt")
    with open_at(address) as first:
        first.sync(articles)
        monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "computer-2"))
        with open_at(address) as second:

            def find(words: str) -> str:
                return second.search(words, 1)[0].text

            assert {info.source for info in second.documents()} == set(ARTICLES)
            (articles / "neu.txt").write_text("Ein Zirkus kommt im Mai auf die Festwiese.", encoding="utf-8")
            first.sync(articles)
            assert "Festwiese" in find("Zirkus Festwiese")
            (articles / "neu.txt").write_text("Ein Zirkus kommt im Juni auf den Marktplatz.", encoding="utf-8")
            assert first.sync(articles).changed == ("neu.txt",)
            assert "Marktplatz" in find("Zirkus Juni Marktplatz")
            (articles / "neu.txt").rename(articles / "zirkus.txt")
            assert first.sync(articles).moved == (("neu.txt", "zirkus.txt"),)
            assert second.search("Zirkus Marktplatz", 1, sources=["zirkus.txt"])[0].source == "zirkus.txt"
            (articles / "zirkus.txt").unlink()
            assert first.sync(articles).removed == ("zirkus.txt",)
            assert "Zirkus" not in find("Zirkus Marktplatz")
            assert {info.source for info in second.documents()} == set(ARTICLES)
            assert first.check().ok
            assert second.check().ok


def test_two_that_add_the_same_at_once_add_it_once(
    server: ChromaProcess, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address("zugleich")
    archives: list[Archive] = []
    for name in ("computer-a", "computer-b"):
        monkeypatch.setenv("BELEGT_HOME", str(tmp_path / name))
        archives.append(open_at(address))
    reports: list[SyncReport] = []
    threads = [threading.Thread(target=lambda a=a: reports.append(a.add(articles))) for a in archives]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.failed for report in reports] == [(), ()]
    for archive in archives:
        with archive:
            assert archive.check().ok
            assert [info.source for info in archive.documents()] == sorted(ARTICLES)
            assert count_chunks_there(address) == archive.status().chunks


def test_a_server_that_goes_and_comes_back_loses_and_doubles_nothing(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "computer"))
    server = ChromaProcess(tmp_path / "chroma")
    server.start()
    try:
        with open_at(server.address()) as archive:
            archive.add(articles / "steg.txt")

            def stop_at(done: int) -> Progress:
                return lambda event: server.stop() if event.stage == "add" and event.done == done else None

            monkeypatch.setattr(client, "PAUSES", (0.05,))
            with pytest.raises(ServerUnreachable, match=r"antwortet nicht.*derselbe Befehl"):
                archive.sync(articles, progress=stop_at(1))
            with pytest.raises(ServerUnreachable):
                archive.search(QUESTION)
            server.start()
            monkeypatch.setattr(client, "PAUSES", (0.5,) * 20)
            report = archive.sync(articles)
            assert len(report.added) + len(report.unchanged) == len(ARTICLES)
            restart = threading.Timer(1.0, server.start)
            server.stop()
            restart.start()
            assert archive.search(QUESTION, 1)[0].source == "steg.txt"
            restart.join()
            assert archive.check().ok
            assert count_chunks_there(server.address()) == archive.status().chunks
    finally:
        server.stop()


def test_a_copy_embeds_nothing_and_is_the_same_there_and_back(
    server: ChromaProcess, articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive.open(tmp_path / "here", embedder=FakeEmbedder()) as here:
        here.sync(articles)
        mine = here.search(QUESTION)
    address, back = server.address("kopie"), tmp_path / "back"
    assert main(["copy", str(tmp_path / "here"), address]) == 0
    assert f"{len(ARTICLES)} Artikel kopiert nach {address}, 0 waren dort schon" in capsys.readouterr().out
    again = Archive.copy(tmp_path / "here", address)
    assert (again.copied, again.unchanged) == (0, len(ARTICLES))
    Archive.copy(address, back)
    for place in (address, str(back)):
        embedder = FakeEmbedder()
        with open_at(place, embedder) as copy:
            assert copy.check().ok
            found = copy.search(QUESTION)
            assert [(h.source, h.start) for h in found] == [(h.source, h.start) for h in mine]
            assert [h.score for h in found] == pytest.approx([h.score for h in mine], abs=1e-3)
            assert copy.sync(articles).unchanged == tuple(sorted(ARTICLES))
            assert embedder.embedded == []


def test_what_the_server_lost_is_sent_again(server: ChromaProcess, articles: Path) -> None:
    address = server.address("luecke")
    place = read_place(address)
    assert not isinstance(place, Path)
    with open_at(address) as archive:
        archive.sync(articles)
        with closing(ServerStore(place)) as store:
            store.server.remove_chunks(sorted(store.server.uids())[:2])
        assert not archive.check().ok
        assert archive.repair().ok


def test_vectors_of_another_model_are_refused(
    server: ChromaProcess, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address("modell")
    with open_at(address) as archive:
        archive.add(articles / "steg.txt")
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "computer-2"))
    with pytest.raises(EmbedderChanged):
        open_at(address, FakeEmbedder("other"))


def test_another_archive_by_a_former_address_is_not_mixed_with_the_copy(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "computer"))
    port = find_free_port()
    for folder in ("chroma-1", "chroma-2"):
        server = ChromaProcess(tmp_path / folder, port)
        server.start()
        try:
            with open_at(server.address()) as archive:
                assert archive.documents() == ()
                archive.add(articles / "steg.txt")
        finally:
            server.stop()


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://127.0.0.1:8000/Groß", "http://x:99999/a"])
def test_an_address_without_an_archive_says_what_is_expected(address: str) -> None:
    with pytest.raises(UsageError, match=r"Adresse|nennt kein Archiv"):
        Archive.open(address)


def test_nobody_there_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path))
    monkeypatch.setattr(client, "PAUSES", (0.01,))
    server = ChromaProcess(tmp_path)
    with pytest.raises(ServerUnreachable, match="Läuft er"):
        open_at(server.address())

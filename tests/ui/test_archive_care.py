"""The list of articles and the care of the archive, as the page's buttons ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store.check import Problem
from tests.ui.fakes import FakeArchive, make_rows
from ui.handlers.page import Handlers
from ui.readers import Readers


@pytest.fixture
def archive(tmp_path: Path) -> FakeArchive:
    return FakeArchive(tmp_path, make_rows())


@pytest.fixture
def handlers(archive: FakeArchive, tmp_path: Path) -> Handlers:
    return Handlers(archive, Readers(lang="de"), tmp_path)


def test_an_article_is_removed_and_the_page_follows(handlers: Handlers, archive: FakeArchive) -> None:
    shown = handlers.browse("a", {"act": "remove", "value": "bruecke.txt"})
    assert "bruecke.txt ist nicht mehr im Archiv." in shown["checked"]
    assert "bruecke.txt" not in shown["documents"]
    assert "2 Artikel" in shown["status"]
    assert len(archive.rows) == 2


def test_an_article_that_is_gone_already_is_named(handlers: Handlers) -> None:
    shown = handlers.browse("a", {"act": "remove", "value": "weg.txt"})
    assert "weg.txt: unbekannt" in shown["checked"]


def test_an_article_opens_from_the_list(handlers: Handlers) -> None:
    assert "<dialog" in handlers.browse("a", {"act": "open", "value": "bruecke.txt"})["article"]


def test_each_reader_has_an_order_of_their_own(handlers: Handlers) -> None:
    handlers.browse("a", {"act": "sort", "value": "title"})
    mine, yours = (handlers.find_documents(session, "")["documents"] for session in "ab")
    assert mine.index("Bücherei macht") < mine.index("Marktbrücke wird")
    assert yours.index("Marktbrücke wird") < yours.index("Bücherei macht")


def test_words_narrow_the_list_and_stay_when_it_is_ordered(handlers: Handlers) -> None:
    assert "bruecke.txt" not in handlers.find_documents("a", "chronik")["documents"]
    assert "bruecke.txt" not in handlers.browse("a", {"act": "sort", "value": "source"})["documents"]


@pytest.mark.parametrize(
    "wish", [None, 3, {}, {"act": "sort", "value": "x"}, {"act": "page", "value": "-1"}, {"act": 1}]
)
def test_whatever_the_page_sends_the_list_stays(handlers: Handlers, wish: object) -> None:
    assert "bruecke.txt" in handlers.browse("a", wish)["documents"]


def test_a_damaged_archive_is_told_and_rebuilt(handlers: Handlers, archive: FakeArchive) -> None:
    archive.lost = (Problem("Im Vektorindex fehlt etwas.", "Something is missing."),)
    *_, found = handlers.check("a")
    assert "Im Vektorindex fehlt etwas." in found["checked"]
    assert found["repair"]["visible"]
    *_, mended = handlers.repair("a")
    assert "Alles in Ordnung: 3 Abschnitte" in mended["checked"]
    assert not mended["repair"]["visible"]


def test_what_became_of_the_files_is_said_in_the_language_switched_to(handlers: Handlers, tmp_path: Path) -> None:
    received = tmp_path / "received.txt"
    received.write_bytes(b"x")
    entry = {"name": "bild.png", "size": 1, "path": str(received)}
    *_, before, _ = handlers.take_files("a", [entry])
    assert "Das Format .png wird nicht gelesen" in before["uploads"]
    assert "the format .png is not read" in handlers.switch_language("a")["uploads"]
    assert "Das Format .png" in handlers.switch_language("a")["uploads"]
    assert handlers.switch_language("b")["uploads"] == ""

"""What happens to an archive when bundles come, change, move, go or are bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.types import ProgressEvent
from rag import Archive
from tests.conftest import FakeEmbedder
from tests.index.make_bundles import ARTICLES, BUNDLES, CSV, make_rss, make_tar, make_zip, write_bundle

NAMES = tuple(f"presse.zip/{name}" for name in sorted(ARTICLES))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ZIP file of three articles."""
    (tmp_path / "ordner").mkdir()
    (tmp_path / "ordner" / "presse.zip").write_bytes(make_zip(ARTICLES))
    return tmp_path / "ordner"


def sources(archive: Archive) -> tuple[str, ...]:
    return tuple(entry.source for entry in archive.documents())


def test_articles_of_a_bundle_are_added_once(archive: Archive, folder: Path, embedder: FakeEmbedder) -> None:
    report = archive.add(folder)
    assert report.ok
    assert sorted(report.added) == list(sources(archive)) == sorted(NAMES)
    assert archive.search("Schafe", 1)[0].source == "presse.zip/schafe.md"
    embedder.embedded.clear()
    again = archive.add(folder)
    assert sorted(again.unchanged) == sorted(NAMES)
    assert embedder.embedded == []
    assert archive.check().ok


@pytest.mark.parametrize("name", BUNDLES)
def test_every_kind_is_added_by_its_own_name(
    archive: Archive, tmp_path: Path, name: str, embedder: FakeEmbedder
) -> None:
    report = archive.add(write_bundle(tmp_path, name))
    assert report.ok
    assert report.added
    assert all(source.startswith(f"{name}/") for source in report.added)
    embedder.embedded.clear()
    assert archive.sync(tmp_path / name).unchanged == report.added
    assert embedder.embedded == []


def test_a_changed_article_replaces_its_document(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    (folder / "presse.zip").write_bytes(make_zip(ARTICLES | {"schafe.md": "Dreißig Ziegen standen auf der Wiese."}))
    report = archive.add(folder)
    assert report.changed == ("presse.zip/schafe.md",)
    assert len(report.unchanged) == 2
    assert "Ziegen" in archive.document("presse.zip/schafe.md").text


def test_what_is_stated_beside_the_text_changes_an_article_too(archive: Archive, tmp_path: Path) -> None:
    item = {"link": "https://bote.example/1", "description": "Die Brücke ist offen.", "title": "Brücke"}
    (tmp_path / "a.rss").write_bytes(make_rss([item]))
    archive.add(tmp_path / "a.rss")
    (tmp_path / "a.rss").write_bytes(make_rss([item | {"title": "Neue Brücke offen"}]))
    assert archive.add(tmp_path / "a.rss").changed == ("a.rss/bote.example/1",)
    assert archive.document("a.rss/bote.example/1").title == "Neue Brücke offen"


def test_sync_removes_an_article_that_left_its_bundle_and_add_does_not(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    (folder / "presse.zip").write_bytes(make_zip({"schafe.md": ARTICLES["schafe.md"]}))
    assert archive.add(folder).removed == ()
    assert len(archive.documents()) == 3
    assert set(archive.sync(folder).removed) == {"presse.zip/bruecke.txt", "presse.zip/lokal/freibad.html"}
    assert sources(archive) == ("presse.zip/schafe.md",)
    assert archive.check().ok


def test_sync_takes_a_bundle_for_a_folder(archive: Archive, folder: Path) -> None:
    (folder / "notiz.txt").write_text("Eine Notiz über den Markt.")
    archive.add(folder)
    (folder / "notiz.txt").unlink()
    (folder / "presse.zip").write_bytes(make_zip({"schafe.md": ARTICLES["schafe.md"]}))
    assert len(archive.sync(folder / "presse.zip").removed) == 2
    assert sources(archive) == ("notiz.txt", "presse.zip/schafe.md")


@pytest.mark.parametrize("data", [make_tar(ARTICLES)[: 512 * 3], b"gar nichts", b""])
def test_articles_of_a_bundle_that_became_unreadable_stay(archive: Archive, tmp_path: Path, data: bytes) -> None:
    bundle = write_bundle(tmp_path, "a.tar")
    archive.add(bundle)
    bundle.write_bytes(data)
    report = archive.sync(bundle)
    assert [failure.source for failure in report.failed] == ["a.tar"]
    assert report.removed == ()
    assert len(archive.documents()) == 3


def test_articles_of_a_deleted_bundle_go(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    (folder / "presse.zip").unlink()
    assert sorted(archive.sync(folder).removed) == sorted(NAMES)
    assert archive.documents() == ()


def test_a_renamed_bundle_and_an_unpacked_one_are_known_again(
    archive: Archive, folder: Path, embedder: FakeEmbedder
) -> None:
    archive.add(folder)
    embedder.embedded.clear()
    (folder / "presse.zip").rename(folder / "alt.zip")
    report = archive.sync(folder)
    assert sorted(report.moved) == [(name, name.replace("presse", "alt")) for name in sorted(NAMES)]
    (folder / "alt.zip").unlink()
    (folder / "lokal").mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    assert len(archive.sync(folder).moved) == 3
    assert sources(archive) == tuple(sorted(ARTICLES))
    assert embedder.embedded == []


def test_the_same_article_in_two_bundles_is_no_move(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    (folder / "zweite.zip").write_bytes(make_zip({"schafe.md": ARTICLES["schafe.md"]}))
    report = archive.sync(folder)
    assert report.moved == ()
    assert report.added == ("zweite.zip/schafe.md",)
    assert len(archive.documents()) == 4


def test_bad_bundles_and_bad_entries_cost_nothing_else(archive: Archive, folder: Path) -> None:
    (folder / "gemischt.zip").write_bytes(
        make_zip({"gut.txt": "Der Markt öffnet.", "leer.txt": " ", "bild.txt": bytes(range(256)) * 9, "innen.tar": "x"})
    )
    (folder / "kaputt.zip").write_bytes(b"PK nichts")
    (folder / "zerrissen.tar").write_bytes(make_tar(ARTICLES)[: 512 * 3])
    (folder / "zuletzt.txt").write_text("Der letzte Artikel des Ordners.")
    report = archive.add(folder)
    assert {failure.source: failure.cause.partition(": ")[2][:20] for failure in report.failed} == {
        "gemischt.zip/leer.txt": "enthält keinen Text.",
        "gemischt.zip/bild.txt": "ist keine Textdatei ",
        "gemischt.zip/innen.tar": "Eine Sammeldatei in ",
        "kaputt.zip": "ist beschädigt (es i",
        "zerrissen.tar": "ist beschädigt (die ",
    }
    assert {"gemischt.zip/gut.txt", "zerrissen.tar/bruecke.txt", "zuletzt.txt", *NAMES} == set(report.added)
    assert archive.check().ok


def test_a_stop_in_a_bundle_keeps_what_was_done_and_the_next_run_goes_on(
    archive: Archive, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    texts = {f"{number:02}.txt": f"Der Rat der Stadt {number} tagte gestern im großen Saal." for number in range(60)}
    (tmp_path / "viele.tar.gz").write_bytes(make_tar(texts, packed="gz"))

    def stop(event: ProgressEvent) -> None:
        if event.stage == "add" and event.done == 55:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.add(tmp_path / "viele.tar.gz", progress=stop)
    before = len(archive.documents())
    assert 0 < before < 60
    assert archive.check().ok
    embedder.embedded.clear()
    report = archive.add(tmp_path / "viele.tar.gz")
    assert (len(report.unchanged), len(report.added)) == (before, 60 - before)
    assert not any(f"Stadt {number} " in text for number in range(before) for text in embedder.embedded)


def test_progress_counts_articles_in_bundles_up_to_all(archive: Archive, folder: Path) -> None:
    (folder / "notiz.txt").write_text("Eine Notiz über den Markt.")
    events: list[ProgressEvent] = []
    archive.add(folder, progress=events.append)
    counted = [event for event in events if event.stage == "count"]
    assert (counted[-1].done, counted[-1].detail) == (3, "presse.zip")
    taken = [event for event in events if event.stage == "add"]
    assert [(event.done, event.total) for event in taken] == [(done, 4) for done in range(5)]


def test_a_table_in_a_folder_is_passed_over_unless_it_is_known_to_hold_articles(archive: Archive, folder: Path) -> None:
    table = folder / "liste.csv"
    table.write_text("name;wert\nDie Brücke führt über die Aue.;1\n", encoding="utf-8")
    (folder / "karte.xml").write_text("<urlset/>")
    assert archive.add(folder).ok
    assert [failure.source for failure in archive.add(table).failed] == ["liste.csv"]
    assert [failure.source for failure in archive.add(folder, columns={"text": "inhalt"}).failed] == ["liste.csv"]
    assert archive.add(folder, columns={"text": "name"}).added == ("liste.csv/zeile-2",)
    # Without the column nothing is known of it: it is told, and what is there stays.
    report = archive.sync(folder)
    assert [failure.source for failure in report.failed] == ["liste.csv"]
    assert report.removed == ()


def test_a_row_before_others_leaves_them_as_they_are(archive: Archive, tmp_path: Path, embedder: FakeEmbedder) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    archive.add(tmp_path / "a.csv")
    embedder.embedded.clear()
    (tmp_path / "a.csv").write_bytes(CSV.replace(b"\n", b"\nMarkt;Der Markt ist voll.;;\n", 1))
    report = archive.add(tmp_path / "a.csv")
    assert report.added == ("a.csv/Markt",)
    assert len(report.unchanged) == 2

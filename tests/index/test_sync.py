"""What happens to an archive when files come, change, move, go or are bad."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index.errors import ArchiveLocked, NotAnArchive, SourceUnknown
from index.store import Store
from index.types import ProgressEvent
from rag import Archive
from tests.conftest import FakeEmbedder


def test_every_file_of_a_folder_is_added_once(archive: Archive, articles: Path, embedder: FakeEmbedder) -> None:
    report = archive.add([articles])
    assert report.added == ("bruecke.txt", "lokal/freibad.txt", "schafe.txt")
    assert report.ok
    embedder.embedded.clear()
    again = archive.add([articles])
    assert again.unchanged == report.added
    assert again.added == again.changed == ()
    assert embedder.embedded == []
    assert archive.check().ok


def test_the_text_of_a_txt_file_is_kept_as_it_is(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    assert archive.document("bruecke.txt").text == (articles / "bruecke.txt").read_bytes().decode()


def test_a_changed_file_replaces_its_document(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    (articles / "schafe.txt").write_text("Die Ziegen\n\nDreißig Ziegen standen am Dienstag auf der Wiese.\n")
    report = archive.add(articles)
    assert report.changed == ("schafe.txt",)
    assert "Ziegen" in archive.search("Ziegen", 1)[0].text
    assert all("Herde" not in hit.text for hit in archive.search("Herde Schafe", 10))
    assert archive.check().ok


def test_a_folder_is_one_by_whatever_path_it_is_named(
    archive: Archive, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = archive.add(articles).added
    (articles / "unter").mkdir()
    monkeypatch.chdir(articles / "unter")
    for way in (Path(".."), Path("..") / ".." / articles.name, articles / "." / "unter" / ".."):
        report = archive.add(way)
        assert sorted(report.unchanged) == sorted(added)
        assert not report.added
    assert archive.sync("..").removed == ()


def test_sync_removes_what_is_gone_and_add_does_not(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    (articles / "schafe.txt").unlink()
    assert archive.add(articles).removed == ()
    assert archive.sync(articles).removed == ("schafe.txt",)
    assert {entry.source for entry in archive.documents()} == {"bruecke.txt", "lokal/freibad.txt"}
    assert archive.check().ok


def test_sync_leaves_other_folders_alone(archive: Archive, articles: Path, tmp_path: Path) -> None:
    other = tmp_path / "andere"
    other.mkdir()
    (other / "fest.txt").write_text("Das Fest beginnt am Abend mit Musik auf dem Platz.")
    archive.add([articles, other])
    assert archive.sync(articles).removed == ()
    assert len(archive.documents()) == 4


def test_a_moved_file_is_recognised_and_not_embedded_again(
    archive: Archive, articles: Path, embedder: FakeEmbedder
) -> None:
    archive.add(articles)
    embedder.embedded.clear()
    (articles / "schafe.txt").rename(articles / "lokal" / "herde.txt")
    report = archive.sync(articles)
    assert report.moved == (("schafe.txt", "lokal/herde.txt"),)
    assert report.removed == ()
    assert embedder.embedded == []
    assert archive.search("Schäfer Rieger", 1)[0].source == "lokal/herde.txt"


def test_a_single_file_is_named_by_its_name(archive: Archive, articles: Path) -> None:
    assert archive.add(str(articles / "lokal" / "freibad.txt")).added == ("freibad.txt",)


def test_two_folders_may_hold_files_of_the_same_name(archive: Archive, tmp_path: Path) -> None:
    for folder, beast in (("eins", "Ein Fuchs lief durch das Dorf."), ("zwei", "Ein Dachs lief durch den Wald.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tier.txt").write_text(beast)
    archive.add([tmp_path / "eins", tmp_path / "zwei"])
    assert {entry.source for entry in archive.documents()} == {"tier.txt", "zwei/tier.txt"}
    assert "Dachs" in archive.document("zwei/tier.txt").text
    assert archive.add(tmp_path / "zwei").unchanged == ("zwei/tier.txt",)


def test_bad_files_are_reported_and_cost_nothing_else(archive: Archive, articles: Path) -> None:
    (articles / "leer.txt").write_text("  \n")
    (articles / "bild.txt").write_bytes(bytes(range(256)) * 20)
    (articles / "kaputt.pdf").write_bytes(b"%PDF-1.7 nothing")
    (articles / "kaputt.docx").write_bytes(b"PK\x03\x04 nothing")
    report = archive.add([articles, articles / "fehlt.txt"])
    assert len(report.added) == 3
    assert {failure.source for failure in report.failed} == {
        "leer.txt", "bild.txt", "kaputt.pdf", "kaputt.docx", "fehlt.txt",
    }  # fmt: skip
    assert all(failure.cause for failure in report.failed)
    assert not report.ok
    assert archive.check().ok


def test_a_file_that_became_bad_keeps_its_last_good_version(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    (articles / "schafe.txt").write_text("")
    assert [failure.source for failure in archive.sync(articles).failed] == ["schafe.txt"]
    assert "Schafe" in archive.document("schafe.txt").text


def test_a_file_that_became_a_folder_of_its_name_is_gone(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    first = sorted(path for path in articles.iterdir() if path.is_file())[0]
    first.unlink()
    first.mkdir()
    assert archive.sync(articles).removed == (first.name,)


def test_removing_by_name(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    report = archive.remove(["schafe.txt", "nie.txt"])
    assert report.removed == ("schafe.txt",)
    assert [failure.source for failure in report.failed] == ["nie.txt"]
    with pytest.raises(SourceUnknown, match=r"schafe\.txt"):
        archive.document("schafe.txt")
    assert archive.check().ok


def test_progress_counts_files_up_to_all(archive: Archive, articles: Path) -> None:
    events: list[ProgressEvent] = []
    archive.add(articles, progress=events.append)
    done = [event.done for event in events if event.stage == "add"]
    assert done == sorted(done)
    assert events[-1].total == done[-1] == 3


def test_a_stop_in_the_middle_keeps_what_was_done_and_loses_nothing(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "viele"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"Der Rat der Stadt {number} tagte gestern im großen Saal.")

    def stop(event: ProgressEvent) -> None:
        if event.done == 55:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.add(folder, progress=stop)
    before = len(archive.documents())
    assert 0 < before < 60
    assert archive.check().ok
    report = archive.add(folder)
    assert len(report.unchanged) == before
    assert len(archive.documents()) == 60
    assert archive.check().ok


def test_only_one_process_writes_and_the_other_can_read(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    other = Store(archive.path)
    try:
        with other.writing(), pytest.raises(ArchiveLocked, match="schreibt gerade"):
            archive.add(articles)
        with other.writing():
            assert archive.search("Schafe", 1)
    finally:
        other.close()
    assert archive.add(articles).ok


def test_a_reader_sees_what_another_archive_object_wrote(
    archive: Archive, articles: Path, embedder: FakeEmbedder
) -> None:
    archive.add(articles / "schafe.txt")
    assert archive.search("Schafe", 5)
    with Archive.open(archive.path, embedder=embedder) as writer:
        writer.add(articles / "bruecke.txt")
    assert "bruecke.txt" in {hit.source for hit in archive.search("Brücke eröffnet", 5)}


def test_a_folder_with_other_things_in_it_is_not_taken_for_an_archive(tmp_path: Path, embedder: FakeEmbedder) -> None:
    (tmp_path / "brief.txt").write_text("Lieber Otto")
    with pytest.raises(NotAnArchive, match="kein belegt-Archiv"):
        Archive.open(tmp_path, embedder=embedder)
    assert [entry.name for entry in tmp_path.iterdir()] == ["brief.txt"]


def test_pending_rows_of_a_killed_ingest_reach_the_index_on_opening(
    archive: Archive, articles: Path, embedder: FakeEmbedder
) -> None:
    archive.add(articles)
    archive.close()
    with sqlite3.connect(archive.path / "record.sqlite") as db:
        db.execute("UPDATE chunks SET indexed = 0")
    db.close()
    with Archive.open(archive.path, embedder=embedder) as reopened:
        assert reopened.status().pending == 0
        assert reopened.check().ok


@pytest.mark.parametrize("damage", ["lost", "stray"])
def test_check_sees_a_difference_and_repair_mends_it(
    archive: Archive, articles: Path, damage: str, embedder: FakeEmbedder
) -> None:
    archive.add(articles)
    store = Store(archive.path)
    uid = next(iter(store.record.all_uids()))
    if damage == "lost":
        store.vectors.remove([uid])
    else:
        probe = store.record.sample_vectors(1)[0]
        store.vectors.add([type(probe)(0, "stray", 0, probe.vector)])
    store.close()
    with Archive.open(archive.path, embedder=embedder) as reopened:
        assert not reopened.check().ok
        embedder.embedded.clear()
        assert reopened.repair().ok
        assert embedder.embedded == []
        assert reopened.search("Schafe", 1)

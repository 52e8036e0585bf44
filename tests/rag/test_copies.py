"""One report in two papers: found once, named twice; a correction stays beside what it corrects."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag import Archive
from tests.conftest import FakeEmbedder, FakeLLM
from tests.index.test_duplicates import REPORT

QUESTION = "Was kostete die Reparatur der Seilbahn?"
PAPERS = {"bote.txt": "3. Mai 2024", "kurier.txt": "2. Mai 2024"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, day in PAPERS.items():
        (folder / name).write_text(f"{REPORT.partition(chr(10))[0]}\n\n{day}\n{REPORT.partition(chr(10))[2]}")
    (folder / "schafe.txt").write_text("Die Schafe\n\nAm Kahlen Berg weiden vierzig Schafe neben der Seilbahn.\n")
    return folder


def _sources(archive: Archive) -> list[str]:
    return [hit.source for hit in archive.search(QUESTION)]


def test_a_report_of_two_papers_is_found_once_and_names_both(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    assert sorted(_sources(archive)) == ["kurier.txt", "schafe.txt"]
    [hit] = [hit for hit in archive.search(QUESTION) if hit.also_in]
    assert (hit.source, hit.also_in) == ("kurier.txt", ("bote.txt",))


def test_the_citation_names_the_other_paper(archive: Archive, folder: Path, llm: FakeLLM) -> None:
    archive.add(folder)
    answer = archive.ask(QUESTION)
    assert {(entry.source, entry.also_in) for entry in answer.citations} == {("kurier.txt", ("bote.txt",))}
    assert answer.to_dict()["citations"][0]["also_in"] == ("bote.txt",)


def test_a_sentence_that_only_one_paper_has_names_no_other(archive: Archive, folder: Path) -> None:
    with (folder / "bote.txt").open("a") as file:
        file.write("\nDer Kiosk an der Bergstation verkauft jetzt Waffeln mit heißen Kirschen und Sahne.\n")
    archive.add(folder)
    found = archive.find_evidence("Was verkauft der Kiosk an der Bergstation?")
    kiosk = next(entry for entry in found if "Waffeln" in entry.quote)
    assert (kiosk.source, kiosk.also_in) == ("bote.txt", ())
    repair = next(entry for entry in archive.find_evidence(QUESTION) if "Reparatur" in entry.quote)
    assert {repair.source, *repair.also_in} == {"bote.txt", "kurier.txt"}


def test_a_filter_hides_the_copies_it_excludes(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    [hit] = archive.search(QUESTION, sources=["bote.txt"])
    assert (hit.source, hit.also_in) == ("bote.txt", ())


def test_a_correction_stays_beside_what_it_corrects(archive: Archive, folder: Path) -> None:
    path = folder / "bote.txt"
    path.write_text(path.read_text().replace("1,2 Millionen", "1,4 Millionen"))
    archive.add(folder)
    assert sorted(_sources(archive)) == ["bote.txt", "kurier.txt", "schafe.txt"]
    quotes = " ".join(entry.quote for entry in archive.find_evidence(QUESTION))
    assert "1,2 Millionen" in quotes
    assert "1,4 Millionen" in quotes


def test_copies_follow_what_is_added_changed_and_removed(archive: Archive, folder: Path) -> None:
    path = folder / "bote.txt"
    copy = path.read_text()
    path.write_text("Etwas anderes\n\nDer Bote berichtet vom Sommerfest der Feuerwehr in Wallbrück.\n")
    archive.add(folder)
    assert "bote.txt" in _sources(archive)
    path.write_text(copy)
    assert archive.add(folder).changed == ("bote.txt",)
    assert "bote.txt" not in _sources(archive)
    archive.remove("kurier.txt")
    [hit] = [hit for hit in archive.search(QUESTION) if hit.source == "bote.txt"]
    assert hit.also_in == ()


def test_an_archive_without_copies_gets_them_when_it_is_opened(
    archive: Archive, folder: Path, embedder: FakeEmbedder, llm: FakeLLM
) -> None:
    archive.add(folder)
    path = archive.path
    archive.close()
    with sqlite3.connect(path / "record.sqlite") as db:
        db.executescript("DROP TABLE copies; DROP TABLE duplicate_keys; PRAGMA user_version = 1;")
    db.close()
    with Archive.open(path, embedder=embedder, llm=llm) as opened:
        assert sorted(_sources(opened)) == ["kurier.txt", "schafe.txt"]
        assert opened.check().ok

"""Keyword search in archives of any size: what is asked for, and that little is lost by asking for less."""

from __future__ import annotations

from pathlib import Path

import pytest

import index.store.terms
from index.store.terms import match_any, pick_terms
from rag import Archive
from tests.conftest import FakeEmbedder

FREQUENCIES = {"jahr": 40_000, "brueck": 900, "auenheim": 12_000, "pegel": 30}


def test_a_small_archive_leaves_no_term_out() -> None:
    assert sorted(pick_terms({"der": 200, "brueck": 3})) == ["brueck", "der"]
    assert pick_terms({}) == []


def test_the_most_frequent_terms_of_a_large_archive_are_left_out() -> None:
    assert pick_terms(FREQUENCIES) == ["pegel", "brueck", "auenheim"]
    assert pick_terms(FREQUENCIES, most=100) == ["pegel"]


def test_the_rarest_term_is_asked_for_however_frequent_it_is() -> None:
    assert pick_terms({"jahr": 40_000, "stadt": 50_000}) == ["jahr"]


def test_terms_are_literal() -> None:
    assert match_any(["a", 'b" OR "c']) == '"a" OR "b"" OR ""c"'


@pytest.fixture
def filled(tmp_path: Path) -> Archive:
    folder = tmp_path / "artikel"
    folder.mkdir()
    for number in range(30):
        word = "Pegelstand" if number == 7 else "Wetterlage"
        (folder / f"{number}.txt").write_text(f"Die Stadt meldet die {word} des Tages {number} am Fluss.")
    archive = Archive.open(tmp_path / "archive", embedder=FakeEmbedder())
    archive.add(folder)
    return archive


def test_the_rare_word_finds_its_article_with_and_without_the_frequent_ones(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, terms = filled._store.record, ["pegelstand", "stadt"]
    both = record.search_terms(terms, 100, documents=None)
    assert len(both) == 30
    monkeypatch.setattr(index.store.terms.pick_terms, "__kwdefaults__", {"most": 10})
    rare = record.search_terms(terms, 100, documents=None)
    assert list(rare) == [max(both, key=lambda number: both[number])]


def test_a_filter_holds_for_the_keyword_leg_too(filled: Archive) -> None:
    record = filled._store.record
    numbers = {source: number for number, source, _ in record.dated_documents()}
    some = [numbers["3.txt"], numbers["7.txt"]]
    found = record.chunks(record.search_terms(["stadt"], 100, documents=some))
    assert {chunk.source for chunk in found.values()} == {"3.txt", "7.txt"}
    assert record.search_terms(["stadt"], 100, documents=[]) == {}
    assert len(filled.search("Welche Stadt?", 5, sources=["3.txt", "7.txt"])) == 2

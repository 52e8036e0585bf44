"""Everything that can be wrong with a file, and what real articles become."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import FileTooLarge, FileUnreadable, FormatUnsupported, LoadError
from index.load import find_files, hash_file, load_document
from index.loaders import SUFFIXES
from tests.index.make_files import ARTICLE, load

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
DEMO = Path(__file__).resolve().parents[2] / "demo/articles"


def test_too_large_file_is_refused_with_sizes(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge, match=r"mit 12,3 MB größer als die Grenze von 1,0 MB"):
        load(tmp_path, "a.txt", b"a" * 12_300_000, max_bytes=1_000_000)


def test_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    assert len(load(tmp_path, "a.txt", b"a" * 1000, max_bytes=1000).text) == 1000


@pytest.mark.parametrize("name", ["a.jpg", "a.doc", "README", "a.txt.bak"])
def test_unknown_format_is_named_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatUnsupported, match=r"\.txt, \.md, \.html, \.htm, \.pdf, \.docx, \.eml, \.mhtml, \.mht"):
        load(tmp_path, name, b"Text")


@pytest.mark.parametrize("name", ["A.TXT", "b.Md", "c.HTML"])
def test_endings_are_read_in_any_case(tmp_path: Path, name: str) -> None:
    assert "Brücke" in load(tmp_path, name, ARTICLE.encode()).text


def test_missing_file_and_folder_and_pipe_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, cause in [
        ("no.txt", "weder eine Datei noch"),
        ("folder.txt", "Ordner"),
        ("pipe.txt", "gewöhnliche"),
        ("\0.txt", "null byte"),
    ]:
        with pytest.raises(FileUnreadable, match=cause):
            load_document(tmp_path / name, name)
        with pytest.raises(FileUnreadable, match=cause):
            hash_file(tmp_path / name)


def test_missing_permission_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text("Text")
    monkeypatch.setattr(Path, "open", refuse)  # as root every file opens, whatever its mode
    with pytest.raises(FileUnreadable, match=r"Leseberechtigung"):
        load_document(tmp_path / "a.txt", "a.txt")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", b"%PDF-1.7\n1 0 obj\n", b"PK\x03\x04", b"<html><p>", b"\xff\xfe", b"---\n"]),
    data=st.binary(max_size=300),
    suffix=st.sampled_from(SUFFIXES),
)
def test_any_bytes_give_a_document_or_a_load_error(tmp_path: Path, head: bytes, data: bytes, suffix: str) -> None:
    with suppress(LoadError):
        document = load(tmp_path, f"a{suffix}", head + data)
        assert document.text.strip()
        assert document.text.encode().decode() == document.text  # no lone surrogates: it can be stored


def test_hash_is_sha256_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Text\r\n" * 100_000)
    assert hash_file(tmp_path / "a.txt") == hashlib.sha256(b"Text\r\n" * 100_000).hexdigest()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles (../shared/corpus) are not on this machine")
def test_real_articles_have_the_dates_and_titles_they_state() -> None:
    files = list(find_files(CORPUS))
    documents = [load_document(file.path, file.source) for file in files]
    assert [document.published for document in documents] == [None, "2024-06-19", "2023-09", "2024-06-19", None]
    for file, document in zip(files, documents, strict=True):
        assert document.text == file.path.read_bytes().decode()
    lines = [document.text.split("\n") for document in documents]
    assert [document.title for document in documents] == [None, lines[1][2], None, lines[3][0], lines[4][1]]


def test_the_paper_over_a_demo_article_is_its_publisher_not_its_title() -> None:
    name = "2023-09-14_hochwassermauer.txt"
    document = load_document(DEMO / name, name)
    assert document.title == "Auenheim bekommt eine Mauer gegen das Hochwasser"
    assert document.publisher == "Auenheimer Bote"

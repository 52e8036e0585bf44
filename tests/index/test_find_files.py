"""Folders to files: what is read, what is passed over, and links."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from index.errors import FileUnreadable, FormatUnsupported, LoadError, PathOutside
from index.load import find_files, load_document
from tests.index.make_files import make_tree


def test_find_files_is_recursive_sorted_and_skips_hidden(tmp_path: Path) -> None:
    hidden = (".x.txt", ".git/a.txt", "sub/.b/c.txt", "~$c.docx", "bild.jpg", "stil.css", "README")
    make_tree(tmp_path, "b.txt", "a/z.pdf", "a/B.HTML", "ä ö.md", *hidden)
    found = list(find_files(tmp_path))
    assert [file.source for file in found] == ["a/B.HTML", "a/z.pdf", "b.txt", "ä ö.md"]
    assert all(file.error is None and file.path == tmp_path / file.source for file in found)


def test_find_files_takes_one_named_file(tmp_path: Path) -> None:
    make_tree(tmp_path, "a.txt", ".versteckt.txt")
    for name in ("a.txt", ".versteckt.txt"):
        (file,) = find_files(tmp_path / name)
        assert (file.path, file.source, file.error) == (tmp_path / name, name, None)


@pytest.mark.parametrize(("name", "error"), [("bild.jpg", FormatUnsupported), ("fehlt.txt", FileUnreadable)])
def test_named_file_that_cannot_be_taken_comes_with_its_error(
    tmp_path: Path, name: str, error: type[LoadError]
) -> None:
    make_tree(tmp_path, "bild.jpg")
    (file,) = find_files(tmp_path / name)
    assert isinstance(file.error, error)


def test_links_out_of_the_folder_are_reported_not_read(tmp_path: Path) -> None:
    outside = make_tree(tmp_path / "outside", "secret.txt")
    inside = make_tree(tmp_path / "inside", "a.txt")
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "nowhere.txt").symlink_to(inside / "gone.txt")
    found = {file.source: file.error for file in find_files(inside)}
    assert found.keys() == {"a.txt", "file.txt", "folder", "nowhere.txt"}
    assert found["a.txt"] is None
    assert isinstance(found["file.txt"], PathOutside)
    assert isinstance(found["folder"], PathOutside)
    assert isinstance(found["nowhere.txt"], FileUnreadable)


def test_links_within_the_folder_give_nothing_twice_and_never_loop(tmp_path: Path) -> None:
    make_tree(tmp_path, "sub/a.txt", ".store/b.txt")
    (tmp_path / "again.txt").symlink_to(tmp_path / "sub/a.txt")
    (tmp_path / "kept.txt").symlink_to(tmp_path / ".store/b.txt")
    (tmp_path / "sub/loop").symlink_to(tmp_path)
    (tmp_path / "ring.txt").symlink_to(tmp_path / "ring.txt")
    found = {file.source: file.error for file in find_files(tmp_path)}
    assert found.keys() == {"kept.txt", "ring.txt", "sub/a.txt"}
    assert isinstance(found["ring.txt"], FileUnreadable)


def test_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    make_tree(tmp_path / "real", "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real/b.txt").symlink_to(tmp_path / "real/a.txt")
    assert [file.source for file in find_files(tmp_path / "link")] == ["a.txt"]


def test_file_names_that_are_no_utf8_get_a_printable_source(tmp_path: Path) -> None:
    name = os.fsdecode(b"gr\xfc\xdfe.txt")
    (tmp_path / name).write_text("Text")
    (file,) = find_files(tmp_path)
    assert file.source == "gr\\xfc\\xdfe.txt"
    assert load_document(file.path, file.source).text == "Text"


def test_folder_without_permission_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tree(tmp_path, "a.txt", "closed/b.txt")
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = {file.source: file.error for file in find_files(tmp_path)}
    assert found["a.txt"] is None
    assert isinstance(found["closed"], FileUnreadable)

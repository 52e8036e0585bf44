"""Word files to documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FileBroken, FileEmpty, FileEncrypted, FileTooLarge, LoadError
from tests.index.make_files import load, make_docx, make_zip


def test_docx_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    blocks = ["# Brücke gesperrt", "Erster Absatz.", [["Jahr", "Kosten"], ["2023", "1 Mio."]], "", "Letzter Absatz."]
    document = load(tmp_path, "a.docx", make_docx(blocks, author="Anna Muster"))
    assert document.text == "Brücke gesperrt\n\nErster Absatz.\n\nJahr\tKosten\n2023\t1 Mio.\n\nLetzter Absatz."
    assert (document.title, document.author, document.published) == ("Brücke gesperrt", "Anna Muster", None)


def test_docx_title_of_the_properties_wins(tmp_path: Path) -> None:
    assert (
        load(tmp_path, "a.docx", make_docx(["# Andere", "Text."], title="Brücke gesperrt")).title == "Brücke gesperrt"
    )


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04kaputt", FileBroken),
        (make_zip({"a.txt": b"kein Word"}), FileBroken),
        (make_docx(["Text"])[:-200], FileBroken),
        (b"\xd0\xcf\x11\xe0" + bytes(512), FileBroken),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), FileEncrypted),
        (make_docx([]), FileEmpty),
        (b"", FileEmpty),
    ],
)
def test_bad_docx(tmp_path: Path, data: bytes, error: type[LoadError]) -> None:
    with pytest.raises(error):
        load(tmp_path, "a.docx", data)


def test_docx_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = make_zip({"word/document.xml": bytes(5_000_000)})
    assert len(bomb) < 10_000
    with pytest.raises(FileTooLarge, match=r"5,0 MB"):
        load(tmp_path, "a.docx", bomb, max_bytes=1_000_000)

"""PDF files to documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FileBroken, FileEmpty, FileEncrypted
from tests.index.make_files import load, make_pdf


def test_pdf_pages_are_joined_and_metadata_read(tmp_path: Path) -> None:
    info = {"/Title": "Brücke gesperrt", "/Author": "Anna Muster"}
    document = load(tmp_path, "a.pdf", make_pdf([["Die Brücke ist alt."], [], ["Größere Schäden."]], info=info))
    assert document.text == "Die Brücke ist alt.\n\nGrößere Schäden."
    assert (document.title, document.author) == ("Brücke gesperrt", "Anna Muster")
    assert document.published is None


def test_pdf_title_made_up_by_a_program_is_no_title(tmp_path: Path) -> None:
    data = make_pdf([["Die Brücke ist alt. Sie wird bald saniert."]], info={"/Title": "Microsoft Word - Entwurf3.doc"})
    assert load(tmp_path, "a.pdf", data).title is None


def test_pdf_with_a_password_is_refused_and_with_an_empty_one_read(tmp_path: Path) -> None:
    with pytest.raises(FileEncrypted, match=r"Passwort"):
        load(tmp_path, "a.pdf", make_pdf([["Geheim"]], password="streng geheim"))
    assert load(tmp_path, "b.pdf", make_pdf([["Lesbar"]], password="")).text == "Lesbar"


def test_pdf_without_text_asks_for_ocr(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty, match=r"OCR"):
        load(tmp_path, "scan.pdf", make_pdf([[]]))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"kaputt " * 99, make_pdf([["Text"]])[:-400], b"Hallo"]
)
def test_broken_pdf(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises((FileBroken, FileEmpty)):
        load(tmp_path, "a.pdf", data)
    assert capsys.readouterr().err == ""

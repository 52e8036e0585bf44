"""Text and Markdown files to documents: encodings, front matter, headings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import FileBinary, FileBroken, FileEmpty
from index.load import load_document
from index.types import SectionKind
from tests.index.make_files import ARTICLE, load, make_pdf, make_zip


def test_text_file_becomes_a_document(tmp_path: Path) -> None:
    document = load(tmp_path, "a.txt", ARTICLE.encode())
    assert document.text == ARTICLE
    assert document.source == "a.txt"
    assert document.title == "Brücke in Auenheim gesperrt"
    assert document.published == "2024-06-19"
    assert document.publisher is None
    assert any("Verkehr gesperrt" in document.text[part.start : part.end] for part in document.searchable())


def test_line_ends_and_spaces_are_kept(tmp_path: Path) -> None:
    text = "Erste Zeile \r\n\r\n\tZweite Zeile\rDritte\u00a0Zeile\n"
    assert load(tmp_path, "a.txt", text.encode()).text == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("text", ["Grüße aus Köln", "Straße", "Ärger", ARTICLE], ids=["short", "ss", "word", "article"])
def test_german_letters_survive_every_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    assert load(tmp_path, "a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["Er sagte: „Nie wieder“ – und ging.", "Das kostet 5 € mehr…", "«Genug!», rief er."])
def test_typographic_characters_of_windows_survive(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, "a.txt", text.encode("cp1252")).text == text


def test_latin_1_survives(tmp_path: Path) -> None:
    assert load(tmp_path, "a.txt", "Größe: 5 § 3, São Paulo, Café".encode("latin-1")).text.startswith("Größe: 5 §")


def test_other_alphabets_are_recognised(tmp_path: Path) -> None:
    text = "Президент сказал, что город будет восстановлен в течение трёх лет. Это было решено вчера. " * 5
    assert load(tmp_path, "a.txt", text.encode("cp1251")).text == text


def test_one_broken_byte_does_not_spoil_utf8(tmp_path: Path) -> None:
    data = ARTICLE.encode() * 4
    document = load(tmp_path, "a.txt", data + b"\xc3")
    assert document.text == ARTICLE * 4 + "\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        b"\x7fELF\x02\x01\x01" + bytes(64),
        make_pdf([["Text"]]),
        make_zip({"a": b"text"}),
        b"\xff\xd8\xff\xe0" + b"\x90" * 500,
        b"Text\x00mit\x00Luecken und noch mehr Text, in dem sonst nichts Besonderes steht",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_binary_data_is_no_text(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(FileBinary, match=r"keine Textdatei"):
        load(tmp_path, name, data)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n ", "\ufeff".encode(), "\u00a0\u2003\n".encode(), b"\xff\xfe"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_files_without_text_are_empty(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(FileEmpty):
        load(tmp_path, name, data)


def test_marked_encoding_that_breaks_off_is_broken(tmp_path: Path) -> None:
    with pytest.raises(FileBroken, match=r"UTF-16"):
        load(tmp_path, "a.txt", "Text".encode("utf-16") + b"\x00")


def test_publication_date_is_never_the_file_date(tmp_path: Path) -> None:
    path = tmp_path / "bruecke.txt"
    path.write_text("Die Brücke ist gesperrt. Im April 2019 besuchte der Minister die Stadt.", encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert load_document(path, "bruecke.txt").published is None


def test_a_day_in_the_name_counts_where_the_text_states_none(tmp_path: Path) -> None:
    path = tmp_path / "2021-05-05_bruecke.txt"
    path.write_text("Die Brücke ist gesperrt. Im April 2019 besuchte der Minister die Stadt.", encoding="utf-8")
    assert load_document(path, "2021-05-05_bruecke.txt").published == "2021-05-05"
    path.write_text("Brücke gesperrt\n\nAuenheim, 4. Mai 2021. Die Brücke ist gesperrt.", encoding="utf-8")
    assert load_document(path, "2021-05-05_bruecke.txt").published == "2021-05-04"


def test_dates_of_comments_are_not_the_articles(tmp_path: Path) -> None:
    text = "Brücke gesperrt\n\nDie Brücke ist seit Montag zu, sagt die Stadt.\n\n"
    text += "Kommentare\n\nmia77\n20. Juni 2024\nToll.\n"
    assert load(tmp_path, "a.txt", text.encode()).published is None


def test_markdown_front_matter_is_metadata_not_article(tmp_path: Path) -> None:
    text = "---\ntitle: Brücke gesperrt\ndate: 2024-06-18\nauthor: Anna Muster\n---\n\n" + ARTICLE
    document = load(tmp_path, "a.md", text.encode())
    assert document.text == text
    assert (document.title, document.published, document.author) == ("Brücke gesperrt", "2024-06-18", "Anna Muster")
    first, *others = document.sections
    assert first.kind is SectionKind.NOTICE
    assert text[first.start : first.end].endswith("---")
    assert "".join(text[part.start : part.end] for part in others).startswith("Brücke in Auenheim")
    assert all(part.start >= first.end for part in others)


def test_markdown_title_is_the_first_heading(tmp_path: Path) -> None:
    document = load(tmp_path, "a.md", ("# Der **Rat** tagt\n\n" + ARTICLE).encode())
    assert document.title == "Der **Rat** tagt"
    assert document.published == "2024-06-19"

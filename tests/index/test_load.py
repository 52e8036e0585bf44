"""Files to documents: encodings, formats, folders, and everything that can be wrong with a file."""

from __future__ import annotations

import hashlib
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.config import LoadConfig
from index.errors import (
    FileBinary,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileTooLarge,
    FileUnreadable,
    FormatUnsupported,
    LoadError,
    PathOutside,
)
from index.load import SUFFIXES, find_files, hash_file, load_document
from index.types import Document, SectionKind
from tests.index.make_files import make_docx, make_pdf, make_zip

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
ARTICLE = (
    "Brücke in Auenheim gesperrt\n\n19. Juni 2024\n\n"
    "Die alte Brücke über die Aue ist seit Montag für den Verkehr gesperrt. Größere Schäden fürchtet die Stadt nicht.\n"
)


def load(folder: Path, name: str, data: bytes, **limits: int) -> Document:
    path = folder / name
    path.write_bytes(data)
    return load_document(path, name, config=LoadConfig(**limits))


# Text and its encodings


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
    path = tmp_path / "2021-05-05.txt"
    path.write_text("Die Brücke ist gesperrt. Im April 2019 besuchte der Minister die Stadt.", encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert load_document(path, "2021-05-05.txt").published is None


def test_dates_of_comments_are_not_the_articles(tmp_path: Path) -> None:
    text = "Brücke gesperrt\n\nDie Brücke ist seit Montag zu, sagt die Stadt.\n\n"
    text += "Kommentare\n\nmia77\n20. Juni 2024\nToll.\n"
    assert load(tmp_path, "a.txt", text.encode()).published is None


# Markdown


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


# HTML

JSON_LD = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2011-01-01"},'
    '{"@type": "NewsArticle", "datePublished": "2024-06-19T08:00:00+02:00",'
    '"author": {"@type": "Person", "name": "Anna Muster"},'
    '"comment": [{"@type": "Comment", "datePublished": "2024-07-01"}]}]}</script>'
)
PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Brücke in Auenheim gesperrt | Auenheimer Bote</title><meta property="og:site_name" content="Auenheimer Bote">
{head}</head><body><nav><a href="/">Start</a> <a href="/p">Politik</a></nav><main><article>
<h1>Brücke in Auenheim gesperrt</h1>{byline}
<p>Die alte   Brücke über die Aue ist seit Montag
für den <b>Verkehr</b> gesperrt.<br>Das teilte die Stadtverwaltung mit.</p>
<h2>Warum die Sperrung nötig ist</h2>
<p>Gutachter fanden Risse im Beton. Die Reparatur dauert nach Angaben der Stadt bis zum Herbst und wird teuer.</p>
<ul><li>Umleitung über die Talstraße</li><li>Busse fahren <i>alle</i> 20 Minuten</li></ul>
<table><tr><th>Jahr</th><th>Kosten</th></tr><tr><td>2023</td><td>1 Mio.</td></tr></table>
<p>Der Rat tagt im Juli erneut. Bis dahin sollen weitere Angebote von Baufirmen vorliegen, sagte die Stadt.</p>
</article></main><aside><p><time datetime="2020-01-01">1.1.2020</time> Alter Artikel</p></aside>
<section id="comments"><div class="comment"><time datetime="2024-07-02">2.7.2024</time> Unerhört!</div></section>
<footer>Copyright 2021 Auenheimer Bote</footer><script>var x = "2018-03-03";</script></body></html>"""


def load_page(folder: Path, *, head: str = "", byline: str = "", encoding: str = "utf-8") -> Document:
    return load(folder, "a.html", PAGE.format(head=head, byline=byline).encode(encoding))


def test_html_page_gives_the_article_in_paragraphs(tmp_path: Path) -> None:
    document = load_page(tmp_path, head=JSON_LD)
    assert document.title == "Brücke in Auenheim gesperrt"
    assert document.publisher == "Auenheimer Bote"
    assert document.author == "Anna Muster"
    assert document.published == "2024-06-19"
    paragraphs = document.text.split("\n\n")
    assert (
        "Die alte Brücke über die Aue ist seit Montag für den Verkehr gesperrt.\nDas teilte die Stadtverwaltung mit."
        in paragraphs
    )
    assert "Warum die Sperrung nötig ist" in paragraphs
    assert "Umleitung über die Talstraße\nBusse fahren alle 20 Minuten" in paragraphs
    assert "Jahr\tKosten\n2023\t1 Mio." in paragraphs
    assert "Unerhört" not in document.text
    assert "Politik" not in document.text


@pytest.mark.parametrize(
    ("head", "byline", "published"),
    [
        ('<meta property="article:published_time" content="2024-06-17T06:00:00Z">' + JSON_LD, "", "2024-06-17"),
        ('<meta name="date" content="2024-06">', "", "2024-06"),
        ('<meta property="article:modified_time" content="2024-06-20">', "", None),
        ("", '<p>Von Anna Muster, <time datetime="2024-06-18T09:00">vor 3 Stunden</time></p>', "2024-06-18"),
        ("", '<time itemprop="datePublished" datetime="2024-06-18"></time>', "2024-06-18"),
        (
            "",
            '<div class="article-date">Aktualisiert: 20.06.2024</div><div class="date">18.06.2024</div>',
            "2024-06-18",
        ),
        ("", '<p>Das Fest beginnt am <time datetime="2024-08-01">1. August</time> auf dem Markt.</p>', None),
        ("", "<p>18. Juni 2024</p>", "2024-06-18"),
        ('<link rel="canonical" href="https://example.org/2019/05/04/bruecke">', "", None),
        ('<script type="application/ld+json">{"datePublished": </script>', "", None),
        ("", "", None),
    ],
)
def test_html_date_is_what_the_page_states(tmp_path: Path, head: str, byline: str, published: str | None) -> None:
    assert load_page(tmp_path, head=head, byline=byline).published == published


def test_html_in_a_declared_old_encoding(tmp_path: Path) -> None:
    page = (
        "<html><head><meta charset='iso-8859-2'></head><body><p>Prezydent Łodzi: zażółć gęślą jaźń.</p></body></html>"
    )
    assert "Łodzi: zażółć" in load(tmp_path, "a.htm", page.encode("iso-8859-2")).text


def test_html_with_windows_bytes_behind_a_utf8_claim(tmp_path: Path) -> None:
    assert "Größe" not in load_page(tmp_path, encoding="cp1252").text
    assert "nötig" in load_page(tmp_path, encoding="cp1252").text


def test_short_page_keeps_its_structure(tmp_path: Path) -> None:
    page = b"<nav>Start</nav><h1>Kurz</h1><p>Es <b>regnet</b>.</p><p>Ende.</p><script>x()</script>"
    assert load(tmp_path, "a.html", page).text == "Kurz\n\nEs regnet.\n\nEnde."


@pytest.mark.parametrize("page", ["<html></html>", "<script>alert(1)</script>", "<!-- nur ein Kommentar -->"])
def test_html_without_text_is_empty(tmp_path: Path, page: str) -> None:
    with pytest.raises(FileEmpty):
        load(tmp_path, "a.html", page.encode())


def test_html_is_read_without_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page must not be fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<link rel="canonical" href="https://example.org/a"><meta property="og:url" content="https://example.org/a">'
    assert load_page(tmp_path, head=head).title == "Brücke in Auenheim gesperrt"


# PDF


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


# DOCX


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


# Files that can't be read


def test_too_large_file_is_refused_with_sizes(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge, match=r"mit 12,3 MB größer als die Grenze von 1,0 MB"):
        load(tmp_path, "a.txt", b"a" * 12_300_000, max_bytes=1_000_000)


def test_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    assert len(load(tmp_path, "a.txt", b"a" * 1000, max_bytes=1000).text) == 1000


@pytest.mark.parametrize("name", ["a.jpg", "a.doc", "README", "a.txt.bak"])
def test_unknown_format_is_named_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatUnsupported, match=r"\.txt, \.md, \.html, \.htm, \.pdf, \.docx"):
        load(tmp_path, name, b"Text")


@pytest.mark.parametrize("name", ["A.TXT", "b.Md", "c.HTML"])
def test_endings_are_read_in_any_case(tmp_path: Path, name: str) -> None:
    assert "Brücke" in load(tmp_path, name, ARTICLE.encode()).text


def test_missing_file_and_folder_and_pipe_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, cause in [
        ("no.txt", "gibt es nicht"),
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


# Folders


def make_tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return root


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


# The real articles


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles (../shared/corpus) are not on this machine")
def test_real_articles_have_the_dates_and_titles_they_state() -> None:
    files = list(find_files(CORPUS))
    documents = [load_document(file.path, file.source) for file in files]
    assert [document.published for document in documents] == [None, "2024-06-19", "2023-09", "2024-06-19", None]
    for file, document in zip(files, documents, strict=True):
        assert document.text == file.path.read_bytes().decode()
    lines = [document.text.split("\n") for document in documents]
    assert [document.title for document in documents] == [None, lines[1][2], None, lines[3][0], lines[4][1]]

"""Mails and pages saved as one file to documents."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.config import LoadConfig
from index.errors import FileBinary, FileBroken, FileEmpty, LoadError
from index.loaders import read_eml, read_mhtml
from tests.index.make_files import load

TEXT = "Die Brücke über den Kanal bleibt bis Mai gesperrt. Das teilte die Stadt am Montag mit."
PAGE = f"<html><head><title>Brücke gesperrt</title></head><body><article><p>{TEXT}</p></article></body></html>"


def make_mail(text: str | None = TEXT, page: str | None = None, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {"From": "Ruth Ammer <presse@stadt.example>", "Subject": "Brücke gesperrt", **headers}.items():
        mail[name] = value
    if text is not None:
        mail.set_content(text, charset="iso-8859-1")
    if page is not None:
        (mail.add_alternative if text is not None else mail.set_content)(page, subtype="html")
    return mail


def test_a_mail_has_title_author_and_day_from_its_head(tmp_path: Path) -> None:
    mail = make_mail(Date="Tue, 04 Mar 2031 23:30:00 +0100")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="anlage.pdf")
    mail.add_attachment("Nicht die Mail selbst.", filename="notiz.txt")
    document = load(tmp_path, "a.eml", mail.as_bytes())
    assert document.text.strip() == TEXT
    assert (document.title, document.author) == ("Brücke gesperrt", "Ruth Ammer")
    assert document.published == "2031-03-04"


def test_a_mail_that_is_a_page_is_read_as_one(tmp_path: Path) -> None:
    document = load(tmp_path, "a.eml", make_mail(None, PAGE).as_bytes())
    assert document.text == TEXT
    assert load(tmp_path, "b.eml", make_mail("", PAGE).as_bytes()).text == TEXT  # an empty text beside it


def test_a_bad_date_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, "a.eml", make_mail("Kein Tag.", Date="vorgestern").as_bytes()).published is None


def test_a_saved_page_is_read_without_the_day_of_saving(tmp_path: Path) -> None:
    saved = EmailMessage()
    saved["From"] = "<Saved by Blink>"
    saved["Date"] = "Tue, 04 Mar 2031 23:30:00 +0100"
    saved.set_content(PAGE, subtype="html")
    saved.make_related()
    saved.add_related(b"\x89PNG", maintype="image", subtype="png")
    for name in ("a.mhtml", "b.mht"):
        document = load(tmp_path, name, saved.as_bytes())
        assert (document.text, document.title, document.published) == (TEXT, "Brücke gesperrt", None)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.eml", b"Nur ein Satz ohne Kopf.", FileBroken),
        ("a.eml", b"", FileEmpty),
        ("a.eml", make_mail("").as_bytes(), FileEmpty),
        ("a.mhtml", make_mail().as_bytes(), FileBroken),
        (
            "a.eml",
            b"From: a@b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
            FileBinary,
        ),
    ],
)
def test_what_is_no_mail_says_so(tmp_path: Path, name: str, data: bytes, error: type[LoadError]) -> None:
    with pytest.raises(error, match=r"a\."):
        load(tmp_path, name, data)


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_bring_the_parser_down(noise: bytes, inside: bool) -> None:
    data = make_mail().as_bytes() if inside else b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
    data = data[:120] + noise + data[120:]
    for read in (read_eml, read_mhtml):
        with suppress(LoadError):
            assert "\x00" not in read(data, "a", LoadConfig()).text


@pytest.mark.parametrize("charset", ["hex", "base64", "undefined", "rot13", "zlib", "gibtsnicht"])
def test_a_charset_that_is_none_is_passed_over(tmp_path: Path, charset: str) -> None:
    data = f"From: a@b\nContent-Type: text/plain; charset={charset}\n\n{TEXT}".encode("cp1252")
    assert load(tmp_path, "a.eml", data).text == TEXT
    page = f'<html><head><meta charset="{charset}"></head><body><p>{TEXT}</p></body></html>'.encode("cp1252")
    assert load(tmp_path, "a.html", page).text == TEXT

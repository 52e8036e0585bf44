"""What each kind of bundle says, and what is wrong with it."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from index.bundles.columns import read_columns
from index.bundles.kinds import BUNDLE_SUFFIXES, find_kind
from index.bundles.load import hash_entry
from index.errors import (
    BundleNested,
    ColumnUnknown,
    FeedUnknown,
    FileBroken,
    FileTooLarge,
    LoadError,
    TextColumnUnknown,
    UsageError,
)
from index.load import hash_file
from tests.index.make_bundles import (
    ARTICLES,
    ATOM,
    BUNDLES,
    CSV,
    JSONL,
    RSS,
    make_mbox,
    make_rss,
    make_tar,
    make_zip,
)
from tests.index.read_bundles import errors, load, read


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_files_in_a_bundle_are_read_as_they_would_be_beside_it(tmp_path: Path, name: str) -> None:
    entries = read(tmp_path, name, BUNDLES[name]())
    assert [entry.name for entry in entries] == list(ARTICLES)
    assert [entry.data.decode() for entry in entries] == list(ARTICLES.values())
    documents = [load(entry) for entry in entries]
    assert [document.title for document in documents] == [
        "Neue Brücke eröffnet", "Freibad öffnet später", "Vierzig Schafe auf der Straße",
    ]  # fmt: skip
    assert documents[0].published == "2024-06-19"
    (tmp_path / "beside.txt").write_bytes(entries[0].data)
    assert hash_entry(entries[0]) == hash_file(tmp_path / "beside.txt")


@pytest.mark.parametrize("make", [make_zip, make_tar])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/aus.txt", "etc/aus.txt"),
        ("/tmp/absolut.txt", "tmp/absolut.txt"),
        ("C:\\Artikel\\tür.txt", "Artikel/tür.txt"),
        ("./a/./b.txt", "a/b.txt"),
        ("ein\x1b[31m.txt", "ein[31m.txt"),
        ("ä" * 90 + "/b.txt", "ä" * 75 + "-"),
    ],
)
def test_names_that_lead_elsewhere_or_steer_a_terminal_lead_nowhere(
    tmp_path: Path, make: type, name: str, shown: str
) -> None:
    (entry,) = read(tmp_path, "a.zip" if make is make_zip else "a.tar", make({name: "Text"}))
    assert entry.name.startswith(shown)
    assert all(len(part.encode()) < 200 for part in entry.name.split("/"))


def test_what_is_no_article_is_passed_over_and_a_bundle_within_is_told(tmp_path: Path) -> None:
    others = {"__MACOSX/._a.txt": "x", ".DS_Store": "x", ".git/a.txt": "x", "~$a.docx": "x", "bild.jpg": "x",
              "liste.csv": "x", "innen.zip": "PK", "a.txt": "Text"}  # fmt: skip
    for name, data in {"a.zip": make_zip(others), "a.tar": make_tar(others, links={"l.txt": "/etc/passwd"})}.items():
        entries = read(tmp_path, name, data)
        assert [entry.name for entry in entries] == ["innen.zip", "a.txt"]
        assert errors(entries) == {"innen.zip": BundleNested}
        assert str(entries[0].error).startswith(f"{name}/innen.zip: ")


def test_two_entries_of_one_name_have_two_names(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("a.txt", "Eins")
        with pytest.warns(UserWarning, match="Duplicate"):
            bundle.writestr("a.txt", "Zwei")
    entries = read(tmp_path, "a.zip", buffer.getvalue())
    assert {entry.name: entry.data for entry in entries} == {"a.txt": b"Eins", "a-2.txt": b"Zwei"}


def test_names_that_a_mac_packed_are_read(tmp_path: Path) -> None:
    data = make_zip({"Xrücke.txt": "Text"}).replace(b"Xr", b"Br")
    unmarked = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        unmarked[data.index(mark) + offset + 1] &= ~0x08
    assert [entry.name for entry in read(tmp_path, "a.zip", bytes(unmarked))] == ["Brücke.txt"]


def test_mails_of_a_mailbox(tmp_path: Path) -> None:
    text = "Die Brücke ist offen.\n\nFrom hier an geht es weiter.\n>From dort."
    data = make_mbox([("Neue Bruecke", text), ("Freibad", "Es öffnet.")])
    entries = read(tmp_path, "a.mbox", data)
    assert [entry.name for entry in entries] == ["1@bote.example.eml", "2@bote.example.eml"]
    first = load(entries[0])
    assert (first.title, first.published, first.author) == ("Neue Bruecke", "2024-06-19", "Redaktion Auenheim")
    assert "From hier an geht es weiter.\nFrom dort." in first.text
    with pytest.raises(FileBroken, match=r"a\.mbox: .*beginnt nicht wie ein Postfach"):
        read(tmp_path, "a.mbox", b"Lieber Otto\n")


def test_items_of_a_feed(tmp_path: Path) -> None:
    for name in ("a.rss", "a.xml"):
        entries = read(tmp_path, name, RSS)
        assert [entry.name for entry in entries] == ["bote.example/2024/bruecke?seite=1", "4711"]
        first, second = map(load, entries)
        assert first.text == "Die Brücke ist am Mittwoch eröffnet worden."
        assert (first.title, first.published) == ("Neue Brücke & alter Streit", "2024-06-19")
        assert (first.publisher, first.author) == ("Auenheimer Bote", "Petra Lohmann")
        assert second.text == "Das Freibad öffnet erst am 1. Juni."
        assert (second.title, second.published) == ("Freibad öffnet später", None)


def test_entries_of_atom_and_of_rss_1(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, "a.atom", ATOM)
    document = load(entry)
    assert entry.name == "bote.example/2024/bruecke"
    assert (document.title, document.published, document.author) == ("Neue Brücke", "2024-06-19", "Petra Lohmann")
    assert document.text == "Die Brücke ist offen."
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Bote</title></channel><item><title>Freibad'
        "</title><dc:date>2024-05-03T10:00:00+02:00</dc:date><description>Es öffnet.</description></item></rdf:RDF>"
    )
    (entry,) = read(tmp_path, "a.xml", rdf.encode())
    assert (entry.name, entry.data.decode()) == ("Freibad", "Es öffnet.")
    assert (entry.stated.published, entry.stated.publisher) == ("2024-05-03", "Bote")


@pytest.mark.parametrize(
    "types",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;">',
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY e "x">',
    ],
)
def test_no_entity_of_a_feed_is_expanded_or_fetched(tmp_path: Path, types: str) -> None:
    data = make_rss([{"title": "&e;", "description": "&e;"}], head=f"<!DOCTYPE rss [{types}]>")
    with pytest.raises(FileBroken, match=r"a\.rss: .*ENTITY"):
        read(tmp_path, "a.rss", data)


def test_xml_that_is_no_feed_or_no_xml_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedUnknown, match=r"a\.xml: ist weder RSS noch Atom"):
        read(tmp_path, "a.xml", b"<urlset><url/></urlset>")
    with pytest.raises(FileBroken, match="kein gültiges XML"):
        read(tmp_path, "a.rss", RSS[:-20])


def test_rows_of_a_csv_table(tmp_path: Path) -> None:
    for data in (CSV, b"\xef\xbb\xbf" + CSV, CSV.decode().encode("utf-16"), CSV.replace(b"\n", b"\r\n")):
        first, second = read(tmp_path, "a.csv", data)
        assert (first.name, first.suffix, second.name, second.suffix) == (
            "Neue Brücke", ".txt", "Freibad öffnet", ".html",
        )  # fmt: skip
        assert load(first).text.split() == (
            "Die Brücke ist offen; die Fähre fährt nicht mehr. Das sagte die Stadt.".split()
        )
        assert (load(first).published, load(first).publisher) == ("2024-06-19", "Auenheimer Bote")
        assert load(second).text == "Das Freibad öffnet erst am 1. Juni."


def test_each_cell_of_a_csv_table_may_have_its_own_encoding(tmp_path: Path) -> None:
    lines = {
        "titel,inhalt": "ascii",
        "Brücke,Die Brücke führt über die Aue.": "utf-8",
        "Tür,Die Tür öffnet größeren Leuten.": "cp1252",
        "Mühle,„Die Mühle“ läuft.": "cp1252",
    }
    entries = read(tmp_path, "a.csv", b"\n".join(line.encode(encoding) for line, encoding in lines.items()))
    assert [entry.name for entry in entries] == ["Brücke", "Tür", "Mühle"]
    assert [load(entry).text for entry in entries] == [
        "Die Brücke führt über die Aue.", "Die Tür öffnet größeren Leuten.", "„Die Mühle“ läuft.",
    ]  # fmt: skip


def test_columns_are_those_that_the_user_names(tmp_path: Path) -> None:
    data = b"Kopf,body,Notiz,wann\nNeue Bruecke,Die Bruecke ist offen.,intern,2024-06-19\n"
    (entry,) = read(tmp_path, "a.csv", data)
    assert (entry.name, entry.stated.title) == ("zeile-2", None)
    (entry,) = read(tmp_path, "a.csv", data, text="body", title="kopf", date="Wann")
    assert (entry.name, entry.stated.title, entry.stated.published) == ("Neue Bruecke", "Neue Bruecke", "2024-06-19")
    (entry,) = read(tmp_path, "a.csv", data, text="Notiz")
    assert entry.data == b"intern"
    with pytest.raises(
        ColumnUnknown, match=r"a\.csv: Die Spalte titel gibt es nicht; vorhanden sind Kopf, body, Notiz"
    ):
        read(tmp_path, "a.csv", data, title="titel")
    with pytest.raises(TextColumnUnknown, match=r"a\.csv: .*--column text=SPALTE angeben; vorhanden sind a, b"):
        read(tmp_path, "a.csv", b"a;b\n1;2\n")
    with pytest.raises(UsageError, match="Eine Spalte für „farbe“ gibt es nicht; möglich sind text, title"):
        read_columns({"farbe": "rot"})


def test_objects_of_json_lines(tmp_path: Path) -> None:
    first, second = read(tmp_path, "a.jsonl", JSONL)
    assert (first.name, first.stated.title, first.data) == (
        "bote.example/bruecke",
        "Neue Brücke",
        "Die Brücke ist offen.".encode(),
    )
    assert (second.name, second.stated.author) == ("Freibad", "Petra Lohmann, Anton Rieger")
    rows = JSONL + b'{"body": 1\n[2]\n' + b'{"body": "' + b"x" * 3000 + b'"}\n{"body": "Noch eine."}\n'
    entries = read(tmp_path, "a.jsonl", rows, max_bytes=1000)
    assert errors(entries) == {"zeile-3": FileBroken, "zeile-4": FileBroken, "zeile-5": FileTooLarge}
    assert entries[-1].data == b"Noch eine."
    with pytest.raises(FileBroken, match="keine der ersten Zeilen ist ein JSON-Objekt"):
        read(tmp_path, "a.jsonl", b"[1]\n[2]\n")


def test_pages_of_a_web_archive(tmp_path: Path) -> None:
    for name in ("a.warc", "a.warc.gz"):
        entries = read(tmp_path, name, BUNDLES[name]())
        assert [entry.name for entry in entries] == ["bote.example/freibad.html", "bote.example/schafe?id=3"]
        assert load(entries[0]).title == "Freibad öffnet später"


def test_rows_of_a_parquet_table(tmp_path: Path) -> None:
    columns = {"body": ["Die Brücke ist offen.", None], "titel": ["Brücke", None], "datum": ["2024-06-19", None]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    (entry,) = read(tmp_path, "a.parquet", (tmp_path / "a.parquet").read_bytes())
    assert (entry.name, entry.stated.published, load(entry).text) == ("Brücke", "2024-06-19", "Die Brücke ist offen.")
    with pytest.raises(FileBroken, match=r"a\.parquet: ist beschädigt"):
        read(tmp_path, "a.parquet", (tmp_path / "a.parquet").read_bytes()[:-30])


def test_a_parquet_table_without_its_package_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(LoadError, match=r"a\.parquet: Dafür fehlt ein Paket. Bitte „pip install belegt\[parquet\]“"):
        read(tmp_path, "a.parquet", b"PAR1")


def test_endings_tell_bundles() -> None:
    assert find_kind("Presse 2024.TAR.GZ") == find_kind("a.tgz")
    assert find_kind("a.gz") is find_kind("a.docx") is None
    assert all(find_kind(f"a{suffix}") for suffix in BUNDLE_SUFFIXES)

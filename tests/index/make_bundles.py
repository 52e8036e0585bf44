"""Bundles of invented articles, made for the tests that read them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: Name and text of invented articles.
ARTICLES = {
    "bruecke.txt": "Neue Brücke eröffnet\n\n19. Juni 2024\n\nDie neue Brücke ist am Mittwoch eröffnet worden.",
    "lokal/freibad.html": (
        "<html><head><title>Freibad öffnet später</title></head><body><article><h1>Freibad öffnet später</h1>"
        "<p>Das Freibad öffnet in diesem Jahr erst am 1. Juni. Grund ist eine undichte Leitung.</p></article></body>"
    ),
    "schafe.md": "# Vierzig Schafe auf der Straße\n\nEine Herde von vierzig Schafen hat den Verkehr aufgehalten.",
}


def make_zip(articles: Mapping[str, str | bytes]) -> bytes:
    """Write a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in articles.items():
            bundle.writestr(name, text)
    return buffer.getvalue()


def make_tar(articles: Mapping[str, str | bytes], *, links: Mapping[str, str] | None = None, packed: str = "") -> bytes:
    """Write a TAR file, with symbolic `links`; `packed` is "gz", "bz2", "xz" or nothing."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packed}") as bundle:  # type: ignore[call-overload]
        for name, text in articles.items():
            data = text if isinstance(text, bytes) else text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            bundle.addfile(link)
        device = tarfile.TarInfo("geraet.txt")
        device.type = tarfile.CHRTYPE
        bundle.addfile(device)
    return buffer.getvalue()


def make_mbox(mails: Sequence[tuple[str, str]]) -> bytes:
    """Write a mailbox of (subject, text); every mail has a Message-ID "1@bote.example" and so on."""
    parts = [
        f"From redaktion@bote.example Wed Jun 19 10:00:00 2024\nFrom: Redaktion Auenheim <redaktion@bote.example>\n"
        f"Subject: {subject}\nMessage-ID: <{number}@bote.example>\nDate: Wed, 19 Jun 2024 10:00:00 +0200\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n\n"
        for number, (subject, text) in enumerate(mails, start=1)
    ]
    return "".join(parts).encode()


def make_rss(items: Sequence[Mapping[str, str]], *, head: str = "") -> bytes:
    """Write a feed of RSS 2.0; an item's values are XML."""
    shown = "".join(
        "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in item.items()) + "</item>" for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Auenheimer Bote</title>{shown}</channel></rss>"
    ).encode()


RSS = make_rss(
    [
        {
            "title": "Neue Brücke &amp; alter Streit",
            "link": "https://bote.example/2024/bruecke?seite=1",
            "pubDate": "Wed, 19 Jun 2024 23:30:00 +0200",
            "dc:creator": "Petra Lohmann",
            "description": "Kurz gesagt.",
            "content:encoded": "<![CDATA[<p>Die Brücke ist am Mittwoch eröffnet worden.</p>]]>",
        },
        {"title": "Freibad öffnet später", "guid": "4711", "description": "Das Freibad öffnet erst am 1. Juni."},
    ]
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Auenheimer Bote</title>
<entry><title>Neue Brücke</title><link rel="self" href="https://bote.example/api/1"/>
<link href="https://bote.example/2024/bruecke"/><updated>2024-07-01T08:00:00Z</updated>
<published>2024-06-19T08:00:00Z</published><author><name>Petra Lohmann</name><email>p@bote.example</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die <b>Brücke</b> ist offen.</p></div></content>
</entry></feed>""".encode()
CSV = (
    "title;text;date;zeitung\n"
    'Neue Brücke;"Die Brücke ist offen; die Fähre fährt nicht mehr.\n\nDas sagte die Stadt.";19.06.2024;'
    "Auenheimer Bote\n"
    "Freibad öffnet;<p>Das Freibad öffnet erst am 1. Juni.</p>;;\n;;;\n"
).encode()
JSONL = "".join(
    json.dumps(row, ensure_ascii=False) + "\n"
    for row in (
        {"headline": "Neue Brücke", "body": "Die Brücke ist offen.", "url": "https://bote.example/bruecke"},
        {"headline": "Freibad", "body": "Das Freibad öffnet.", "author": ["Petra Lohmann", "Anton Rieger"]},
    )
).encode()


def make_warc(pages: Sequence[tuple[str, str, str]], *, packed: bool = False) -> bytes:
    """Write a web archive of (address, content type, body), each answered with 200."""
    records = [_make_record("warcinfo", "", "application/warc-fields", b"software: test\r\n")]
    for address, kind, body in pages:
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        records.append(_make_record("response", address, "application/http; msgtype=response", answer))
    return b"".join(map(gzip.compress, records) if packed else records)


def _make_record(kind: str, address: str, content_type: str, content: bytes) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}Content-Type: {content_type}\r\nContent-Length: {len(content)}"
    return head.encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


PAGES = (
    ("https://bote.example/freibad.html", "text/html; charset=utf-8", ARTICLES["lokal/freibad.html"]),
    ("https://bote.example/logo.png", "image/png", "Bild"),
    ("https://bote.example/schafe?id=3", "text/html", "<p>Vierzig Schafe hielten den Verkehr auf.</p>"),
)

#: A sound bundle of each kind that needs no extra.
BUNDLES: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: make_zip(ARTICLES),
    "a.tar": lambda: make_tar(ARTICLES),
    "a.tar.gz": lambda: make_tar(ARTICLES, packed="gz"),
    "a.tar.bz2": lambda: make_tar(ARTICLES, packed="bz2"),
    "a.tar.xz": lambda: make_tar(ARTICLES, packed="xz"),
    "a.mbox": lambda: make_mbox([("Neue Brücke", "Die Brücke ist offen."), ("Freibad", "Es öffnet im Juni.")]),
    "a.warc": lambda: make_warc(PAGES),
    "a.warc.gz": lambda: make_warc(PAGES, packed=True),
    "a.rss": lambda: RSS,
    "a.atom": lambda: ATOM,
    "a.csv": lambda: CSV,
    "a.jsonl": lambda: JSONL,
}


def write_bundle(folder: Path, name: str) -> Path:
    """Write the bundle of that name in a folder."""
    (folder / name).write_bytes(BUNDLES[name]())
    return folder / name

"""Files that no program writes: good ones of every format with bytes turned, torn out, doubled, and made huge."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from index.loaders import SUFFIXES
from tests.index.make_files import ARTICLE, make_docx, make_pdf, make_zip

Mutation = Callable[[bytes, random.Random], bytes]

_DEMO = Path(__file__).resolve().parents[2] / "demo" / "articles"
_LONG_LINE = 10_000_000
#: One of so many files is made this long: each costs as much as hundreds of others.
_LONG_ONE_IN = 250


def list_seeds(suffix: str) -> list[bytes]:
    """Return good files of a format: those of the demo newspaper, and one that is made here."""
    return [*(path.read_bytes() for path in sorted(_DEMO.rglob(f"*{suffix}"))), _make(suffix)]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Return a file with one to four things done to it, be it to a part of a Word file's package."""
    if data.startswith(b"PK") and rng.random() < 0.6:
        return _mutate_member(data, rng)
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_MUTATIONS)(data, rng)
    return _insert(data, b"A" * _LONG_LINE, rng) if rng.randrange(_LONG_ONE_IN) == 0 else data


def make_hostile() -> Mapping[str, bytes]:
    """Return files made to crash, to hang or to fill the memory, by name."""
    deep = 100_000
    lines = {f"zeile{suffix}": b"<p>Ein " + b"Satz ohne Ende " * 700_000 for suffix in SUFFIXES if suffix != ".pdf"}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e9;</d>'.encode()
    word = make_docx(["Ein Absatz über die Brücke in Auenheim."])
    return {
        **lines,
        "tief.html": b"<div>" * deep + b"Ein Satz in der Tiefe." + b"</div>" * deep,
        "tief.md": b"> " * deep + b"Ein Satz in der Tiefe.",
        "tief.eml": _nest_mails(200),
        "tiefer.eml": _nest_mails(20_000),
        "groß.txt": b"Ein Satz. " * 20_000_000,
        "bombe.docx": make_zip({"word/document.xml": b"\0" * 400_000_000}),
        "entitäten.docx": _replace_member(word, "word/document.xml", bomb),
        "schleife.pdf": re.sub(rb"/Kids \[[^]]*\]", b"/Kids [ 1 0 R ]", make_pdf([["Ein Satz."]])),
        "leer.pdf": b"%PDF-1.7\n",
    }


def _make(suffix: str) -> bytes:
    if suffix == ".pdf":
        return make_pdf([ARTICLE.splitlines(), ["Zweite Seite."]])
    if suffix == ".docx":
        return make_docx(["# Brücke in Auenheim gesperrt", ARTICLE, [["Jahr", "Züge"], ["2024", "17"]]])
    if suffix in {".html", ".htm"}:
        return _make_page().encode()
    if suffix in {".eml", ".mhtml", ".mht"}:
        message = EmailMessage()
        message["Subject"], message["From"] = "Brücke in Auenheim gesperrt", "Auenheimer Bote <bote@example.org>"
        message["Date"] = "Wed, 19 Jun 2024 08:00:00 +0200"
        message.set_content(ARTICLE)
        message.add_alternative(_make_page(), subtype="html")
        return message.as_bytes()
    return ARTICLE.encode()


def _make_page() -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() if line)
    head = '<head><meta charset="utf-8"><title>Brücke</title></head>'
    return f"<html>{head}<body><article>{paragraphs}</article></body></html>"


def _nest_mails(depth: int) -> bytes:
    """Return a mail in a mail in a mail, each forwarded with the one inside."""
    return b"Subject: WG\nContent-Type: message/rfc822\n\n" * depth + b"Subject: Innen\n\n" + ARTICLE.encode()


def _mutate_member(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        name = rng.choice(package.namelist())
        changed = rng.choice(_MUTATIONS)(package.read(name), rng)
    return _replace_member(data, name, changed)


def _replace_member(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {entry: package.read(entry) for entry in package.namelist()}
    return make_zip({**members, name: content})


def _block(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 8, 64, 512, 4096)))


def _insert(data: bytes, inserted: bytes, rng: random.Random) -> bytes:
    start, _ = _block(data, rng)
    return data[:start] + inserted + data[start:]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 40) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _tear(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    return data[:start] + data[end:]


def _double(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 3, 30)) + data[end:]


def _swap(data: bytes, rng: random.Random) -> bytes:
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[: cuts[0]] + data[cuts[1] : cuts[2]] + data[cuts[0] : cuts[1]] + data[cuts[2] :]


def _sprinkle(data: bytes, rng: random.Random) -> bytes:
    return _insert(data, rng.choice(_SPRINKLED) * rng.choice((1, 5, 200)), rng)


def _inflate(data: bytes, rng: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = rng.choice(numbers)
    return data[: number.start()] + rng.choice((b"99999999999", b"0", b"4294967295")) + data[number.end() :]


def _recode(data: bytes, rng: random.Random) -> bytes:
    """Return a part of the text in another encoding than the rest."""
    start, end = _block(data, rng)
    text = data[start:end].decode("utf-8", "replace")
    return data[:start] + text.encode(rng.choice(("utf-16", "cp1252", "utf-7")), "replace") + data[end:]


_SPRINKLED: Sequence[bytes] = (
    b"\0",
    b"\xff\xfe",
    "\u202e\u2067".encode(),
    "\ufeff\u200b".encode(),
    b"\r",
    b"\x1a",
    b"<",
    b"&#x110000;",
    b"(" * 50,
    "ﷺ".encode(),
)
_MUTATIONS: Sequence[Mutation] = (_flip, _cut, _tear, _double, _swap, _sprinkle, _inflate, _recode)

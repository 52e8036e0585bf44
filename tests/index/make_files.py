"""Small files, made for the tests that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.config import LoadConfig
from index.load import load_document
from index.types import Document


def make_pdf(
    pages: Sequence[Sequence[str]], *, info: Mapping[str, str] | None = None, password: str | None = None
) -> bytes:
    """Write a PDF of text lines, encrypted with a user `password` if one is given ("" counts)."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = StreamObject()
        stream.set_data(_draw_lines(lines))
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({"/CreationDate": "D:20200101000000Z", **(info or {})})
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _draw_lines(lines: Sequence[str]) -> bytes:
    drawn = b" T* ".join(b"(" + line.encode("cp1252") + b") Tj" for line in lines)
    return b"BT /F1 11 Tf 14 TL 50 780 Td " + drawn + b" ET"


def make_docx(blocks: Sequence[str | Sequence[Sequence[str]]], *, title: str = "", author: str = "") -> bytes:
    """Write a Word file: a string is a paragraph ("# " makes a heading), a list of rows is a table."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for block in blocks:
        if isinstance(block, str):
            if block.startswith("# "):
                document.add_heading(block[2:], level=1)
            else:
                document.add_paragraph(block)
        else:
            table = document.add_table(rows=len(block), cols=len(block[0]))
            for row, values in zip(table.rows, block, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_zip(members: Mapping[str, bytes]) -> bytes:
    """Write a compressed ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


ARTICLE = (
    "Brücke in Auenheim gesperrt\n\n19. Juni 2024\n\n"
    "Die alte Brücke über die Aue ist seit Montag für den Verkehr gesperrt. Größere Schäden fürchtet die Stadt nicht.\n"
)


def load(folder: Path, name: str, data: bytes, **limits: int) -> Document:
    """Write a file and load it; `limits` are settings of `LoadConfig`."""
    path = folder / name
    path.write_bytes(data)
    return load_document(path, name, config=LoadConfig(**limits))


def make_tree(root: Path, *names: str) -> Path:
    """Write files that hold their own name."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return root

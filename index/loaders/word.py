"""Word files (.docx), through python-docx."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from index.config import LoadConfig
from index.errors import FileBroken, FileEncrypted, FileTooLarge, LoadError
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import Extract, drop_unstorable, format_size, silence_libraries

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old .doc files and of encrypted .docx files
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_TITLE_STYLES = ("Title", "Titel", "Heading 1", "Überschrift 1")


def read_docx(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Extract paragraphs and tables in order, apart by blank lines; cells of a row are apart by tabs.

    Title and author come from the core properties; the dates there are those of the file and not used.
    Raises FileEncrypted, FileBroken, or FileTooLarge when it unpacks to more than twice `config.max_bytes`.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise FileEncrypted(path=source)
        raise FileBroken(path=source, cause="es ist ein altes Word-Format (.doc), kein DOCX")
    with silence_libraries():
        try:
            _check_unpacked_size(data, source, 2 * config.max_bytes)
            return _read_word(data)
        except LoadError:
            raise
        except Exception as error:  # python-docx passes on whatever zipfile, lxml or a missing part raises
            raise FileBroken(path=source, cause="der Aufbau der DOCX-Datei ist nicht lesbar") from error


def _check_unpacked_size(data: bytes, source: str, limit: int) -> None:
    # zipfile never yields more than the size that the directory states, so the stated sizes bound the memory.
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > limit:
        raise FileTooLarge(path=source, size=format_size(size), limit=format_size(limit))


def _read_word(data: bytes) -> Extract:
    from docx import Document

    document = Document(BytesIO(data))
    blocks = [block for block in _iterate_blocks(document) if block.strip()]
    properties = document.core_properties
    return Extract(
        text=drop_unstorable("\n\n".join(blocks)),
        title=clean_title(properties.title) or clean_title(_find_styled_title(document)),
        author=clean_name(properties.author),
    )


def _iterate_blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        yield "\n".join(_iterate_rows(block)) if hasattr(block, "rows") else block.text


def _iterate_rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: dict[int, str] = {id(cell._tc): cell.text.strip() for cell in row.cells}  # a merged cell comes once
        yield "\t".join(text for text in cells.values() if text)


def _find_styled_title(document: Any) -> str | None:
    styled = (block for block in document.paragraphs if block.style is not None and block.style.name in _TITLE_STYLES)
    return next((block.text for block in styled if block.text.strip()), None)

"""PDF files, through pypdf."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from index.config import LoadConfig
from index.errors import FileBroken, FileEncrypted, FileTooLarge, LoadError, PagesWithoutText
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import Extract, drop_unstorable, format_size, silence_libraries

if TYPE_CHECKING:
    from pypdf import PdfReader


def read_pdf(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Extract the text of each page, pages apart by a blank line; an empty user password is tried.

    Title and author come from the file's metadata; its dates tell when the file was made, so they are not used.
    Raises FileEncrypted, FileBroken, PagesWithoutText, or FileTooLarge when the text grows beyond `config.max_bytes`.
    """
    with silence_libraries():
        try:
            return _read_pages(data, source, config.max_bytes)
        except LoadError:
            raise
        except Exception as error:  # pypdf meets a broken file with errors of many kinds
            raise FileBroken(path=source, cause="der Aufbau der PDF-Datei ist nicht lesbar") from error


def _read_pages(data: bytes, source: str, limit: int) -> Extract:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileEncrypted(path=source)
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(page.extract_text().strip())
        size += len(pages[-1])
        if size > limit:
            raise FileTooLarge(path=source, size=format_size(size), limit=format_size(limit))
    if not size:
        raise PagesWithoutText(path=source)
    title, author = _read_metadata(reader)
    return Extract(text=drop_unstorable("\n\n".join(page for page in pages if page)), title=title, author=author)


def _read_metadata(reader: PdfReader) -> tuple[str | None, str | None]:
    found = reader.metadata
    if found is None:
        return None, None
    return clean_title(_as_text(found.title)), clean_name(_as_text(found.author))


def _as_text(value: object) -> str | None:
    return drop_unstorable(str(value)) if value else None

"""Web archives (WARC), by warcio: every page that a server answered with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from index.bundles.streams import open_unpacked, read_limited, torn
from index.bundles.types import Member, Request
from index.errors import FileBroken

_BLOCK = 1 << 18
_PAGES = ("text/html", "application/xhtml+xml")


def iterate_warc(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the pages of a web archive, each by its address. Raises FileBroken."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        records = ArchiveIterator(open_unpacked(file, request))
        for record in records:
            if _is_page(record):
                name = record.rec_headers.get_header("WARC-Target-URI") or "seite"
                yield Member(name, ".html", partial(_read, record, request))
            _finish(record, request)
    except ArchiveLoadFailed as error:
        raise FileBroken(path=request.source, cause="es ist keine ganze WARC-Datei") from error


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    kind = (headers.get_header("Content-Type") or "").partition(";")[0]
    return kind.strip().lower() in _PAGES


def _read(record: Any, request: Request, name: str) -> bytes:
    data = read_limited(record.content_stream(), None, name, request)
    request.count_unpacked(len(data))
    _finish(record, request)
    return data


def _finish(record: Any, request: Request) -> None:
    """Go behind a record; raises FileBroken where it has not all the bytes that its header promises."""
    while record.raw_stream.read(_BLOCK):
        pass
    if record.raw_stream.limit > 0:
        raise torn(request)

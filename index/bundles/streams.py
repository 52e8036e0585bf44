"""Bytes out of bundles: unpacked with a count, and never more of one article than may be."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from index.bundles.types import Request
from index.errors import FileBroken, FileTooLarge
from index.loaders import format_size

_BLOCK = 1 << 18
_Unpacking = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


def open_unpacked(file: BinaryIO, request: Request) -> BinaryIO:
    """Return what a file unpacks to, read forwards only; the file itself where it is not compressed.

    Known by their first bytes are gzip, bzip2 and xz. Reading raises BundleBomb, FileBroken where it breaks off,
    and what the libraries raise for what is broken.
    """
    head = file.read(6)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return _count(gzip.GzipFile(fileobj=file), request)
    if head.startswith(b"BZh"):
        return _count(bz2.BZ2File(file), request)
    if head == b"\xfd7zXZ\x00":
        return _count(lzma.LZMAFile(file), request)
    return file


def read_limited(stream: IO[bytes], size: int | None, name: str, request: Request) -> bytes:
    """Return the bytes of one article whose stated size may be known.

    Raises FileTooLarge, where the size says so before anything is read.
    """
    limit = request.max_bytes
    if size is not None and size > limit:
        raise FileTooLarge(path=name, size=format_size(size), limit=format_size(limit))
    blocks, count = [], 0
    while block := stream.read(min(_BLOCK, limit + 1 - count)):
        blocks.append(block)
        count += len(block)
        if count > limit:
            raise too_large(name, request)
    return b"".join(blocks)


def too_large(name: str, request: Request) -> FileTooLarge:
    """Return the error for an article of which only so much was read that it is too much."""
    limit = format_size(request.max_bytes)
    return FileTooLarge(path=name, size=f"über {limit}", limit=limit)


def torn(request: Request) -> FileBroken:
    """Return the error for a bundle that ends before it should."""
    return FileBroken(path=request.source, cause="die Datei bricht mittendrin ab")


def iterate_lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Yield the lines of a file, None for one of more than `limit` bytes."""
    while line := file.readline(limit + 1):
        is_long = len(line) > limit
        yield None if is_long else line
        while is_long and line and not line.endswith(b"\n"):
            line = file.readline(_BLOCK)


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted, also those that are skipped. It can't go back."""

    def __init__(self, stream: _Unpacking, request: Request) -> None:
        self._stream = stream
        self._request = request
        self._position = 0
        self._is_torn = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = cast(memoryview, buffer)
        if self._is_torn:
            raise torn(self._request)
        try:
            data = self._stream.read1(len(view))
        except EOFError:
            self._is_torn, data = True, b""  # raised by the next call: a buffer would lose what comes before
        view[: len(data)] = data
        self._position += len(data)
        self._request.count_unpacked(len(data))
        return len(data)

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._position:
            raise io.UnsupportedOperation("only forwards")
        while self._position < offset:
            if not self.readinto(memoryview(bytearray(min(_BLOCK, offset - self._position)))):
                raise torn(self._request)
        return self._position


def _count(stream: _Unpacking, request: Request) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Counted(stream, request), _BLOCK))

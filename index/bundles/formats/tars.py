"""TAR files, compressed or not, by the standard library and in one pass. Links and devices are passed over."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast

from index.bundles.members import pick_member
from index.bundles.streams import open_unpacked, read_limited, torn
from index.bundles.types import Member, Request
from index.errors import FileBroken


class _Watched:
    """A stream that remembers what was read last, for tarfile takes a file that breaks off for one that ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        self.last = self._stream.read(size)
        return self.last


def iterate_tar(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the articles of a TAR file. Raises FileBroken."""
    stream = _Watched(open_unpacked(file, request))
    try:
        with tarfile.open(fileobj=cast(BinaryIO, stream), mode="r:") as bundle:
            while (info := bundle.next()) is not None:
                bundle.members = []  # type: ignore[attr-defined]  # it would keep them all
                member = pick_member(info.name, partial(_read, bundle, info, request)) if info.isreg() else None
                if member is not None:
                    yield member
    except tarfile.ReadError as error:
        raise FileBroken(path=request.source, cause="es ist keine ganze TAR-Datei") from error
    if stream.last != bytes(tarfile.BLOCKSIZE):  # the mark of the end
        raise torn(request)


def _read(bundle: tarfile.TarFile, info: tarfile.TarInfo, request: Request, name: str) -> bytes:
    stream = bundle.extractfile(info)
    assert stream is not None
    try:
        with stream:
            return read_limited(stream, info.size, name, request)
    except tarfile.ReadError as error:
        raise EOFError from error

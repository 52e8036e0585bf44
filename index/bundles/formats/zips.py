"""ZIP files, by the standard library. Nothing is written anywhere: names are names, links are passed over."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from index.bundles.members import pick_member
from index.bundles.streams import read_limited
from index.bundles.types import Member, Request
from index.errors import FileBroken, FileEncrypted, FileUnreadable

_ENCRYPTED, _UTF8 = 0x1, 0x800  # bits of the flags
#: The others unpack without a bound in the standard library.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def iterate_zip(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the articles of a ZIP file.

    Raises FileBroken, and FileEncrypted where all of them are; else reading the ones that are raises it.
    """
    try:
        bundle = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise FileBroken(path=request.source, cause="es ist keine ganze ZIP-Datei") from error
    with bundle:
        found = [(info, _pick(bundle, info, request)) for info in bundle.infolist()]
        picked = [(info, member) for info, member in found if member is not None]
        if picked and all(info.flag_bits & _ENCRYPTED for info, _ in picked):
            raise FileEncrypted(path=request.source)
        for _, member in picked:
            yield member


def _pick(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, request: Request) -> Member | None:
    if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
        return None
    return pick_member(_decode_name(info), partial(_read, bundle, info, request))


def _decode_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file; a Mac writes it in UTF-8 and doesn't say so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _read(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, request: Request, name: str) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise FileEncrypted(path=name)
    if info.compress_type not in _METHODS:
        raise FileUnreadable(path=name, cause="diese Art der ZIP-Komprimierung wird nicht gelesen")
    try:
        with bundle.open(info) as stream:
            data = read_limited(stream, info.file_size, name, request)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileBroken(path=name, cause="in der ZIP-Datei beschädigt") from error
    request.count_unpacked(len(data))
    return data

"""Seals on the files of the vector index, by which damage shows before Chroma opens them: it may crash on a torn graph.

SQLite looks after its own file; sealed are those of the graph.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import NamedTuple

_BLOCK = 1 << 20


class Seal(NamedTuple):
    """A file as it was when it was last written: bytes, time of change in ns, CRC-32."""

    size: int
    changed: int
    checksum: int


def seal_files(index: Path, known: str | None) -> str:
    """Return the seals of an index as JSON; what `known` (a former result) holds unchanged is not read again."""
    former = _read_seals(known)
    seals: dict[str, Seal] = {}
    for path in sorted(index.glob("*/*")):
        name, stat = path.relative_to(index).as_posix(), path.stat()
        last = former.get(name)
        same = last is not None and (last.size, last.changed) == (stat.st_size, stat.st_mtime_ns)
        checksum = last.checksum if last is not None and same else _sum_up(path)
        seals[name] = Seal(stat.st_size, stat.st_mtime_ns, checksum)
    return json.dumps(seals)


def find_broken(index: Path, sealed: str | None) -> str | None:
    """Return the first file that is missing, cut off or overwritten, None where there is none.

    A file that grew or was written anew since is Chroma's own work, and as good as it says.
    """
    for name, seal in _read_seals(sealed).items():
        path = index / name
        if not path.is_file() or (stat := path.stat()).st_size < seal.size:
            return name
        if (stat.st_size, stat.st_mtime_ns) == (seal.size, seal.changed) and _sum_up(path) != seal.checksum:
            return name
    return None


def _read_seals(text: str | None) -> dict[str, Seal]:
    return {name: Seal(*values) for name, values in (json.loads(text) if text else {}).items()}


def _sum_up(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum

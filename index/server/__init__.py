"""Archives on a Chroma server: text, offsets and vectors lie there, each computer keeps a copy to search words in."""

from __future__ import annotations

from pathlib import Path

from index.place import ServerAddress, read_place
from index.store import Store

__all__ = ["open_store"]


def open_store(place: str | Path | ServerAddress) -> Store:
    """Open the store of an archive in a folder or on a server, or create it there."""
    where = read_place(place)
    if isinstance(where, Path):
        return Store(where)
    from index.server.store import ServerStore

    return ServerStore(where)

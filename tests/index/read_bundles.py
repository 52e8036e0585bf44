"""How the tests read a bundle in this process."""

from __future__ import annotations

from pathlib import Path

from index.bundles.columns import read_columns
from index.bundles.load import load_entry
from index.bundles.read import iterate_entries
from index.bundles.types import Entry, Request
from index.config import BundleConfig, LoadConfig
from index.errors import (
    LoadError,
)
from index.types import Document


def make_request(
    path: Path, *, max_bytes: int = 1_000_000, config: BundleConfig | None = None, **named: str
) -> Request:
    size = path.stat().st_size if path.exists() else 0
    limits = LoadConfig(max_bytes=max_bytes)
    return Request(path.name, size, read_columns(named), limits, config or BundleConfig(free_bytes=10_000_000))


def read(
    folder: Path,
    name: str,
    data: bytes,
    *,
    config: BundleConfig | None = None,
    max_bytes: int = 1_000_000,
    **named: str,
) -> list[Entry]:
    (folder / name).write_bytes(data)
    return list(
        iterate_entries(folder / name, make_request(folder / name, config=config, max_bytes=max_bytes, **named))
    )


def load(entry: Entry) -> Document:
    return load_entry(entry, entry.name, config=LoadConfig())


def errors(entries: list[Entry]) -> dict[str, type[LoadError]]:
    return {entry.name: type(entry.error) for entry in entries if entry.error is not None}

"""Entries of bundles to documents: as a file of the same bytes would be read, with what the bundle states."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from index.bundles.types import Entry, Stated
from index.config import LoadConfig
from index.errors import FileUnreadable
from index.loader_process import load_apart
from index.opening import explain_error
from index.types import Document


def hash_entry(entry: Entry) -> str:
    """Return the SHA-256 of an entry as hex: that of its bytes, and of what is stated beside them where that is any.

    A file and an entry of the same bytes have the same, so that a folder that was packed is known again. Raises the
    error of an entry that has one.
    """
    if entry.error is not None:
        raise entry.error
    digest = hashlib.sha256(entry.data)
    if entry.stated != Stated():
        digest.update(json.dumps(asdict(entry.stated), sort_keys=True).encode())
    return digest.hexdigest()


def load_entry(entry: Entry, source: str, *, config: LoadConfig) -> Document:
    """Return the document of an entry, read in another process from a temporary file; what is stated goes first.

    Raises as `index.loader_process.load_apart`, and the error of an entry that has one.
    """
    if entry.error is not None:
        raise entry.error
    try:
        with tempfile.NamedTemporaryFile(prefix="belegt-", suffix=entry.suffix) as file:
            file.write(entry.data)
            file.flush()
            document = load_apart(Path(file.name), source, config=config)
    except OSError as error:
        raise FileUnreadable(path=source, cause=explain_error(error)) from error
    return replace(document, **{name: value for name, value in asdict(entry.stated).items() if value is not None})

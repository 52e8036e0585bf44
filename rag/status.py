"""What an archive holds, at a glance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """An archive at a glance. Sizes are bytes on disk; `pending` are changes the vector index has yet to take.

    `undated` are the documents of unknown date. `copy` is the folder of this computer's copy where the archive lies on
    a server: words are searched in it.
    """

    path: str
    documents: int
    chunks: int
    sentences: int
    pending: int
    embedder: str
    llm: str
    reader: bool
    record_bytes: int
    vector_bytes: int
    first_published: str | None
    last_published: str | None
    undated: int = 0
    copy: str | None = None

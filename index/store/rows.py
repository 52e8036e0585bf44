"""The rows of an archive's record as the rest of the program sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import Chunk, Document, SectionKind, Span

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FileInfo:
    """Where a document came from: its file, the folder that was added, and the hash of its bytes."""

    path: Path
    root: Path
    file_hash: str


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """What the record knows of one file."""

    document_id: int
    source: str
    path: Path
    root: Path
    file_hash: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One row of the list of documents. `indexed` tells whether the vector index has all of its chunks."""

    source: str
    title: str | None
    published: str | None
    publisher: str | None
    path: str
    chunks: int
    characters: int
    indexed: bool


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document's text and what orders its copies."""

    source: str
    published: str | None
    text: str


@dataclass(frozen=True, slots=True)
class EmbeddedChunk:
    """A chunk with its vector of shape (dimension,) and those of its sentences, shape (sentences, dimension)."""

    chunk: Chunk
    vector: Vectors
    sentence_vectors: Vectors


@dataclass(frozen=True, slots=True)
class RecordedDocument:
    """A document with all that the record holds of it; `uids` are the names of its chunks in the vector index.

    `embedder` is the fingerprint of the model behind the vectors.
    """

    document: Document
    file: FileInfo
    embedder: str
    chunks: tuple[EmbeddedChunk, ...]
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the record holds it, with what a reader needs to know of its document."""

    id: int
    uid: str
    document_id: int
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    kind: SectionKind
    heading: str | None
    start: int
    end: int
    text: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a stored chunk with its unit vector."""

    chunk_id: int
    span: Span
    vector: Vectors


@dataclass(frozen=True, slots=True)
class PendingVector:
    """A chunk that the vector index has yet to take."""

    id: int
    uid: str
    document_id: int
    vector: Vectors


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """Sizes of the record, and how many of its documents are of unknown date."""

    documents: int
    chunks: int
    sentences: int
    pending: int
    first_published: str | None
    last_published: str | None
    undated: int

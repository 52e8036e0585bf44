"""How documents and chunks are written to the record and deleted from it, inside the caller's transaction."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from index.keywords import stem_words
from index.store.copies import link_copies
from index.store.rows import EmbeddedChunk, FileInfo, Vectors
from index.types import Chunk, Document


def delete_document(db: sqlite3.Connection, document_id: int) -> None:
    """Delete a document with everything that belongs to it."""
    delete_chunks(db, document_id)
    db.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def delete_chunks(db: sqlite3.Connection, document_id: int) -> None:
    """Delete the chunks of a document, and have the vector index drop them."""
    db.execute(
        "INSERT OR IGNORE INTO vector_removals SELECT uid FROM chunks WHERE document = ?",
        (document_id,),
    )
    db.execute(
        "DELETE FROM chunk_terms WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)",
        (document_id,),
    )
    db.execute("DELETE FROM chunks WHERE document = ?", (document_id,))


def insert_document(
    db: sqlite3.Connection,
    document: Document,
    file: FileInfo,
    chunks: Sequence[EmbeddedChunk],
    *,
    embedder: str,
    uids: Sequence[str | None] | None = None,
) -> int:
    """Write a document with its chunks and return its id; `uids` name the chunks as another record named them."""
    cursor = db.execute(
        "INSERT INTO documents (source, path, root, file_hash, embedder, title, published, publisher, author,"
        " text, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (document.source, str(file.path), str(file.root), file.file_hash, embedder, document.title,
         document.published, document.publisher, document.author, document.text, time.time()),
    )  # fmt: skip
    document_id = int(cursor.lastrowid or 0)
    db.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
        [(document_id, entry.kind, entry.start, entry.end, entry.heading) for entry in document.sections],
    )
    for embedded, uid in zip(chunks, uids or [None] * len(chunks), strict=True):
        insert_chunk(db, document_id, document, embedded, uid=uid)
    link_copies(db, document_id)
    return document_id


def insert_chunk(
    db: sqlite3.Connection, document_id: int, document: Document, embedded: EmbeddedChunk, *, uid: str | None = None
) -> None:
    """Write a chunk with its sentences and its terms; the vector index has yet to take it."""
    chunk = embedded.chunk
    cursor = db.execute(
        'INSERT INTO chunks (uid, document, start, "end", kind, heading, tokens, embedding)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (uid or _number_chunk(document_id, chunk), document_id, chunk.start, chunk.end, chunk.kind, chunk.heading,
         chunk.tokens, pack(embedded.vector)),
    )  # fmt: skip
    chunk_id = int(cursor.lastrowid or 0)
    terms = stem_words(f"{document.title or ''}\n{chunk.text}")
    db.execute("INSERT INTO chunk_terms (rowid, terms) VALUES (?, ?)", (chunk_id, " ".join(terms)))
    db.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
        [
            (chunk_id, ordinal, span.start, span.end, pack(vector))
            for ordinal, (span, vector) in enumerate(zip(chunk.sentences, embedded.sentence_vectors, strict=True))
        ],
    )


def _number_chunk(document_id: int, chunk: Chunk) -> str:
    """Name a chunk by its document, place and text, so that a replaced chunk never inherits a stale vector."""
    return _name_by(str(document_id), chunk)


def name_chunk(db: sqlite3.Connection, source: str, chunk: Chunk) -> str:
    """Name a chunk by its document's name, its place and text: alike on every computer that reads the file.

    A document that was renamed keeps its chunks' names; another that now has its former name gets numbered ones.
    """
    names = (_name_by(f"{source}:{number}", chunk) for number in itertools.count())
    return next(name for name in names if not db.execute("SELECT 1 FROM chunks WHERE uid = ?", (name,)).fetchone())


def _name_by(owner: str, chunk: Chunk) -> str:
    return sha256(f"{owner}:{chunk.start}:{chunk.end}:{chunk.text}".encode()).hexdigest()[:32]


def pack(vector: Vectors) -> bytes:
    """Return a vector as the record keeps it: float16, little-endian."""
    return vector.astype("<f2").tobytes()


def unpack(blob: bytes) -> Vectors:
    """Return a vector of the record as float32."""
    return np.frombuffer(blob, dtype="<f2").astype(np.float32)

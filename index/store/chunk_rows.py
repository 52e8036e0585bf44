"""How chunks are written to the record and deleted from it, inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

import numpy as np

from index.keywords import stem_words
from index.store.rows import EmbeddedChunk, Vectors
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


def insert_chunk(db: sqlite3.Connection, document_id: int, document: Document, embedded: EmbeddedChunk) -> None:
    """Write a chunk with its sentences and its terms; the vector index has yet to take it."""
    chunk = embedded.chunk
    cursor = db.execute(
        'INSERT INTO chunks (uid, document, start, "end", kind, heading, tokens, embedding)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (_chunk_uid(document_id, chunk), document_id, chunk.start, chunk.end, chunk.kind, chunk.heading, chunk.tokens,
         pack(embedded.vector)),
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


def _chunk_uid(document_id: int, chunk: Chunk) -> str:
    """Name a chunk by its document, place and text, so that a replaced chunk never inherits a stale vector."""
    return sha256(f"{document_id}:{chunk.start}:{chunk.end}:{chunk.text}".encode()).hexdigest()[:32]


def pack(vector: Vectors) -> bytes:
    """Return a vector as the record keeps it: float16, little-endian."""
    return vector.astype("<f2").tobytes()


def unpack(blob: bytes) -> Vectors:
    """Return a vector of the record as float32."""
    return np.frombuffer(blob, dtype="<f2").astype(np.float32)

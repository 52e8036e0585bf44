"""Whole documents out of the record, for a server or another archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np

from index.store.chunk_rows import delete_document, insert_document, unpack
from index.store.record import Record
from index.store.rows import EmbeddedChunk, FileInfo, RecordedDocument
from index.types import Chunk, SectionKind, Span


def read_recorded(record: Record, source: str) -> RecordedDocument:
    """Return a document with its chunks and vectors; raises `SourceUnknown`."""
    document = record.document(source)
    [(number, path, root, file_hash, embedder)] = record.query(
        "SELECT id, path, root, file_hash, embedder FROM documents WHERE source = ?", (source,)
    )
    rows = record.query(
        'SELECT id, uid, start, "end", kind, heading, tokens, embedding FROM chunks WHERE document = ? ORDER BY id',
        (number,),
    )
    chunks: list[EmbeddedChunk] = []
    for chunk_id, _, start, end, kind, heading, tokens, embedding in rows:
        sentences = record.sentences([chunk_id])
        vector = unpack(embedding)
        spans = tuple(Span(sentence.span.start, sentence.span.end) for sentence in sentences)
        chunk = Chunk(start, end, document.text[start:end], SectionKind(kind), heading, spans, tokens)
        vectors = np.array([sentence.vector for sentence in sentences], dtype=np.float32)
        chunks.append(EmbeddedChunk(chunk, vector, vectors.reshape(-1, len(vector))))
    file = FileInfo(Path(path), Path(root), file_hash)
    return RecordedDocument(document, file, embedder, tuple(chunks), tuple(row[1] for row in rows))


def write_recorded(record: Record, recorded: RecordedDocument) -> None:
    """Write a document out of another record, replacing the one of the same name or path."""
    document, file, chunks = recorded.document, recorded.file, recorded.chunks
    with record.transaction() as db:
        found = db.execute("SELECT id FROM documents WHERE source = ? OR path = ?", (document.source, str(file.path)))
        for (old,) in found.fetchall():
            delete_document(db, int(old))
        uids = record.name_chunks(db, document, chunks)
        insert_document(db, document, file, chunks, embedder=recorded.embedder, uids=uids)


def drop_document(db: sqlite3.Connection, document_id: int) -> None:
    """Delete a document whose vectors are gone already, or stay as those of the one that takes its place."""
    uids = [row[0] for row in db.execute("SELECT uid FROM chunks WHERE document = ?", (document_id,))]
    delete_document(db, document_id)
    db.executemany("DELETE FROM vector_removals WHERE uid = ?", [(uid,) for uid in uids])

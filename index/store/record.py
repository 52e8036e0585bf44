"""The record of an archive: one SQLite file that holds everything, in whole transactions.

Documents, sections, chunks and sentences with their embeddings (float16), the keyword index (FTS5 over German
stems) and the outbox that says which chunks the vector index has yet to take or to drop.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import ArchiveNewer, DiskFull, RecordDamaged, SourceUnknown, StoreError
from index.store.chunk_rows import delete_chunks, delete_document, insert_chunk, insert_document, name_chunk, unpack
from index.store.disk import is_disk_full
from index.store.rows import (
    DocumentInfo,
    DocumentText,
    EmbeddedChunk,
    FileInfo,
    PendingVector,
    RecordCounts,
    RecordedFile,
    StoredChunk,
    StoredSentence,
    Vectors,
)
from index.store.schema import SCHEMA_VERSION, create_tables, migrate
from index.store.terms import match_any, pick_terms
from index.types import Document, Section, SectionKind, Span

_AMONG = "(SELECT value FROM json_each(?))"


class Record:
    """The SQLite file of an archive. One connection, guarded by a lock; safe to share between threads.

    Reading goes on while another process writes (write-ahead log). Where it is `shared` with other computers, chunks
    have names that every one of them gives alike.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self.shared = shared
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.Error) -> StoreError:
        """Return the error for what SQLite says of its file."""
        if is_disk_full(error):
            return DiskFull(path=self._path.parent)
        return RecordDamaged(path=self._path.parent, cause=str(error))

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if found > SCHEMA_VERSION:
            raise ArchiveNewer(path=self._path.parent, found=found)
        if found < SCHEMA_VERSION:
            with self.transaction() as db:
                # Two processes may create or migrate the same archive at once: the second finds the work done.
                found = int(db.execute("PRAGMA user_version").fetchone()[0])
                create_tables(db) if found == 0 else migrate(db, found)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction: all of it or nothing."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:  # SQLite may have rolled back by itself
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                    raise self._explain(error) from error
                raise

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that reads; what SQLite raises becomes a `StoreError`."""
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise self._explain(error) from error

    # meta

    def get_meta(self, key: str) -> str | None:
        rows = self.query("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def set_embedder(self, name: str, fingerprint: str) -> None:
        """Write down which model the archive's vectors are of."""
        with self.transaction() as db:
            _set_embedder(db, name, fingerprint)

    def generation(self) -> int:
        """Return a number that grows whenever what can be found has changed, by any process."""
        return int(self.get_meta("generation") or 0)

    def vectors_number(self) -> int:
        """Return which vector index is the current one; it grows with every rebuild."""
        return int(self.get_meta("vectors") or 1)

    def has_integrity(self) -> bool:
        """Let SQLite check the whole file."""
        return self.query("PRAGMA quick_check") == [("ok",)]

    # documents

    def put_document(
        self, document: Document, file: FileInfo, chunks: Sequence[EmbeddedChunk], *, embedder: str
    ) -> int:
        """Write a document with everything that belongs to it, replacing the one of the same path.

        `embedder` is the fingerprint of the model behind the vectors.
        """
        with self.transaction() as db:
            for (old,) in db.execute("SELECT id FROM documents WHERE path = ?", (str(file.path),)).fetchall():
                delete_document(db, int(old))
            uids = self.name_chunks(db, document, chunks)
            return insert_document(db, document, file, chunks, embedder=embedder, uids=uids)

    def name_chunks(
        self, db: sqlite3.Connection, document: Document, chunks: Sequence[EmbeddedChunk]
    ) -> list[str] | None:
        """Return the names that new chunks share with other computers; None where they are named by number."""
        return [name_chunk(db, document.source, entry.chunk) for entry in chunks] if self.shared else None

    def replace_chunks(
        self, document_id: int, document: Document, chunks: Sequence[EmbeddedChunk], *, embedder: str
    ) -> None:
        """Write the chunks of a document anew, as another embedder made them."""
        with self.transaction() as db:
            delete_chunks(db, document_id)
            for embedded in chunks:
                insert_chunk(db, document_id, document, embedded)
            db.execute("UPDATE documents SET embedder = ? WHERE id = ?", (embedder, document_id))

    def documents_of_other_embedders(self, embedder: str) -> tuple[tuple[int, str], ...]:
        """Return (id, source) of the documents whose vectors are not of this fingerprint."""
        return tuple(self.query("SELECT id, source FROM documents WHERE embedder <> ? ORDER BY id", (embedder,)))

    def remove_document(self, document_id: int) -> None:
        with self.transaction() as db:
            delete_document(db, document_id)

    def move_document(self, document_id: int, source: str, file: FileInfo) -> None:
        """Record that a file was renamed; nothing is embedded again."""
        with self.transaction() as db:
            db.execute(
                "UPDATE documents SET source = ?, path = ?, root = ? WHERE id = ?",
                (source, str(file.path), str(file.root), document_id),
            )
            _raise_counter(db, "generation", first=0)

    def files(self) -> tuple[RecordedFile, ...]:
        rows = self.query("SELECT id, source, path, root, file_hash FROM documents ORDER BY id")
        return tuple(RecordedFile(row[0], row[1], Path(row[2]), Path(row[3]), row[4]) for row in rows)

    def documents(self) -> tuple[DocumentInfo, ...]:
        rows = self.query(
            "SELECT d.source, d.title, d.published, d.publisher, d.path, count(c.id), length(d.text),"
            " coalesce(min(c.indexed), 1) FROM documents d LEFT JOIN chunks c ON c.document = d.id"
            " GROUP BY d.id ORDER BY d.source"
        )
        return tuple(
            DocumentInfo(source, title, published, publisher, path, chunks, characters, bool(indexed))
            for source, title, published, publisher, path, chunks, characters, indexed in rows
        )

    def document(self, source: str) -> Document:
        """Return one document; raises `SourceUnknown`."""
        rows = self.query(
            "SELECT source, text, title, published, publisher, author, id FROM documents WHERE source = ?", (source,)
        )
        if not rows:
            raise SourceUnknown(path=self._path.parent, source=source)
        sections = self.query(
            'SELECT kind, start, "end", heading FROM sections WHERE document = ? ORDER BY start', (rows[0][6],)
        )
        marks = tuple(Section(SectionKind(row[0]), *row[1:]) for row in sections)
        name, text, title, published, publisher, author, _ = rows[0]
        return Document(name, text, title, published, publisher, author, marks)

    def dated_documents(self) -> tuple[tuple[int, str, str | None], ...]:
        """Return (id, source, published) of every document, for filters."""
        return tuple(self.query("SELECT id, source, published FROM documents"))

    def documents_of_kinds(self, kinds: Iterable[SectionKind]) -> frozenset[int]:
        """Return the ids of the documents with a chunk of one of these kinds of section."""
        rows = self.query(f"SELECT DISTINCT document FROM chunks WHERE kind IN {_AMONG}", (_list(kinds),))
        return frozenset(row[0] for row in rows)

    def chunks_of_kinds(self, ids: Iterable[int], kinds: Iterable[SectionKind]) -> frozenset[int]:
        """Return those of the chunks whose section is of one of these kinds."""
        rows = self.query(
            f"SELECT id FROM chunks WHERE id IN {_AMONG} AND kind IN {_AMONG}", (_list(ids), _list(kinds))
        )
        return frozenset(row[0] for row in rows)

    def copies(self, document_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """Return for each of these documents that has copies the documents that are copies of it."""
        rows = self.query(f"SELECT document, other FROM copies WHERE document IN {_AMONG}", (_list(document_ids),))
        found: dict[int, set[int]] = {}
        for document_id, other in rows:
            found.setdefault(document_id, set()).add(other)
        return {document_id: frozenset(others) for document_id, others in found.items()}

    def texts(self, document_ids: Iterable[int]) -> dict[int, DocumentText]:
        """Return source, date and whole text of these documents."""
        rows = self.query(
            f"SELECT id, source, published, text FROM documents WHERE id IN {_AMONG}", (_list(document_ids),)
        )
        return {row[0]: DocumentText(*row[1:]) for row in rows}

    # chunks and sentences

    def chunks(self, ids: Iterable[int]) -> dict[int, StoredChunk]:
        """Return the chunks of these ids; ids that are gone are left out."""
        wanted = list(ids)
        rows = self.query(
            "SELECT c.id, c.uid, d.id, d.source, d.title, d.published, d.publisher, c.kind, c.heading, c.start,"
            ' c."end", substr(d.text, c.start + 1, c."end" - c.start), c.embedding'
            " FROM chunks c JOIN documents d ON d.id = c.document"
            f" WHERE c.id IN {_AMONG}",
            (_list(wanted),),
        )
        return {row[0]: _read_chunk(row) for row in rows}

    def chunk_vectors(self, ids: Iterable[int]) -> dict[int, Vectors]:
        """Return the vectors of these chunks, without reading their texts."""
        rows = self.query(f"SELECT id, embedding FROM chunks WHERE id IN {_AMONG}", (_list(ids),))
        return {number: unpack(vector) for number, vector in rows}

    def sentences(self, chunk_ids: Iterable[int]) -> tuple[StoredSentence, ...]:
        """Return the sentences of these chunks, by chunk and in order."""
        wanted = list(chunk_ids)
        rows = self.query(
            f'SELECT chunk, start, "end", embedding FROM sentences WHERE chunk IN {_AMONG} ORDER BY chunk, ordinal',
            (_list(wanted),),
        )
        return tuple(StoredSentence(row[0], Span(row[1], row[2]), unpack(row[3])) for row in rows)

    def chunk_ids(self, uids: Sequence[str]) -> dict[str, int]:
        """Return the ids behind the vector index's names; names that are gone are left out."""
        rows = self.query(f"SELECT uid, id FROM chunks WHERE uid IN {_AMONG}", (_list(uids),))
        return dict(rows)

    def search_terms(self, terms: Sequence[str], k: int, *, documents: Sequence[int] | None) -> dict[int, float]:
        """Return the BM25 score of the best `k` chunks that hold any of the terms (higher is better).

        In a large archive the most frequent terms are left out; see `pick_terms`.
        """
        picked = pick_terms(self.document_frequencies(terms))
        if not picked:
            return {}
        # The plus sign keeps SQLite from asking the index for each chunk by itself.
        only = "" if documents is None else f" AND +rowid IN (SELECT id FROM chunks WHERE document IN {_AMONG})"
        rows = self.query(
            f"SELECT rowid, -rank FROM chunk_terms WHERE chunk_terms MATCH ?{only} ORDER BY rank LIMIT ?",
            (match_any(picked), *(() if documents is None else (_list(documents),)), k),
        )
        return dict(rows)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks each term stands."""
        rows = self.query(f"SELECT term, doc FROM term_counts WHERE term IN {_AMONG}", (_list(terms),))
        return dict(rows)

    def count_chunks(self) -> int:
        """Return the number of chunks; unlike `counts` it reads no sentences."""
        return int(self.query("SELECT count(*) FROM chunks")[0][0])

    def counts(self) -> RecordCounts:
        row = self.query(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks), (SELECT count(*) FROM sentences),"
            " (SELECT count(*) FROM chunks WHERE indexed = 0) + (SELECT count(*) FROM vector_removals),"
            " (SELECT min(published) FROM documents), (SELECT max(published) FROM documents),"
            " (SELECT count(*) FROM documents WHERE published IS NULL)"
        )[0]
        return RecordCounts(*row)

    # outbox

    def count_pending(self) -> int:
        """Return how many changes the vector index has yet to take; unlike `counts` it reads no sentences."""
        return int(
            self.query(
                "SELECT (SELECT count(*) FROM chunks WHERE indexed = 0) + (SELECT count(*) FROM vector_removals)"
            )[0][0]
        )

    def count_indexed(self) -> int:
        """Return how many chunks the vector index should hold."""
        return int(self.query("SELECT count(*) FROM chunks WHERE indexed = 1")[0][0])

    def pending_vectors(self, limit: int) -> tuple[PendingVector, ...]:
        rows = self.query(
            "SELECT id, uid, document, embedding FROM chunks WHERE indexed = 0 ORDER BY id LIMIT ?", (limit,)
        )
        return tuple(PendingVector(row[0], row[1], row[2], unpack(row[3])) for row in rows)

    def pending_removals(self, limit: int) -> tuple[str, ...]:
        return tuple(row[0] for row in self.query("SELECT uid FROM vector_removals LIMIT ?", (limit,)))

    def mark_indexed(self, ids: Sequence[int]) -> None:
        with self.transaction() as db:
            db.executemany("UPDATE chunks SET indexed = 1 WHERE id = ?", [(number,) for number in ids])
            _raise_counter(db, "generation", first=0)

    def ask_again(self, uids: Iterable[str]) -> None:
        """Ask for these vectors again."""
        with self.transaction() as db:
            db.execute(f"UPDATE chunks SET indexed = 0 WHERE uid IN {_AMONG}", (_list(uids),))

    def tell_change(self) -> None:
        """Let readers know that what can be found has changed."""
        with self.transaction() as db:
            _raise_counter(db, "generation", first=0)

    def forget_removals(self, uids: Sequence[str]) -> None:
        with self.transaction() as db:
            db.executemany("DELETE FROM vector_removals WHERE uid = ?", [(uid,) for uid in uids])
            _raise_counter(db, "generation", first=0)

    def mark_all_pending(self) -> None:
        """Ask for every vector again, for a new vector index."""
        with self.transaction() as db:
            _mark_all_pending(db)

    def finish_reindex(self, name: str, fingerprint: str) -> None:
        """Declare every document to be of this embedder and ask for every vector again, in one step."""
        with self.transaction() as db:
            _mark_all_pending(db)
            _set_embedder(db, name, fingerprint)
            db.execute("DELETE FROM meta WHERE key = 'reindexing'")

    def sample_vectors(self, count: int) -> tuple[PendingVector, ...]:
        """Return vectors spread evenly over the chunks that should be in the vector index."""
        rows = self.query("SELECT id FROM chunks WHERE indexed = 1 ORDER BY id")
        step = max(1, len(rows) // count)
        ids = [row[0] for row in rows[::step][:count]]
        found = self.query(f"SELECT id, uid, document, embedding FROM chunks WHERE id IN {_AMONG}", (_list(ids),))
        return tuple(PendingVector(row[0], row[1], row[2], unpack(row[3])) for row in found)

    def all_uids(self) -> frozenset[str]:
        """Return the names of all chunks that the vector index should hold by now."""
        return frozenset(row[0] for row in self.query("SELECT uid FROM chunks WHERE indexed = 1"))


def _read_chunk(row: tuple[Any, ...]) -> StoredChunk:
    number, uid, document_id, source, title, published, publisher, kind, heading, start, end, text, embedding = row
    return StoredChunk(
        number, uid, document_id, source, title, published, publisher, SectionKind(kind), heading, start, end, text,
        unpack(embedding),
    )  # fmt: skip


def _list(values: Iterable[object]) -> str:
    """Return values for `_AMONG`: one parameter however many there are (SQLite limits the number of marks)."""
    return json.dumps(list(values))


def _mark_all_pending(db: sqlite3.Connection) -> None:
    db.execute("UPDATE chunks SET indexed = 0")
    db.execute("DELETE FROM vector_removals")
    _raise_counter(db, "vectors", first=1)
    _raise_counter(db, "generation", first=0)


def _set_embedder(db: sqlite3.Connection, name: str, fingerprint: str) -> None:
    entries = (("embedder", name), ("embedder_fingerprint", fingerprint))
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", entries)


def _raise_counter(db: sqlite3.Connection, key: str, *, first: int) -> None:
    db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, str(first)))
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = ?", (key,))

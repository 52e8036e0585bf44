"""What this computer's copy knows to lie on the server: which entry each of its documents is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from index.server.entry import Entry, unpack_entry
from index.store.chunk_rows import insert_document
from index.store.record import Record
from index.store.recorded import drop_document
from index.store.rows import RecordedDocument

_TABLE = """
CREATE TABLE IF NOT EXISTS pushed (
    entry TEXT PRIMARY KEY, document INTEGER NOT NULL, source TEXT NOT NULL, added REAL NOT NULL
) WITHOUT ROWID
"""
#: The document of an entry that lost its place to another and is to be removed from the server.
_BEATEN = 0


class Book:
    """The entries of the server by name, with the documents of the copy that they became."""

    def __init__(self, record: Record) -> None:
        self._record = record
        with record.transaction() as db:
            db.execute(_TABLE)

    def entries(self) -> frozenset[str]:
        """Return the names of the entries that were taken or sent."""
        return frozenset(row[0] for row in self._record.query("SELECT entry FROM pushed"))

    def waiting(self) -> tuple[str, ...]:
        """Return the sources of the documents that the server has yet to take: new, renamed or asked for again."""
        rows = self._record.query(
            "SELECT source FROM documents d WHERE NOT EXISTS"
            " (SELECT 1 FROM pushed p WHERE p.document = d.id AND p.source = d.source)"
            " OR EXISTS (SELECT 1 FROM chunks c WHERE c.document = d.id AND c.indexed = 0) ORDER BY id"
        )
        return tuple(row[0] for row in rows)

    def left_over(self) -> tuple[str, ...]:
        """Return the entries of documents that were removed, replaced or renamed since."""
        rows = self._record.query(
            "SELECT entry FROM pushed p WHERE NOT EXISTS"
            " (SELECT 1 FROM documents d WHERE d.id = p.document AND d.source = p.source)"
        )
        return tuple(row[0] for row in rows)

    def note(self, sent: Iterable[Entry]) -> None:
        """Write down entries that the server took: their documents and chunks are there now."""
        with self._record.transaction() as db:
            for entry in sent:
                [(number,)] = db.execute("SELECT id FROM documents WHERE source = ?", (entry.source,)).fetchall()
                db.execute("UPDATE pushed SET document = ? WHERE document = ?", (_BEATEN, number))
                _write(db, entry, number)

    def forget(self, names: Iterable[str]) -> None:
        """Strike entries that are no longer on the server."""
        with self._record.transaction() as db:
            db.executemany("DELETE FROM pushed WHERE entry = ?", [(name,) for name in names])

    def take(self, entries: Iterable[Entry]) -> None:
        """Make documents of entries that others wrote.

        Where two have a name, a file or a chunk in common the later one counts: an update, a renamed file, or two
        computers that mean different things by one name. What was not sent yet is the latest of all.
        """
        with self._record.transaction() as db:
            for entry in sorted(entries, key=lambda entry: entry.rank):
                recorded = unpack_entry(entry)
                rivals = _find_rivals(db, recorded)
                if any(rank is None or rank > entry.rank for rank in rivals.values()):
                    _write(db, entry, _BEATEN)
                    continue
                for number in rivals:
                    drop_document(db, number)
                    db.execute("UPDATE pushed SET document = ? WHERE document = ?", (_BEATEN, number))
                document, file, chunks = recorded.document, recorded.file, recorded.chunks
                number = insert_document(db, document, file, chunks, embedder=recorded.embedder, uids=recorded.uids)
                db.execute("UPDATE chunks SET indexed = 1 WHERE document = ?", (number,))
                _write(db, entry, number)
        self._record.tell_change()

    def drop(self, names: Iterable[str]) -> None:
        """Remove the documents of entries that others removed."""
        with self._record.transaction() as db:
            for name in names:
                rows = db.execute(
                    "SELECT d.id FROM documents d JOIN pushed p ON p.document = d.id AND p.source = d.source"
                    " WHERE p.entry = ?",
                    (name,),
                ).fetchall()
                for (number,) in rows:
                    drop_document(db, number)
                db.execute("DELETE FROM pushed WHERE entry = ?", (name,))
        self._record.tell_change()


def _write(db: sqlite3.Connection, entry: Entry, document: int) -> None:
    db.execute("INSERT OR REPLACE INTO pushed VALUES (?, ?, ?, ?)", (entry.id, document, entry.source, entry.added))


def _find_rivals(db: sqlite3.Connection, recorded: RecordedDocument) -> dict[int, tuple[float, str] | None]:
    """Return the documents that can't be there beside this one, with their entry's rank, None before it is sent."""
    found = db.execute(
        "SELECT id FROM documents WHERE source = ? OR path = ?", (recorded.document.source, str(recorded.file.path))
    ).fetchall()
    for uid in recorded.uids:
        found += db.execute("SELECT document FROM chunks WHERE uid = ?", (uid,)).fetchall()
    rivals: dict[int, tuple[float, str] | None] = {}
    for (number,) in found:
        ranks = db.execute("SELECT added, entry FROM pushed WHERE document = ?", (number,)).fetchall()
        rivals[number] = max(ranks, default=None)
    return rivals

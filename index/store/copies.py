"""The tables by which copies are known: keys to find them by, and the pairs that were found."""

from __future__ import annotations

import json
import sqlite3

from index.duplicates import are_copies, band_keys, searchable_text
from index.types import Section, SectionKind

SCHEMA = """
CREATE TABLE duplicate_keys (
    key INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (key, document)
) WITHOUT ROWID;
CREATE INDEX duplicate_keys_by_document ON duplicate_keys (document);
CREATE TABLE copies (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (document, other)
) WITHOUT ROWID;
CREATE INDEX copies_by_other ON copies (other);
"""

#: A report that a hundred papers printed is compared with the nearest of them only.
_MOST_CANDIDATES = 50


def link_copies(db: sqlite3.Connection, document_id: int) -> None:
    """Find the copies of a document that was just written; those of a removed one go with it."""
    text = _read_searchable(db, document_id)
    keys = band_keys(text)
    rows = db.execute(
        "SELECT document FROM duplicate_keys WHERE key IN (SELECT value FROM json_each(?)) AND document <> ?"
        " GROUP BY document ORDER BY count(*) DESC, document LIMIT ?",
        (json.dumps(keys), document_id, _MOST_CANDIDATES),
    ).fetchall()
    found = [other for (other,) in rows if are_copies(text, _read_searchable(db, other))]
    pairs = [pair for other in found for pair in ((document_id, other), (other, document_id))]
    db.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", pairs)
    db.executemany("INSERT OR IGNORE INTO duplicate_keys VALUES (?, ?)", [(key, document_id) for key in keys])


def link_all(db: sqlite3.Connection) -> None:
    """Find the copies among all documents, one after the other."""
    for (document_id,) in db.execute("SELECT id FROM documents ORDER BY id").fetchall():
        link_copies(db, document_id)


def _read_searchable(db: sqlite3.Connection, document_id: int) -> str:
    [(text,)] = db.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchall()
    rows = db.execute(
        'SELECT kind, start, "end", heading FROM sections WHERE document = ? ORDER BY start', (document_id,)
    ).fetchall()
    return searchable_text(text, [Section(SectionKind(row[0]), *row[1:]) for row in rows])

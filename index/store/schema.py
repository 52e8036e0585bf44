"""The tables of the record, and how those of older archives are brought up to them; see `index.store.record`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from index.store import copies

SCHEMA_VERSION = 2

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    embedder TEXT NOT NULL,
    title TEXT, published TEXT, publisher TEXT, author TEXT,
    text TEXT NOT NULL,
    added_at REAL NOT NULL
);
CREATE INDEX documents_by_hash ON documents (file_hash);
CREATE TABLE sections (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT
);
CREATE INDEX sections_by_document ON sections (document);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL, heading TEXT, tokens INTEGER NOT NULL,
    embedding BLOB NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX chunks_by_document ON chunks (document);
CREATE INDEX chunks_pending ON chunks (id) WHERE indexed = 0;
CREATE TABLE sentences (
    chunk INTEGER NOT NULL REFERENCES chunks (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    embedding BLOB NOT NULL,
    PRIMARY KEY (chunk, ordinal)
) WITHOUT ROWID;
CREATE TABLE vector_removals (uid TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE chunk_terms USING fts5 (terms, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE term_counts USING fts5vocab (chunk_terms, 'row');
"""


def create_tables(db: sqlite3.Connection) -> None:
    """Create all tables of a new record."""
    _execute_all(db, _TABLES)
    _execute_all(db, copies.SCHEMA)


def migrate(db: sqlite3.Connection, found: int) -> None:
    """Bring the tables of an older version up to this one, computing what is new from the texts."""
    for version in range(found, SCHEMA_VERSION):
        _MIGRATIONS[version](db)


def _add_copies(db: sqlite3.Connection) -> None:
    _execute_all(db, copies.SCHEMA)
    copies.link_all(db)


#: By the version that is left behind.
_MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _add_copies}


def _execute_all(db: sqlite3.Connection, script: str) -> None:
    # `executescript` would end the transaction.
    for statement in script.split(";\n"):
        db.execute(statement)

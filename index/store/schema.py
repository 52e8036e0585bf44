"""The tables of the record; see `index.store.record`."""

SCHEMA_VERSION = 1

SCHEMA = """
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

"""Chunks to vectors: what is embedded of a chunk and of its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from index.embed import Embedder
from index.store.rows import EmbeddedChunk
from index.types import Chunk, Document


def embed_chunks(
    documents: Sequence[tuple[Document, Sequence[Chunk]]], embedder: Embedder
) -> list[list[EmbeddedChunk]]:
    """Return the chunks of each document with their vectors and their sentences' vectors, in two calls in all."""
    pairs = [(document, chunk) for document, chunks in documents for chunk in chunks]
    if not pairs:
        return [[] for _ in documents]
    vectors = embedder.embed_passages([passage_text(document, chunk) for document, chunk in pairs])
    sentences = embedder.embed_passages([span.of(doc.text) for doc, chunk in pairs for span in chunk.sentences])
    embedded: list[EmbeddedChunk] = []
    start = 0
    for (_, chunk), vector in zip(pairs, vectors, strict=True):
        end = start + len(chunk.sentences)
        embedded.append(EmbeddedChunk(chunk, vector, sentences[start:end]))
        start = end
    rest = iter(embedded)
    return [[next(rest) for _ in chunks] for _, chunks in documents]


def passage_text(document: Document, chunk: Chunk) -> str:
    """Return what is embedded for a chunk: the title, so that a passage from the middle knows its subject."""
    return f"{document.title}\n{chunk.text}" if document.title else chunk.text

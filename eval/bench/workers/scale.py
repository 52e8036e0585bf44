"""An archive of any size, filled with synthetic text and vectors, for measuring how search grows with it.

`ingest` writes the chunks straight into the store, vectors drawn instead of embedded; `ask` searches and tells how
long each stage took. Built in one process and asked in another, so that its memory is that of asking alone.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.synthetic import TOPICS, draw_vectors, embed_topics, make_sentence
from index.embed import Embedder, load_embedder
from index.server import open_store
from index.store import Store
from index.store.rows import EmbeddedChunk, FileInfo
from index.types import Chunk, Document, Section, SectionKind, Span
from rag import Archive

CHUNKS_PER_DOCUMENT = 20
SENTENCES_PER_CHUNK = 9


class Scale:
    """An archive at `store` (a folder or an address) with, once ingested, `chunks` chunks; `notes` is a file."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._place = str(settings["store"])
        self._notes = Path(settings["notes"])
        self._chunks = int(settings["chunks"])
        self._embedder = load_embedder(settings["embedder"])
        self._embedder.embed_queries(["Frage"])
        self._archive: Archive | None = None

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("belegt", "chromadb")}

    def ingest(self) -> int:
        # Opening once writes the embedder into the new archive.
        Archive.open(self._place, embedder=self._embedder).close()
        with closing(open_store(self._place)) as store:
            index_seconds = fill_store(store, self._embedder, self._chunks)
            self._notes.write_text(json.dumps({"index_seconds": index_seconds}), encoding="utf-8")
            return store.record.counts().chunks

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        if self._archive is None:
            self._archive = Archive.open(self._place, embedder=self._embedder)
        started = time.perf_counter()
        self._embedder.embed_queries([question])
        embedded = time.perf_counter()
        hits = self._archive.search(question)
        searched = time.perf_counter()
        evidence = self._archive.find_evidence(question)
        ended = time.perf_counter()
        stages = {"embed": embedded - started, "search": searched - embedded, "evidence": ended - searched}
        status = self._archive.status()
        sizes = {"record_bytes": status.record_bytes, "vector_bytes": status.vector_bytes}
        return {"text": "", "sources": [hit.source for hit in hits], "found": len(evidence), **stages, **sizes}


def fill_store(store: Store, embedder: Embedder, chunks: int) -> float:
    """Write that many chunks as documents, then let the vector index take them; return the seconds that this took."""
    centres = embed_topics(embedder)
    with store.writing():
        for number, start in enumerate(range(0, chunks, CHUNKS_PER_DOCUMENT)):
            count = min(CHUNKS_PER_DOCUMENT, chunks - start)
            document, embedded = make_document(number, count, centres)
            name = store.path.parent / "articles" / document.source
            digest = hashlib.sha256(document.text.encode()).hexdigest()
            store.record.put_document(
                document, FileInfo(name, name.parent, digest), embedded, embedder=embedder.fingerprint
            )
        started = time.perf_counter()
        store.drain_outbox()
        return time.perf_counter() - started


def make_document(number: int, chunks: int, centres: Any) -> tuple[Document, list[EmbeddedChunk]]:
    """Return a document of so many chunks, all of it body text, with drawn vectors."""
    rng = random.Random(number)
    pieces, text = [], ""
    for _ in range(chunks):
        start = len(text)
        spans = []
        for _ in range(SENTENCES_PER_CHUNK):
            sentence = make_sentence(rng)
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence + " "
        pieces.append((start, len(text) - 1, tuple(spans)))
    topic = rng.randrange(TOPICS)
    vectors = draw_vectors(centres, [topic] * chunks * (1 + SENTENCES_PER_CHUNK), seed=number)
    rows = np.split(vectors, chunks)
    embedded = [
        EmbeddedChunk(Chunk(start, end, text[start:end], SectionKind.BODY, None, spans, 280), row[0], row[1:])
        for (start, end, spans), row in zip(pieces, rows, strict=True)
    ]
    year = 2010 + number % 15
    body = (Section(SectionKind.BODY, 0, len(text)),)
    document = Document(f"{number:06d}.txt", text, f"Artikel {number}", f"{year}-06-15", sections=body)
    return document, embedded


def open_system(settings: Mapping[str, Any]) -> Scale:
    """Return the system; settings: store, notes, chunks, embedder (name or path)."""
    return Scale(settings)

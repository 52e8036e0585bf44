"""A document with all that was computed for it, as one entry of a Chroma collection, and back."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from index.store.rows import EmbeddedChunk, FileInfo, RecordedDocument, Vectors
from index.types import Chunk, Document, Section, SectionKind, Span

#: Characters of a hash: enough that two of a million never meet.
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: `id` is made of the document's name and of all its content, so that the same entry has the same id."""

    id: str
    facts: dict[str, str]

    @property
    def bytes(self) -> int:
        """About how many bytes it takes on its way."""
        return sum(map(len, self.facts.values()))

    @property
    def source(self) -> str:
        return self.facts["source"]

    @property
    def added(self) -> float:
        """When it was made, in seconds since 1970 by the clock of the computer that did."""
        return float(self.facts["added"])

    @property
    def rank(self) -> tuple[float, str]:
        """What orders entries: the later one is the greater."""
        return self.added, self.id


def name_document(source: str) -> str:
    """Return the key of a document's name."""
    return sha256(source.encode()).hexdigest()[:_DIGITS]


def pack_entry(recorded: RecordedDocument) -> Entry:
    """Return a document as an entry."""
    document = recorded.document
    sections = [[s.kind, s.start, s.end, s.heading] for s in document.sections]
    chunks = [_pack_chunk(uid, chunk) for uid, chunk in zip(recorded.uids, recorded.chunks, strict=True)]
    facts = {
        "source": document.source,
        "text": document.text,
        "path": str(recorded.file.path),
        "root": str(recorded.file.root),
        "file_hash": recorded.file.file_hash,
        "embedder": recorded.embedder,
        "sections": json.dumps(sections, ensure_ascii=False),
        "chunks": json.dumps(chunks, ensure_ascii=False),
    }
    known = ("title", "published", "publisher", "author")
    facts |= {name: value for name in known if (value := getattr(document, name)) is not None}
    stamp = sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:_DIGITS]
    return Entry(f"{name_document(document.source)}-{stamp}", {**facts, "added": repr(time.time())})


def unpack_entry(entry: Entry) -> RecordedDocument:
    """Return the document of an entry."""
    facts = entry.facts
    sections = tuple(Section(SectionKind(kind), *rest) for kind, *rest in json.loads(facts["sections"]))
    document = Document(
        facts["source"],
        facts["text"],
        facts.get("title"),
        facts.get("published"),
        facts.get("publisher"),
        facts.get("author"),
        sections,
    )
    packed = json.loads(facts["chunks"])
    return RecordedDocument(
        document=document,
        file=FileInfo(Path(facts["path"]), Path(facts["root"]), facts["file_hash"]),
        embedder=facts["embedder"],
        chunks=tuple(_unpack_chunk(document, chunk) for chunk in packed),
        uids=tuple(chunk["uid"] for chunk in packed),
    )


def _pack_chunk(uid: str, embedded: EmbeddedChunk) -> dict[str, Any]:
    chunk = embedded.chunk
    return {
        "uid": uid,
        "start": chunk.start,
        "end": chunk.end,
        "kind": chunk.kind,
        "heading": chunk.heading,
        "tokens": chunk.tokens,
        "sentences": [[span.start, span.end] for span in chunk.sentences],
        "vector": _pack(embedded.vector),
        "sentence_vectors": _pack(embedded.sentence_vectors),
    }


def _unpack_chunk(document: Document, packed: dict[str, Any]) -> EmbeddedChunk:
    start, end = packed["start"], packed["end"]
    chunk = Chunk(
        start=start,
        end=end,
        text=document.text[start:end],
        kind=SectionKind(packed["kind"]),
        heading=packed["heading"],
        sentences=tuple(Span(*span) for span in packed["sentences"]),
        tokens=packed["tokens"],
    )
    vector = _unpack(packed["vector"])
    return EmbeddedChunk(chunk, vector, _unpack(packed["sentence_vectors"]).reshape(-1, len(vector)))


def _pack(vectors: Vectors) -> str:
    return base64.b64encode(vectors.astype("<f2").tobytes()).decode()


def _unpack(text: str) -> Vectors:
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32)

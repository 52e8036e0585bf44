"""The vector index of an archive: a Chroma collection, always rebuildable from the record."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import ArchiveDamaged, DiskFull
from index.store.disk import is_disk_full
from index.store.rows import PendingVector, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

_COLLECTION = "chunks"
#: Chroma takes at most a few thousand rows a call; this stays below and keeps the memory of one call small.
BATCH = 1_000
#: The graph: built and searched more widely than Chroma does by default, which misses too many neighbours in a large
#: archive; docs/measurements.md has recall and time of both.
_EF_SEARCH = 400
#: The configuration of a collection of vectors.
HNSW: Final[CreateCollectionConfiguration] = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": _EF_SEARCH}
}


class VectorIndex:
    """A persistent Chroma collection under cosine distance, opened on first use, safe to share between threads.

    The uid of a chunk is its id; the only metadata is the number of its document, for filters.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._collection: Any = None

    def _open(self) -> Any:
        if self._collection is None:
            import chromadb
            from chromadb.config import Settings

            # A `.env` in the working directory belongs to other programs.
            settings = Settings(_env_file=None, anonymized_telemetry=False, is_persistent=True)  # type: ignore[call-arg]
            self._client = chromadb.PersistentClient(str(self.path), settings=settings)
            self._collection = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration=HNSW,
            )
            _widen_search(self._collection)
        return self._collection

    @contextmanager
    def _using(self) -> Iterator[Any]:
        """Yield the collection for one call; what Chroma raises becomes `DiskFull` or `ArchiveDamaged`."""
        with self._lock:
            try:
                yield self._open()
            except Exception as error:  # Chroma raises its own and Rust's errors without a common base
                self.close()
                if is_disk_full(error):
                    raise DiskFull(path=self.path.parent) from error
                raise ArchiveDamaged(path=self.path.parent, cause=f"Chroma: {error}") from error

    def close(self) -> None:
        """Let go of the collection; the next call opens it anew and sees what other processes wrote."""
        with self._lock:
            if self._client is not None:
                self._client.close()  # type: ignore[attr-defined]
            self._client = self._collection = None

    def add(self, vectors: Sequence[PendingVector]) -> None:
        """Take vectors; one that is there already is replaced, so that a repeated call does no harm."""
        with self._using() as collection:
            for start in range(0, len(vectors), BATCH):
                part = vectors[start : start + BATCH]
                collection.upsert(
                    ids=[entry.uid for entry in part],
                    embeddings=[entry.vector for entry in part],
                    metadatas=[{"document": entry.document_id} for entry in part],
                )

    def remove(self, uids: Sequence[str]) -> None:
        """Drop vectors; names that are not there are ignored."""
        with self._using() as collection:
            for start in range(0, len(uids), BATCH):
                collection.delete(ids=list(uids[start : start + BATCH]))

    def search(self, vector: Vectors, k: int, *, documents: Sequence[int] | None = None) -> dict[str, float]:
        """Return uid and cosine of the `k` nearest chunks, of these documents only if given."""
        if documents is not None and not documents:
            return {}
        where = None if documents is None else {"document": {"$in": list(documents)}}
        with self._using() as collection:
            found = collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        return {uid: 1.0 - float(gap) for uid, gap in zip(found["ids"][0], found["distances"][0], strict=True)}

    def uids(self) -> frozenset[str]:
        """Return the names of all vectors."""
        names: set[str] = set()
        with self._using() as collection:
            for start in range(0, collection.count(), BATCH):
                names.update(collection.get(limit=BATCH, offset=start, include=[])["ids"])
        return frozenset(names)

    def count(self) -> int:
        with self._using() as collection:
            return int(collection.count())


def _widen_search(collection: Any) -> None:
    """Search an index of a former version as widely as a new one; its graph stays as it was built."""
    if collection.configuration_json["hnsw"]["ef_search"] != _EF_SEARCH:
        collection.modify(configuration={"hnsw": {"ef_search": _EF_SEARCH}})

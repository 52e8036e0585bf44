"""The two collections of an archive on a Chroma server: chunks to search in, and documents with all that is theirs."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import ServerUnreachable
from index.place import ServerAddress
from index.server.entry import Entry, name_document
from index.store.rows import RecordedDocument, Vectors
from index.store.vectors import HNSW

if TYPE_CHECKING:
    import httpx

#: Where the key for servers behind a gateway stands; it is sent as "Authorization: Bearer".
KEY = "BELEGT_CHROMA_KEY"
#: Seconds before each further try where nobody answers or the server is overloaded.
PAUSES = (0.5, 1.0, 2.0, 4.0)
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 120.0
#: Names, chunks and bytes sent at a time: the server takes 40 MB, and a stop should lose little.
_MOST_NAMES, _MOST_CHUNKS, _MOST_BYTES = 5_000, 500, 8 << 20
#: The entry of the documents' collection that changes with every write.
_REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Owner:
    """Which embedding model the vectors on a server are of."""

    embedder: str
    fingerprint: str


class ChromaServer:
    """An archive on a Chroma server. Every call is tried again where nobody answers, then raises `ServerUnreachable`.

    Whatever is written twice is there once: names are made of the content.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.address = address
        self._lock = threading.RLock()
        #: The client and its collections, by what they are called here; empty while there is no connection.
        self._parts: dict[str, Any] = {}
        self._sessions: list[httpx.Client] = []

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        with self._lock:
            if client := self._parts.get("client"):
                client.close()
            for session in self._sessions:
                session.close()
            self._parts, self._sessions = {}, []

    def _connect(self) -> None:
        if "documents" in self._parts:
            return
        import chromadb
        import httpx
        from chromadb.config import Settings

        key = os.environ.get(KEY)
        try:
            client = chromadb.HttpClient(
                host=self.address.host,
                port=self.address.port,
                ssl=self.address.secure,
                headers={"Authorization": f"Bearer {key}"} if key else None,
                # A `.env` in the working directory belongs to other programs.
                settings=Settings(_env_file=None, anonymized_telemetry=False),  # type: ignore[call-arg] # pydantic's
            )
        except ValueError as error:  # what Chroma makes of a refused connection
            raise httpx.ConnectError(str(error)) from error
        # Chroma waits for ever where a server hangs, has no setting for it, and leaves its connections open.
        servers: Any = (client._server, client._admin_client._server)  # type: ignore[attr-defined] # no public way
        self._parts, self._sessions = {"client": client}, [server._session for server in servers]
        for session in self._sessions:
            session.timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
        for of, configuration in (("chunks", HNSW), ("documents", None)):
            self._parts[of] = client.get_or_create_collection(
                self._name(of), embedding_function=None, configuration=configuration
            )

    def _ask(self, of: str, call: str, **arguments: Any) -> Any:
        """Call a method of the client or of a collection, again after each pause where the server does not answer."""
        import httpx
        from chromadb.errors import InternalError, RateLimitError

        waiting = list(PAUSES)
        with self._lock:
            while True:
                try:
                    self._connect()
                    return getattr(self._parts[of], call)(**arguments)
                except Exception as error:  # Chroma raises what a server refuses without a common base
                    self.close()
                    passing = isinstance(error, httpx.TransportError | InternalError | RateLimitError)
                    if not passing or not waiting:
                        raise ServerUnreachable(address=self.address, cause=_describe(error)) from error
                time.sleep(waiting.pop(0))

    # what the archive is

    def _look(self) -> Any:
        """Return the documents' collection as the server has it now."""
        return self._ask("client", "get_collection", name=self._name("documents"), embedding_function=None)

    def identity(self) -> str:
        """Return the name that the server gave this archive; another one by that address has another."""
        return str(self._look().id)

    def owner(self) -> Owner | None:
        """Return which model the vectors are of, None in a new archive."""
        facts = self._look().metadata
        return Owner(facts["embedder"], facts["fingerprint"]) if facts and "fingerprint" in facts else None

    def claim(self, owner: Owner) -> None:
        """Write down which model the vectors are of."""
        facts = {"embedder": owner.embedder, "fingerprint": owner.fingerprint}
        self._ask("documents", "modify", metadata=facts)

    def revision(self) -> str:
        """Return what changes with every write, "" before the first."""
        found = self._ask("documents", "get", ids=[_REVISION], include=["metadatas"])["metadatas"]
        return str(found[0][_REVISION]) if found else ""

    def raise_revision(self) -> None:
        """Tell other computers that something changed."""
        self._put_entries([_REVISION], [{_REVISION: uuid.uuid4().hex}])

    # documents

    def entry_names(self) -> frozenset[str]:
        """Return the names of all entries."""
        return frozenset(self._page_names("documents")) - {_REVISION}

    def entries(self, names: Sequence[str]) -> list[Entry]:
        """Return the entries of these names; names that are gone are left out."""
        found = self._ask("documents", "get", ids=list(names), include=["metadatas"])
        return [Entry(*parts) for parts in zip(found["ids"], found["metadatas"], strict=True)]

    def put_documents(self, entries: Iterable[Entry]) -> None:
        """Write entries; one that is there already stays as it is."""
        for part in _cut(entries):
            self._put_entries([entry.id for entry in part], [entry.facts for entry in part])

    def _put_entries(self, names: list[str], facts: Sequence[Mapping[str, str]]) -> None:
        # Chroma wants a vector for everything; nobody searches by these. A text it would index word by word.
        vectors = [[byte / 255 for byte in uuid.uuid5(uuid.NAMESPACE_OID, name).bytes[:4]] for name in names]
        self._ask("documents", "upsert", ids=names, embeddings=vectors, metadatas=list(facts))

    def remove_documents(self, names: Sequence[str]) -> None:
        self._remove("documents", names)

    # chunks

    def put_chunks(self, documents: Iterable[RecordedDocument]) -> None:
        """Write the chunks of documents; of one that is there already only what is told of it is written anew."""
        rows = [
            (uid, chunk, _describe_chunk(document, position))
            for document in documents
            for position, (uid, chunk) in enumerate(zip(document.uids, document.chunks, strict=True))
        ]
        for start in range(0, len(rows), _MOST_CHUNKS):
            part = rows[start : start + _MOST_CHUNKS]
            known = set(self._ask("chunks", "get", ids=[uid for uid, _, _ in part], include=[])["ids"])
            if new := [row for row in part if row[0] not in known]:
                self._ask(
                    "chunks",
                    "upsert",
                    ids=[uid for uid, _, _ in new],
                    embeddings=[chunk.vector for _, chunk, _ in new],
                    documents=[chunk.chunk.text for _, chunk, _ in new],
                    metadatas=[facts for _, _, facts in new],
                )
            if old := [row for row in part if row[0] in known]:
                self._ask("chunks", "update", ids=[uid for uid, _, _ in old], metadatas=[facts for _, _, facts in old])

    def remove_chunks(self, uids: Sequence[str]) -> None:
        self._remove("chunks", uids)

    def search(self, vector: Vectors, k: int, *, sources: Sequence[str] | None = None) -> dict[str, float]:
        """Return name and cosine of the `k` nearest chunks, of these documents only if given."""
        if sources is not None and not sources:
            return {}
        where = None if sources is None else {"document": {"$in": [name_document(source) for source in sources]}}
        found = self._ask("chunks", "query", query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        return {uid: 1.0 - float(gap) for uid, gap in zip(found["ids"][0], found["distances"][0], strict=True)}

    def uids(self) -> frozenset[str]:
        """Return the names of all chunks."""
        return frozenset(self._page_names("chunks"))

    def _remove(self, of: str, names: Sequence[str]) -> None:
        for start in range(0, len(names), _MOST_NAMES):
            self._ask(of, "delete", ids=list(names[start : start + _MOST_NAMES]))

    def _page_names(self, of: str) -> Iterator[str]:
        for start in range(0, self._ask(of, "count"), _MOST_NAMES):
            yield from self._ask(of, "get", limit=_MOST_NAMES, offset=start, include=[])["ids"]

    def _name(self, of: str) -> str:
        return f"{self.address.name}-{of}"


def _describe_chunk(recorded: RecordedDocument, position: int) -> dict[str, str | int]:
    """Return what a chunk is and where it stands, for whoever looks into the collection."""
    document, chunk = recorded.document, recorded.chunks[position].chunk
    facts = {
        "document": name_document(document.source),
        "source": document.source,
        "title": document.title,
        "published": document.published,
        "publisher": document.publisher,
        "kind": str(chunk.kind),
        "heading": chunk.heading,
        "start": chunk.start,
        "end": chunk.end,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _cut(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries in parts that a server takes at once."""
    part: list[Entry] = []
    size = 0
    for entry in entries:
        if part and size + entry.bytes > _MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(entry)
        size += entry.bytes
    if part:
        yield part


def _describe(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]

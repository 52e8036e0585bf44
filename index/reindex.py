"""All vectors anew with another embedder, document by document, so that a stopped run goes on where it was."""

from __future__ import annotations

from index.chunk import chunk_document
from index.config import ChunkConfig
from index.embed import Embedder
from index.embed_chunks import embed_chunks
from index.store import CheckReport, Store
from index.types import Progress, ProgressEvent, ignore_progress


def reindex_store(
    store: Store,
    embedder: Embedder,
    *,
    chunk_config: ChunkConfig | None = None,
    progress: Progress = ignore_progress,
) -> CheckReport:
    """Cut and embed every document of the record again; the files themselves are not needed.

    Until the last document is done the archive opens with neither the old nor the new model, because its vectors
    are of both. Documents that an earlier run finished are not embedded again.
    """
    with store.writing():
        store.record.set_meta("reindexing", embedder.fingerprint)
        waiting = store.record.documents_of_other_embedders(embedder.fingerprint)
        for done, (document_id, source) in enumerate(waiting):
            progress(ProgressEvent("reindex", done, len(waiting), "files", source))
            document = store.record.document(source)
            chunks = chunk_document(document, embedder.count_tokens, config=chunk_config or ChunkConfig())
            [embedded] = embed_chunks([(document, chunks)], embedder)
            store.record.replace_chunks(document_id, document, embedded, embedder=embedder.fingerprint)
        progress(ProgressEvent("reindex", len(waiting), len(waiting), "files"))
        # The old collection may have another dimension; the record holds all that is needed for a new one.
        with store.fresh_vectors():
            store.record.finish_reindex(embedder.name, embedder.fingerprint)
        store.drain_outbox(progress=progress)
    return store.check()

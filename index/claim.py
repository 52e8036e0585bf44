"""Which embedding model an archive is of: opened as the archive notes it, and noted in a new one."""

from __future__ import annotations

from index.config import DEFAULT_EMBEDDER
from index.embed import Embedder, load_embedder
from index.errors import EmbedderChanged, UsageError
from index.models import find_variant
from index.store import Store


def open_embedder(store: Store, embedder: Embedder | str | None, url: str | None) -> Embedder:
    """Return the embedder: the one that was named, else that of the archive; passages computed at `url` if given."""
    if not isinstance(embedder, str | None):
        if url:
            raise UsageError(cause="Mit embed_url muss embedder ein Name sein: Der Server rechnet mit diesem Modell.")
        return embedder
    if embedder:
        return load_embedder(embedder, url=url)
    noted = store.record.get_meta("embedder"), store.record.get_meta("embedder_fingerprint")
    return load_embedder(noted[0] or DEFAULT_EMBEDDER, fingerprint=noted[1], url=url)


def claim_embedder(store: Store, embedder: Embedder) -> None:
    """Write the embedder's name into a new archive; refuse one whose vectors are another model's."""
    found = store.record.get_meta("embedder_fingerprint")
    if found is None:
        store.record.set_embedder(embedder.name, embedder.fingerprint)
    elif found != embedder.fingerprint or store.record.get_meta("reindexing") is not None:
        former = find_variant(store.record.get_meta("embedder") or "", found or "")
        raise EmbedderChanged(path=store.path, found=former, expected=embedder.name)

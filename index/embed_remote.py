"""Passages embedded by a server: the archive's own model behind an address, where a GPU computes it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

import numpy as np

from index.errors import EmbedderDiffers, ModelUnreachable, UsageError
from index.store.rows import Vectors

if TYPE_CHECKING:
    import httpx

    from index.embed import Embedder

#: Where the key for a server that asks for one stands; it is sent as "Authorization: Bearer".
KEY = "BELEGT_EMBED_KEY"
#: Seconds before each further try where nobody answers or the server is overloaded.
PAUSES = (0.5, 1.0, 2.0, 4.0)
#: Texts of a request; Text Embeddings Inference takes no more by default.
BATCH = 32
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 120.0
_OVERLOADED = frozenset({429, 502, 503, 504})
#: The path of Text Embeddings Inference's own interface; every other address speaks OpenAI's.
_TEI = "/embed"
#: By these a server's model is recognised: int8 and float32 of one model agree to a cosine of .9998, with the prefix
#: left out or put twice to .993 and .997 at most.
_PROBES = (
    "Am Dienstag wurde die Brücke nach zwei Jahren Bauzeit wieder für den Verkehr freigegeben.",
    "Der Gemeinderat lehnte den Antrag mit elf zu neun Stimmen ab.",
    "Wegen des Hochwassers blieben 340 Haushalte ohne Strom.",
)
_SAME = 0.999


class RemoteEmbedder:
    """An embedder whose passages a server computes; questions and token counts stay with the local model.

    The address is that of an OpenAI-compatible server ("http://host:8000/v1", "#NAME" after it for one of its
    models) or of Text Embeddings Inference ("http://host:8080/embed"). `prefix` is put before every passage. Before
    the first passages a few sentences are embedded on both sides: `EmbedderDiffers` is raised where the server has
    another model, so that vectors of two models never meet in an archive. Safe to share between threads.
    """

    def __init__(self, local: Embedder, address: str, *, prefix: str = "", key: str | None = None) -> None:
        self._local = local
        self._prefix = prefix
        self._address = address
        self._base, self._model = urldefrag(address)
        self._base = self._base.rstrip("/")
        if urlsplit(self._base).scheme not in ("http", "https") or not urlsplit(self._base).hostname:
            raise UsageError(cause=f"{address} ist keine Adresse eines Modellservers, etwa http://127.0.0.1:8080/v1.")
        key = key or os.environ.get(KEY)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._lock = threading.Lock()
        self._compared = False

    @property
    def name(self) -> str:
        return self._local.name

    @property
    def fingerprint(self) -> str:
        return self._local.fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._local.embed_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._local.count_tokens(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        import httpx

        if not texts:
            return self._local.embed_passages(texts)
        timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
        with httpx.Client(timeout=timeout, headers=self._headers, trust_env=False) as client:
            with self._lock:
                if not self._compared:
                    self._compare(client)
                    self._compared = True
            return self._embed(client, texts)

    def _compare(self, client: httpx.Client) -> None:
        """Find the server's model and hold its vectors against the local ones."""
        if not self._speaks_tei and not self._model:
            found = self._send(client, "GET", "/models")
            self._model = self._read(lambda: str(found["data"][0]["id"]))
        ours, theirs = self._local.embed_passages(_PROBES), self._embed(client, _PROBES)
        if ours.shape != theirs.shape:
            told = f"{theirs.shape[1]} statt {ours.shape[1]} Zahlen"
            raise EmbedderDiffers(address=self._address, model=self.name, found=told)
        cosine = float((ours * theirs).sum(axis=1).min())
        if cosine < _SAME:
            told = f"Kosinus {cosine:.3f}".replace(".", ",")
            raise EmbedderDiffers(address=self._address, model=self.name, found=told)

    @property
    def _speaks_tei(self) -> bool:
        return self._base.endswith(_TEI)

    def _embed(self, client: httpx.Client, texts: Sequence[str]) -> Vectors:
        batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        return np.concatenate([self._embed_batch(client, batch) for batch in batches])

    def _embed_batch(self, client: httpx.Client, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors of shape (len(texts), dimension)."""
        inputs = [self._prefix + text for text in texts]
        if self._speaks_tei:
            rows = self._send(client, "POST", "", {"inputs": inputs, "truncate": True})
        else:
            answer = self._send(client, "POST", "/embeddings", {"model": self._model, "input": inputs})
            rows = self._read(lambda: [row["embedding"] for row in sorted(answer["data"], key=itemgetter("index"))])
        vectors: Vectors = self._read(lambda: np.asarray(rows, dtype=np.float32))
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(lengths).all() or not lengths.all():
            raise ModelUnreachable(model=self._address, cause=f"statt {len(texts)} Vektoren kam etwas anderes")
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _read(self, read: Callable[[], Any]) -> Any:
        """Return what `read` finds in an answer; raises `ModelUnreachable` for one of another form."""
        try:
            return read()
        except (LookupError, TypeError, ValueError) as error:
            raise ModelUnreachable(model=self._address, cause=f"eine Antwort ohne Vektoren: {error!r}") from error

    def _send(self, client: httpx.Client, method: str, path: str, body: object = None) -> Any:
        """Return the answer to a request, sent more than once where nobody answers; raises `ModelUnreachable`."""
        import httpx

        for pause in (*PAUSES, None):
            try:
                response = client.request(method, self._base + path, json=body)
                if not response.is_error:
                    return self._read(response.json)
                cause = f"HTTP {response.status_code}: {response.text[:200]}"
                again = response.status_code in _OVERLOADED
            except httpx.TransportError as error:
                cause, again = str(error) or type(error).__name__, True
            if pause is None or not again:
                break
            time.sleep(pause)
        raise ModelUnreachable(model=self._address, cause=" ".join(cause.split()))

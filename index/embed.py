"""Text to unit vectors: the `Embedder` protocol and its sentence-transformers implementation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.config import DEFAULT_EMBEDDER
from index.errors import ModelUnusable
from index.models import EmbedderSource, resolve_embedder
from index.store.rows import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class Embedder(Protocol):
    """Anything that turns text into unit vectors. `fingerprint` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """The name or path the model was asked for by."""

    @property
    def fingerprint(self) -> str:
        """A short hash of the weights; equal fingerprints give equal vectors."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors of shape (len(texts), dimension) for questions."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors of shape (len(texts), dimension) for passages."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens and prefixes."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a local folder, loaded on first use, safe to share between threads."""

    def __init__(self, source: EmbedderSource, *, batch_size: int = 32) -> None:
        self._source = source
        self._batch_size = batch_size
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def fingerprint(self) -> str:
        return self._source.fingerprint

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        try:
            model = SentenceTransformer(str(self._source.path), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnusable(model=self.name, cause=str(error).splitlines()[0]) from error
        return model

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._source.query_prefix)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._source.passage_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        with self._lock:
            vectors = self._model.encode(
                [prefix + text for text in texts],
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        with self._lock:
            encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def load_embedder(name: str | None = None) -> SentenceTransformerEmbedder:
    """Return the embedder of that name or path; raises `ModelMissing` when it was not pulled.

    The weights are read when the first text comes.
    """
    return SentenceTransformerEmbedder(resolve_embedder(name or DEFAULT_EMBEDDER))

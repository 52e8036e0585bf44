"""Text to unit vectors: the `Embedder` protocol, in ONNX Runtime and in sentence-transformers."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.config import DEFAULT_EMBEDDER
from index.embed_remote import RemoteEmbedder
from index.encoder import Encoder, map_tensors, open_session
from index.errors import ModelUnusable
from index.models import EmbedderSource, find_variant, provide_encoder, resolve_embedder
from index.store.rows import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

WORDS = "embeddings.word_embeddings.weight"


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


class EncoderEmbedder:
    """A pulled model in ONNX Runtime, loaded on first use, safe to share between threads.

    A text's vector is the normalised mean of its tokens' states and does not depend on the texts beside it.
    """

    def __init__(self, source: EmbedderSource) -> None:
        self._source = source
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def fingerprint(self) -> str:
        return self._source.fingerprint

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._source.path / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception
            raise ModelUnusable(model=self.name, cause=error) from error

    @cached_property
    def _encoder(self) -> Encoder:
        try:
            words = map_tensors(self._source.path / "model.safetensors")[WORDS]
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnusable(model=self.name, cause=error) from error
        return Encoder(self._open_session(), words)

    def _open_session(self) -> InferenceSession:
        try:
            return open_session(provide_encoder(self._source))
        except ValueError:
            # A damaged file; what made it is still there.
            return open_session(provide_encoder(self._source, anew=True))

    @cached_property
    def _max_tokens(self) -> int:
        config = json.loads((self._source.path / "config.json").read_text(encoding="utf-8"))
        return int(config["max_position_embeddings"])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self._source.query_prefix)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self._source.passage_prefix)

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        with self._lock:
            encoder, tokenizer, longest = self._encoder, self._tokenizer, self._max_tokens
        encoded = tokenizer.encode_batch_fast([prefix + text for text in texts])
        vectors = np.empty((len(texts), encoder.hidden), dtype=np.float32)
        for number, states in encoder.encode([_cut(encoding.ids, longest) for encoding in encoded]):
            mean = states.mean(axis=0)
            vectors[number] = mean / np.linalg.norm(mean)
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._lock:
            tokenizer = self._tokenizer
        return [len(encoding) for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


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


def load_embedder(name: str | None = None, *, fingerprint: str | None = None, url: str | None = None) -> Embedder:
    """Return the embedder of that name or path; raises `ModelMissing` when it was not pulled.

    With a `fingerprint`, as an archive notes it, the variant of that name which has it; with a `url` the server there
    computes its passages (`index.embed_remote`). The weights are read when the first text comes.
    """
    wanted = name or DEFAULT_EMBEDDER
    source = resolve_embedder(find_variant(wanted, fingerprint) if fingerprint else wanted)
    local = SentenceTransformerEmbedder(source) if source.encoder is None else EncoderEmbedder(source)
    return RemoteEmbedder(local, url, prefix=source.passage_prefix) if url else local


def _cut(ids: list[int], longest: int) -> list[int]:
    """Keep as many tokens as the encoder has positions, the closing one among them."""
    return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]

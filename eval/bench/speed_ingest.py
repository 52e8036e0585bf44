"""Taking articles against the limit: the embedder alone on the very texts that had to be embedded."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.synthetic import write_synthetic

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.store.rows import Vectors


@dataclass(frozen=True, slots=True)
class IngestSpeed:
    """Seconds of `Archive.add` and of `encode` alone on the same texts: chunks and sentences, and chunks only.

    `other_seconds` is that of the embedder `other` on all of these texts, None where none was to be compared.
    """

    articles: int
    chunks: int
    texts: int
    add_seconds: float
    encode_seconds: float
    encode_chunks_seconds: float
    other: str = ""
    other_seconds: float | None = None

    @property
    def share(self) -> float:
        """Return which part of the limit was reached."""
        return self.encode_seconds / self.add_seconds


class RecordingEmbedder:
    """An embedder that keeps the passages it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.calls: list[list[str]] = []

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(list(texts))
        return self._embedder.embed_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)


def measure_ingest(embedder: Embedder, *, articles: int, other: Embedder | None = None) -> IngestSpeed:
    """Add synthetic articles to an archive, then embed the same texts with nothing around it.

    One article is taken before the clock starts: what a process loads once is no part of a rate, on either side.
    """
    from rag import Archive

    recorder = RecordingEmbedder(embedder)
    with tempfile.TemporaryDirectory(prefix="belegt-bench-") as scratch:
        folder = Path(scratch)
        write_synthetic(folder / "first", articles=1, seed=1)
        write_synthetic(folder / "articles", articles=articles)
        with Archive.open(folder / "archive", embedder=recorder) as archive:
            archive.add(folder / "first")
            before = archive.status().chunks
            recorder.calls.clear()
            add_seconds = _time(lambda: archive.add(folder / "articles"))
            chunks = archive.status().chunks - before
    texts = [text for call in recorder.calls for text in call]
    # Of every pair of calls the first is for the chunks, the second for their sentences.
    only_chunks = [text for call in recorder.calls[::2] for text in call]
    return IngestSpeed(
        articles=articles,
        chunks=chunks,
        texts=len(texts),
        add_seconds=add_seconds,
        encode_seconds=_time(lambda: embedder.embed_passages(texts)),
        encode_chunks_seconds=_time(lambda: embedder.embed_passages(only_chunks)),
        other=other.name if other else "",
        other_seconds=_time_warm(other, texts) if other else None,
    )


def _time_warm(embedder: Embedder, texts: Sequence[str]) -> float:
    embedder.embed_passages(["warm"])
    return _time(lambda: embedder.embed_passages(texts))


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

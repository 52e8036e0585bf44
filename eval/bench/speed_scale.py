"""How search grows with the archive: time, memory and what the approximate vector index misses."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.peers import ROOT
from eval.bench.synthetic import make_question
from eval.bench.worker import Worker, WorkerSpec

if TYPE_CHECKING:
    from eval.bench.speed import SpeedOptions
    from index.store import Store
    from index.store.rows import Vectors

STAGES = ("embed", "search", "evidence")
#: The nearest chunks that must be among what the vector index finds, and how many searches are checked.
NEAREST = 10
CHECKED = 100
#: The cosine of a question and the chunk that answers it: the mean of XQuAD's German questions under e5-small.
_ANSWERED = 0.87
_BLOCK = 5_000


@dataclass(frozen=True, slots=True)
class ScaleSpeed:
    """Searches in an archive of `chunks` chunks: seconds by stage, peak memory and sizes in bytes.

    `data_bytes` are its chunk vectors (float32) and its text; `recall` is the share of the truly nearest chunks
    that the vector index finds for questions which a chunk answers, `recall_unrelated` for random words, to which all
    chunks are about equally far. `index_seconds` is the part of filling in which the vector index took all chunks, as
    it does when it is rebuilt.
    """

    chunks: int
    fill_seconds: float
    index_seconds: float
    memory: int
    record_bytes: int
    vector_bytes: int
    data_bytes: int
    recall: float
    recall_unrelated: float
    seconds: Mapping[str, tuple[float, ...]]


def measure_scale(chunks: int, options: SpeedOptions, *, log: Path) -> ScaleSpeed:
    """Fill an archive in one process and search it in another, so that the memory is that of searching."""
    rng = random.Random(chunks)
    with tempfile.TemporaryDirectory(prefix="belegt-bench-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        place = f"{options.server.rstrip('/')}/bench-{chunks}" if options.server else str(folder / "archive")
        notes = folder / "notes.json"
        settings = {"store": place, "notes": str(notes), "chunks": chunks, "embedder": options.embedder}
        spec = WorkerSpec(Path(sys.executable), "scale", settings, log, paths=(ROOT,))
        with Worker(spec, folder=folder, patience=options.patience) as worker:
            worker.ask(do="open")
            filled = worker.ask(do="ingest")
        index_seconds = float(json.loads(notes.read_text(encoding="utf-8"))["index_seconds"])
        with Worker(spec, folder=folder, patience=options.patience) as worker:
            worker.ask(do="open")
            # The first search opens the files.
            replies = [worker.ask(do="ask", question=make_question(rng)) for _ in range(options.searches + 1)][1:]
        data_bytes, recall, unrelated = examine_archive(place, options.embedder, rng)
    return ScaleSpeed(
        chunks=filled["chunks"],
        fill_seconds=filled["seconds"],
        index_seconds=index_seconds,
        memory=replies[-1]["memory"],
        record_bytes=replies[-1]["record_bytes"],
        vector_bytes=replies[-1]["vector_bytes"],
        data_bytes=data_bytes,
        recall=recall,
        recall_unrelated=unrelated,
        seconds={stage: tuple(reply[stage] for reply in replies) for stage in STAGES},
    )


def examine_archive(place: str, embedder: str, rng: random.Random) -> tuple[int, float, float]:
    """Return the bytes of vectors and text of an archive, and the two recalls of its vector index."""
    from index.embed import load_embedder
    from index.server import open_store

    with closing(open_store(place)) as store:
        text = sum(row.characters for row in store.record.documents())
        vectors = sum(block.nbytes for _, block in _read_vectors(store))
        unrelated = load_embedder(embedder).embed_queries([make_question(rng) for _ in range(CHECKED)])
        recall = measure_recall(store, draw_queries(store, rng))
        return text + vectors, recall, measure_recall(store, unrelated)


def draw_queries(store: Store, rng: random.Random) -> Vectors:
    """Return unit vectors of shape (CHECKED, dimension) as far from some chunk as questions are from their answers."""
    import numpy as np

    numbers = [rng.randint(1, store.counts().chunks) for _ in range(CHECKED)]
    stored = store.record.chunk_vectors(sorted(set(numbers)))
    answers = np.stack([stored[number] for number in numbers])
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(answers.shape)
    noise *= np.sqrt(1 - _ANSWERED**2) / np.linalg.norm(noise, axis=1, keepdims=True)
    queries = _ANSWERED * answers + noise
    return np.asarray(queries / np.linalg.norm(queries, axis=1, keepdims=True), dtype=np.float32)


def measure_recall(store: Store, queries: Vectors, *, breadth: int = 100) -> float:
    """Return which share of the `NEAREST` chunks, found by comparing all, is among `NEAREST` of the index.

    `queries` has the shape (number, dimension); `breadth` is how many chunks the index is asked for, as search does.
    """
    found = [_best(store.search_vectors(query, breadth)) for query in queries]
    exact: list[dict[int, float]] = [{} for _ in queries]
    for ids, vectors in _read_vectors(store):
        for best, cosines in zip(exact, queries @ vectors.T, strict=True):
            best.update(zip(ids, cosines.tolist(), strict=True))
            for number in best.keys() - _best(best):
                del best[number]
    hits = sum(len(ours & best.keys()) for ours, best in zip(found, exact, strict=True))
    return hits / sum(map(len, exact))


def _best(cosines: Mapping[int, float]) -> set[int]:
    return set(sorted(cosines, key=lambda number: -cosines[number])[:NEAREST])


def _read_vectors(store: Store) -> Iterator[tuple[Sequence[int], Vectors]]:
    """Yield ids and vectors of all chunks of a store from which nothing was ever removed."""
    import numpy as np

    count = store.counts().chunks
    for first in range(1, count + 1, _BLOCK):
        block = store.record.chunk_vectors(range(first, min(first + _BLOCK, count + 1)))
        yield list(block), np.stack(list(block.values()))


def measure_growth(scales: Sequence[ScaleSpeed]) -> list[float | None]:
    """Return by how many bytes the memory grew for each byte of data, against the smallest archive."""
    base = min(scales, key=lambda scale: scale.chunks)
    return [
        (scale.memory - base.memory) / (scale.data_bytes - base.data_bytes)
        if scale.data_bytes > base.data_bytes
        else None
        for scale in scales
    ]

"""Bad files of every format, read as `add` reads them: a document or one error each, in bounded time and memory."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

from index.apart import MEMORY_BYTES
from index.chunk import chunk_document
from index.config import LoadConfig
from index.errors import LoadError
from index.loader_process import LoaderProcess
from index.loaders import SUFFIXES
from index.types import Document
from tests.faults.mutate import list_seeds, make_hostile, mutate
from tests.faults.table import Outcome

Note = Callable[[str], None]

#: Seconds that a file may take beyond its limit: the process that hangs is killed and another started.
_GRACE = 3.0


def try_files(place: Path, count: int, rng: random.Random, note: Note) -> Iterator[Outcome]:
    """Read `count` mutated files of each format, then those made to do harm."""
    folder = place / "kaputt"
    folder.mkdir()
    for suffix in SUFFIXES:
        seeds = list_seeds(suffix)
        files = ((f"{number}{suffix}", mutate(rng.choice(seeds), rng)) for number in range(count))
        note(f"{count} mutated {suffix}")
        yield _read(f"mutated `{suffix}`", folder, files)
    yield _read("made to do harm", folder, make_hostile().items())


def _read(what: str, folder: Path, files: Iterable[tuple[str, bytes]]) -> Outcome:
    loader = LoaderProcess()
    told: Counter[str] = Counter()
    faults: list[str] = []
    slowest, peak = 0.0, 0
    try:
        for name, data in files:
            path = folder / name
            path.write_bytes(data)
            started = time.monotonic()
            try:
                faults += _check_offsets(loader.load(path, name))
                told["read"] += 1
            except LoadError as error:
                told[type(error).__name__] += 1
            seconds = time.monotonic() - started
            slowest, peak = max(slowest, seconds), max(peak, _measure_children())
            if seconds > LoadConfig().max_seconds + _GRACE:
                faults.append(f"{name}: {seconds:.0f} s")
            path.unlink()
    finally:
        loader.close()
    if peak > MEMORY_BYTES:
        faults.append(f"{peak / 1e6:.0f} MB")
    said = ", ".join(f"{count} {kind}" for kind, count in told.most_common())
    said = f"{said}; slowest {slowest:.1f} s, {peak / 1e6:.0f} MB"
    return Outcome(what, sum(told.values()), said, tuple(faults))


def _check_offsets(document: Document) -> list[str]:
    """Return what is wrong with the offsets of a document's chunks and their sentences."""
    faults = []
    for chunk in chunk_document(document, lambda texts: [len(text.split()) for text in texts]):
        if document.text[chunk.start : chunk.end] != chunk.text:
            faults.append(f"{document.source}: chunk {chunk.start}")
        if any(not chunk.start <= span.start < span.end <= chunk.end for span in chunk.sentences):
            faults.append(f"{document.source}: sentences of {chunk.start}")
    return faults


def _measure_children() -> int:
    """Return the bytes in memory of the processes that read."""
    total = 0
    for child in psutil.Process().children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.NoSuchProcess:  # it fell over the file, as it may
            continue
    return total

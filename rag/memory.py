"""Answers given before: the same question on an unchanged archive costs nothing, and its answer says so."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Hashable
from dataclasses import replace

from rag.stream import Hold
from rag.types import AskEvent, EvidenceFound, Finished, Timings


class Memory:
    """The latest answers of an archive, by all that they depend on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[EvidenceFound, Finished]] = OrderedDict()

    def find(self, key: Hashable) -> tuple[EvidenceFound, Finished] | None:
        """Return what was found and answered before; None where nothing was."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, key: Hashable, found: EvidenceFound, finished: Finished, *, most: int) -> None:
        """Remember an answer, and forget the one that was not asked for longest beyond `most`."""
        with self._lock:
            self._known[key] = (found, finished)
            while len(self._known) > most:
                self._known.popitem(last=False)


def recall(known: tuple[EvidenceFound, Finished]) -> Generator[AskEvent]:
    """Yield the events of an answer that was given before, with the time that this took."""
    started = time.perf_counter()
    found, finished = known
    yield replace(found, seconds=0.0)
    seconds = time.perf_counter() - started
    yield Finished(replace(finished.answer, recalled=True, timings=Timings(0.0, seconds, seconds)))


def remember(
    memory: Memory, key: Hashable, events: Generator[AskEvent], hold: Hold, *, most: int
) -> Generator[AskEvent]:
    """Pass the events on and keep the answer they end with, unless it was stopped meanwhile."""
    found: EvidenceFound | None = None
    try:
        for event in events:
            if isinstance(event, EvidenceFound):
                found = event
            if isinstance(event, Finished) and found is not None and not hold.pulled:
                memory.keep(key, found, event, most=most)
            yield event
    finally:
        events.close()

"""Long work followed from outside: it runs in a thread of its own and is looked at a few times a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Emit = Callable[[Item], None]


@dataclass(frozen=True, slots=True)
class _End(Generic[Item]):
    """Stands behind the last item. `error` is what the work raised, if it did."""

    error: BaseException | None = None


def follow_work(work: Callable[[Emit[Item]], None], *, tick: float = 0.1) -> Iterator[tuple[Item, ...]]:
    """Run `work(emit)` in a thread and yield what it emits, gathered to one batch every `tick` seconds at most.

    The first batch comes at once. An empty batch says that nothing came within `tick`, so that whoever watches can
    leave; the work goes on until it sees by itself that nobody wants it. Errors of the work are raised here.
    """
    inbox: SimpleQueue[Item | _End[Item]] = SimpleQueue()
    threading.Thread(target=_run_work, args=(work, inbox), name="belegt-ui", daemon=True).start()
    while True:
        started = time.monotonic()
        items, end = _take_batch(inbox, tick)
        if items:
            yield items
        if end is not None:
            if end.error is not None:
                raise end.error
            return
        if not items:
            yield ()
        time.sleep(max(0.0, tick - (time.monotonic() - started)))


def _run_work(work: Callable[[Emit[Item]], None], inbox: SimpleQueue[Item | _End[Item]]) -> None:
    try:
        work(inbox.put)
    except BaseException as error:
        inbox.put(_End(error))
    else:
        inbox.put(_End())


def _take_batch(inbox: SimpleQueue[Item | _End[Item]], wait: float) -> tuple[tuple[Item, ...], _End[Item] | None]:
    items: list[Item] = []
    try:
        entry = inbox.get(timeout=wait)
        while not isinstance(entry, _End):
            items.append(entry)
            entry = inbox.get_nowait()
    except Empty:
        return tuple(items), None
    return tuple(items), entry

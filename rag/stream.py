"""`AnswerStream`: an answer as it comes about, which anybody may stop at any time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from types import TracebackType
from typing import Protocol

from rag.types import AskEvent


class Stoppable(Protocol):
    """Work that ends soon after `cancel`, from whatever thread that comes; see `rag.llm.protocol.Completion`."""

    def cancel(self) -> None: ...


class Hold(Protocol):
    """Takes the work that is done for an answer, to stop it with the answer; `pulled` once that has happened."""

    @property
    def pulled(self) -> bool: ...
    def __call__(self, work: Stoppable) -> None: ...


class _Brake:
    """Stops the work it holds, also work that it is given afterwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._work: Stoppable | None = None
        self._pulled = False

    @property
    def pulled(self) -> bool:
        return self._pulled

    def __call__(self, work: Stoppable) -> None:
        with self._lock:
            self._work = work
            pulled = self._pulled
        if pulled:
            work.cancel()

    def pull(self) -> None:
        with self._lock:
            self._pulled = True
            work = self._work
        if work is not None:
            work.cancel()


class AnswerStream:
    """The events of one answer: `EvidenceFound`, then `Token`s, then `Finished`.

    One thread iterates. `close` may be called from any thread and more than once: the model stops reading or writing
    at once, whoever iterates gets no further event, and the next question finds the model free. Leaving the `with`
    block closes too, and so does dropping the stream.
    """

    def __init__(self, start: Callable[[Hold], Generator[AskEvent]]) -> None:
        """Take what begins the events; it hands the model's work to the `Hold` it is given."""
        self._brake = _Brake()
        self._events = start(self._brake)

    def __iter__(self) -> AnswerStream:
        return self

    def __next__(self) -> AskEvent:
        event = next(self._events)
        if self._brake.pulled:
            self.close()
            raise StopIteration
        return event

    def close(self) -> None:
        """Stop the answer; nothing happens when it has ended."""
        self._brake.pull()
        with suppress(ValueError):  # another thread is inside the generator; it closes it as it comes out
            self._events.close()

    def cancel(self) -> None:
        """Do what `close` does: a stream may be held by another one."""
        self.close()

    def __enter__(self) -> AnswerStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

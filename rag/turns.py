"""Whose turn it is: the language model answers one question at a time, in order of arrival."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from types import TracebackType
from typing import TypeVar

#: Seconds after which a holder that nobody iterates loses the turn. One that works keeps it, however long it takes.
PATIENCE = 5.0

T = TypeVar("T")


class Turns:
    """A line in front of the model. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._line: list[Turn] = []

    def join(self) -> Turn:
        """Stand at the end of the line."""
        turn = Turn(self._changed, self._line)
        with self._changed:
            self._line.append(turn)
        return turn

    def __len__(self) -> int:
        """Return how many stand in line, whoever has the model included."""
        with self._changed:
            return len(self._line)


class Turn:
    """One place in a line: `wait` until it is the first, then `work`. Leaving the `with` block leaves the line."""

    def __init__(self, changed: threading.Condition, line: list[Turn]) -> None:
        self._changed = changed
        self._line = line
        self._paused: float | None = None

    def wait(self) -> Iterator[int]:
        """Yield how many are ahead whenever that changes, the last time 0; nothing where nobody is."""
        ahead = self._count()
        while ahead > 0:
            yield ahead
            ahead = self._await_move(ahead)
            if ahead == 0:
                yield 0

    def work(self, events: Generator[T]) -> Generator[T]:
        """Pass on what comes of the turn, and note while nobody asks for more: a paused holder holds nobody up."""
        with closing(events):
            for event in events:
                self._paused = time.monotonic()
                yield event
                self._paused = None

    def _await_move(self, seen: int) -> int:
        """Return how many are ahead once that are fewer than was seen; -1 when the place was given up."""
        with self._changed:
            while not self._changed.wait_for(lambda: self._count() < seen, PATIENCE):
                first = self._line[0]
                if first._paused is not None and time.monotonic() - first._paused >= PATIENCE:
                    first.leave()
            return self._count()

    def _count(self) -> int:
        with self._changed:
            return self._line.index(self) if self in self._line else -1

    def __enter__(self) -> Turn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def cancel(self) -> None:
        """Give the place up, from whatever thread: `wait` ends."""
        self.leave()

    def leave(self) -> None:
        """Let the next one have the model; more than once is harmless."""
        with self._changed:
            if self in self._line:
                self._line.remove(self)
                self._changed.notify_all()

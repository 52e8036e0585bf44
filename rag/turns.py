"""Whose turn it is: the language model answers one question at a time, in order of arrival."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import TracebackType

#: Seconds after which whoever waits goes ahead although nobody left: a holder that was paused holds nobody up. The
#: model takes jobs one by one in any case.
PATIENCE = 30.0


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
    """One place in a line: `wait` until it is the first. Leaving the `with` block leaves the line."""

    def __init__(self, changed: threading.Condition, line: list[Turn]) -> None:
        self._changed = changed
        self._line = line

    def wait(self) -> Iterator[int]:
        """Yield how many are ahead whenever that changes, the last time 0; nothing where nobody is."""
        ahead = self._look(0)
        while ahead > 0:
            yield ahead
            ahead = self._look(ahead)
            if ahead == 0:
                yield 0

    def _look(self, seen: int) -> int:
        """Return how many are ahead, once these are fewer than was seen; -1 when the place was given up."""
        with self._changed:
            moved = self._changed.wait_for(lambda: not seen or self._count() < seen, PATIENCE)
            return self._count() if moved else 0

    def _count(self) -> int:
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

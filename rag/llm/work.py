"""Work that a thread of its own does on a model, and whoever waits for it."""

from __future__ import annotations

import queue
from abc import ABC, abstractmethod
from collections.abc import Iterator


class Work(ABC):
    """What comes of one call; see `Completion` and `Weighing` in `rag.llm.protocol`.

    The thread that works puts pieces of text, then None; an error among them belongs to whoever waits and is raised
    there.
    """

    def __init__(self) -> None:
        self.prompt_tokens = 0
        self.answer_tokens = 0
        self.weights: list[float] = []
        self.pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()

    @abstractmethod
    def cancel(self) -> None:
        """Stop the model; may be called from any thread and more than once."""

    def wait(self) -> list[float]:
        """Return the weights once they are there; [] when it was cancelled."""
        for _ in self:
            pass
        return self.weights

    def __iter__(self) -> Iterator[str]:
        try:
            while (piece := self.pieces.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            self.cancel()

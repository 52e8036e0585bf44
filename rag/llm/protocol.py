"""What is asked of a language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.prompt import Message


class Completion(Protocol):
    """One answer of the model as it is written. Iterating yields its pieces; closing the iterator stops it."""

    prompt_tokens: int
    answer_tokens: int

    def __iter__(self) -> Iterator[str]: ...

    def cancel(self) -> None:
        """Stop the model; may be called from any thread and more than once."""


class Weighing(Protocol):
    """How likely the model finds some texts."""

    prompt_tokens: int

    def wait(self) -> list[float]:
        """Return the log probability of each text, once they are known; [] when it was cancelled."""

    def cancel(self) -> None:
        """Stop the model; may be called from any thread and more than once."""


class LLM(Protocol):
    """Anything that answers a conversation."""

    @property
    def name(self) -> str:
        """What the run record calls the model."""

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: str = "\n") -> Completion:
        """Answer the last message, greedily, up to `max_tokens` or the text `stop`."""

    def weigh(self, messages: Sequence[Message], texts: Sequence[str]) -> Weighing:
        """Weigh each text as the whole answer to the last message, its end included."""

    def warm(self, messages: Sequence[Message], *, wait: bool = True) -> None:
        """Load the model and read all but the last message, so that the first answer starts sooner.

        Without `wait` it returns at once, and an error shows when the model is first used.
        """

    def close(self) -> None:
        """Stop and let go of the memory."""

"""The reader: points at the words of a passage that answer a question, and tells whether any do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.reader.decode import ReadSpan, find_spans
from rag.reader.encode import PairEncoder, make_windows

Floats = npt.NDArray[np.float32]

#: Spans kept of each passage.
SPANS = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the best spans of all passages, best first, and each passage's score for holding an answer.

    Scores are log odds as the network gives them; `rag.confidence` makes probabilities of them.
    """

    spans: tuple[ReadSpan, ...]
    present: tuple[float, ...]


class Reader(Protocol):
    """Anything that finds the answer's words in passages."""

    @property
    def name(self) -> str:
        """What the run record calls the reader."""

    def read(self, question: str, passages: Sequence[str]) -> Reading:
        """Return the best spans of `passages`, as characters of each."""


class HiddenStates(Protocol):
    """An encoder: token ids to hidden states."""

    def encode(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[int, Floats]]:
        """Yield (row, hidden states of shape (tokens, hidden)) in any order."""


class SpanReader:
    """An adapted encoder with linear heads; see `rag.reader.network` for what they mean. Safe to share."""

    def __init__(self, name: str, pairs: PairEncoder, encoder: HiddenStates, heads: Mapping[str, Floats]) -> None:
        self._name = name
        self._pairs = pairs
        self._encoder = encoder
        self._heads = heads

    @property
    def name(self) -> str:
        return self._name

    def read(self, question: str, passages: Sequence[str]) -> Reading:
        if not passages:
            return Reading((), ())
        tokens = self._pairs.encode_passages(passages)
        windows = make_windows(self._pairs.encode_question(question), tokens)
        starts: list[Floats] = [np.empty(0, dtype=np.float32)] * len(windows)
        ends = list(starts)
        present = np.full(len(passages), -np.inf)
        for row, hidden in self._encoder.encode([window.ids for window in windows]):
            scores = hidden @ self._heads["span.weight"].T + self._heads["span.bias"]
            starts[row], ends[row] = scores[:, 0], scores[:, 1]
            there = float((hidden[0] @ self._heads["present.weight"].T + self._heads["present.bias"])[0])
            present[windows[row].passage] = max(present[windows[row].passage], there)
        spans = find_spans(windows, starts, ends, tokens, passages, limit=SPANS)
        return Reading(tuple(spans), tuple(present.tolist()))

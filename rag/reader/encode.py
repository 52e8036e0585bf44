"""Question and passage as the reader sees them: `<s> question </s></s> passage </s>`, long passages in windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int64]

START, PAD, END = 0, 1, 2
#: Positions the encoder knows, and what of them a question may take.
MAX_TOKENS = 512
MAX_QUESTION_TOKENS = 96
#: Tokens that two neighbouring windows share, so that no answer falls between them.
OVERLAP = 96
#: The embedder's own prefix of questions.
PREFIX = "query: "


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of a text, and each token's half-open range of characters in it."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage's tokens with the question in front: `ids[context:-1]` are `passage[first:...]`."""

    passage: int
    first: int
    context: int
    ids: tuple[int, ...]


class PairEncoder:
    """Cuts questions and passages into the encoder's tokens; safe to share between threads."""

    def __init__(self, tokenizer_file: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode_question(self, question: str) -> tuple[int, ...]:
        """Return the ids of a question, its middle left out when it is longer than the reader should see."""
        ids = tuple(self._tokenizer.encode(PREFIX + question, add_special_tokens=False).ids)
        half = MAX_QUESTION_TOKENS // 2
        return ids if len(ids) <= MAX_QUESTION_TOKENS else ids[:half] + ids[-half:]

    def encode_passages(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each passage."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Tokens(tuple(found.ids), tuple(found.offsets)) for found in encodings]


def make_windows(question: Sequence[int], passages: Sequence[Tokens]) -> list[Window]:
    """Return every passage behind the question, in as many windows as its length asks for; none is empty."""
    room = MAX_TOKENS - len(question) - 4
    windows: list[Window] = []
    for number, passage in enumerate(passages):
        first = 0
        while True:
            piece = passage.ids[first : first + room]
            ids = join_pair(question, piece)
            windows.append(Window(number, first, len(ids) - len(piece) - 1, ids))
            if first + room >= len(passage.ids):
                break
            first += room - OVERLAP
    return windows


def join_pair(question: Sequence[int], passage: Sequence[int]) -> tuple[int, ...]:
    """Return the ids of one input."""
    return (START, *question, END, END, *passage, END)


def pad_batch(rows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Return ids and attention mask, both int64 of shape (rows, longest row)."""
    width = max(map(len, rows))
    ids = np.full((len(rows), width), PAD, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, found in zip(ids, rows, strict=True):
        row[: len(found)] = found
    for row, found in zip(mask, rows, strict=True):
        row[: len(found)] = 1
    return ids, mask

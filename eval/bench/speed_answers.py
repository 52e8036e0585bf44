"""Answers against the limit: what this machine would need if it did nothing but read the prompt and write the answer.

The limit of the first token is the tokens of the prompt that are new (the fixed instructions are kept read) by the
rate at which bare llama.cpp reads; that of the whole answer adds its tokens by the rate at which it writes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.bench.synthetic import make_sentence
from index.cpu import count_cores

if TYPE_CHECKING:
    from rag.llm import LLM

#: Tokens read at once and written one by one to measure the rates, and how often; the best counts.
READ_TOKENS = 256
WRITE_TOKENS = 32
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens a second that bare llama.cpp reads and writes here."""

    read: float
    write: float

    def best(self, other: Rates) -> Rates:
        """Return the higher of each: load only ever slows down."""
        return Rates(max(self.read, other.read), max(self.write, other.write))


@dataclass(frozen=True, slots=True)
class Waited:
    """The seconds and tokens of one answered question."""

    question: str
    retrieve: float
    first_token: float
    total: float
    prompt_tokens: int
    answer_tokens: int

    def limit_first(self, rates: Rates, *, kept: int) -> float:
        """Return the seconds to read what is new of the prompt and write one token."""
        return max(0, self.prompt_tokens - kept) / rates.read + 1 / rates.write

    def limit_total(self, rates: Rates, *, kept: int) -> float:
        """Return the seconds to read what is new of the prompt and write the whole answer."""
        return max(0, self.prompt_tokens - kept) / rates.read + self.answer_tokens / rates.write


def measure_rates(model: Path) -> Rates:
    """Load a GGUF file and let it read and write with nothing around it."""
    from llama_cpp import Llama

    cores = count_cores()
    llama = Llama(str(model), n_ctx=1024, n_threads=cores, n_threads_batch=cores, verbose=False)
    try:
        tokens = _make_tokens(llama)
        return reduce(Rates.best, (_measure_once(llama, tokens) for _ in range(REPEATS)))
    finally:
        llama.close()


def _measure_once(llama: Any, tokens: Sequence[int]) -> Rates:
    llama.reset()
    started = time.perf_counter()
    llama.eval(tokens[:READ_TOKENS])
    read = time.perf_counter()
    for token in tokens[READ_TOKENS : READ_TOKENS + WRITE_TOKENS]:
        llama.eval([token])
    written = time.perf_counter()
    return Rates(READ_TOKENS / (read - started), WRITE_TOKENS / (written - read))


def _make_tokens(llama: Any) -> list[int]:
    rng = random.Random(0)
    text = " ".join(make_sentence(rng) for _ in range(READ_TOKENS))
    tokens: list[int] = llama.tokenize(text.encode(), add_bos=True, special=False)
    return tokens[: READ_TOKENS + WRITE_TOKENS]


def count_kept(llm: LLM) -> int:
    """Return how many tokens of every prompt are fixed, so that they need not be read again.

    The few tokens that close the prompt are counted with them, which makes the limit a little lower still.
    """
    from rag.prompt import Message, load_prompt

    *fixed, _ = load_prompt("answer_de")
    completion = llm.complete([*fixed, Message("user", "")], max_tokens=0)
    for _ in completion:
        pass
    return completion.prompt_tokens

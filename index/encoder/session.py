"""Running an encoder file: sequences of one length go together, so that nothing is padded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.cpu import count_cores
from index.encoder.graph import INPUT, OUTPUT

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Enough rows for a matrix product to be efficient; more only needs more memory.
BATCH_TOKENS = 1024

States = NDArray[np.float32]


def open_session(model: Path | bytes, *, threads: int | None = None) -> InferenceSession:
    """Open an ONNX file, or the bytes of one, on the processor; `threads` defaults to the cores we may use.

    Raises ValueError when it is none that ONNX Runtime can run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or count_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Lengths change from run to run; a plan of the memory for each would be kept for ever.
    options.enable_mem_pattern = False
    # Between two runs the threads sleep: the language model needs the cores.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    source = model if isinstance(model, bytes) else str(model)
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's own classes are private and many
        raise ValueError(str(error).splitlines()[0]) from error


class Encoder:
    """An encoder file and its word table. `words` has the shape (vocabulary, hidden); a memory map will do."""

    def __init__(self, session: InferenceSession, words: States) -> None:
        self._session = session
        self._words = words

    @property
    def hidden(self) -> int:
        """How many values a state has."""
        return int(self._words.shape[1])

    def encode(self, sequences: Sequence[Sequence[int]]) -> Iterator[tuple[int, States]]:
        """Yield (number of the sequence, its hidden states (tokens, hidden)), the shortest sequences first.

        Special tokens are part of a sequence; none may be empty or longer than the encoder has positions.
        """
        for numbers in plan_batches([len(sequence) for sequence in sequences]):
            ids = np.array([sequences[number] for number in numbers])
            (states,) = self._session.run([OUTPUT], {INPUT: self._words[ids]})
            yield from zip(numbers, states, strict=True)


def plan_batches(lengths: Sequence[int], *, tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Yield the numbers of sequences of one length, as many as fit into `tokens` and at least one."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, group in groupby(order, key=lengths.__getitem__):
        numbers, step = list(group), max(1, tokens // length)
        yield from (numbers[start : start + step] for start in range(0, len(numbers), step))

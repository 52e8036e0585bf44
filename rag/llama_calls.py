"""Calls of llama.cpp that its Python class doesn't have: aborting, weighing texts, keeping the state of a prefix."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from llama_cpp import Llama

Floats = npt.NDArray[np.float64]


@contextmanager
def abort_when(llama: Llama, cancelled: threading.Event) -> Iterator[None]:
    """Let the model break off what it reads in this block when the event is set, and leave the block then.

    Only reading is long enough to be aborted inside; asking at every node would slow each later token.
    """
    import llama_cpp

    callback = llama_cpp.ggml_abort_callback(lambda _: cancelled.is_set())
    llama_cpp.llama_set_abort_callback(llama.ctx, callback, None)
    try:
        yield
    except RuntimeError:
        if not cancelled.is_set():
            raise
    finally:
        llama_cpp.llama_set_abort_callback(llama.ctx, llama_cpp.ggml_abort_callback(0), None)


def tokenize_text(llama: Llama, text: str) -> list[int]:
    return list(llama.tokenize(text.encode(), add_bos=False, special=False)) if text else []


def _read_tokens(llama: Llama, tokens: list[int]) -> None:
    """Bring the model to the end of `tokens`, keeping what it has read of them; the last one is always read anew."""
    known = llama.input_ids[: llama.n_tokens].tolist()
    same = next(
        (n for n, (a, b) in enumerate(zip(known, tokens, strict=False)) if a != b), min(len(known), len(tokens))
    )
    llama.n_tokens = min(same, len(tokens) - 1)
    llama.eval(tokens[llama.n_tokens :])


def _logits(llama: Llama, position: int) -> Floats:
    """Return the scores of the whole vocabulary at a position of the last batch."""
    import llama_cpp

    pointer = llama_cpp.llama_get_logits_ith(llama.ctx, position)
    return np.ctypeslib.as_array(pointer, shape=(llama.n_vocab(),)).astype(np.float64)


def _log_softmax(scores: Floats) -> Floats:
    top = scores.max()
    return np.asarray(scores - top - np.log(np.exp(scores - top).sum()))


def weigh_texts(llama: Llama, tokens: list[int], texts: Sequence[str]) -> list[float]:
    """Read the prompt once, then each text behind it, and forget the texts again."""
    _read_tokens(llama, tokens)
    first = _log_softmax(_logits(llama, -1))
    return [_weigh_text(llama, first, tokenize_text(llama, text)) for text in texts]


def _weigh_text(llama: Llama, first: Floats, text: list[int]) -> float:
    """Return the log probability of `text` after what was read; `first` are its first token's."""
    total = float(first[text[0]])
    if len(text) > 1:
        llama._batch.set_batch(batch=text[:-1], n_past=llama.n_tokens, logits_all=True)
        llama._ctx.decode(llama._batch)
        total += sum(float(_log_softmax(_logits(llama, n))[token]) for n, token in enumerate(text[1:]))
        llama._ctx.kv_cache_seq_rm(-1, llama.n_tokens, -1)
    return total


@lru_cache(maxsize=1)
def silence_log() -> Any:
    """Keep llama.cpp's log off the terminal; the cache keeps the callback alive as long as the library."""
    import llama_cpp

    callback = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(callback, ctypes.c_void_p(0))
    return callback


def load_state(llama: Llama, path: Path, prefix: list[int]) -> bool:
    """Take up a saved prefix state; False when there is none or it doesn't fit."""
    import llama_cpp

    if not path.is_file():
        return False
    llama.reset()
    tokens = (llama_cpp.llama_token * len(prefix))()
    count = ctypes.c_size_t(0)
    read = llama_cpp.llama_state_seq_load_file(
        llama.ctx, str(path).encode(), 0, tokens, len(prefix), ctypes.byref(count)
    )
    if read == 0 or list(tokens[: count.value]) != prefix:
        llama.reset()
        return False
    llama.input_ids[: len(prefix)] = prefix
    llama.n_tokens = len(prefix)
    return True


def save_state(llama: Llama, path: Path, prefix: list[int]) -> None:
    """Keep the state of a prefix for the next process; where the disk is full it is simply read again."""
    import llama_cpp

    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tokens = (llama_cpp.llama_token * len(prefix))(*prefix)
        written = llama_cpp.llama_state_seq_save_file(llama.ctx, str(part).encode(), 0, tokens, len(prefix))
        if written:
            part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)

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


def _tokenize_text(llama: Llama, text: str) -> list[int]:
    return list(llama.tokenize(" ".join(text.split()).encode(), add_bos=False, special=False))


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


def allow_sequences(llama: Llama, count: int) -> None:
    """Give the model a context that holds `count` sequences at once; its class makes one for a single sequence."""
    from llama_cpp import _internals

    llama._ctx.close()
    llama.context_params.n_seq_max = count
    llama.context_params.kv_unified = True
    llama._ctx = _internals.LlamaContext(model=llama._model, params=llama.context_params, verbose=False)
    llama._stack.callback(llama._ctx.close)


def weigh_texts(llama: Llama, tokens: list[int], texts: Sequence[str]) -> list[float]:
    """Read the prompt once, then all texts side by side behind it, and forget the texts again.

    Each text is a sequence of its own that shares what was read of the prompt; the token that ends an answer counts.
    """
    _read_tokens(llama, tokens)
    first = _log_softmax(_logits(llama, -1))
    end = _end_of_answer(llama)
    parts = [[*_tokenize_text(llama, text), end] for text in texts]
    weights = [float(first[part[0]]) for part in parts]
    room = llama.context_params.n_seq_max - 1
    for at in range(0, len(parts), room):
        for row, more in enumerate(_weigh_rest(llama, parts[at : at + room]), at):
            weights[row] += more
    # The scores at hand are those of the texts: whoever goes on from the prompt has to read its last token anew.
    llama.n_tokens -= 1
    return weights


def _end_of_answer(llama: Llama) -> int:
    """Return the token by which the model ends a turn; models without one end the text."""
    import llama_cpp

    vocab = llama_cpp.llama_model_get_vocab(llama.model)
    turn = llama_cpp.llama_vocab_eot(vocab)
    return int(turn if turn >= 0 else llama_cpp.llama_vocab_eos(vocab))


def _weigh_rest(llama: Llama, parts: Sequence[list[int]]) -> list[float]:
    """Return the log probability of what follows the first token of each text, after what was read."""
    batch = llama._batch.batch
    rows: list[tuple[int, int]] = []
    for sequence, part in enumerate(parts, 1):
        llama._ctx.kv_cache_seq_cp(0, sequence, 0, llama.n_tokens)
        for n, token in enumerate(part[:-1]):
            at = len(rows)
            batch.token[at], batch.pos[at], batch.logits[at] = token, llama.n_tokens + n, True
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, sequence
            rows.append((sequence - 1, part[n + 1]))
    totals = [0.0] * len(parts)
    try:
        if rows:
            batch.n_tokens = len(rows)
            llama._ctx.decode(llama._batch)
            for at, (owner, token) in enumerate(rows):
                totals[owner] += float(_log_softmax(_logits(llama, at))[token])
    finally:
        for sequence in range(1, len(parts) + 1):
            llama._ctx.kv_cache_seq_rm(sequence, 0, -1)
    return totals


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

"""The tiny embedder computed with NumPy, as the paper has it: what the libraries are held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.index.e5_file import EPS, HEADS, HIDDEN, LAYERS

Array = NDArray[np.float64]


def embed_ids(ids: list[int], weights: dict[str, Array]) -> Array:
    """Compute the unit vector of one input with the tensors as the data file names them."""
    state = weights["emb.word"][ids] + weights["emb.pos"][: len(ids)] + weights["emb.type"][0]
    state = normalise(state, weights["emb.ln.w"], weights["emb.ln.b"])
    for layer in range(LAYERS):
        state = apply_layer(
            state, {name.partition(".")[2]: w for name, w in weights.items() if name[:2] == f"l{layer}"}
        )
    mean = state.mean(axis=0)
    vector: Array = mean / np.linalg.norm(mean)
    return vector


def apply_layer(state: Array, w: dict[str, Array]) -> Array:
    def linear(x: Array, name: str) -> Array:
        result: Array = x @ w[f"{name}.w"].T + w[f"{name}.b"]
        return result

    q, k, v = (linear(state, name).reshape(-1, HEADS, HIDDEN // HEADS).swapaxes(0, 1) for name in "qkv")
    scores = q @ k.swapaxes(1, 2) / np.sqrt(HIDDEN / HEADS)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (shares / shares.sum(axis=-1, keepdims=True) @ v).swapaxes(0, 1).reshape(-1, HIDDEN)
    state = normalise(state + linear(mixed, "ao"), w["aln.w"], w["aln.b"])
    return normalise(state + linear(gelu(linear(state, "fi")), "fo"), w["oln.w"], w["oln.b"])


def normalise(x: Array, weight: Array, bias: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    result: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPS) * weight + bias
    return result


def gelu(x: Array) -> Array:
    from math import erf

    result: Array = x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2
    return result

"""The written-out embedder in sentence-transformers: a tiny one against NumPy, the real one against known values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import ModelMissing
from index.models import resolve_embedder
from index.models.e5 import convert_e5
from tests.index.e5_file import EPS, HEADS, HIDDEN, LAYERS, TinyE5

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Array = NDArray[np.float64]

# Cosines that an independent 4-bit engine gives for the same weights (its activations are 8-bit, hence the tolerance).
KNOWN_COSINES = (
    ("Wie hoch ist der Wasserturm von Unterfeld?", "Der Wasserturm von Unterfeld misst 48 Meter.", 0.9230),
    ("Wie hoch ist der Wasserturm von Unterfeld?", "Die Bäckerei am Markt öffnet sonntags um acht Uhr.", 0.7471),
    (
        "Wann wurde die Fähre eingestellt?",
        "Seit dem 3. März 2019 verkehrt die Fähre zwischen beiden Ufern nicht mehr.",
        0.8684,
    ),
    (
        "Wer leitet das Museum?",
        "„Größe allein genügt nicht“, sagte Leiterin Änne Özkök dem Stadtanzeiger.",
        0.7862,
    ),
    ("Was kostet eine Jahreskarte?", "Für die Jahreskarte zahlen Erwachsene 64,50 € und Kinder die Hälfte.", 0.9160),
    ("Who runs the museum?", "„Größe allein genügt nicht“, sagte Leiterin Änne Özkök dem Stadtanzeiger.", 0.7339),
)


def load(folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def test_the_tiny_model_computes_what_bert_computes(tmp_path: Path) -> None:
    weights = {name: array.astype(np.float64) for name, array in TinyE5().write(tmp_path / "tiny.bin").items()}
    model = load(convert_e5(tmp_path / "tiny.bin", tmp_path / "model"))
    texts = ["die Haus.", "Größe", "die Haus die Haus die Größe 2."]
    vectors = model.encode(texts, show_progress_bar=False)
    for text, vector in zip(texts, vectors, strict=True):
        ids = model.tokenizer(text)["input_ids"]
        np.testing.assert_allclose(vector, embed_ids(ids, weights), atol=1e-5)


def test_the_tiny_model_cuts_at_its_longest_input(tmp_path: Path) -> None:
    TinyE5().write(tmp_path / "tiny.bin")
    model = load(convert_e5(tmp_path / "tiny.bin", tmp_path / "model"))
    long, longer = model.encode(["die " * 50, "die " * 500], show_progress_bar=False)
    np.testing.assert_allclose(long, longer, atol=1e-6)


def test_the_real_model_gives_the_known_cosines() -> None:
    try:
        source = resolve_embedder("e5-small")
    except ModelMissing as error:
        pytest.skip(str(error))
    model = load(source.path)
    questions = model.encode([source.query_prefix + pair[0] for pair in KNOWN_COSINES], show_progress_bar=False)
    passages = model.encode([source.passage_prefix + pair[1] for pair in KNOWN_COSINES], show_progress_bar=False)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose((questions * passages).sum(axis=1), [pair[2] for pair in KNOWN_COSINES], atol=0.005)


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

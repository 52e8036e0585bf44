"""The reader as it is installed: the adapter beside this file, merged into the embedder's encoder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from index.encoder import Encoder, EncoderShape, build_encoder, map_tensors, open_session

from index.models.resolve import EmbedderSource
from rag.reader.encode import PairEncoder
from rag.reader.reader import SpanReader

Floats = npt.NDArray[np.float32]

ADAPTER = "adapter.safetensors"
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What training wrote: low-rank matrices by the encoder's own names, the heads, and how they came about.

    `encoder` is the fingerprint of the weights it was trained on, `held_out` the articles it has never seen.
    """

    matrices: Mapping[str, Floats]
    heads: Mapping[str, Floats]
    encoder: str
    held_out: tuple[str, ...]
    recipe: Mapping[str, Any]


def read_adapter(path: Path | None = None) -> Adapter:
    """Read an adapter file; without a path, the one that is installed."""
    from safetensors import safe_open

    with as_file(files("rag.reader").joinpath(ADAPTER)) as installed, safe_open(path or installed, "np") as opened:
        weights = {name: opened.get_tensor(name).astype(np.float32) for name in opened.keys()}  # noqa: SIM118
        facts = opened.metadata()
    return Adapter(
        matrices={name: value for name, value in weights.items() if name.startswith("encoder.")},
        heads={name: value for name, value in weights.items() if not name.startswith("encoder.")},
        encoder=facts["encoder"],
        held_out=tuple(json.loads(facts["held_out"])),
        recipe=json.loads(facts["recipe"]),
    )


def merge_adapter(weights: Mapping[str, Floats], adapter: Adapter) -> dict[str, Floats]:
    """Return the encoder's weights with `B @ A` added to every matrix that was adapted."""
    merged = dict(weights)
    for name, first in adapter.matrices.items():
        if name.endswith(".A"):
            base = name.removesuffix(".A")
            merged[f"{base}.weight"] = merged[f"{base}.weight"] + adapter.matrices[f"{base}.B"] @ first
    return merged


def load_reader(source: EmbedderSource, *, adapter: Path | None = None) -> SpanReader | None:
    """Return the reader for an embedder; None where its encoder is not the one the adapter was trained on."""
    found = read_adapter(adapter)
    if found.encoder != source.fingerprint:
        return None
    tensors = map_tensors(source.path / "model.safetensors")
    config = json.loads((source.path / "config.json").read_text(encoding="utf-8"))
    network = build_encoder(merge_adapter(tensors, found), EncoderShape.from_config(config))
    encoder = Encoder(open_session(network), tensors[_WORDS])
    name = f"reader-{sha256(network).hexdigest()[:8]}"
    return SpanReader(name, PairEncoder(source.path / "tokenizer.json"), encoder, found.heads)

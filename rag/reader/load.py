"""The reader as it is installed: the adapter beside this file, merged into the embedder's encoder."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder, EncoderShape, build_encoder, map_tensors, open_session
from index.models.catalogue import FLOAT_SUFFIX
from index.models.resolve import resolve_embedder
from rag.reader.encode import PairEncoder
from rag.reader.pack import Packed, pack_matrix, unpack_matrix
from rag.reader.reader import SpanReader

Floats = npt.NDArray[np.float32]

#: The embedder whose encoder the adapter belongs to.
ENCODER = "e5-small"
ADAPTER = "adapter.safetensors.xz"
_CODES, _SCALES = ".codes", ".scales"
_HEADS = ("span", "present")
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What training wrote: the change of each matrix by the encoder's own names, the heads, and how they came about.

    `encoder` is the fingerprint of the weights it was trained on, `trained` the articles it has learned
    from.
    """

    changes: Mapping[str, Packed]
    heads: Mapping[str, Floats]
    encoder: str
    trained: tuple[str, ...]
    recipe: Mapping[str, Any]


def read_adapter(path: Path | None = None) -> Adapter:
    """Read an adapter file; without a path, the one that is installed."""
    from safetensors.numpy import load

    data = lzma.decompress((path or files("rag.reader").joinpath(ADAPTER)).read_bytes())
    tensors = load(data)
    facts = _read_facts(data)
    names = [name.removesuffix(_CODES) for name in tensors if name.endswith(_CODES)]
    return Adapter(
        changes={name: Packed(tensors[name + _CODES], tensors[name + _SCALES]) for name in names},
        heads={name: value.astype(np.float32) for name, value in tensors.items() if name.partition(".")[0] in _HEADS},
        encoder=facts["encoder"],
        trained=tuple(json.loads(facts["trained"])),
        recipe=json.loads(facts["recipe"]),
    )


def _read_facts(data: bytes) -> dict[str, str]:
    """Return the metadata of a safetensors file in memory, which the library reads from disk only."""
    length = int.from_bytes(data[:8], "little")
    facts: dict[str, str] = json.loads(data[8 : 8 + length])["__metadata__"]
    return facts


def write_adapter(
    path: Path, changes: Mapping[str, Floats], heads: Mapping[str, Floats], facts: Mapping[str, Any]
) -> None:
    """Write an adapter file; `facts` are `encoder`, `trained` and `recipe` (see `Adapter`)."""
    from safetensors.numpy import save

    tensors: dict[str, Any] = {name: value.astype(np.float16) for name, value in heads.items()}
    for name, change in changes.items():
        tensors[name + _CODES], tensors[name + _SCALES] = pack_matrix(change)
    known = {name: value if isinstance(value, str) else json.dumps(value) for name, value in facts.items()}
    path.write_bytes(lzma.compress(save(tensors, metadata=known), preset=9))


def merge_adapter(weights: Mapping[str, Floats], adapter: Adapter) -> dict[str, Floats]:
    """Return the encoder's weights with the change added to every matrix that was trained."""
    merged = dict(weights)
    for name, change in adapter.changes.items():
        merged[name] = merged[name] + unpack_matrix(change, merged[name].shape)
    return merged


def reader_fits(embedder: str) -> bool:
    """Tell whether the installed reader belongs to the embedder of that name."""
    return embedder.removesuffix(FLOAT_SUFFIX) == ENCODER


def load_reader(embedder: str, *, adapter: Path | None = None) -> SpanReader | None:
    """Return the reader for an embedder; None where its encoder is not the one the adapter was trained on."""
    if not reader_fits(embedder):
        return None
    source = resolve_embedder(ENCODER + FLOAT_SUFFIX)
    found = read_adapter(adapter)
    if found.encoder != source.fingerprint:
        return None
    tensors = map_tensors(source.path / "model.safetensors")
    config = json.loads((source.path / "config.json").read_text(encoding="utf-8"))
    network = build_encoder(merge_adapter(tensors, found), EncoderShape.from_config(config))
    encoder = Encoder(open_session(network), tensors[_WORDS])
    name = f"reader-{sha256(network).hexdigest()[:8]}"
    return SpanReader(name, PairEncoder(source.path / "tokenizer.json"), encoder, found.heads)

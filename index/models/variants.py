"""A known embedder computed with rounded weights or as float32: which files, which fingerprint, which name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.encoder.graph import RECIPE
from index.models.catalogue import FLOAT_SUFFIX, ModelEntry, known_models
from index.models.e5 import CONVERSION


@dataclass(frozen=True, slots=True)
class EmbedderSource:
    """A sentence-transformers folder and how its texts are to be prefixed.

    `fingerprint` is 16 hex digits that change with the weights, the settings or the prefixes. `encoder` is the file
    of the encoder with rounded weights (`index.models.encoder`), None where sentence-transformers is to be used.
    """

    name: str
    path: Path
    query_prefix: str
    passage_prefix: str
    fingerprint: str
    encoder: Path | None = None


def describe_known(entry: ModelEntry, *, rounded: bool) -> EmbedderSource:
    """Return a known embedder with its weights rounded or as float32; the files needn't be there."""
    query, passage = entry.query_prefix, entry.passage_prefix
    facts = [f"{entry.sha256}/{CONVERSION}", query, passage]
    if not rounded:
        return EmbedderSource(entry.name + FLOAT_SUFFIX, entry.path, query, passage, make_fingerprint(*facts))
    fingerprint = make_fingerprint(*facts, f"encoder {RECIPE}")
    # A hidden file: the stamp of the folder is about what was pulled.
    encoder = entry.path / f".encoder-{fingerprint}.onnx"
    return EmbedderSource(entry.name, entry.path, query, passage, fingerprint, encoder)


def find_variant(spec: str, fingerprint: str) -> str:
    """Return the name under which the embedder `spec` has this fingerprint, `spec` itself where there is none.

    Archives note a name and a fingerprint; under the same name there was once the float32 computation.
    """
    for entry in known_models():
        if entry.kind == "embedder" and spec.removesuffix(FLOAT_SUFFIX) == entry.name:
            variants = (describe_known(entry, rounded=rounded) for rounded in (True, False))
            return next((source.name for source in variants if source.fingerprint == fingerprint), spec)
    return spec


def make_fingerprint(*facts: str) -> str:
    """Return 16 hex digits that change with any of `facts`."""
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]

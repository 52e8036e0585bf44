"""A tiny embedder in the format of the bundled data file, for tests: 2 layers, a handful of pieces."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, INNER, VOCAB, POSITIONS, TYPES = 32, 2, 2, 64, 24, 16, 2
EPS = 1e-12
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁Haus", "▁Gr", "ö", "ß", "e", "▁die", "Haus", ".", "2")
RULES: dict[str, str] = {"\t": " ", "\u00a0": " ", "²": "2", "\u0001": "", "ﬁ": "fi"}


@dataclass
class TinyE5:
    """What goes into the file; a test breaks it by changing a field before `write`."""

    magic: bytes = b"E5S1"
    version: int = 1
    heads: int = HEADS
    block: int = 32
    unk: int = 3
    rules: Mapping[str, str] = field(default_factory=lambda: dict(RULES))
    drop: str = ""
    seed: int = 7

    def write(self, path: Path) -> dict[str, NDArray[np.float32]]:
        """Write the file and return its tensors as they are after quantisation."""
        blob = "".join(PIECES).encode()
        ends = np.cumsum([0] + [len(piece.encode()) for piece in PIECES]).astype("<u4")
        scores = np.array([0.0, 0.0, 0.0, 0.0] + [-1.0 - 0.1 * i for i in range(len(PIECES) - 4)], dtype="<f4")
        head = self.magic + struct.pack("<I", self.version)
        head += struct.pack("<7ifi", HIDDEN, LAYERS, self.heads, INNER, VOCAB, POSITIONS, TYPES, EPS, self.block)
        head += (
            struct.pack("<5iQ", len(PIECES), 0, 2, 1, self.unk, len(blob)) + ends.tobytes() + scores.tobytes() + blob
        )
        rules = b"".join(_pack_rule(char, image) for char, image in self.rules.items())
        head += struct.pack("<iI", len(self.rules), len(rules)) + rules
        stored, weights = self._make_tensors()
        path.write_bytes(head + _pack_tensors(stored, len(head)))
        return weights

    def _make_tensors(self) -> tuple[dict[str, tuple[int, int, bytes]], dict[str, NDArray[np.float32]]]:
        random = np.random.default_rng(self.seed)
        stored, weights = {}, {}
        for name, dims in list_tensors().items():
            values = random.normal(0, 0.3, dims).astype(np.float32) + (1 if name.endswith("ln.w") else 0)
            if len(dims) == 2 and name != "emb.pos" and name != "emb.type":
                raw, values = quantise(values)
                stored[name] = (1, values.size, raw)
            else:
                stored[name] = (0, values.size, values.astype("<f4").tobytes())
            weights[name] = values.astype(np.float32)
        stored.pop(self.drop, None)
        return stored, weights


def list_tensors() -> dict[str, tuple[int, ...]]:
    """Return the dimensions of each tensor by its name in the file."""
    dims: dict[str, tuple[int, ...]] = {"emb.word": (VOCAB, HIDDEN), "emb.pos": (POSITIONS, HIDDEN)}
    dims |= {"emb.type": (TYPES, HIDDEN), "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    square = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN))
    for layer in range(LAYERS):
        for name, shape in {**square, "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}.items():
            dims |= {f"l{layer}.{name}.w": shape, f"l{layer}.{name}.b": shape[:1]}
        for name in ("aln", "oln"):
            dims |= {f"l{layer}.{name}.w": (HIDDEN,), f"l{layer}.{name}.b": (HIDDEN,)}
    return dims


def quantise(values: NDArray[np.float32]) -> tuple[bytes, NDArray[np.float32]]:
    """Return 4-bit blocks of 32 values, one at a time, and the values that they stand for."""
    raw, back = b"", []
    for block in values.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        codes = np.clip(np.round(block / np.float32(scale)) + 8, 0, 15).astype(int)
        raw += scale.astype("<f2").tobytes() + bytes(codes[i] | codes[i + 16] << 4 for i in range(16))
        back.append((codes - 8) * np.float32(scale))
    return raw, np.array(back, dtype=np.float32).reshape(values.shape)


def _pack_rule(char: str, image: str) -> bytes:
    return struct.pack(f"<IB{len(image)}I", ord(char), len(image), *map(ord, image))


def _pack_tensors(stored: Mapping[str, tuple[int, int, bytes]], start: int) -> bytes:
    offset = start + 4 + sum(2 + len(name) + 21 for name in stored)
    directory, body = struct.pack("<i", len(stored)), b""
    for name, (kind, elements, raw) in stored.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, elements, offset + len(body), len(raw))
        body += raw
    return directory + body

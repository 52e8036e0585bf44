"""Weights in blocks of 32 with a scale each: 4 bits where that is exact, else 8.

The layout is that of ONNX Runtime's `MatMulNBits`: codes of shape (outputs, blocks, bytes of a block), two 4-bit codes
to a byte, the even one in the low half; a weight is `(code - 2 ** (bits - 1)) * scale`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
# How 4-bit weights come to their scale: the largest of a block is -8 steps, or 7 of them.
_PEAKS_OF_4_BITS = (-8, 7)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A weight matrix in blocks: uint8 `codes` (outputs, blocks, bytes) and float32 `scales` (outputs, blocks)."""

    bits: int
    codes: NDArray[np.uint8]
    scales: NDArray[np.float32]


def pack_blocks(weight: NDArray[np.float32]) -> Blocks:
    """Return a matrix of shape (outputs, inputs) in blocks; `inputs` must be a multiple of 32.

    Weights that were rounded to 4 bits once come back as they are; others are rounded to 8 bits.
    """
    outputs, inputs = weight.shape
    if inputs % BLOCK:
        raise ValueError(f"{inputs} inputs are not a multiple of {BLOCK}")
    blocks = np.asarray(weight, dtype=np.float32).reshape(-1, BLOCK)
    for peak in _PEAKS_OF_4_BITS:
        steps, scales = _round_blocks(blocks, peak)
        if np.allclose(steps * scales[:, None], blocks, rtol=1e-5, atol=1e-9):
            codes = (steps + 8).astype(np.uint8)
            packed = (codes[:, 0::2] | codes[:, 1::2] << 4).astype(np.uint8)
            return Blocks(4, packed.reshape(outputs, -1, BLOCK // 2), scales.reshape(outputs, -1))
    steps, scales = _round_blocks(blocks, 127)
    codes = (steps + 128).astype(np.uint8)
    return Blocks(8, codes.reshape(outputs, -1, BLOCK), scales.reshape(outputs, -1))


def _round_blocks(blocks: NDArray[np.float32], peak: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (steps, scale of each block) where the largest weight of a block is `peak` steps."""
    largest = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(axis=1)]
    if peak > 0:
        largest = np.abs(largest)
    scales = (largest / np.float32(peak)).astype(np.float32)
    steps = np.round(blocks / np.where(scales == 0, 1, scales)[:, None])
    return np.clip(steps, -abs(peak), abs(peak) - (peak < 0)).astype(np.float32), scales

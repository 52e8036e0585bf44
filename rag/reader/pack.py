"""The adapter's matrices in nine steps: blocks of 128 values with a scale each, which xz then makes small."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BLOCK = 128
#: Steps to either side of zero: a change to a weight needs less care than the weight.
_STEPS = 4


class Packed(NamedTuple):
    """A matrix in blocks: uint8 codes of shape (blocks, 128) and float16 scales; a value is `(code - 4) * scale`."""

    codes: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]


def pack_matrix(matrix: Floats) -> Packed:
    """Round a matrix of a multiple of 128 values to nine steps a block."""
    blocks = np.asarray(matrix, dtype=np.float32).reshape(-1, BLOCK)
    scales = (np.abs(blocks).max(axis=1) / _STEPS).astype(np.float16)
    steps = np.round(blocks / np.where(scales == 0, 1, scales).astype(np.float32)[:, None])
    return Packed((np.clip(steps, -_STEPS, _STEPS) + _STEPS).astype(np.uint8), scales)


def unpack_matrix(packed: Packed, shape: tuple[int, ...]) -> Floats:
    """Return the matrix that was packed, float32 of that shape."""
    steps = packed.codes.astype(np.float32) - _STEPS
    return (steps * packed.scales.astype(np.float32)[:, None]).reshape(shape)

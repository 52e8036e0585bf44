"""The tensors of a safetensors file without reading it: only rows that are used come into memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def map_tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the float32 tensors of a safetensors file by name, as read-only memory maps.

    Raises ValueError when the file is no safetensors file. Format: github.com/huggingface/safetensors, "Format".
    """
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError(f"{path.name} is no safetensors file")
        head = json.loads(stream.read(length))
    start = 8 + length
    return {
        name: np.memmap(path, np.dtype("<f4"), "r", start + entry["data_offsets"][0], tuple(entry["shape"]))
        for name, entry in head.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
    }

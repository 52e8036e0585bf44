"""The pulled embedder's encoder with rounded weights: a file beside the float32 ones, made once on each computer."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from index.encoder import EncoderShape, build_encoder, map_tensors
from index.encoder.graph import write_whole
from index.errors import ModelUnusable
from index.models.variants import EmbedderSource
from index.types import Progress, ProgressEvent, ignore_progress

logger = logging.getLogger(__name__)


def provide_encoder(
    source: EmbedderSource, *, anew: bool = False, progress: Progress = ignore_progress
) -> Path | bytes:
    """Return the encoder file of `source`, made when it isn't there yet or `anew`.

    Making it takes some seconds; equal weights give equal bytes. Where the folder can't be written to, the bytes
    themselves are returned. Raises ModelUnusable, and ValueError for a source that has no such file.
    """
    target = source.encoder
    if target is None:
        raise ValueError(f"{source.name} is not computed with rounded weights")
    if target.is_file() and not anew:
        return target
    logger.info("%s: Das Modell wird einmal für schnelles Rechnen gepackt.", source.name)
    progress(ProgressEvent("pack", 0, 1, "files", source.name))
    data = _build(source.path, name=source.name)
    try:
        write_whole(data, target)
        _remove_older(target)
    except OSError as error:
        logger.info("%s: %s; beim nächsten Mal wird neu gepackt.", source.name, error)
        return data
    progress(ProgressEvent("pack", 1, 1, "files", source.name))
    return target


def _build(folder: Path, *, name: str) -> bytes:
    try:
        shape = EncoderShape.from_config(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        return build_encoder(map_tensors(folder / "model.safetensors"), shape)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(model=name, cause=error) from error


def _remove_older(target: Path) -> None:
    for old in target.parent.glob(".encoder-*.onnx"):
        if old != target:
            old.unlink(missing_ok=True)

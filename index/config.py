"""Where things lie on this computer, and how an archive is built. Nothing is created on import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DEFAULT_EMBEDDER = "e5-small"
DEFAULT_LLM = "1.5b"


def home_dir() -> Path:
    """Return the folder for models and caches: `BELEGT_HOME`, else the platform's cache folder."""
    return Path(os.environ.get("BELEGT_HOME") or platformdirs.user_cache_dir("belegt", appauthor=False))


def models_dir() -> Path:
    """Return the folder that holds pulled models."""
    return home_dir() / "models"


@dataclass(frozen=True, slots=True)
class ChunkConfig:
    """How documents are cut. Sizes are tokens of the embedder's own tokenizer."""

    target_tokens: int = 280
    max_tokens: int = 350


@dataclass(frozen=True, slots=True)
class LoadConfig:
    """Limits for one file. `max_bytes` is the size on disk, `max_seconds` how long it may be read."""

    max_bytes: int = 50_000_000
    max_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class BundleConfig:
    """Limits for one file of many articles; each article has those of `LoadConfig`.

    It may unpack to `expansion` times its size and `free_bytes` more. `max_seconds` is how long may pass until its
    next article comes.
    """

    max_entries: int = 1_000_000
    expansion: int = 100
    free_bytes: int = 1_000_000_000
    max_seconds: float = 120.0

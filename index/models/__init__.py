"""Which models there are, where their files come from, pulling and checking them."""

from index.models.catalogue import ModelEntry, ModelPart, find_model, known_models
from index.models.encoder import provide_encoder
from index.models.pull import ModelState, list_models, pull_model, verify_model
from index.models.resolve import resolve_embedder, resolve_llm
from index.models.variants import EmbedderSource, find_variant

__all__ = [
    "EmbedderSource",
    "ModelEntry",
    "ModelPart",
    "ModelState",
    "find_model",
    "find_variant",
    "known_models",
    "list_models",
    "provide_encoder",
    "pull_model",
    "resolve_embedder",
    "resolve_llm",
    "verify_model",
]

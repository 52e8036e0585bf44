"""From a name, a file or an address to a language model."""

from __future__ import annotations

import os

from index.config import DEFAULT_LLM
from index.models import resolve_llm
from rag.llm.endpoint import Endpoint, is_address
from rag.llm.llama import LlamaCpp
from rag.llm.protocol import LLM

#: Environment variable with the key of a model server that asks for one.
KEY = "BELEGT_LLM_KEY"


def load_llm(spec: str | None = None) -> LLM:
    """Return the model of that name ("1.5b", "0.5b"), GGUF file, or address of a server ("http://host:8000/v1").

    Nothing is read or called before the first question. Raises `ModelMissing` when the model was not pulled.
    """
    spec = spec or DEFAULT_LLM
    if is_address(spec):
        return Endpoint(spec, key=os.environ.get(KEY))
    return LlamaCpp(resolve_llm(spec), name=spec)

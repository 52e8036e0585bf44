"""The language model: what is asked of one, llama.cpp in this process, and models behind an address."""

from rag.llm.load import load_llm
from rag.llm.protocol import LLM, Completion, Weighing

__all__ = ["LLM", "Completion", "Weighing", "load_llm"]

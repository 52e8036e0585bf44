"""LlamaIndex as its starter shows it, with local models and Chroma: every setting that has a default keeps it.

SimpleDirectoryReader, SentenceSplitter (1024 tokens, overlap 20), `VectorStoreIndex.as_query_engine()` (top 2, its
own prompt, answers up to 256 tokens, a context of 3900). Set are only the models and what they ask for: their files,
e5's prefixes, the chat template of the GGUF file, temperature 0, all cores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any


class LlamaIndex:
    """A query engine over a Chroma collection."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._articles = Path(settings["articles"])
        self._store = Path(settings["store"])
        self._embedder = HuggingFaceEmbedding(
            model_name=settings["embedder"],
            query_instruction=settings["query_prefix"],
            text_instruction=settings["passage_prefix"],
            device="cpu",
        )
        self._llm = open_llm(settings)
        self._engine: Any = None
        self._embedder.get_query_embedding("Frage")
        self._llm._model("Frage", max_tokens=1)

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("llama-index-core", "chromadb", "llama-cpp-python")}

    def ingest(self) -> int:
        import chromadb
        from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        collection = chromadb.PersistentClient(str(self._store)).get_or_create_collection("articles")
        index = VectorStoreIndex.from_documents(
            SimpleDirectoryReader(str(self._articles), recursive=True).load_data(),
            storage_context=StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection)),
            embed_model=self._embedder,
        )
        # Streaming changes when words arrive, not which.
        self._engine = index.as_query_engine(llm=self._llm, streaming=True)
        return int(collection.count())

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        response = self._engine.query(question)
        pieces = []
        for piece in response.response_gen:
            on_token()
            pieces.append(piece)
        return {"text": "".join(pieces), "sources": [self._name_source(node) for node in response.source_nodes]}

    def _name_source(self, node: Any) -> str:
        return Path(node.metadata["file_path"]).resolve().relative_to(self._articles.resolve()).as_posix()


def open_llm(settings: Mapping[str, Any]) -> Any:
    """Load the GGUF file; prompts go through the chat template it carries."""
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter
    from llama_index.llms.llama_cpp import LlamaCPP

    def complete(text: str) -> str:
        return str(formatter(messages=[{"role": "user", "content": text}]).prompt)

    llm = LlamaCPP(
        model_path=settings["llm"],
        temperature=0.0,
        model_kwargs={"n_threads": settings["threads"], "n_threads_batch": settings["threads"]},
        completion_to_prompt=complete,
        verbose=False,
    )
    formatter: Any = Jinja2ChatFormatter(
        template=llm._model.metadata["tokenizer.chat_template"], eos_token="", bos_token=""
    )
    return llm


def open_system(settings: Mapping[str, Any]) -> LlamaIndex:
    """Return the system; settings: articles, store, embedder, query_prefix, passage_prefix, llm, threads."""
    return LlamaIndex(settings)

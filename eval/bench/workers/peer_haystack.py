"""Haystack as its documentation shows it, with local models and Chroma: every setting that has a default keeps it.

Indexing: FileTypeRouter and a converter per type, DocumentCleaner, DocumentSplitter (200 words, no overlap), Chroma.
Answering: text embedder, ChromaEmbeddingRetriever (top 10), ChatPromptBuilder with the template of the documentation
of `Pipeline`, LlamaCppChatGenerator. Set are only the models and what they ask for: their files, e5's prefixes,
temperature 0, all cores, a context that holds ten chunks, and the 256 tokens that LlamaIndex gives an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

CONTEXT_TOKENS = 8192
ANSWER_TOKENS = 256
TEMPLATE = """
Given these documents, answer the question.
Documents:
{% for doc in documents %}
    {{ doc.content }}
{% endfor %}
Question: {{question}}
Answer:
"""
TYPES = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Haystack:
    """An indexing pipeline and a pipeline that answers, over one Chroma collection."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        from haystack_integrations.document_stores.chroma import ChromaDocumentStore

        self._articles = Path(settings["articles"])
        self._store = ChromaDocumentStore(persist_path=settings["store"])
        self._indexing = build_indexing(self._store, settings)
        self._answering = build_answering(self._store, settings)
        self._indexing.warm_up()
        self._answering.warm_up()
        warm_models(self._answering)

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("haystack-ai", "chroma-haystack", "chromadb", "llama-cpp-python")}

    def ingest(self) -> int:
        paths = sorted(str(path) for path in self._articles.rglob("*") if path.is_file())
        self._indexing.run({"router": {"sources": paths}})
        return int(self._store.count_documents())

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        result = self._answering.run(
            {
                "embedder": {"text": question},
                "prompt": {"question": question},
                "llm": {"streaming_callback": lambda chunk: on_token() if chunk.content else None},
            },
            include_outputs_from={"retriever"},
        )
        sources = [self._name_source(document) for document in result["retriever"]["documents"]]
        return {"text": result["llm"]["replies"][0].text or "", "sources": sources}

    def _name_source(self, document: Any) -> str:
        return Path(document.meta["file_path"]).resolve().relative_to(self._articles.resolve()).as_posix()


def build_indexing(store: Any, settings: Mapping[str, Any]) -> Any:
    """Return the pipeline from files to the store."""
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
    from haystack.components.routers import FileTypeRouter
    from haystack.components.writers import DocumentWriter
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    pipeline = Pipeline()
    pipeline.add_component("router", FileTypeRouter(mime_types=list(TYPES.values())))
    pipeline.add_component("joiner", DocumentJoiner())
    for name, converter in make_converters().items():
        pipeline.add_component(name, converter)
        pipeline.connect(f"router.{TYPES[name]}", f"{name}.sources")
        pipeline.connect(f"{name}.documents", "joiner.documents")
    pipeline.add_component("cleaner", DocumentCleaner())
    pipeline.add_component("splitter", DocumentSplitter())
    pipeline.add_component(
        "embedder",
        SentenceTransformersDocumentEmbedder(
            model=settings["embedder"], prefix=settings["passage_prefix"], progress_bar=False, local_files_only=True
        ),
    )
    pipeline.add_component("writer", DocumentWriter(store))
    for sender, receiver in (("joiner", "cleaner"), ("cleaner", "splitter"), ("splitter", "embedder")):
        pipeline.connect(sender, receiver)
    pipeline.connect("embedder", "writer")
    return pipeline


def make_converters() -> dict[str, Any]:
    """Return a converter for each type; `store_full_path` only lets a chunk tell which file it is from."""
    from haystack.components.converters import DOCXToDocument, HTMLToDocument, PyPDFToDocument, TextFileToDocument

    return {
        "text": TextFileToDocument(store_full_path=True),
        "markdown": TextFileToDocument(store_full_path=True),
        "html": HTMLToDocument(store_full_path=True),
        "pdf": PyPDFToDocument(store_full_path=True),
        "docx": DOCXToDocument(store_full_path=True),
    }


def build_answering(store: Any, settings: Mapping[str, Any]) -> Any:
    """Return the pipeline from a question to its answer."""
    from haystack import Pipeline
    from haystack.components.builders import ChatPromptBuilder
    from haystack.dataclasses import ChatMessage
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
    from haystack_integrations.components.generators.llama_cpp import LlamaCppChatGenerator
    from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever

    embedder = SentenceTransformersTextEmbedder(
        model=settings["embedder"], prefix=settings["query_prefix"], progress_bar=False, local_files_only=True
    )
    llm = LlamaCppChatGenerator(
        model=settings["llm"],
        n_ctx=CONTEXT_TOKENS,
        model_kwargs={"n_threads": settings["threads"], "n_threads_batch": settings["threads"], "verbose": False},
        generation_kwargs={"temperature": 0.0, "max_tokens": ANSWER_TOKENS},
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("retriever", ChromaEmbeddingRetriever(store))
    pipeline.add_component("prompt", ChatPromptBuilder(template=[ChatMessage.from_user(TEMPLATE)]))
    pipeline.add_component("llm", llm)
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    pipeline.connect("retriever.documents", "prompt.documents")
    pipeline.connect("prompt.prompt", "llm.messages")
    return pipeline


def warm_models(pipeline: Any) -> None:
    """Let both models do one small thing, so that the first question waits for neither."""
    from haystack.dataclasses import ChatMessage

    pipeline.get_component("embedder").run("Frage")
    pipeline.get_component("llm").run([ChatMessage.from_user("Frage")], generation_kwargs={"max_tokens": 1})


def open_system(settings: Mapping[str, Any]) -> Haystack:
    """Return the system; settings: articles, store, embedder, query_prefix, passage_prefix, llm, threads."""
    return Haystack(settings)

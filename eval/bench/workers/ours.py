"""This project as the system to compare with: `Archive` with the settings it ships with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rag import Answer, Archive, AskConfig, Citation, EvidenceFound, Finished, Token


class Belegt:
    """An archive with its models warm; without a language model it only searches."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._articles = Path(settings["articles"])
        config = AskConfig(remembered=0)
        models = {"embedder": settings["embedder"], "llm": settings["llm"]}
        self._archive = Archive.open(settings["store"], config=config, **models)
        self._answers = settings["llm"] is not None
        if self._answers:
            self._archive.warm()

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in ("belegt", "chromadb", "llama-cpp-python", "sentence-transformers")}

    def ingest(self) -> int:
        self._archive.sync(self._articles)
        return self._archive.status().chunks

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        if not self._answers:
            return {"text": "", "sources": [entry.source for entry in self._archive.find_evidence(question)]}
        found = EvidenceFound((), 0.0)
        for event in self._archive.ask_stream(question):
            if isinstance(event, EvidenceFound):
                found = event
            elif isinstance(event, Token):
                on_token()
            elif isinstance(event, Finished):
                return self._describe(event.answer, found)
        raise RuntimeError("the stream ended without an answer")

    def _describe(self, answer: Answer, found: EvidenceFound) -> dict[str, Any]:
        citations = [{**asdict(entry), "verbatim": self._is_verbatim(entry)} for entry in answer.citations]
        return {**describe_answer(answer, found), "citations": citations}

    def _is_verbatim(self, citation: Citation) -> bool:
        return self._archive.document(citation.source).text[citation.start : citation.end] == citation.quote


def describe_answer(answer: Answer, found: EvidenceFound) -> dict[str, Any]:
    """Return the answer as plain data: its sources are those of the sentences that the model is shown."""
    return {
        "text": answer.text,
        "sources": list(dict.fromkeys(entry.source for entry in found.evidence)),
        "abstained": answer.abstained,
        "confidence": answer.confidence,
        "retrieve": found.seconds,
        "prompt_tokens": answer.timings.prompt_tokens,
        "answer_tokens": answer.timings.answer_tokens,
    }


def open_system(settings: Mapping[str, Any]) -> Belegt:
    """Return the system; settings: articles, store, embedder (name or path), llm (name or path, or None)."""
    return Belegt(settings)

"""One question asked of an archive, with everything that came back written into a `Record`."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from eval.citation_metrics import locate_span
from eval.dataset import Question
from eval.record import Cited, Passage, Record
from index.errors import BelegtError
from index.types import Document
from rag.config import AskConfig
from rag.types import Answer, Citation, Evidence, ScoredChunk

#: How many chunks and sentences the retrieval metrics look at, whatever the model is shown.
RANKED = 10
_RANKED_TOKENS = 4000


class Chatting(Protocol):
    """The part of `rag.Chat` that a run needs."""

    def rewrite(self, question: str) -> str | None: ...

    def find_evidence(self, question: str, **filters: Any) -> tuple[Evidence, ...]: ...

    def ask(self, question: str, **filters: Any) -> Answer: ...


class Asked(Protocol):
    """The part of `rag.Archive` that a run needs."""

    config: AskConfig

    def search(self, question: str, k: int = 10, **filters: Any) -> tuple[ScoredChunk, ...]: ...

    def find_evidence(self, question: str, **filters: Any) -> tuple[Evidence, ...]: ...

    def ask(self, question: str, **filters: Any) -> Answer: ...

    def chat(self) -> Chatting: ...

    def document(self, source: str) -> Document: ...


def ask_question(archive: Asked, question: Question, *, dataset: str, retrieval_only: bool = False) -> Record:
    """Ask one question and record everything; an exception becomes the record's `error`.

    The answer is asked for first, so that nothing of the question is warm when its time is taken. A follow-up is
    asked after the questions of its history, and its retrieval measured for what was asked in its place.
    """
    filters: dict[str, Any] = {"as_of": question.as_of, "sources": list(question.searched) or None}
    record = Record(dataset, question.id, asked=not retrieval_only)
    try:
        partner: Asked | Chatting = archive
        text = question.question
        if question.history:
            partner = chat = archive.chat()
            for earlier in question.history:
                (chat.find_evidence if retrieval_only else chat.ask)(earlier, **filters)
            rewritten = chat.rewrite(text)
            record, text = replace(record, rewritten=rewritten), rewritten or text
        answer = None if retrieval_only else partner.ask(question.question, **filters)
        started = time.perf_counter()
        shown = archive.find_evidence(text, **filters)
        waited = {"retrieve": time.perf_counter() - started}
        record = replace(
            record,
            shown=tuple(_evidence_passage(entry) for entry in shown),
            evidence=tuple(_evidence_passage(entry) for entry in _rank_evidence(archive, text, filters)),
            retrieved=tuple(
                Passage(hit.source, hit.start, hit.end, hit.score) for hit in archive.search(text, RANKED, **filters)
            ),
            gold=_locate_gold(archive, question),
            timings=waited,
        )
        return record if answer is None else _record_answer(record, archive, answer)
    except Exception as error:
        cause = error.text("de") if isinstance(error, BelegtError) else f"{type(error).__name__}: {error}"
        return replace(record, error=cause, trace=traceback.format_exc())


def _record_answer(record: Record, archive: Asked, answer: Answer) -> Record:
    return replace(
        record,
        text=answer.text,
        short=answer.short,
        abstained=answer.abstained,
        confidence=answer.confidence,
        citations=tuple(_record_citation(archive, citation) for citation in answer.citations),
        prompt=answer.prompt,
        model=answer.model,
        timings=dict(answer.timings),
    )


def _record_citation(archive: Asked, citation: Citation) -> Cited:
    held = archive.document(citation.source).text[citation.start : citation.end]
    return Cited(
        number=citation.number,
        source=citation.source,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        verbatim=held == citation.quote,
    )


def _rank_evidence(archive: Asked, question: str, filters: Mapping[str, Any]) -> list[Evidence]:
    """Return the ten best sentences, best first, beyond what the model is shown."""
    config = archive.config
    archive.config = replace(
        config,
        evidence_sentences=max(RANKED, config.evidence_sentences),
        evidence_tokens=max(_RANKED_TOKENS, config.evidence_tokens),
    )
    try:
        found = archive.find_evidence(question, **filters)
    finally:
        archive.config = config
    return sorted(found, key=lambda entry: -entry.score)


def _evidence_passage(evidence: Evidence) -> Passage:
    return Passage(evidence.source, evidence.start, evidence.end, evidence.score, evidence.quote)


def _locate_gold(archive: Asked, question: Question) -> tuple[tuple[Passage, ...], ...]:
    texts = {source: archive.document(source).text for source in question.sources} if question.spans else {}
    return tuple(
        tuple(place for source, text in texts.items() for place in locate_span(span, source, text))
        for span in question.spans
    )

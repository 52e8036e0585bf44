"""The records that flow from a question to its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from index.types import SectionKind


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk that was found, best first. `archive.document(source).text[start:end] == text`.

    `score` is the fused score (higher is better, comparable within one search only); `dense` is the cosine of
    question and chunk, `keyword` its BM25 score (0 when no word matches). `also_in` are the sources of the other
    documents that hold the chunk: copies of its document, the earliest published first.
    """

    id: str
    text: str
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    kind: SectionKind
    heading: str | None
    start: int
    end: int
    score: float
    dense: float
    keyword: float
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A numbered passage the model is shown, and the only thing it may cite.

    `archive.document(source).text[start:end] == quote`; `context` is the paragraph around it, which starts at
    `context_start` of the document. `also_in` are the sources of the document's copies that hold the quote.
    """

    number: int
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    kind: SectionKind
    quote: str
    start: int
    end: int
    context: str
    context_start: int
    score: float
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote behind `[number]` in the answer: `archive.document(source).text[start:end] == quote`.

    `published` is an ISO date of the precision that is known ("2024-06-19", "2023-09") or None. `also_in` are the
    sources of the document's copies that hold the quote, `kind` is what the section is in which it stands.
    """

    number: int
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    quote: str
    start: int
    end: int
    also_in: tuple[str, ...] = ()
    kind: SectionKind = SectionKind.BODY


@dataclass(frozen=True, slots=True)
class Statement:
    """What one of several articles that tell differently says: `words` stand in the quote of citation `number`."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Timings(Mapping[str, float]):
    """Where the time went. Seconds from the call: `retrieve` (evidence ready), `first_token`, `total`.

    Also a read-only mapping of the same names, so that `dict(answer.timings)` goes into a record as it is.
    `first_token` equals `total` when the model was not called.
    """

    retrieve: float = 0.0
    first_token: float = 0.0
    total: float = 0.0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def __getitem__(self, name: str) -> float:
        if name not in self:
            raise KeyError(name)
        value: float = getattr(self, name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (entry.name for entry in fields(self))

    def __len__(self) -> int:
        return len(fields(self))

    def __contains__(self, name: object) -> bool:
        return any(entry.name == name for entry in fields(self))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed. `text` carries `[n]` for each citation `n`; when `abstained`, it is the refusal phrase.

    `short` is the span or figure asked for, where one could be told; `statements` are the figures or times of articles
    that contradict each other, the newest first, and empty where they agree. `confidence` is in [0, 1]. `evidence` is
    everything the answer was chosen from; `nearest` are the best finds that did not answer, filled when abstained.
    `prompt` is the text that the model `model` read; both are "" when it was not asked. `rewritten` is the question
    that was asked in place of a follow-up of a conversation, None when the question stood alone. `recalled` tells that
    the same was asked before and the archive has not changed since: nothing was searched or weighed again.
    """

    question: str
    text: str
    abstained: bool
    short: str | None = None
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    statements: tuple[Statement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    timings: Timings = field(default_factory=Timings)
    prompt: str = ""
    model: str = ""
    rewritten: str | None = None
    recalled: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data for JSON."""
        from dataclasses import asdict

        return {**asdict(self), "timings": dict(self.timings)}


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """First event of `ask_stream`: the evidence, before the model has said a word.

    `short` are the words in which the reader sees the answer, None without a reader.
    """

    evidence: tuple[Evidence, ...]
    seconds: float
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """The model answers other questions first, so many; 0 says that it has come to this one."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the answer as the model writes it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event of `ask_stream`: the checked answer, which replaces the streamed tokens."""

    answer: Answer


AskEvent = EvidenceFound | Queued | Token | Finished

"""What goes over the wire, as OpenAPI describes it. The fields are those of the Python interface."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ui.layout import MAX_QUESTION

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION, description="The question, in German.")]
Day = Annotated[
    str | None,
    Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="A day, month or year: 2024-06-19, 2024."),
]
Sources = Annotated[
    list[Annotated[str, Field(max_length=500)]] | None,
    Field(default=None, max_length=100, description="Names or patterns of files; only these may answer."),
]

Kinds = Annotated[
    list[Literal["body", "faq"]] | None,
    Field(default=None, max_length=2, description="Kinds of section that may answer: the text, questions and answers."),
]


class Narrowed(BaseModel):
    """A question and what it is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    question: Question
    since: Day
    until: Day
    as_of: Day
    sources: Sources
    kinds: Kinds


class AskRequest(Narrowed):
    """A question to be answered."""


class SearchRequest(Narrowed):
    """A question whose best passages are wanted."""

    k: Annotated[int, Field(default=10, ge=1, le=100, description="How many passages.")]


class Out(BaseModel):
    """Something that is answered, filled from the record of the same fields."""

    model_config = ConfigDict(from_attributes=True)


class CitationOut(Out):
    """A verbatim quote behind `[number]`; `start` and `end` are characters of the article's text."""

    number: int
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    quote: str
    start: int
    end: int
    also_in: list[str]
    kind: str


class StatementOut(Out):
    """What one of several contradicting articles says."""

    number: int
    words: str


class EvidenceOut(CitationOut):
    """A sentence the answer was chosen from, with its paragraph."""

    context: str
    context_start: int
    score: float


class AnswerOut(Out):
    """A checked answer, or the refusal."""

    question: str
    rewritten: str | None
    text: str
    short: str | None
    abstained: bool
    recalled: bool
    confidence: float
    citations: list[CitationOut]
    statements: list[StatementOut]
    evidence: list[EvidenceOut]
    nearest: list[EvidenceOut]
    timings: dict[str, float]
    model: str


class PassageOut(Out):
    """A passage of an article, best first."""

    source: str
    title: str | None
    published: str | None
    publisher: str | None
    heading: str | None
    text: str
    start: int
    end: int
    score: float
    also_in: list[str]


class DocumentOut(Out):
    """An article of the archive."""

    source: str
    title: str | None
    published: str | None
    publisher: str | None
    chunks: int
    indexed: bool


class FailureOut(Out):
    """A file that could not be taken, and why."""

    source: str
    cause: str


class ReportOut(Out):
    """What became of files that were sent or articles that were removed."""

    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    moved: list[tuple[str, str]] = []
    removed: list[str] = []
    failed: list[FailureOut] = []


class StatusOut(Out):
    """The archive at a glance."""

    documents: int
    chunks: int
    sentences: int
    pending: int
    embedder: str
    llm: str
    reader: bool
    first_published: str | None
    last_published: str | None
    undated: int


class HealthOut(BaseModel):
    """Whether the service answers."""

    status: str


class ErrorOut(BaseModel):
    """What went wrong, in German."""

    detail: str

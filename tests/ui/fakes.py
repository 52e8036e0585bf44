"""A small archive for the page: invented articles, a model that says what it is told, no vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Unpack

from index.errors import SourceUnknown
from index.store.check import CheckReport, Problem
from index.store.rows import DocumentInfo
from index.types import Document, Failure, Progress, Section, SectionKind, SyncReport, ignore_progress
from rag.config import AskConfig
from rag.filters import Filters
from rag.stream import AnswerStream, Hold
from rag.types import Answer, AskEvent, Citation, Evidence, EvidenceFound, Finished, Timings, Token

BRIDGE = (
    "Auenheim. Die Sanierung der Marktbrücke wird teurer als geplant. Wie Bauamtsleiterin Greta Ostrow am Dienstag im "
    "Stadtrat sagte, rechnet die Stadt nun mit 2,4 Millionen Euro statt der 1,9 Millionen Euro aus dem Vorjahr. Grund "
    "seien gestiegene Stahlpreise und ein Schaden am mittleren Pfeiler, den Taucher erst im Frühjahr entdeckt hätten. "
    "Die Brücke soll trotzdem wie vorgesehen im Oktober wieder für den Verkehr freigegeben werden."
)
LIBRARY = "Die Stadtbücherei bleibt vom 3. bis zum 14. August geschlossen. Leihfristen verlängern sich von selbst."


def make_evidence(
    text: str,
    quote: str,
    *,
    number: int = 1,
    source: str = "bruecke.txt",
    title: str | None = "Marktbrücke wird teurer",
    published: str | None = "2024-06-19",
    publisher: str | None = "Auenheimer Bote",
) -> Evidence:
    """Return evidence whose context is the whole text."""
    start = text.index(quote)
    return Evidence(
        number=number,
        source=source,
        title=title,
        published=published,
        publisher=publisher,
        kind=SectionKind.BODY,
        quote=quote,
        start=start,
        end=start + len(quote),
        context=text,
        context_start=0,
        score=1.0,
    )


def cite(evidence: Evidence, number: int) -> Citation:
    """Return the citation `[number]` of evidence."""
    return Citation(
        number=number,
        source=evidence.source,
        title=evidence.title,
        published=evidence.published,
        publisher=evidence.publisher,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
    )


COST = make_evidence(
    BRIDGE,
    "Wie Bauamtsleiterin Greta Ostrow am Dienstag im Stadtrat sagte, rechnet die Stadt nun mit 2,4 Millionen Euro "
    "statt der 1,9 Millionen Euro aus dem Vorjahr.",
)
CLOSED = make_evidence(
    LIBRARY,
    "Die Stadtbücherei bleibt vom 3. bis zum 14. August geschlossen.",
    number=2,
    source="service/buecherei.html",
    title="Bücherei macht Sommerpause",
    published=None,
    publisher=None,
)


ARTICLE = Document(
    source=COST.source,
    text=f"{BRIDGE}\n\nWeitere <b>Artikel</b> zum Thema",
    title=COST.title,
    published=COST.published,
    publisher=COST.publisher,
    sections=(
        Section(SectionKind.BODY, 0, len(BRIDGE)),
        Section(SectionKind.TEASER, len(BRIDGE) + 2, len(BRIDGE) + 2 + len("Weitere <b>Artikel</b> zum Thema")),
    ),
)


def answer_cost(question: str) -> Answer:
    """Return a checked answer that cites the second piece of evidence as [1]."""
    return Answer(
        question=question,
        text="Die Sanierung der Marktbrücke kostet nach Angaben der Stadt 2,4 Millionen Euro [1].",
        abstained=False,
        confidence=0.9,
        citations=(cite(COST, 1),),
        evidence=(CLOSED, COST),
        timings=Timings(0.18, 1.2, 3.4, 210, 24),
        model="fake",
    )


def refuse(question: str) -> Answer:
    """Return a refusal with what came nearest."""
    return Answer(
        question=question,
        text="Dazu steht nichts in den Quellen.",
        abstained=True,
        nearest=(COST, CLOSED),
        timings=Timings(0.2, 0.9, 0.9),
        model="fake",
    )


@dataclass(frozen=True, slots=True)
class FakeStatus:
    documents: int
    pending: int = 0
    first_published: str | None = None
    last_published: str | None = None
    undated: int = 0
    embedder: str = "e5-small"
    llm: str = "1.5b"


@dataclass
class FakeChat:
    """A conversation in which "Und …" leans on the question before."""

    archive: FakeArchive
    questions: list[str] = field(default_factory=list)

    def rewrite(self, question: str) -> str | None:
        return f"{question} ({self.questions[-1]})" if self.questions and question.startswith("Und ") else None

    def ask_stream(self, question: str, **filters: Unpack[Filters]) -> AnswerStream:
        self.archive.filters.append(filters)
        asked = self.rewrite(question) or question
        self.questions.append(question)
        return AnswerStream(partial(self.archive.answer, asked))


@dataclass
class FakeArchive:
    """An archive of which the test says what it answers.

    `gate` holds the model back before each token if set; `deaf` lets it notice only there that it was stopped.
    """

    path: Path
    rows: list[DocumentInfo] = field(default_factory=list)
    reply: Callable[[str], Answer] = answer_cost
    tokens: Sequence[str] = ("Die Sanierung ", "kostet ", "2,4 Millionen Euro [2].")
    gate: threading.Semaphore | None = None
    deaf: bool = False
    seen: str | None = None
    error: Exception | None = None
    broken: dict[str, str] = field(default_factory=dict)
    lost: tuple[Problem, ...] = ()
    config: AskConfig = field(default_factory=AskConfig)
    asked: list[str] = field(default_factory=list)
    filters: list[Filters] = field(default_factory=list)
    said: int = 0
    closed: threading.Event = field(default_factory=threading.Event)

    def ask(self, question: str, **filters: Unpack[Filters]) -> Answer:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return self.reply(question)

    def chat(self) -> FakeChat:
        return FakeChat(self)

    def cancel(self) -> None:
        if self.gate is not None and not self.deaf:
            self.gate.release()

    def answer(self, question: str, hold: Hold) -> Generator[AskEvent]:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        try:
            yield EvidenceFound((CLOSED_FIRST, COST_SECOND), 0.1, self.seen)
            hold(self)
            for token in self.tokens:
                if self.gate is not None and not self.gate.acquire(timeout=20):
                    return
                self.said += 1
                yield Token(token)
            yield Finished(self.reply(question))
        finally:
            self.closed.set()

    def add(self, paths: Path, *, progress: Progress = ignore_progress) -> SyncReport:
        if paths.name in self.broken:
            return SyncReport(failed=(Failure(paths.name, f"{paths}: {self.broken[paths.name]}"),))
        known = {row.source for row in self.rows}
        if paths.name in known:
            return SyncReport(changed=(paths.name,))
        self.rows.append(make_row(paths.name, title=paths.stem, path=str(paths)))
        return SyncReport(added=(paths.name,))

    def remove(self, sources: str) -> SyncReport:
        if sources not in {row.source for row in self.rows}:
            return SyncReport(failed=(Failure(sources, f"{sources}: unbekannt"),))
        self.rows = [row for row in self.rows if row.source != sources]
        return SyncReport(removed=(sources,))

    def check(self) -> CheckReport:
        return CheckReport(len(self.rows), len(self.rows) - len(self.lost), 1.0, self.lost)

    def repair(self) -> CheckReport:
        self.lost = ()
        return self.check()

    def document(self, source: str) -> Document:
        if source != COST.source:
            raise SourceUnknown(source=source)
        return ARTICLE

    def documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(self.rows)

    def status(self) -> FakeStatus:
        dates = sorted(row.published for row in self.rows if row.published)
        return FakeStatus(len(self.rows), 0, dates[0] if dates else None, dates[-1] if dates else None)


CLOSED_FIRST = make_evidence(
    LIBRARY,
    CLOSED.quote,
    number=1,
    source=CLOSED.source,
    title=CLOSED.title,
    published=None,
    publisher=None,
)
COST_SECOND = make_evidence(BRIDGE, COST.quote, number=2)


def make_row(
    source: str, *, title: str | None = None, published: str | None = None, publisher: str | None = None, path: str = ""
) -> DocumentInfo:
    """Return one row of the list of documents."""
    return DocumentInfo(source, title, published, publisher, path, chunks=1, characters=100, indexed=True)


def make_rows() -> list[DocumentInfo]:
    """Return the rows of a small newspaper."""
    return [
        make_row("bruecke.txt", title="Marktbrücke wird teurer", published="2024-06-19", publisher="Auenheimer Bote"),
        make_row("service/buecherei.html", title="Bücherei macht Sommerpause", publisher="Auenheimer Bote"),
        make_row("chronik-2023.pdf", title="Ein Jahr im Rückblick: was Auenheim bewegte", published="2023-12"),
    ]

"""An archive that says what a test tells it to, and the records it hands out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self, cast

from index.store import CheckReport
from index.store.rows import DocumentInfo
from index.types import Progress, ProgressEvent, SectionKind, SyncReport, ignore_progress
from rag.archive import Archive
from rag.chat import Chat
from rag.config import AskConfig
from rag.prompt import REFUSAL
from rag.status import ArchiveStatus
from rag.stream import AnswerStream
from rag.types import Answer, AskEvent, Citation, Evidence, EvidenceFound, Finished, ScoredChunk, Timings, Token

QUOTE = "Die neue Brücke wurde am\nMittwoch eröffnet."

EVIDENCE = Evidence(
    number=1,
    source="lokal/bruecke.txt",
    title="Brücke eröffnet",
    published="2024-06-19",
    publisher="Auenheimer Bote",
    kind=SectionKind.BODY,
    quote=QUOTE,
    start=10,
    end=10 + len(QUOTE),
    context=QUOTE,
    context_start=10,
    score=0.9,
)
CITATION = Citation(
    number=1,
    source=EVIDENCE.source,
    title=EVIDENCE.title,
    published=EVIDENCE.published,
    publisher=EVIDENCE.publisher,
    quote=QUOTE,
    start=EVIDENCE.start,
    end=EVIDENCE.end,
)
ANSWER = Answer(
    question="Wann wurde die Brücke eröffnet?",
    text="Die Brücke wurde am Mittwoch eröffnet [1].",
    abstained=False,
    confidence=0.82,
    citations=(CITATION,),
    evidence=(EVIDENCE,),
    timings=Timings(retrieve=0.3, first_token=2.1, total=3.44, prompt_tokens=1312, answer_tokens=12),
    model="1.5b",
)
REFUSED = Answer(question="Wer?", text=REFUSAL, abstained=True, nearest=(replace(EVIDENCE, published=None),))
CHUNK = ScoredChunk(
    id="a",
    text="Vorweg ein Satz. " * 30 + "Die neue Brücke wurde am Mittwoch eröffnet. " + "Danach noch einer. " * 30,
    source=EVIDENCE.source,
    title=EVIDENCE.title,
    published="2023-09",
    publisher=EVIDENCE.publisher,
    kind=SectionKind.BODY,
    heading=None,
    start=0,
    end=10,
    score=1.234,
    dense=0.9,
    keyword=3.0,
)
EMPTY = ArchiveStatus("nowhere", 0, 0, 0, 0, "e5-small", "", True, 0, 0, None, None)
HEALTHY = CheckReport(1240, 1240, 1.0, ())


@dataclass
class FakeArchive:
    """Stands for `rag.Archive`: `opened` and `calls` remember, everything else is handed out."""

    path: Path = Path("nowhere")
    report: SyncReport = field(default_factory=SyncReport)
    answer: Answer = ANSWER
    hits: tuple[ScoredChunk, ...] = (CHUNK,)
    listed: tuple[DocumentInfo, ...] = ()
    figures: ArchiveStatus = EMPTY
    health: CheckReport = HEALTHY
    seen: str | None = None
    error: Exception | None = None
    between_files: Callable[[], None] = lambda: None
    opened: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    columns: Mapping[str, str] | None = None
    embed_url: str | None = None
    closed_early: bool = False

    def open(
        self,
        path: Path,
        *,
        config: AskConfig,
        embedder: str | None = None,
        embed_url: str | None = None,
        llm: str | None = None,
    ) -> Self:
        self.opened.append({"path": path, "embedder": embedder, "llm": llm, "reader": config.reader})
        self.embed_url = embed_url
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.append(("close", None))

    def add(
        self,
        paths: Iterable[Path],
        *,
        columns: Mapping[str, str] | None = None,
        progress: Progress = ignore_progress,
    ) -> SyncReport:
        self.columns = columns
        return self._work("add", list(paths), progress)

    def sync(
        self, folder: Path, *, columns: Mapping[str, str] | None = None, progress: Progress = ignore_progress
    ) -> SyncReport:
        self.columns = columns
        return self._work("sync", folder, progress)

    def _work(self, name: str, what: object, progress: Progress) -> SyncReport:
        self.calls.append((name, what))
        if self.error:
            raise self.error
        for done in range(3):
            progress(ProgressEvent("add", done, 3, "files", f"{done}.txt"))
            self.between_files()
            self.calls.append(("file", done))
        progress(ProgressEvent("add", 3, 3, "files"))
        return self.report

    def remove(self, sources: Iterable[str]) -> SyncReport:
        self.calls.append(("remove", list(sources)))
        return self.report

    def search(self, question: str, k: int, **filters: Any) -> tuple[ScoredChunk, ...]:
        self.calls.append(("search", (question, k, filters)))
        return self.hits

    def ask(self, question: str, **filters: Any) -> Answer:
        self.calls.append(("ask", (question, filters)))
        if self.error:
            raise self.error
        return self.answer

    def ask_stream(self, question: str, **filters: Any) -> AnswerStream:
        return AnswerStream(lambda hold: self._answer(question, filters))

    def _answer(self, question: str, filters: dict[str, Any]) -> Generator[AskEvent]:
        answer = self.ask(question, **filters)
        try:
            yield EvidenceFound(answer.evidence, 0.3, self.seen)
            for word in ("Die ", "Brücke ", "ungeprüft "):
                self.between_files()
                yield Token(word)
            yield Finished(answer)
        except GeneratorExit:
            self.closed_early = True
            raise

    def chat(self) -> Chat:
        return Chat(cast(Archive, self))

    def status(self) -> ArchiveStatus:
        return self.figures

    def documents(self) -> tuple[DocumentInfo, ...]:
        return self.listed

    def check(self) -> CheckReport:
        return self.health

    def repair(self, *, progress: Progress = ignore_progress) -> CheckReport:
        progress(ProgressEvent("index", 1240, 1240, "chunks"))
        return self.health

    def reindex(
        self,
        path: Path,
        *,
        embedder: str | None = None,
        embed_url: str | None = None,
        progress: Progress = ignore_progress,
    ) -> CheckReport:
        self.embed_url = embed_url
        self.calls.append(("reindex", (path, embedder)))
        progress(ProgressEvent("reindex", 0, 3, "files", "a.txt"))
        self.between_files()
        progress(ProgressEvent("reindex", 3, 3, "files"))
        return self.health

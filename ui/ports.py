"""What the page needs of an archive: the seam at which tests put a small one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Unpack

from index.types import Document, Progress, SyncReport
from rag.config import AskConfig
from rag.filters import Filters
from rag.stream import AnswerStream
from rag.types import Answer

if TYPE_CHECKING:
    from index.store.check import CheckReport


class DocumentRow(Protocol):
    """One document as the list shows it."""

    @property
    def source(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def chunks(self) -> int: ...
    @property
    def indexed(self) -> bool: ...


class Status(Protocol):
    """How much an archive holds. `pending` counts chunks that the vector index has yet to take."""

    @property
    def documents(self) -> int: ...
    @property
    def pending(self) -> int: ...
    @property
    def embedder(self) -> str: ...
    @property
    def llm(self) -> str: ...
    @property
    def first_published(self) -> str | None: ...
    @property
    def last_published(self) -> str | None: ...
    @property
    def undated(self) -> int: ...


class Conversation(Protocol):
    """The part of `rag.Chat` behind the page: questions of one reader, which may lean on one another."""

    def rewrite(self, question: str) -> str | None: ...
    def ask_stream(self, question: str, **filters: Unpack[Filters]) -> AnswerStream: ...


class AskableArchive(Protocol):
    """The part of `rag.Archive` behind the page. Safe to call from several threads."""

    @property
    def path(self) -> Path: ...
    def add(self, paths: Path, *, progress: Progress = ...) -> SyncReport: ...
    def ask(self, question: str, **filters: Unpack[Filters]) -> Answer: ...
    def chat(self) -> Conversation: ...
    def document(self, source: str) -> Document: ...
    def documents(self) -> Sequence[DocumentRow]: ...
    def remove(self, sources: str) -> SyncReport: ...
    def check(self) -> CheckReport: ...
    def repair(self) -> CheckReport: ...
    def status(self) -> Status: ...


class TunableArchive(AskableArchive, Protocol):
    """An archive whose settings may change between two questions."""

    config: AskConfig


class WarmArchive(Protocol):
    """An archive that can load its models ahead of the first question."""

    def warm(self) -> None: ...

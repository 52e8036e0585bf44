"""What the service needs of an archive: that of the page, and the calls of the interface for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Unpack

from rag.filters import Filters
from rag.status import ArchiveStatus
from rag.stream import AnswerStream
from rag.types import ScoredChunk
from ui.ports import TunableArchive


class ServedArchive(TunableArchive, Protocol):
    """The part of `rag.Archive` behind the service. Safe to call from several threads."""

    def ask_stream(self, question: str, **filters: Unpack[Filters]) -> AnswerStream: ...
    def search(self, question: str, k: int = ..., **filters: Unpack[Filters]) -> Sequence[ScoredChunk]: ...
    def status(self) -> ArchiveStatus: ...

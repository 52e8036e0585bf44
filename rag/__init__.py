"""belegt: answers from your own archive of German news articles, each sentence with its source.

    from rag import Archive

    with Archive.open("archive-dir") as archive:
        archive.add(["articles/"])
        print(archive.ask("Wann wurde die Brücke eröffnet?").text)

Names are imported when they are first used, so that `belegt --help` loads none of what stands behind them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.errors import BelegtError as BelegtError
    from index.store import CheckReport as CheckReport
    from index.store.rows import DocumentInfo as DocumentInfo
    from index.types import Document as Document
    from index.types import Failure as Failure
    from index.types import ProgressEvent as ProgressEvent
    from index.types import Section as Section
    from index.types import SectionKind as SectionKind
    from index.types import SyncReport as SyncReport
    from rag.archive import Archive as Archive
    from rag.chat import Chat as Chat
    from rag.config import AskConfig as AskConfig
    from rag.filters import Filters as Filters
    from rag.prompt import REFUSAL as REFUSAL
    from rag.status import ArchiveStatus as ArchiveStatus
    from rag.stream import AnswerStream as AnswerStream
    from rag.types import Answer as Answer
    from rag.types import AskEvent as AskEvent
    from rag.types import Citation as Citation
    from rag.types import Evidence as Evidence
    from rag.types import EvidenceFound as EvidenceFound
    from rag.types import Finished as Finished
    from rag.types import Queued as Queued
    from rag.types import ScoredChunk as ScoredChunk
    from rag.types import Statement as Statement
    from rag.types import Timings as Timings
    from rag.types import Token as Token

_HOMES = {
    "index.errors": ("BelegtError",),
    "index.store.rows": ("DocumentInfo",),
    "index.store": ("CheckReport",),
    "index.types": (
        "Document",
        "Failure",
        "ProgressEvent",
        "Section",
        "SectionKind",
        "SyncReport",
    ),
    "rag.archive": (
        "Archive",
        "ArchiveStatus",
    ),
    "rag.chat": ("Chat",),
    "rag.config": ("AskConfig",),
    "rag.filters": ("Filters",),
    "rag.prompt": ("REFUSAL",),
    "rag.stream": ("AnswerStream",),
    "rag.types": (
        "Answer",
        "AskEvent",
        "Citation",
        "Evidence",
        "EvidenceFound",
        "Finished",
        "Queued",
        "ScoredChunk",
        "Statement",
        "Timings",
        "Token",
    ),
}

__all__ = [
    "REFUSAL",
    "Answer",
    "AnswerStream",
    "Archive",
    "ArchiveStatus",
    "AskConfig",
    "AskEvent",
    "BelegtError",
    "Chat",
    "CheckReport",
    "Citation",
    "Document",
    "DocumentInfo",
    "Evidence",
    "EvidenceFound",
    "Failure",
    "Filters",
    "Finished",
    "ProgressEvent",
    "Queued",
    "ScoredChunk",
    "Section",
    "SectionKind",
    "Statement",
    "SyncReport",
    "Timings",
    "Token",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

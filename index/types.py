"""The records that flow from files to the store: documents, their sections, chunks and sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class SectionKind(StrEnum):
    """What a stretch of a document is. Only `BODY` and `FAQ` are searched by default."""

    BODY = "body"
    FAQ = "faq"
    TEASER = "teaser"
    COMMENT = "comment"
    NOTICE = "notice"


SEARCHED_KINDS: frozenset[SectionKind] = frozenset({SectionKind.BODY, SectionKind.FAQ})


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open character range `[start, end)` of `Document.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A marked stretch of `Document.text`; sections are in order and never overlap."""

    kind: SectionKind
    start: int
    end: int
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was read, text unchanged.

    `published` is an ISO 8601 date of the precision that is known ("2024-06-19", "2023-09", "2023") or None.
    `sections` mark what each stretch of `text` is; text between two sections is white space.
    """

    source: str
    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    sections: tuple[Section, ...] = ()

    def searchable(self) -> tuple[Section, ...]:
        """Return the sections that are searched by default."""
        return tuple(section for section in self.sections if section.kind in SEARCHED_KINDS)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences out of one section: `document.text[start:end] == text`.

    `sentences` are spans into `Document.text`, not into the chunk.
    """

    start: int
    end: int
    text: str
    kind: SectionKind
    heading: str | None
    sentences: tuple[Span, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One step of long work. `unit` is "files", "chunks" or "bytes"; `total` is 0 while it is unknown."""

    stage: str
    done: int
    total: int
    unit: str
    detail: str = ""


Progress = Callable[[ProgressEvent], None]


def ignore_progress(event: ProgressEvent) -> None:
    """Take a progress event and show nothing: the default where nobody watches."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be taken, and why, in German and in English words for the user."""

    source: str
    cause: str
    cause_en: str = ""

    def text(self, lang: str = "de") -> str:
        """Return the cause in `lang` ("de" or "en")."""
        return self.cause_en if lang == "en" and self.cause_en else self.cause


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What an ingest did, by `source`. Each field is a tuple; `failed` holds `Failure` records."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        """Tell whether every input was taken."""
        return not self.failed

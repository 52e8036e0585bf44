"""What one question of a run gave, as it is written to `answers.jsonl` and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """A found stretch of a document: a chunk (text left out, the archive has it) or an evidence sentence."""

    source: str
    start: int
    end: int
    score: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of the answer; `verbatim` tells whether the document held the quote at `[start, end)`."""

    number: int
    source: str
    start: int
    end: int
    quote: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One question, asked. `error` is set when it crashed; then everything else may be empty.

    `retrieved` and `evidence` are the ten best chunks and sentences, best first; `shown` are the sentences that
    the model reads, in its order. `rewritten` is what was asked in place of a follow-up. `gold` holds, for each gold
    span of the question, the places where the archive has it. `asked` tells whether an answer was wanted (False in a
    run of the retrieval alone); `timings` are seconds and token counts by name.
    """

    dataset: str
    id: str
    asked: bool = True
    retrieved: tuple[Passage, ...] = ()
    evidence: tuple[Passage, ...] = ()
    shown: tuple[Passage, ...] = ()
    gold: tuple[tuple[Passage, ...], ...] = ()
    rewritten: str | None = None
    text: str = ""
    short: str | None = None
    abstained: bool = False
    confidence: float = 0.0
    citations: tuple[Cited, ...] = ()
    prompt: str = ""
    model: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    error: str | None = None
    trace: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data for JSON."""
        return asdict(self)


def read_record(row: Mapping[str, Any]) -> Record:
    """Build a record from the plain data that `Record.to_dict` gave."""
    values = dict(row)
    for name in ("retrieved", "evidence", "shown"):
        values[name] = tuple(Passage(**passage) for passage in values.get(name, ()))
    values["gold"] = tuple(tuple(Passage(**place) for place in places) for places in values.get("gold", ()))
    values["citations"] = tuple(Cited(**cited) for cited in values.get("citations", ()))
    return Record(**values)

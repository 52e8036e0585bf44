"""What the page knows about one question while it is answered: a record, and how each event changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from index.errors import BelegtError
from rag.types import Answer, AskEvent, Evidence, EvidenceFound, Finished, Queued, Token


class Phase(StrEnum):
    """How far a question has come."""

    IDLE = "idle"
    WAITING = "waiting"
    SEARCHING = "searching"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


BUSY: frozenset[Phase] = frozenset({Phase.WAITING, Phase.SEARCHING, Phase.WRITING})


@dataclass(frozen=True, slots=True)
class View:
    """One question on the page. `draft` is what the model wrote so far, `answer` the checked answer.

    `seen` are the words in which the reader saw the answer before the model spoke.
    `rewritten` is what is asked in place of a question that leans on the one before. `narrowed` tells that filters
    restrict what may answer. `ahead` counts the questions that the model answers first; `retrieve` is seconds until the
    evidence stood.
    """

    phase: Phase = Phase.IDLE
    question: str = ""
    narrowed: bool = False
    ahead: int = 0
    rewritten: str | None = None
    evidence: tuple[Evidence, ...] = ()
    seen: str | None = None
    draft: str = ""
    answer: Answer | None = None
    error: BelegtError | None = None

    @property
    def busy(self) -> bool:
        """Tell whether the answer is still to come."""
        return self.phase in BUSY

    @property
    def short(self) -> str | None:
        """Return the short answer as far as it is known; None once the question is refused or failed."""
        if self.error is not None:
            return None
        return self.seen if self.answer is None else None if self.answer.abstained else self.answer.short


def advance(view: View, event: AskEvent) -> View:
    """Return the view after one event of `Archive.ask_stream`."""
    match event:
        case EvidenceFound(evidence=evidence, short=short):
            return replace(view, phase=Phase.WRITING, evidence=evidence, seen=short)
        case Queued(ahead=ahead):
            return replace(view, phase=Phase.WAITING if ahead else Phase.WRITING, ahead=ahead)
        case Token(text=text):
            return replace(view, draft=view.draft + text)
        case Finished(answer=answer):
            return replace(view, phase=Phase.DONE, answer=answer)

"""A conversation with an archive, in which a question may lean on the ones before."""

from __future__ import annotations

import datetime
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Unpack

from rag.filters import Filters
from rag.followup import Topic, find_names, find_person, find_phrases, join_topic, rewrite_question
from rag.stream import AnswerStream, Hold
from rag.types import Answer, AskEvent, Evidence, Finished

if TYPE_CHECKING:
    from rag.archive import Archive


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation. `rewritten` is what was asked for it, None where it stood alone.

    `answer` is None where only evidence was looked for.
    """

    question: str
    rewritten: str | None
    evidence: tuple[Evidence, ...]
    answer: Answer | None
    topic: Topic


class Chat:
    """A conversation, made by `Archive.chat`. It belongs to one reader: not safe to share between threads."""

    def __init__(self, archive: Archive, *, as_of: str | datetime.date | None = None) -> None:
        self._archive = archive
        self._as_of = as_of
        self._turns: list[Turn] = []

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions so far; one whose answer was stopped is none."""
        return tuple(self._turns)

    def rewrite(self, question: str) -> str | None:
        """Return what would be asked for a question; None where it stands alone or is the first."""
        return rewrite_question(question, self._turns[-1].topic) if self._turns else None

    def ask(self, question: str, **filters: Unpack[Filters]) -> Answer:
        """Answer a question like `Archive.ask`; `answer.rewritten` tells how a follow-up was understood."""
        for event in self.ask_stream(question, **filters):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("the stream ended without an answer")

    def ask_stream(self, question: str, **filters: Unpack[Filters]) -> AnswerStream:
        """Return the events of `Archive.ask_stream`; the turn is remembered when the answer is finished."""
        rewritten = self.rewrite(question)
        stream = self._archive.ask_stream(rewritten or question, **self._complete(filters))
        return AnswerStream(partial(self._follow, stream, question, rewritten))

    def _follow(self, stream: AnswerStream, question: str, rewritten: str | None, hold: Hold) -> Generator[AskEvent]:
        hold(stream)
        for event in stream:
            if isinstance(event, Finished):
                answer = replace(event.answer, question=question, rewritten=rewritten)
                self._remember(question, rewritten, answer.evidence or answer.nearest, answer)
                yield Finished(answer)
            else:
                yield event

    def find_evidence(self, question: str, **filters: Unpack[Filters]) -> tuple[Evidence, ...]:
        """Return the evidence for a question like `Archive.find_evidence`, as a turn without an answer."""
        rewritten = self.rewrite(question)
        evidence = self._archive.find_evidence(rewritten or question, **self._complete(filters))
        self._remember(question, rewritten, evidence, None)
        return evidence

    def _complete(self, filters: Filters) -> Filters:
        return {"as_of": self._as_of, **filters}

    def _remember(
        self, question: str, rewritten: str | None, evidence: tuple[Evidence, ...], answer: Answer | None
    ) -> None:
        topic = _find_topic(rewritten or question, evidence, answer)
        self._turns.append(Turn(question, rewritten, evidence, answer, topic))


def _find_topic(question: str, evidence: tuple[Evidence, ...], answer: Answer | None) -> Topic:
    """Return what a question was about: what it names, and who or what its answer rests on."""
    found = [] if answer is not None and answer.abstained else sorted(evidence, key=lambda entry: -entry.score)[:1]
    citations = answer.citations if answer is not None else ()
    # The quotes, not the text around them: that names the papers that say so.
    text = " ".join(entry.quote for entry in citations or found)
    titles = [entry.title for entry in citations[:1]]
    title = next(filter(None, [*titles, *(entry.title for entry in found)]), "")
    person = find_person(question, answer.short if answer is not None else None)
    names, things = find_names(text)[:1], find_phrases(title, title=True)
    return join_topic(question, find_phrases(question), names, things, person=person)

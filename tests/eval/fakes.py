"""A small archive of invented articles that answers by word overlap: deterministic, and without any model."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eval.dataset import Dataset
from eval.run import RunOptions
from index.errors import SourceUnknown
from index.sentences import split_sentences
from index.types import Document, Progress, SectionKind
from rag.config import AskConfig
from rag.prompt import REFUSAL
from rag.types import Answer, Citation, Evidence, ScoredChunk, Timings

ARTICLES = {
    "bruecke.txt": "Die Brücke wurde am 3. Mai 2024 eröffnet. Der Bau kostete 10.000 Taler.",
    "bad.txt": "Das Freibad öffnet um 8 Uhr. Der Eintritt kostet 4 Taler.",
    "wahl.txt": "Bei der Wahl siegte Marta Klein. Die Beteiligung lag bei 61 Prozent.",
}


class FakeArchive:
    """The part of an archive that a run needs. `crash_on` are words in a question that make `ask` raise."""

    def __init__(self, articles: dict[str, str] | None = None, *, crash_on: str = "", stop_after: int = 10**9) -> None:
        self.articles = ARTICLES if articles is None else articles
        self.config = AskConfig()
        self.crash_on = crash_on
        self.stop_after = stop_after
        self.questions: list[str] = []
        self.filters: list[dict[str, Any]] = []

    def search(self, question: str, k: int = 10, **filters: Any) -> tuple[ScoredChunk, ...]:
        scored = [(_overlap(question, text), source) for source, text in self._admitted(filters)]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:k]
        return tuple(self._chunk(source, score) for score, source in best)

    def find_evidence(self, question: str, **filters: Any) -> tuple[Evidence, ...]:
        found = [
            self._evidence(source, span.start, span.end, _overlap(question, span.of(text)))
            for source, text in self._admitted(filters)
            for span in split_sentences(text)
        ]
        best = sorted(found, key=lambda entry: (-entry.score, entry.source))[: self.config.evidence_sentences]
        # As the real one: numbered in the order of the document, not of the score.
        return tuple(sorted(best, key=lambda entry: (entry.source, entry.start)))

    def ask(self, question: str, **filters: Any) -> Answer:
        self.questions.append(question)
        self.filters.append(filters)
        if len(self.questions) > self.stop_after:
            raise KeyboardInterrupt
        if self.crash_on and self.crash_on in question:
            raise RuntimeError("das Modell ist gestolpert")
        evidence = self.find_evidence(question, **filters)
        best = max(evidence, key=lambda entry: entry.score, default=None)
        timings = Timings(0.01, 0.2, 0.5, 100, 10)
        if best is None or best.score < 2:
            return Answer(question, REFUSAL, True, confidence=0.1, nearest=evidence, timings=timings)
        citation = Citation(1, best.source, None, None, None, best.quote, best.start, best.end)
        return Answer(
            question,
            f"{best.quote} [1]",
            False,
            confidence=min(1.0, best.score / 5),
            citations=(citation,),
            evidence=evidence,
            timings=timings,
            prompt="…",
            model="fake",
        )

    def chat(self) -> FakeChat:
        return FakeChat(self)

    def document(self, source: str) -> Document:
        if source not in self.articles:
            raise SourceUnknown(source=source)
        return Document(source, self.articles[source])

    def _admitted(self, filters: dict[str, Any]) -> list[tuple[str, str]]:
        patterns = filters.get("sources") or ["*"]
        return [
            (source, text)
            for source, text in self.articles.items()
            if any(fnmatch.fnmatchcase(source, pattern) for pattern in patterns)
        ]

    def _chunk(self, source: str, score: float) -> ScoredChunk:
        text = self.articles[source]
        return ScoredChunk(
            source, text, source, None, None, None, SectionKind.BODY, None, 0, len(text), score, score, score
        )

    def _evidence(self, source: str, start: int, end: int, score: float) -> Evidence:
        text = self.articles[source]
        return Evidence(1, source, None, None, None, SectionKind.BODY, text[start:end], start, end, text, 0, score)


@dataclass
class FakeChat:
    """A conversation that asks a follow-up with the first question of the conversation behind it."""

    archive: FakeArchive
    asked: list[str] = field(default_factory=list)

    def rewrite(self, question: str) -> str | None:
        return f"{question} {self.asked[0]}" if self.asked else None

    def find_evidence(self, question: str, **filters: Any) -> tuple[Evidence, ...]:
        self.asked.append(question)
        return self.archive.find_evidence(question, **filters)

    def ask(self, question: str, **filters: Any) -> Answer:
        rewritten = self.rewrite(question)
        self.asked.append(question)
        return self.archive.ask(rewritten or question, **filters)


def open_fake(archive: FakeArchive) -> Any:
    """Return an opener for `execute_run` that gives `archive`, whatever the data set."""

    @contextmanager
    def opener(dataset: Dataset, options: RunOptions, ingest: Progress) -> Iterator[FakeArchive]:
        archive.config = options.config
        yield archive

    return opener


def _overlap(question: str, text: str) -> float:
    return float(len(_words(question) & _words(text)))


def _words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w{3,}", text)} - {"der", "die", "das", "wann", "wie", "wer", "wurde"}

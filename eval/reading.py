"""How well the reader reads: its words against the known answers, and whether it knows that there is none.

Asked of the paragraphs of a SQuAD file, once of all of them and once without the paragraph that holds the answer.
"""

from __future__ import annotations

import math
import time
import typing
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from eval.answer_metrics import exact_match, token_f1
from eval.dataset import Dataset, Question, name_file, select_questions
from eval.refusal_metrics import Verdict, confidence_auroc
from eval.run.archive import open_archive
from eval.run.plan import RunOptions
from eval.statistics import Estimate, estimate_mean, estimate_over, percentile
from index.errors import UsageError
from index.types import Progress
from rag.confidence import estimate_confidence
from rag.found import Found
from rag.reader import Reader, load_reader
from rag.reader.load import ENCODER, read_adapter
from rag.types import ScoredChunk

#: What tells the archive with the paragraph from the archive without it.
SIGNS = ("span", "present", "confidence")


class Readable(Protocol):
    """The part of `rag.Archive` that is measured. Its reader is the one that is measured."""

    def search(self, question: str, k: int = 10) -> tuple[ScoredChunk, ...]: ...

    def find(self, question: str, *, sources: Collection[str] | None = None) -> Found: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question. `seconds` are for reading the found chunks.

    `there` and `gone` are the values of `SIGNS` with and without the question's paragraph in the archive.
    """

    question: str
    gold_f1: float
    gold_em: float
    found_f1: float
    seconds: float
    there: tuple[float, ...]
    gone: tuple[float, ...]


class Following(Protocol):
    """Who follows the measuring: told of the work on the archive and of every question."""

    def ingest(self, dataset: str) -> Progress: ...

    def begin(self, dataset: str, done: int, total: int) -> None: ...

    def advance(self) -> None: ...


def open_reader(adapter: Path | None) -> tuple[Reader, tuple[str, ...]]:
    """Return the reader of an adapter (None: the installed one), and the articles it has learned from.

    Raises UsageError where file and embedder don't belong together.
    """
    if adapter is not None and not adapter.is_file():
        raise UsageError(cause=f"Den Adapter {adapter} gibt es nicht.")
    reader = load_reader(ENCODER, adapter=adapter)
    if reader is None:
        raise UsageError(cause=f"Der Leser gehört zu anderen Gewichten als denen von {ENCODER}, die hier liegen.")
    return reader, read_adapter(adapter).trained


def select_unseen(
    dataset: Dataset, seen: Collection[str], *, limit: int | None = None, seed: int = 0
) -> tuple[Question, ...]:
    """Return the answerable questions of a SQuAD file, those of its articles named in `seen` left out.

    Raises UsageError when none is left.
    """
    questions = tuple(
        question
        for question in dataset.questions
        if question.answers and question.context_id in dataset.texts and find_article(question) not in seen
    )
    if not questions:
        raise UsageError(
            cause=f"In {dataset.name} ist keine Frage, an der sich der Leser messen lässt. Gebraucht wird eine "
            "SQuAD-Datei mit Artikeln, die er nicht aus dem Training kennt (mit --all gelten alle)."
        )
    return select_questions(replace(dataset, questions=questions, left_out=()), limit=limit, seed=seed, left_out=0)


def name_articles(dataset: Dataset) -> frozenset[str]:
    """Return the articles of a data set, as the folders of its sources are called."""
    return frozenset(source.partition("/")[0] for source in dataset.texts)


def find_seen(dataset: Dataset, trained: Collection[str]) -> frozenset[str]:
    """Return the articles of a data set that are among the titles `trained`."""
    return name_articles(dataset) & {name_file(title) for title in trained}


def find_article(question: Question) -> str:
    """Return the folder of the question's paragraph."""
    return (question.context_id or "").partition("/")[0]


def measure_archive(
    dataset: Dataset, questions: Sequence[Question], reader: Reader, watcher: Following
) -> Iterator[Outcome]:
    """Build the archive of a data set and yield what comes of each question."""
    options = RunOptions(embedder=ENCODER, retrieval_only=True)
    with open_archive(dataset, options, watcher.ingest(dataset.name), reader=reader) as archive:
        watcher.begin(dataset.name, 0, len(questions))
        asked = typing.cast(Readable, archive)
        for outcome in measure_questions(asked, reader, questions, dataset, chunks=options.config.read_chunks):
            yield outcome
            watcher.advance()


def measure_questions(
    archive: Readable, reader: Reader, questions: Sequence[Question], dataset: Dataset, *, chunks: int
) -> Iterator[Outcome]:
    """Yield what comes of each question; `chunks` are found for the reader."""
    for question in questions:
        gold = _read_best(reader, question, [dataset.texts[question.context_id or ""]])
        found = [chunk.text for chunk in archive.search(question.question, chunks)]
        started = time.perf_counter()
        short = _read_best(reader, question, found)
        seconds = time.perf_counter() - started
        others = [source for source in dataset.texts if source != question.context_id]
        yield Outcome(
            question.id,
            gold_f1=token_f1(gold, question.answers),
            gold_em=exact_match(gold, question.answers),
            found_f1=token_f1(short, question.answers),
            seconds=seconds,
            there=_weigh_signs(archive.find(question.question)),
            gone=_weigh_signs(archive.find(question.question, sources=others)),
        )


def _read_best(reader: Reader, question: Question, passages: Sequence[str]) -> str:
    """Return the words that the reader points at first; "" when it points at none."""
    spans = reader.read(question.question, passages).spans
    return passages[spans[0].passage][spans[0].start : spans[0].end] if spans else ""


def _weigh_signs(found: Found) -> tuple[float, ...]:
    """Return the values of `SIGNS`; where nothing was there to be read, less than any other."""
    span = found.spans[0].score if found.spans else -math.inf
    present = -math.inf if found.signs.present is None else found.signs.present
    return (span, present, estimate_confidence(found.signs))


def summarize_outcomes(outcomes: Sequence[Outcome], *, seed: int = 0) -> dict[str, Estimate]:
    """Return the figures with their intervals; with and without the paragraph are resampled together.

    Raises ValueError without outcomes.
    """
    figures = {
        name: estimate_mean([getattr(outcome, name) for outcome in outcomes], seed=seed)
        for name in ("gold_f1", "gold_em", "found_f1")
    }
    for place, name in enumerate(SIGNS):
        figures[f"auroc_{name}"] = estimate_over([outcomes], _Area(place), seed=seed)
    times = [1000 * outcome.seconds for outcome in outcomes]
    return {**figures, "reading_p50": estimate_over([times], lambda values: percentile(values, 50), seed=seed)}


@dataclass(frozen=True, slots=True)
class _Area:
    """How often a sign is higher with the paragraph than without it, over all pairs of questions."""

    place: int

    def __call__(self, outcomes: Sequence[Outcome]) -> float:
        verdicts = [Verdict(True, False, outcome.there[self.place], 0.0) for outcome in outcomes]
        verdicts += [Verdict(False, False, outcome.gone[self.place], 0.0) for outcome in outcomes]
        return confidence_auroc(verdicts) or 0.0

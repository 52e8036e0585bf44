"""Ask every question of the drawn ones that was not asked yet, and write the figures."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from eval.dataset import Dataset, Question
from eval.record import Record
from eval.run.archive import open_archive
from eval.run.asking import Asked, ask_question
from eval.run.environment import describe_models
from eval.run.folder import RunFolder, timestamp
from eval.run.plan import RunOptions
from eval.scoring import Score, Summary, score_records, summarize_scores
from index.types import Progress, ignore_progress

if TYPE_CHECKING:
    from rag.archive import Archive


class Watcher(Protocol):
    """Who follows a run: told of the work on the archive and of every question asked."""

    def ingest(self, dataset: str) -> Progress: ...

    def begin(self, dataset: str, done: int, total: int) -> None: ...

    def asked(self, record: Record) -> None: ...


class NoWatcher:
    """A watcher that shows nothing."""

    def ingest(self, dataset: str) -> Progress:
        return ignore_progress

    def begin(self, dataset: str, done: int, total: int) -> None: ...

    def asked(self, record: Record) -> None: ...


Opener = Callable[[Dataset, RunOptions, Progress], AbstractContextManager[Asked]]


def execute_run(
    run: RunFolder,
    datasets: Sequence[Dataset],
    options: RunOptions,
    *,
    watcher: Watcher | None = None,
    opener: Opener | None = None,
) -> dict[str, Summary]:
    """Ask what was not asked yet, data set by data set, and write the figures; return them by data set.

    KeyboardInterrupt goes through; what was recorded before it stays.
    """
    watcher = watcher or NoWatcher()
    done = run.read_records()
    for dataset in datasets:
        waiting = [q for q in run.questions[dataset.name] if q.id not in done[dataset.name]]
        if waiting:
            with (opener or open_archive)(dataset, options, watcher.ingest(dataset.name)) as archive:
                run = _note_archive(run, dataset, archive, options)
                _ask_all(run, dataset, archive, waiting, options=options, watcher=watcher)
    summaries = summarize_run(run)
    run.write_metrics({name: summary.to_dict() for name, summary in summaries.items()})
    run.note(finished=run.facts.get("finished") or timestamp())
    return summaries


def score_run(run: RunFolder) -> dict[str, tuple[Score, ...]]:
    """Return the scores of a run by data set; questions not asked yet count as failures."""
    records = run.read_records()
    return {
        name: score_records(questions, records[name].values(), asked=not run.plan["retrieval_only"])
        for name, questions in run.questions.items()
        if questions
    }


def summarize_run(run: RunFolder) -> dict[str, Summary]:
    """Return the figures of a run by data set."""
    return {name: summarize_scores(scores) for name, scores in score_run(run).items()}


def _ask_all(
    run: RunFolder,
    dataset: Dataset,
    archive: Asked,
    waiting: Sequence[Question],
    *,
    options: RunOptions,
    watcher: Watcher,
) -> None:
    total = len(run.questions[dataset.name])
    watcher.begin(dataset.name, total - len(waiting), total)
    for question in waiting:
        record = ask_question(archive, question, dataset=dataset.name, retrieval_only=options.retrieval_only)
        run.append(record)
        watcher.asked(record)


def _note_archive(run: RunFolder, dataset: Dataset, archive: Asked, options: RunOptions) -> RunFolder:
    """Write down which archive and models were used, where the archive can tell."""
    if not hasattr(archive, "status"):
        return run
    status = typing.cast("Archive", archive).status()
    entry = {name: getattr(status, name) for name in ("documents", "chunks", "sentences")}
    models = run.facts["models"] or describe_models(
        embedder=status.embedder, llm=None if options.retrieval_only else options.llm or "", reader=status.reader
    )
    return run.note(archives={**run.facts["archives"], dataset.name: entry}, models=models)

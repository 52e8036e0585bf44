"""How fast this project is here, each figure beside the limit that this machine sets."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from eval.bench.peers import ROOT
from eval.bench.speed_answers import Rates, Waited, count_kept, measure_rates
from eval.bench.speed_ingest import IngestSpeed, measure_ingest
from eval.bench.speed_scale import ScaleSpeed, measure_scale
from eval.bench.worker import PATIENCE, Worker, WorkerSpec
from eval.dataset import load_dataset, select_questions
from eval.run.environment import describe_machine, describe_models, describe_versions
from eval.run.folder import timestamp
from eval.statistics import percentile
from index.config import DEFAULT_EMBEDDER, DEFAULT_LLM
from index.embed import load_embedder
from index.models.resolve import resolve_llm
from rag.llm import load_llm

#: Questions that are only searched for to see how much memory that takes.
SEARCHED = 5


@dataclass(frozen=True, slots=True)
class SpeedOptions:
    """What is measured: archive sizes, searches at each, articles to take, questions to answer (0: leave out).

    `server` is the address of a Chroma server on which the archives are made, instead of in folders; `other_embedder`
    embeds the texts of the articles too, for comparison.
    """

    chunks: tuple[int, ...] = (1_000, 10_000, 100_000)
    searches: int = 100
    articles: int = 60
    questions: int = 30
    embedder: str = DEFAULT_EMBEDDER
    llm: str = DEFAULT_LLM
    patience: float = PATIENCE * 4
    server: str | None = None
    other_embedder: str | None = None


@dataclass(frozen=True, slots=True)
class PeakMemory:
    """The most memory, in bytes, of a process that does only this: take articles, search, answer."""

    ingest: int
    search: int
    answer: int


@dataclass(frozen=True, slots=True)
class AnswerSpeed:
    """Answered questions of the demo newspaper, the rates of bare llama.cpp, and the tokens kept read."""

    rates: Rates
    kept_tokens: int
    embed_seconds: tuple[float, ...]
    waited: tuple[Waited, ...]
    memory: PeakMemory
    refused_unread: int = 0


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """Everything that was measured; parts that were left out are None or empty."""

    ingest: IngestSpeed | None = None
    scales: tuple[ScaleSpeed, ...] = ()
    answers: AnswerSpeed | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return asdict(self)


def measure_speed(options: SpeedOptions, *, log: Path, note: Callable[[str], None] = lambda text: None) -> SpeedReport:
    """Measure all that `options` ask for, one after the other; `note` is told what comes next.

    `log` takes what the child processes print. Raises WorkerFailed when one of them ends.
    """
    facts = {
        "started": timestamp(),
        "machine": describe_machine(),
        "versions": describe_versions(),
        "models": describe_models(embedder=options.embedder, llm=options.llm if options.questions else None),
    }
    ingest = None
    if options.articles:
        note(f"Aufnahme: {options.articles} erzeugte Artikel")
        other = load_embedder(options.other_embedder) if options.other_embedder else None
        ingest = measure_ingest(load_embedder(options.embedder), articles=options.articles, other=other)
    scales = []
    for chunks in options.chunks:
        note(f"Suche: {chunks} erzeugte Textabschnitte")
        scales.append(measure_scale(chunks, options, log=log))
    answers = None
    if options.questions:
        note(f"Antworten: {options.questions} Fragen an die Demo-Zeitung")
        answers = measure_answers(options, log=log)
    return SpeedReport(ingest, tuple(scales), answers, facts)


def measure_answers(options: SpeedOptions, *, log: Path) -> AnswerSpeed:
    """Ask questions of the demo newspaper between two measurements of the bare rates, of which the better counts."""
    dataset = load_dataset("auenheim")
    questions = select_questions(dataset, limit=options.questions, left_out=0)
    model = resolve_llm(options.llm)
    before = measure_rates(model)
    with tempfile.TemporaryDirectory(prefix="belegt-bench-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        settings = {
            "articles": str(dataset.articles),
            "store": str(folder / "archive"),
            "embedder": options.embedder,
            "llm": None,
        }
        spec = WorkerSpec(Path(sys.executable), "ours", settings, log, paths=(ROOT,))
        searched = [{"do": "ask", "question": question.question} for question in questions[:SEARCHED]]
        ingest = _ask_worker(spec, folder, [{"do": "ingest"}], options)
        search = _ask_worker(spec, folder, searched, options)
        spec = replace(spec, settings={**settings, "llm": options.llm})
        replies = _ask_worker(spec, folder, [{"do": "ask", "question": q.question} for q in questions], options)
    waited = tuple(
        _read_wait(q.id, reply) for q, reply in zip(questions, replies, strict=True) if reply["prompt_tokens"]
    )
    return AnswerSpeed(
        rates=before.best(measure_rates(model)),
        kept_tokens=_count_kept(options.llm),
        embed_seconds=_time_embedding(options.embedder, [question.question for question in questions]),
        waited=waited,
        memory=PeakMemory(*(part[-1]["memory"] for part in (ingest, search, replies))),
        refused_unread=len(replies) - len(waited),
    )


def _ask_worker(
    spec: WorkerSpec, folder: Path, requests: Sequence[Mapping[str, Any]], options: SpeedOptions
) -> list[dict[str, Any]]:
    """Return what a new child replies to these requests; only the last tells its peak of memory to the end."""
    with Worker(spec, folder=folder, patience=options.patience) as worker:
        worker.ask(do="open")
        return [worker.ask(**request) for request in requests]


def _read_wait(question: str, reply: Mapping[str, Any]) -> Waited:
    return Waited(
        question,
        retrieve=reply["retrieve"],
        first_token=reply["first_token"],
        total=reply["total"],
        prompt_tokens=int(reply["prompt_tokens"]),
        answer_tokens=int(reply["answer_tokens"]),
    )


def _count_kept(spec: str) -> int:
    llm = load_llm(spec)
    try:
        return count_kept(llm)
    finally:
        llm.close()


def _time_embedding(spec: str, questions: Sequence[str]) -> tuple[float, ...]:
    """Return the seconds that the embedder alone needs for each question."""
    embedder = load_embedder(spec)
    embedder.embed_queries(["warm"])
    seconds = []
    for question in questions:
        started = time.perf_counter()
        embedder.embed_queries([question])
        seconds.append(time.perf_counter() - started)
    return tuple(seconds)


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p95."""
    return percentile(values, 50), percentile(values, 95)

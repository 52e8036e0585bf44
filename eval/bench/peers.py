"""The same questions asked of this project and of others, in turn, each in a process of its own.

Everybody gets the same articles, embedder, model file and machine. Each keeps the settings it ships with: this is
what somebody gets who follows the first page of each manual, not the best that each could be tuned to.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eval.answer_metrics import nugget_recall
from eval.bench.refusals import says_no
from eval.bench.worker import PATIENCE, Worker, WorkerFailed, WorkerSpec
from eval.dataset import Dataset, Question, select_questions, write_articles
from eval.record import Cited, Passage, Record
from eval.run import RunFolder, open_run
from eval.run.environment import describe_machine, describe_models, describe_versions, hash_code
from eval.run.folder import create_run
from index.config import DEFAULT_EMBEDDER, DEFAULT_LLM
from index.cpu import count_cores
from index.errors import UsageError
from index.models.resolve import resolve_embedder, resolve_llm

OURS = "belegt"
SYSTEMS = {OURS: "ours", "llamaindex": "peer_llamaindex", "haystack": "peer_haystack"}
ROOT = Path(__file__).resolve().parents[2]
#: A system that does not even start is not tried again and again.
_STARTS = 3


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What a comparison is asked to do. `embedder` and `llm` are names or paths; `python` runs the peers."""

    python: Path
    limit: int | None = None
    seed: int = 0
    embedder: str = DEFAULT_EMBEDDER
    llm: str = DEFAULT_LLM
    patience: float = PATIENCE
    systems: Mapping[str, str] = field(default_factory=lambda: dict(SYSTEMS))


class Contestant:
    """A system that is started when it is first asked, and again after it died; `notes` is what it told of itself."""

    def __init__(self, name: str, spec: WorkerSpec, *, folder: Path, patience: float) -> None:
        self.name = name
        self.notes: dict[str, Any] = {}
        self._spec = spec
        self._folder = folder
        self._patience = patience
        self._starts = 0
        self._worker: Worker | None = None

    def ask(self, question: str) -> dict[str, Any]:
        """Return the reply of the system; raises WorkerFailed."""
        reply = self._provide().ask(do="ask", question=question)
        self._note_memory(reply)
        return reply

    def _provide(self) -> Worker:
        if self._worker is not None and self._worker.alive:
            return self._worker
        self.close()
        if self._starts == _STARTS:
            raise WorkerFailed(f"{self.name} ist {_STARTS}-mal ausgefallen und wird nicht mehr gestartet")
        self._starts += 1
        # Each start has an empty store: what a crash left behind is not trusted.
        store = self._folder / f"{self.name}-{self._starts}"
        settings = {**self._spec.settings, "store": str(store)}
        self._worker = Worker(replace(self._spec, settings=settings), folder=self._folder, patience=self._patience)
        try:
            self._start(self._worker)
        except WorkerFailed:
            self.close()
            raise
        return self._worker

    def _start(self, worker: Worker) -> None:
        opened = worker.ask(do="open")
        taken = worker.ask(do="ingest")
        self.notes.setdefault("versions", opened["versions"])
        self.notes.setdefault("open", opened["seconds"])
        self.notes.setdefault("ingest", taken["seconds"])
        self.notes.setdefault("chunks", taken["chunks"])
        self._note_memory(taken)

    def _note_memory(self, reply: Mapping[str, Any]) -> None:
        self.notes["memory"] = max(self.notes.get("memory", 0), reply["memory"])

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def prepare_bench(dataset: Dataset, options: BenchOptions, out: Path) -> RunFolder:
    """Return the folder to write to, a begun one of the same plan among them. Raises UsageError for another plan.

    It is a run folder as `belegt eval run` makes them, with a system in the place of each data set.
    """
    plan = make_plan(dataset, options)
    if (out / "answers.jsonl").exists() and (out / "run.json").exists():
        found = open_run(out)
        changed = ", ".join(name for name in plan if found.plan.get(name) != plan[name])
        if changed:
            raise UsageError(cause=f"{out} enthält einen anderen Vergleich (anders: {changed}). Bitte --out ändern.")
        found.mend()
        return found
    questions = select_questions(dataset, limit=options.limit, seed=options.seed, left_out=0)
    models = describe_models(embedder=options.embedder, llm=options.llm)
    facts = {"versions": describe_versions(), "machine": describe_machine(), "models": models, "archives": {}}
    return create_run(out, plan=plan, questions=dict.fromkeys(options.systems, questions), **facts)


def make_plan(dataset: Dataset, options: BenchOptions) -> dict[str, Any]:
    """Return what decides the answers, as plain data."""
    plan = {
        "datasets": [{"name": name, "sha256": dataset.fingerprint} for name in options.systems],
        "compared": dataset.name,
        "limit": options.limit,
        "seed": options.seed,
        "retrieval_only": False,
        "embedder": options.embedder,
        "llm": options.llm,
        "code": hash_code("index", "rag"),
    }
    plain: dict[str, Any] = json.loads(json.dumps(plan))
    return plain


def run_bench(
    run: RunFolder, dataset: Dataset, options: BenchOptions, *, asked: Callable[[Record], None] = lambda record: None
) -> RunFolder:
    """Ask what was not asked yet, question by question and system by system; return the run with its notes.

    The systems take turns at going first, so that load from elsewhere hits all alike. KeyboardInterrupt goes
    through; what was recorded before it stays.
    """
    done = run.read_records()
    notes = {name: dict(known) for name, known in run.facts["archives"].items()}
    names = list(options.systems)
    with open_contestants(run, dataset, options) as contestants:
        for name, known in notes.items():
            contestants[name].notes.update(known)
        for number, question in enumerate(run.questions[OURS]):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                if question.id in done[name]:
                    continue
                record = ask_contestant(contestants[name], question)
                run.append(record)
                run = run.note(archives={c.name: c.notes for c in contestants.values() if c.notes})
                asked(record)
    return run


@contextmanager
def open_contestants(run: RunFolder, dataset: Dataset, options: BenchOptions) -> Iterator[dict[str, Contestant]]:
    """Give the systems by name, none started yet; end them and throw away what they stored."""
    with tempfile.TemporaryDirectory(prefix="belegt-bench-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        articles = provide_articles(dataset, folder)
        contestants = {
            name: Contestant(
                name,
                make_spec(module, articles, options, log=run.path.resolve() / f"{name}.log"),
                folder=folder,
                patience=options.patience,
            )
            for name, module in options.systems.items()
        }
        try:
            yield contestants
        finally:
            for contestant in contestants.values():
                contestant.close()


def provide_articles(dataset: Dataset, folder: Path) -> Path:
    """Return the folder of the data set's articles, written into `folder` where it only has texts."""
    if dataset.articles is not None:
        return dataset.articles.resolve()
    if not dataset.texts:
        raise UsageError(
            cause=f"Zu {dataset.name} sind keine Artikel bekannt. Bitte ihren Ordner mit --articles nennen."
        )
    write_articles(dataset.texts, folder / "articles")
    return folder / "articles"


def make_spec(module: str, articles: Path, options: BenchOptions, *, log: Path) -> WorkerSpec:
    """Return how a system is started: ours under this Python, a peer under its own."""
    settings: dict[str, Any] = {"articles": str(articles)}
    if module == SYSTEMS[OURS]:
        settings |= {"embedder": options.embedder, "llm": options.llm}
        return WorkerSpec(Path(sys.executable), module, settings, log, paths=(ROOT,))
    embedder = resolve_embedder(options.embedder)
    settings |= {
        "embedder": str(embedder.path.resolve()),
        "query_prefix": embedder.query_prefix,
        "passage_prefix": embedder.passage_prefix,
        "llm": str(resolve_llm(options.llm).resolve()),
        "threads": count_cores(),
    }
    return WorkerSpec(options.python, module, settings, log)


def ask_contestant(contestant: Contestant, question: Question) -> Record:
    """Ask one question and record the reply; a failure becomes the record's `error`."""
    started = time.perf_counter()
    try:
        reply = contestant.ask(question.question)
    except (WorkerFailed, OSError) as error:
        waited = time.perf_counter() - started
        trace = error.trace if isinstance(error, WorkerFailed) else ""
        return Record(contestant.name, question.id, error=str(error), trace=trace, timings={"failed_after": waited})
    return read_reply(contestant.name, question, reply)


def read_reply(name: str, question: Question, reply: Mapping[str, Any]) -> Record:
    """Return the reply as a record.

    A system without citations cites whatever it retrieved; one that knows no refusal refuses in words (see
    `says_no`), except where its answer holds something of what was asked for.
    """
    sources = [str(source) for source in reply["sources"]]
    text = reply["text"].strip()
    if "abstained" in reply:
        abstained = bool(reply["abstained"])
    else:
        abstained = says_no(text) and not (question.nuggets and nugget_recall(text, question.nuggets))
    named = ("first_token", "total", "retrieve", "prompt_tokens", "answer_tokens")
    return Record(
        name,
        question.id,
        retrieved=tuple(Passage(source, 0, 0) for source in sources),
        text=text,
        abstained=abstained,
        confidence=float(reply.get("confidence", 0.0)),
        citations=tuple(_read_citations(reply)),
        timings={key: float(reply[key]) for key in named if key in reply},
    )


def _read_citations(reply: Mapping[str, Any]) -> Iterator[Cited]:
    if "citations" in reply:
        for c in reply["citations"]:
            yield Cited(c["number"], c["source"], c["start"], c["end"], c["quote"], c["verbatim"])
    else:
        for number, source in enumerate(dict.fromkeys(reply["sources"]), start=1):
            yield Cited(number, source, 0, 0, "", verbatim=False)

"""A run on disk, written question by question so that a stopped run goes on where it was.

run.json         plan, configuration, versions, models, machine
questions.jsonl  the questions that were drawn, with all that is known about their answers
answers.jsonl    one `Record` a line, as they come
metrics.json     the figures, once every question was asked
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.dataset import Question, read_question
from eval.record import Record, read_record
from index.errors import UsageError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run: `facts` is run.json, `questions` are the drawn ones by data set, in the order they are asked."""

    path: Path
    facts: Mapping[str, Any]
    questions: Mapping[str, tuple[Question, ...]]

    @property
    def name(self) -> str:
        """The name of the folder, by which reports call the run."""
        return self.path.resolve().name

    @property
    def plan(self) -> Mapping[str, Any]:
        """What was asked for: a run may only be taken up again with the same plan."""
        plan: Mapping[str, Any] = self.facts["plan"]
        return plan

    def read_records(self) -> dict[str, dict[str, Record]]:
        """Return what was recorded so far by data set and question; a line cut off by a crash is left out."""
        found: dict[str, dict[str, Record]] = {name: {} for name in self.questions}
        for line in _whole_lines(self.path / "answers.jsonl"):
            record = read_record(json.loads(line))
            found.setdefault(record.dataset, {})[record.id] = record
        return found

    def append(self, record: Record) -> None:
        """Write one record to disk."""
        with (self.path / "answers.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")

    def mend(self) -> None:
        """Cut off what a crash left of the last line, so that the next record starts on its own."""
        path = self.path / "answers.jsonl"
        if path.exists():
            data = path.read_bytes()
            path.write_bytes(data[: data.rfind(b"\n") + 1])

    def note(self, **facts: Any) -> RunFolder:
        """Add facts to run.json and return the run with them."""
        run = RunFolder(self.path, {**self.facts, **facts}, self.questions)
        _write_json(self.path / "run.json", run.facts)
        return run

    def write_metrics(self, metrics: Mapping[str, Any]) -> None:
        """Write metrics.json."""
        _write_json(self.path / "metrics.json", metrics)


def create_run(
    path: Path, *, plan: Mapping[str, Any], questions: Mapping[str, Sequence[Question]], **facts: Any
) -> RunFolder:
    """Begin a run in an empty or new folder."""
    path.mkdir(parents=True, exist_ok=True)
    rows = [{"dataset": name, **question.to_dict()} for name, drawn in questions.items() for question in drawn]
    (path / "questions.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    run = RunFolder(path, {}, {name: tuple(drawn) for name, drawn in questions.items()})
    return run.note(format=FORMAT, started=timestamp(), finished=None, plan=plan, **facts)


def open_run(path: Path) -> RunFolder:
    """Open the folder of a run. Raises UsageError when it holds none."""
    try:
        facts = json.loads((path / "run.json").read_text(encoding="utf-8"))
        rows = [json.loads(line) for line in _whole_lines(path / "questions.jsonl")]
        questions: dict[str, list[Question]] = {entry["name"]: [] for entry in facts["plan"]["datasets"]}
        for row in rows:
            questions[row["dataset"]].append(read_question(row))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(cause=f"{path} ist kein Ordner eines Laufs von „belegt eval run“ ({error}).") from error
    return RunFolder(path, facts, {name: tuple(drawn) for name, drawn in questions.items()})


def find_unfinished(root: Path, plan: Mapping[str, Any]) -> RunFolder | None:
    """Return the latest run under `root` that has this plan and was stopped before its end."""
    folders = sorted(root.glob("*/run.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    runs = (open_run(path.parent) for path in folders if _is_unfinished(path))
    return next((run for run in runs if run.plan == plan), None)


def name_run(root: Path, names: Iterable[str]) -> Path:
    """Return a new folder name under `root`, made of the time and the data sets."""
    stem = f"{datetime.datetime.now():%Y-%m-%d-%H%M}-{'-'.join(names)}"
    return next(path for path in _numbered(root, stem) if not path.exists())


def timestamp() -> str:
    """Return the time now, in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _numbered(root: Path, stem: str) -> Iterable[Path]:
    yield root / stem
    number = 2
    while True:
        yield root / f"{stem}-{number}"
        number += 1


def _is_unfinished(path: Path) -> bool:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["finished"] is None
    except (ValueError, KeyError, TypeError):
        return False


def _whole_lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [line for line in path.read_text(encoding="utf-8").split("\n")[:-1] if line.strip()]


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)

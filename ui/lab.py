"""Measuring from the page: runs of `belegt eval` in a process of their own, followed by what they write to disk."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import BelegtError, UsageError

#: Folders inside the archive: the runs, and question files of the reader's own.
RUNS, QUESTIONS = "runs", "questions"
#: The questions on the bundled newspaper, which brings its own articles.
BUNDLED = "auenheim"
#: Seconds that a report or a stopped run may take.
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class RunState:
    """How far the latest run is. `total` is 0 while its archive is being built; `error` says why it failed."""

    name: str
    done: int = 0
    total: int = 0
    running: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """With the `coverage` surest share of questions answered, down to `confidence`, `risk` of that is wrong."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the list. `figures` are its main figures by data set, empty while it is unfinished.

    `curve` says how wrong the answers are over the share that is answered, the surest first; of the first data set.
    """

    name: str
    started: str
    questions: int
    figures: dict[str, dict[str, float]]
    curve: tuple[CurvePoint, ...] = ()


class Lab:
    """Runs over one archive, one at a time. Safe to use from several threads."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self._root = archive / RUNS
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._run: Path | None = None
        self._rows: dict[Path, tuple[int, RunRow | None]] = {}
        atexit.register(self.stop)  # a run must not outlive the server

    def datasets(self) -> list[str]:
        """Return what can be asked: the bundled questions, then the question files of this archive."""
        return [BUNDLED, *sorted(path.name for path in (self.archive / QUESTIONS).glob("*.jsonl"))]

    def start(self, dataset: str, limit: int) -> None:
        """Begin a run over `limit` questions, unless one is under way; raises `UsageError` for an unknown set."""
        if dataset not in self.datasets():
            raise UsageError(cause=f"Fragen mit Namen {dataset} gibt es hier nicht.")
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._launch(dataset, limit)

    def _launch(self, dataset: str, limit: int) -> None:
        own = [] if dataset == BUNDLED else ["--archive", str(self.archive)]
        spec = dataset if dataset == BUNDLED else str(self.archive / QUESTIONS / dataset)
        self._run = self._root / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{Path(dataset).stem}"
        self._run.mkdir(parents=True)
        command = ["run", spec, "--limit", str(limit), "--out", str(self._run), *own]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                eval_command(*command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=plain_env(),
            )

    @property
    def _log(self) -> Path:
        return self._root / "log.txt"

    def state(self) -> RunState | None:
        """Return how far the latest run of this server is; None where none was begun."""
        with self._lock:
            process, run = self._process, self._run
        if process is None or run is None:
            return None
        code = process.poll()
        failed = code not in (None, 0, 130, -signal.SIGTERM)
        return RunState(
            run.name,
            done=_count_lines(run / "answers.jsonl"),
            total=_count_lines(run / "questions.jsonl"),
            running=code is None,
            error=read_end(self._log) if failed else "",
        )

    def stop(self) -> None:
        """Stop the run, which keeps what it has; harmless where there is none."""
        with self._lock:
            process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def runs(self) -> list[RunRow]:
        """Return the runs of this archive, the latest first."""
        rows = [row for path in self._root.glob("*/run.json") if (row := self._read_run(path)) is not None]
        return sorted(rows, key=lambda row: row.started, reverse=True)

    def _read_run(self, path: Path) -> RunRow | None:
        """Return the row of a run; a finished one is read once, until its `run.json` changes."""
        changed = path.stat().st_mtime_ns
        known = self._rows.get(path)
        if known is not None and known[0] == changed and known[1] is not None and known[1].figures:
            return known[1]
        row = _read_row(path.parent)
        self._rows[path] = (changed, row)
        return row

    def report(self, names: Sequence[str]) -> str:
        """Return the report on some runs as a page of HTML; raises `UsageError` for unknown ones."""
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            self._call("report", *self._find(names), "--html", str(page), "--md", str(page.with_suffix(".md")))
            return page.read_text(encoding="utf-8")

    def compare(self, first: str, second: str) -> str:
        """Return what differs between two runs beyond chance, as plain text; raises `UsageError`."""
        return self._call("compare", *self._find([first, second]))

    def _find(self, names: Sequence[str]) -> list[str]:
        known = {row.name for row in self.runs()}
        if not names or not known.issuperset(names):
            raise UsageError(cause="Diesen Lauf gibt es hier nicht.")
        return [str(self._root / name) for name in names]

    def _call(self, *command: str) -> str:
        done = subprocess.run(
            eval_command(*command), capture_output=True, text=True, timeout=_PATIENCE, env=plain_env(), check=False
        )
        if done.returncode:
            raise BelegtError(cause=done.stderr.strip() or f"belegt eval: {done.returncode}")
        return done.stdout


def eval_command(*command: str) -> list[str]:
    """Return the command line of `belegt eval` in a process of its own."""
    return [sys.executable, "-m", "eval", *command]


def plain_env() -> dict[str, str]:
    """Return an environment in which the command writes lines of a fixed width without colour."""
    return {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "110"}


def _count_lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except OSError:
        return 0


def read_end(path: Path) -> str:
    """Return the last line of a log, which says why its process ended."""
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _read_row(folder: Path) -> RunRow | None:
    """Return what the list tells of a run; None where its files are not a run's."""
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        metrics: dict[str, Any] = {}
        if facts["finished"] is not None:
            metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        figures = {
            name: {metric: float(found["value"]) for metric, found in summary["metrics"].items()}
            for name, summary in metrics.items()
        }
        curve = _read_curve(next(iter(metrics.values()), {}))
        return RunRow(folder.name, str(facts["started"]), _count_lines(folder / "answers.jsonl"), figures, curve)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read_curve(summary: dict[str, Any]) -> tuple[CurvePoint, ...]:
    """Return the curve of a run; none where an older version wrote it without the confidences."""
    points = [point for point in summary.get("curve", ()) if "confidence" in point]
    return tuple(CurvePoint(point["coverage"], point["risk"], point["confidence"]) for point in points)

"""The parent's end of the pipe: a system in a child process, asked by JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from rag.cli.terminal.quiet import OFFLINE, SILENT

WORKERS = Path(__file__).parent / "workers"
PATIENCE = 1800.0


class WorkerFailed(Exception):
    """The child has ended, or did not answer in time, or what was asked of it failed. `trace` is its own."""

    def __init__(self, cause: str, trace: str = "") -> None:
        self.trace = trace
        super().__init__(cause)


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """How a system is started: by which Python, from which module of `workers/`, with which settings.

    `paths` are put on the child's module path; `log` takes its standard error.
    """

    python: Path
    module: str
    settings: Mapping[str, Any]
    log: Path
    paths: tuple[Path, ...] = ()
    script: Path = WORKERS / "protocol.py"


class Worker:
    """A child process. Use it in a `with` block or call `close`."""

    def __init__(self, spec: WorkerSpec, *, folder: Path, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._log: IO[bytes] = spec.log.open("ab")
        command = [str(spec.python), str(spec.script), spec.module, json.dumps(spec.settings)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                encoding="utf-8",
                cwd=folder,
                env=make_environment(folder, spec.paths),
            )
        except OSError:
            self._log.close()
            raise

    @property
    def alive(self) -> bool:
        """Tell whether the child can still be asked."""
        return self._process.poll() is None

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send one request and return the reply; raises WorkerFailed."""
        timed_out = threading.Event()
        timer = threading.Timer(self._patience, self._give_up, [timed_out])
        timer.start()
        try:
            line = self._exchange(json.dumps(request))
        finally:
            timer.cancel()
        if timed_out.is_set():
            self._process.wait()
            raise WorkerFailed(f"keine Antwort in {self._patience:g} Sekunden")
        if not line.endswith("\n"):
            raise WorkerFailed(f"der Prozess endete mit {self._process.wait()}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise WorkerFailed(reply["error"], reply.get("trace", ""))
        return reply

    def _exchange(self, text: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerFailed("der Prozess ist nicht verbunden")
        try:
            self._process.stdin.write(text + "\n")
            self._process.stdin.flush()
        except OSError:
            return ""
        return self._process.stdout.readline()

    def _give_up(self, timed_out: threading.Event) -> None:
        timed_out.set()
        self._process.kill()

    def close(self) -> None:
        """End the child, gently at first."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except OSError:
                self._process.kill()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def make_environment(folder: Path, paths: tuple[Path, ...] = ()) -> dict[str, str]:
    """Return the environment of a child: telemetry off, model hubs off, caches of libraries in `folder`."""
    return {
        **os.environ,
        **SILENT,
        **OFFLINE,
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "LLAMA_INDEX_CACHE_DIR": str(folder),
        "POSTHOG_DISABLED": "1",
        "PYTHONPATH": os.pathsep.join(str(path) for path in paths),
        "PYTHONIOENCODING": "utf-8",
    }

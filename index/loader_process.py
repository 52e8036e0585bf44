"""Reading files in another process, bounded in time and memory, so that no file can take the program down."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.apart import MEMORY_BYTES, end_process, revive_error, start_process
from index.config import LoadConfig
from index.errors import FileBroken, FileTooSlow
from index.types import Document, Section, SectionKind

#: Seconds without a file after which the process ends.
IDLE_SECONDS = 30.0


class LoaderProcess:
    """A process that reads files for this one, started when the first file comes. Safe to use from several threads.

    It ends by itself when no file came for a while or this process is gone, and the next file starts another.
    """

    def __init__(self, *, memory_bytes: int = MEMORY_BYTES, idle_seconds: float = IDLE_SECONDS) -> None:
        self._limits = (str(memory_bytes), str(idle_seconds))
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._late = False

    def load(self, path: Path, source: str, *, config: LoadConfig | None = None) -> Document:
        """Return the document of a file, as `load_document` does, or raise what it raises.

        Also raises `FileTooSlow` after `config.max_seconds`, and `FileBroken` when the file crashed the process.
        """
        config = config or LoadConfig()
        request = {"path": os.fsencode(path).hex(), "source": source, "config": asdict(config)}
        with self._lock:
            line = self._exchange(json.dumps(request).encode() + b"\n", config.max_seconds)
            late, self._late = self._late, False
        if line.endswith(b"\n"):
            return _read_answer(json.loads(line))
        if late:
            raise FileTooSlow(path=source, limit=f"{config.max_seconds:g}")
        raise FileBroken(path=source, cause="der Leser für dieses Format ist daran gescheitert")

    def close(self) -> None:
        """End the process; harmless where there is none."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            end_process(process)

    def _exchange(self, request: bytes, seconds: float) -> bytes:
        """Send a request and return the answer; what the process could not finish is no whole line."""
        for _ in range(2):
            process = self._start()
            try:
                line = self._ask(process, request, seconds)
            except BrokenPipeError:
                line = b""
            except BaseException:
                self._discard(
                    process, kill=True
                )  # stopped in the middle: its answer would be taken for the next file's
                raise
            if line.endswith(b"\n"):
                return line
            # A process that had just ended for want of work never saw the file.
            if self._discard(process, kill=self._late) != 0:
                return line
        return line

    def _ask(self, process: subprocess.Popen[bytes], request: bytes, seconds: float) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(seconds, self._give_up, (process,))
        timer.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            return process.stdout.readline()
        finally:
            timer.cancel()

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._discard(self._process, kill=False)
        if self._process is None:
            self._process = start_process("index.loader_child", *self._limits)
        return self._process

    def _discard(self, process: subprocess.Popen[bytes], *, kill: bool) -> int:
        self._process = None
        if kill:
            process.kill()
        return end_process(process)


def _read_answer(answer: dict[str, Any]) -> Document:
    if "error" in answer:
        raise revive_error(answer)
    fields = dict(answer["document"])
    sections = tuple(Section(**{**entry, "kind": SectionKind(entry["kind"])}) for entry in fields.pop("sections"))
    return Document(**fields, sections=sections)


#: The process that all archives of this program share.
_SHARED = LoaderProcess()
atexit.register(_SHARED.close)


def load_apart(path: Path, source: str, *, config: LoadConfig | None = None) -> Document:
    """Read a file in the process that all archives of this program share; see `LoaderProcess.load`."""
    return _SHARED.load(path, source, config=config)

"""Bundles read in another process, bounded in time and memory, so that none can take the program down."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from index.apart import MEMORY_BYTES, end_process, revive_error, start_process
from index.bundles.types import Entry, Request, Stated
from index.errors import FileBroken, FileTooSlow

_Frame = tuple[dict[str, Any], bytes]


class BundleProcess:
    """A process that reads bundles for this one, started by the first of them. Not for several threads at once."""

    def __init__(self, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._late = False

    def count(self, path: Path, request: Request) -> Iterator[int]:
        """Yield how many articles of a bundle were counted so far, at last all that come before it ends or breaks off.

        Raises LoadError where it breaks off.
        """
        for facts, _ in self._ask(path, request, only_count=True):
            yield int(facts["count"])

    def entries(self, path: Path, request: Request) -> Iterator[Entry]:
        """Yield the articles of a bundle; as `index.bundles.read.iterate_entries`, whose errors it raises.

        Also raises FileTooSlow where the next one does not come within `config.max_seconds`, and FileBroken when the
        bundle crashed the process.
        """
        for facts, data in self._ask(path, request, only_count=False):
            error = None if facts["error"] is None else revive_error(facts["error"])
            yield Entry(facts["name"], facts["suffix"], data, Stated(**facts["stated"]), error)

    def close(self) -> None:
        """End the process; harmless where there is none."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            end_process(process)

    def _ask(self, path: Path, request: Request, *, only_count: bool) -> Generator[_Frame]:
        """Send a request and yield the frames of its answer; who doesn't take them all ends the process."""
        asked = {
            "path": os.fsencode(path).hex(),
            "source": request.source,
            "size": request.size,
            "columns": request.columns.named,
            "load_config": asdict(request.load_config),
            "config": asdict(request.config),
            "only_count": only_count,
        }
        is_whole = False
        try:
            self._send(json.dumps(asked).encode() + b"\n")
            while (frame := self._receive(request)) is not None and "end" not in frame[0]:
                yield frame
            is_whole = frame is not None
        finally:
            if not is_whole:
                self.close()
        if frame is None:
            self._raise_ended(request)
        elif frame[0]["end"] is not None:
            raise revive_error(frame[0]["end"])

    def _send(self, line: bytes) -> None:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = start_process("index.bundles.child", str(self._memory_bytes))
        pipe = cast(BinaryIO, self._process.stdin)
        with suppress(BrokenPipeError):  # what it then doesn't answer is told
            pipe.write(line)
            pipe.flush()

    def _receive(self, request: Request) -> _Frame | None:
        """Return the next frame, None where the process ended before it was whole."""
        process = cast("subprocess.Popen[bytes]", self._process)
        pipe = cast(BinaryIO, process.stdout)
        timer = threading.Timer(request.config.max_seconds, self._give_up, (process,))
        timer.start()
        try:
            line = pipe.readline()
            facts = json.loads(line) if line.endswith(b"\n") else None
            size = 0 if facts is None else int(facts.get("bytes", 0))
            data = pipe.read(size)
        finally:
            timer.cancel()
        return None if facts is None or len(data) < size else (facts, data)

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _raise_ended(self, request: Request) -> None:
        late, self._late = self._late, False
        if late:
            raise FileTooSlow(path=request.source, limit=f"{request.config.max_seconds:g}")
        raise FileBroken(path=request.source, cause="der Leser für dieses Format ist daran gescheitert")

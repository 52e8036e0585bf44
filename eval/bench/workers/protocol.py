"""The child's end of the pipe: one system behind JSON lines, run as a script where that system is installed.

    python protocol.py MODULE SETTINGS

MODULE lies beside this file and has `open_system(settings)`, SETTINGS is a JSON object. Every line of standard
input is a request, every line of standard output its reply:

    {"do": "open"}                       -> {"versions": …, "seconds": …, "memory": …}   models loaded and warm
    {"do": "ingest"}                     -> {"chunks": …, "seconds": …, "memory": …}
    {"do": "ask", "question": "…"}       -> {"text": …, "sources": […], "first_token": …, "total": …, "memory": …}
    whatever failed                      -> {"error": …, "trace": …, "memory": …}

Seconds are those of one clock for all systems; `memory` is the peak so far, in bytes. This file imports nothing of
the project, which need not be installed here.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TextIO
from urllib.parse import urlsplit


class System(Protocol):
    """A question-answering system with its models loaded."""

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what it is made of."""

    def ingest(self) -> int:
        """Take the articles of the settings; return the number of chunks."""

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        """Answer; call `on_token` with every piece of the answer. Returns `text`, `sources` and what else it knows."""


class Server:
    """Answer requests for one system."""

    def __init__(self, module: str, settings: Mapping[str, Any]) -> None:
        self._module = module
        self._settings = settings
        self._system: System | None = None

    def reply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what is asked and return it with the peak of memory; an exception becomes an error."""
        actions = {"open": self._open, "ingest": self._ingest, "ask": self._ask}
        try:
            answer = actions[request["do"]](request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        return {**answer, "memory": peak_memory()}

    @property
    def _opened(self) -> System:
        if self._system is None:
            raise RuntimeError("the first request must be open")
        return self._system

    def _open(self, request: Mapping[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        self._system = importlib.import_module(self._module).open_system(self._settings)
        return {"versions": dict(self._opened.versions()), "seconds": time.perf_counter() - started}

    def _ingest(self, request: Mapping[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        chunks = self._opened.ingest()
        return {"chunks": chunks, "seconds": time.perf_counter() - started}

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        first: list[float] = []
        started = time.perf_counter()

        def note_token() -> None:
            if not first:
                first.append(time.perf_counter() - started)

        answer = self._opened.ask(request["question"], note_token)
        total = time.perf_counter() - started
        return {**answer, "first_token": first[0] if first else total, "total": total}


def peak_memory() -> int:
    """Return the most memory this process held so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike ru_maxrss this leaves out the parent, whose peak a child inherits on Linux.
        lines = (line.split() for line in status.read_text(encoding="utf-8").splitlines())
        return next(int(words[1]) * 1024 for words in lines if words[0] == "VmHWM:")
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def forbid_network(allowed: str | None) -> None:
    """Let every attempt to reach another address fail from now on; `allowed` is a host by its number, or None."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo":
            host = arguments[0]
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        else:
            return
        if allowed is None or host != allowed:
            raise PermissionError(f"no network: {host}")

    sys.addaudithook(refuse)


def take_stdout() -> TextIO:
    """Return a stream to standard output that is ours alone; what libraries print goes to standard error."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream


def main(module: str, settings: str) -> None:
    """Serve until standard input ends."""
    replies = take_stdout()
    read = json.loads(settings)
    forbid_network(urlsplit(str(read.get("store", ""))).hostname)
    server = Server(module, read)
    for line in sys.stdin:
        replies.write(json.dumps(server.reply(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

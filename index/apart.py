"""What the processes share that read files for this one: how they start and end, their limits, errors as data."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import index.errors
from index.errors import LoadError

#: Memory that such a process may ask for, in bytes.
MEMORY_BYTES = 3_000_000_000


def start_process(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a module of this project as a process that is spoken to over pipes."""
    here = str(Path(__file__).resolve().parents[1])
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def end_process(process: subprocess.Popen[bytes]) -> int:
    """Close the pipes of a process, which ends it, and return its exit code."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def limit_resources(memory_bytes: int) -> None:
    """Bound the memory of this process and keep it from writing files, where the system knows such limits."""
    with suppress(ImportError):
        import resource

        for kind, limit in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))


def take_stdout() -> BinaryIO:
    """Return the channel of the answers, and let whatever else writes to stdout write to stderr."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def describe_error(error: LoadError) -> dict[str, Any]:
    """Return an error of a file as plain data."""
    return {"error": type(error).__name__, "facts": {name: str(value) for name, value in error.facts.items()}}


def revive_error(described: dict[str, Any]) -> LoadError:
    """Return the error that was described; never anything but an error of a file."""
    kind: type[LoadError] = getattr(index.errors, str(described["error"]))
    if not issubclass(kind, LoadError):
        raise TypeError(f"not an error of a file: {kind}")
    return kind(**described["facts"])

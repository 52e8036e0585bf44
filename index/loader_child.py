"""The process in which files are read: one request a line on stdin, one answer a line on stdout, both JSON.

A file that crashes its parser, fills the memory or never ends takes this process with it and nothing else. What comes
back is data, never code: whoever takes over the parser by a crafted file still can't make the parent run anything.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.apart import describe_error, limit_resources, take_stdout
from index.config import LoadConfig
from index.errors import FileBroken, LoadError
from index.load import load_document


def answer_request(request: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a request as plain data, or the error that names what is wrong with the file."""
    source = str(request["source"])
    config = LoadConfig(**request["config"])
    try:
        path = Path(os.fsdecode(bytes.fromhex(request["path"])))
        return {"document": asdict(load_document(path, source, config=config))}
    except LoadError as error:
        return describe_error(error)
    except (MemoryError, RecursionError):
        return describe_error(FileBroken(path=source, cause="das Lesen braucht zu viel Speicher"))


def _end_after(seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
    return timer


def main() -> None:
    """Answer requests until stdin ends or none comes for a while; arguments: bytes of memory, seconds of patience."""
    memory_bytes, idle_seconds = int(sys.argv[1]), float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: it closes stdin when it stops
    channel = take_stdout()
    limit_resources(memory_bytes)
    timer = _end_after(idle_seconds)
    for line in sys.stdin:
        timer.cancel()
        channel.write(json.dumps(answer_request(json.loads(line))).encode() + b"\n")
        channel.flush()
        timer = _end_after(idle_seconds)


if __name__ == "__main__":
    main()

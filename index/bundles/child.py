"""The process in which bundles are read: one request a line on stdin, then frames on stdout until the bundle ends.

A frame is a line of JSON, followed by as many bytes as it says. What comes back is data, never code; see
`index.loader_child` for what that is good for.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.apart import describe_error, limit_resources, take_stdout
from index.bundles.columns import Columns
from index.bundles.read import iterate_counts, iterate_entries
from index.bundles.types import Entry, Request
from index.config import BundleConfig, LoadConfig
from index.errors import LoadError

Frame = tuple[dict[str, Any], bytes]
_SECONDS_BETWEEN_COUNTS = 0.3


def answer_request(asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the frames of a request: counts or entries, at last {"end": …} with the error that ended it, if any."""
    path = Path(os.fsdecode(bytes.fromhex(asked["path"])))
    request = Request(
        source=str(asked["source"]),
        size=int(asked["size"]),
        columns=Columns(tuple((role, column) for role, column in asked["columns"])),
        load_config=LoadConfig(**asked["load_config"]),
        config=BundleConfig(**asked["config"]),
    )
    try:
        yield from _count(path, request) if asked["only_count"] else map(_pack_entry, iterate_entries(path, request))
    except LoadError as error:
        yield {"end": describe_error(error)}, b""
    else:
        yield {"end": None}, b""


def _count(path: Path, request: Request) -> Iterator[Frame]:
    """Yield how many articles were counted, now and then and at last, also where the bundle breaks off."""
    count, told = 0, time.monotonic()
    try:
        for count in iterate_counts(path, request):
            if time.monotonic() - told >= _SECONDS_BETWEEN_COUNTS:
                told = time.monotonic()
                yield {"count": count}, b""
    finally:
        yield {"count": count}, b""


def _pack_entry(entry: Entry) -> Frame:
    error = None if entry.error is None else describe_error(entry.error)
    facts = {"name": entry.name, "suffix": entry.suffix, "stated": asdict(entry.stated), "error": error}
    return {**facts, "bytes": len(entry.data)}, entry.data


def main() -> None:
    """Answer requests until stdin ends; the argument is the bytes of memory that may be used."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    channel = take_stdout()
    limit_resources(int(sys.argv[1]))
    for line in sys.stdin:
        for facts, data in answer_request(json.loads(line)):
            channel.write(json.dumps(facts).encode() + b"\n")
            channel.write(data)
            channel.flush()


if __name__ == "__main__":
    main()

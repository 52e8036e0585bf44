"""One operation on an archive in a process of its own, to be killed: `python -m tests.faults.child OPERATION …`.

The embedder is a quick deterministic one: what is tried here is the storage, not the model.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from index.errors import BelegtError
from rag import Archive
from tests.conftest import FakeEmbedder

#: What `reindex` changes to and back.
EMBEDDERS = ("fake", "anders")


def open_archive(path: Path) -> Archive:
    """Open an archive with whichever of the two embedders its vectors are of."""
    try:
        return Archive.open(path, embedder=FakeEmbedder(EMBEDDERS[0]))
    except BelegtError:
        return Archive.open(path, embedder=FakeEmbedder(EMBEDDERS[1]))


def run(operation: str, path: Path, folder: Path) -> str:
    """Do one thing and return what an undisturbed run says."""
    if operation == "reindex":
        return f"ok {Archive.reindex(path, embedder=FakeEmbedder(EMBEDDERS[1])).ok}"
    with open_archive(path) as archive:
        if operation == "add":
            return f"ok {len(archive.add(folder).failed)}"
        if operation == "sync":
            return f"ok {len(archive.sync(folder).failed)}"
        if operation == "repair":
            return f"ok {archive.repair().ok}"
        if operation == "backup":
            return f"ok {archive.backup(path.parent / 'backup.belegt')}"
        if operation == "check":
            report = archive.check()
            return f"ok {report.ok} " + " ".join(map(str, report.problems))
        if operation == "search":
            return f"ok {len(archive.search('Wie viele Häuser zählte Dorf 7?'))}"
    raise ValueError(operation)


def jump_clock() -> None:
    """Let the clock be up to twenty years off, otherwise at every look."""
    real, rng = time.time, random.Random(1)
    time.time = lambda: real() + rng.uniform(-6e8, 6e8)


def main() -> int:
    if "FAULTS_CLOCK" in os.environ:
        jump_clock()
    operation, path, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        print(run(operation, path, folder), flush=True)
    except BelegtError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

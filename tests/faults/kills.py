"""Processes killed at random moments: what was in the archive stays, and doing it again finishes the work."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.scenes import Scene, find_faults, run_child, start_child
from tests.faults.table import Outcome

OPERATIONS = ("add", "sync", "reindex", "repair", "backup")


def try_kills(scene: Scene, place: Path, count: int, rng: random.Random) -> Iterator[Outcome]:
    """Kill each operation its share of `count` times, each time on a fresh copy of the archive."""
    for number, operation in enumerate(OPERATIONS):
        tries = len(range(number, count, len(OPERATIONS)))
        if tries:
            yield _try_operation(operation, tries, scene, place, rng)


def _try_operation(operation: str, tries: int, scene: Scene, place: Path, rng: random.Random) -> Outcome:
    copy = place / "kopie" / "archiv"
    started = time.monotonic()
    code, said = run_child(operation, scene.copy(copy), scene.folder)
    duration = time.monotonic() - started
    faults = [] if code == 0 else [f"ungestört: {said}"]
    killed = 0
    for _ in range(tries):
        archive = scene.copy(copy)
        child = start_child(operation, archive, scene.folder)
        time.sleep(rng.uniform(0.0, duration))
        child.kill()
        child.communicate()
        killed += child.returncode < 0
        faults += _check_after(operation, archive, scene)
    return Outcome(
        f"kill -9 in `{operation}`",
        tries,
        f"{killed} killed before the end; every article of before is there, doing it again completes it",
        tuple(faults),
    )


def _check_after(operation: str, archive: Path, scene: Scene) -> list[str]:
    """Look at the archive as the killed process left it, then let the operation finish and look again."""
    faults = []
    if operation != "reindex":  # half of the vectors are another model's then, which opening says
        faults += find_faults(archive, scene, whole=False)
    code, said = run_child(operation, archive, scene.folder)
    if code:
        faults.append(f"danach {operation}: {said}")
    if operation in ("add", "sync"):
        # `add` removes nothing, so that only a sync must leave exactly what the folder holds.
        code, said = run_child("sync", archive, scene.folder)
        faults += find_faults(archive, scene, whole=True) if code == 0 else [f"danach sync: {said}"]
    else:
        faults += find_faults(archive, scene, whole=False)
    return faults

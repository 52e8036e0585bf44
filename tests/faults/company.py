"""Others at work on the same archive or folder, and a clock that jumps: nothing lost, nothing half."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.scenes import PATIENCE, Scene, find_faults, run_child, start_child, write_article
from tests.faults.table import Outcome

_TRIES = 5
#: What the changing folder holds at least, so that a sync always has something to do.
_SPARED = 20


def try_company(scene: Scene, place: Path, rng: random.Random) -> Iterator[Outcome]:
    """Let writers meet writers and readers, change a folder under a sync, and let the clock jump."""
    copy = place / "kopie" / "archiv"
    yield _try_writers(scene, copy)
    yield _try_readers(scene, copy)
    yield _try_changing_folder(scene, place / "neu" / "archiv", place / "wechselnd", rng)
    yield _try_clock(scene, place / "neu" / "archiv", place / "zeitlos")


def _try_writers(scene: Scene, copy: Path) -> Outcome:
    """Of two that write at once one may be sent away, in words; doing it again changes nothing more."""
    faults: list[str] = []
    sent_away = 0
    for _ in range(_TRIES):
        archive = scene.copy(copy)
        children = [start_child("sync", archive, scene.folder) for _ in range(2)]
        for child in children:
            said = child.communicate(timeout=PATIENCE)[0].strip()
            is_locked = child.returncode == 1 and said.startswith("ArchiveLocked")
            sent_away += is_locked
            faults += [] if child.returncode == 0 or is_locked else [f"{child.returncode}: {said}"]
        faults += find_faults(archive, scene, whole=True)
    said = f"{sent_away} of {2 * _TRIES} sent away (ArchiveLocked), the others did it"
    return Outcome("two that `sync` at once", _TRIES, said, tuple(faults))


def _try_readers(scene: Scene, copy: Path) -> Outcome:
    """Whoever searches while another writes gets an answer, never an error."""
    faults: list[str] = []
    searches = 0
    for _ in range(_TRIES):
        archive = scene.copy(copy)
        writer = start_child("sync", archive, scene.folder)
        while writer.poll() is None:
            code, said = run_child("search", archive, scene.folder)
            searches += 1
            faults += [f"{code}: {said}"] if code else []
        writer.communicate()
        faults += find_faults(archive, scene, whole=True)
    return Outcome("searches while another writes", searches, "each is answered", tuple(faults))


def _try_changing_folder(scene: Scene, archive: Path, folder: Path, rng: random.Random) -> Outcome:
    """Files appear, vanish, change and become folders while a sync reads them; the next sync has it right."""
    faults: list[str] = []
    for _ in range(_TRIES):
        _copy_folder(scene, folder, archive)
        child = start_child("sync", archive, folder)
        while child.poll() is None:
            _change(folder, rng)
        said = child.communicate()[0].strip()
        faults += [] if child.returncode == 0 else [f"{child.returncode}: {said}"]
        code, said = run_child("sync", archive, folder)
        there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}
        now = Scene(scene.archive, folder, there)
        faults += find_faults(archive, now, whole=True) if code == 0 else [f"danach: {said}"]
    return Outcome("a folder that changes during `sync`", _TRIES, "the next `sync` completes it", tuple(faults))


def _copy_folder(scene: Scene, folder: Path, archive: Path) -> None:
    """Lay a copy of the articles beside a place where no archive is yet."""
    for path in (folder, archive):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(scene.folder, folder)


def _change(folder: Path, rng: random.Random) -> None:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    path = rng.choice(files[_SPARED:])
    new = folder / f"{rng.choice([n for n in range(1000) if not (folder / f'{n:03}.txt').exists()]):03}.txt"
    change = rng.randrange(4)
    if change == 0:
        path.unlink()
        if rng.random() < 0.3:
            path.mkdir()
    elif change == 1:
        path.rename(new)
    else:
        target = path if change == 2 else new
        write_article(target, int(target.stem), edition=3)
    time.sleep(0.005)


def _try_clock(scene: Scene, archive: Path, folder: Path) -> Outcome:
    """The clock jumps by up to forty years at every look, and files are of 1970 and of 2100."""
    _copy_folder(scene, folder, archive)
    for number, path in enumerate(sorted(folder.iterdir())):
        seconds = 0 if number % 2 else 4_102_444_800
        os.utime(path, (seconds, seconds))
    faults: list[str] = []
    for operation in ("sync", "search", "check", "repair", "sync"):
        code, said = run_child(operation, archive, folder, wrapper=("env", "FAULTS_CLOCK=1"))
        faults += [f"{operation} {code}: {said}"] if code or not said.startswith("ok") else []
    faults += find_faults(archive, scene, whole=True)
    return Outcome("a clock that jumps", 5, "nothing depends on it", tuple(faults))

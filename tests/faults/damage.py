"""Files of an archive cut off, overwritten or missing, and a disk that is full: said in one sentence, and mended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.scenes import Scene, find_faults, run_child
from tests.faults.table import Outcome, join_outcomes

Damage = Callable[[Path], None]


def cut(path: Path) -> None:
    """Cut a file in half, as a crash of the computer may."""
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    """Overwrite the middle of a file with noise, as a failing disk may: its time of change stays."""
    stat = path.stat()
    with path.open("r+b") as file:
        file.seek(stat.st_size // 3)
        file.write(b"\xa5" * max(1, stat.st_size // 3))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def remove(path: Path) -> None:
    """Remove a file."""
    path.unlink()


def try_damages(scene: Scene, large: Scene, place: Path) -> Iterator[Outcome]:
    """Damage every kind of file of the vector index, then the record, then fill the disk."""
    copy = place / "kopie" / "archiv"
    names = sorted({path.name for path in large.archive.glob("chroma-*/**/*") if path.is_file()})
    for damage in (cut, overwrite, remove):
        yield join_outcomes(
            f"one of Chroma's {len(names)} files: {damage.__name__}",
            [_try_vectors(large, copy, name, damage) for name in names],
        )
    for damage in (cut, overwrite):
        yield _try_record(scene, copy, damage)
    yield from _try_full_disk(scene, place)


def _try_vectors(scene: Scene, copy: Path, name: str, damage: Damage) -> Outcome:
    """A search rebuilds the vectors from the record, or fails with a sentence that tells how; never less is found."""
    archive = scene.copy(copy)
    for path in archive.glob(f"chroma-*/**/{name}"):
        damage(path)
    faults = []
    code, said = run_child("search", archive, scene.folder)
    if code < 0:
        faults.append(f"Suche: Signal {-code}")
    if code:
        said = f"{_shorten(said, archive)}; `repair` mends it"
        code, mended = run_child("repair", archive, scene.folder)
        faults += [f"Reparatur: {mended}"] if code else []
    else:
        said = "the next search rebuilds the vectors, or needs none of what was damaged"
    faults += [] if code else find_faults(archive, scene, whole=False)
    return Outcome(name, 1, said, tuple(f"`{name}`: {fault}" for fault in faults))


def _try_record(scene: Scene, copy: Path, damage: Damage) -> Outcome:
    """The record is the archive: what can't be read is said, and nothing is answered from it."""
    archive = scene.copy(copy)
    damage(archive / "record.sqlite")
    code, said = run_child("check", archive, scene.folder)
    told = code == 1 or (code == 0 and "ok False" in said)
    return Outcome(
        f"the record: {damage.__name__}",
        1,
        _shorten(said, archive) + "; a backup brings it back",
        () if told else (f"{code}: {said}",),
    )


def _try_full_disk(scene: Scene, place: Path) -> Iterator[Outcome]:
    """Add to an archive on a disk that is too small; with more room the same call completes it."""
    disk = place / "platte"
    disk.mkdir()
    for megabytes in (2, 3, 4, 6):
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], check=False, capture_output=True
        ).returncode:
            return
        try:
            archive = disk / "archiv"
            faults = []
            code, said = run_child("add", archive, scene.folder)
            if code < 0 or (code and not said.startswith("DiskFull")):
                faults.append(f"{code}: {said}")
            subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
            second, more = run_child("sync", archive, scene.folder)
            faults += find_faults(archive, scene, whole=True) if second == 0 else [f"danach: {more}"]
            yield Outcome(
                f"disk full at {megabytes} MB in `add`",
                1,
                _shorten(said, archive) + "; with room it completes",
                tuple(faults),
            )
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=False)


def _shorten(said: str, archive: Path) -> str:
    return said.replace(str(archive), "…").replace("|", "/")[:160]

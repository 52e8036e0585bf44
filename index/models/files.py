"""Files of models on this disk: hashes, stamps that say what was checked, locks, space, atomic replacing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from index.config import models_dir
from index.errors import DownloadFailed
from index.types import Progress, ProgressEvent

STAMP = ".belegt.json"
BLOCK_BYTES = 1 << 22
SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file was when its content was last read: size, time of change, SHA-256."""

    bytes: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """A note beside a checked model: `source` is the hash of what it was made from, `marks` its files.

    A model that is one file has the single mark "".
    """

    name: str
    source: str
    marks: dict[str, FileMark]


def hash_stream(stream: BinaryIO, *, count: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of what is left in `stream`; `count` gets the size of each block that was read."""
    digest = hashlib.sha256()
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
        if count:
            count(len(block))
    return digest.hexdigest()


def hash_file(path: Path, *, count: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of the file at `path`, in hex."""
    with path.open("rb") as stream:
        return hash_stream(stream, count=count)


def count_bytes(stage: str, total: int, progress: Progress, detail: str = "") -> Callable[[int], None]:
    """Return a function that adds up sizes and reports them as events of `stage`."""
    done = 0

    def add(size: int) -> None:
        nonlocal done
        done += size
        progress(ProgressEvent(stage, done, total, "bytes", detail))

    return add


def list_content(target: Path) -> dict[str, Path]:
    """Return the files of a model by their name relative to `target`; hidden files don't count."""
    if target.is_file():
        return {"": target}
    names = {path.relative_to(target): path for path in sorted(target.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): path for name, path in names.items() if not any(part.startswith(".") for part in name.parts)
    }


def mark_files(
    files: Mapping[str, Path],
    *,
    known: Mapping[str, FileMark] | None = None,
    count: Callable[[int], None] | None = None,
) -> dict[str, FileMark]:
    """Hash `files`; a file that looks as `known` says keeps its hash unread."""
    marks = {}
    for name, path in files.items():
        status = path.stat()
        old = (known or {}).get(name)
        if old is None or (old.bytes, old.mtime_ns) != (status.st_size, status.st_mtime_ns):
            old = FileMark(status.st_size, status.st_mtime_ns, hash_file(path, count=count))
        marks[name] = old
    return marks


def is_untouched(target: Path, marks: Mapping[str, FileMark]) -> bool:
    """Tell whether `target` holds just the marked files, by size and time of change; nothing is read."""
    found = {name: path.stat() for name, path in list_content(target).items()}
    return bool(found) and {name: (mark.bytes, mark.mtime_ns) for name, mark in marks.items()} == {
        name: (status.st_size, status.st_mtime_ns) for name, status in found.items()
    }


def read_stamp(target: Path) -> Stamp | None:
    """Return the stamp of a model, None where there is none or it can't be understood."""
    try:
        record = json.loads(_stamp_path(target).read_text(encoding="utf-8"))
        marks = {name: FileMark(*values) for name, values in record["marks"].items()}
        return Stamp(record["name"], record["source"], marks)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_stamp(target: Path, stamp: Stamp) -> None:
    """Put the stamp beside a model's file, or into its folder."""
    marks = {name: [mark.bytes, mark.mtime_ns, mark.sha256] for name, mark in stamp.marks.items()}
    write_json(_stamp_path(target), {"name": stamp.name, "source": stamp.source, "marks": marks})


def write_json(path: Path, value: object) -> None:
    """Write `value` so that readers see the old file or the new one, never half."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def replace_target(source: Path, target: Path) -> None:
    """Move a finished file or folder to `target` in one step; an older one of ours makes way.

    Raises FileExistsError when a folder is in the way that no pull has written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        _flush_to_disk(source)
        source.replace(target)
        return
    if not target.exists():
        source.rename(target)
        return
    if read_stamp(target) is None:
        raise FileExistsError(f"{target} ist kein von belegt geladener Ordner; bitte verschieben")
    old = source.with_name(f"{source.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.rename(old)
    source.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def discard_target(target: Path) -> None:
    """Remove a pulled model that turned out wrong, and its stamp."""
    stamp = _stamp_path(target)
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    stamp.unlink(missing_ok=True)


@contextlib.contextmanager
def hold_lock(name: str, progress: Progress) -> Iterator[None]:
    """Let one process at a time pull the model `name`; the next one waits and says so."""
    folder = models_dir() / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{slug(name)}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress(ProgressEvent("wait", 0, 0, "bytes", "ein anderer Vorgang lädt dieses Modell"))
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def partial_dir(name: str) -> Path:
    """Return the folder in which the model `name` grows until it is whole, made when it isn't there."""
    folder = models_dir() / ".partial" / slug(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def require_space(folder: Path, needed: int, *, model: str) -> None:
    """Raise DownloadFailed when `folder` has no room for `needed` bytes and a little more."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        cause = f"zu wenig Platz in {folder}: nötig {format_size(needed + SPARE_BYTES)}, frei {format_size(free)}"
        raise DownloadFailed(model=model, cause=cause)


def format_size(size: int) -> str:
    """Return a size as people read it in German: "1,2 GB"."""
    if size < 1_000_000:
        return f"{max(size, 0) / 1000:.0f} kB"
    return (f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB").replace(".", ",")


def slug(name: str) -> str:
    """Return `name` as one file name; different names stay different."""
    readable = "".join(char if char.isalnum() or char in "._-" else "-" for char in name)
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _stamp_path(target: Path) -> Path:
    return target / STAMP if target.is_dir() else target.with_name(f".{target.name}{STAMP}")


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())

"""Backups of an archive: its record as one SQLite file, copied page by page while readers and writers go on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from index.errors import BackupBroken, BackupTargetTaken, BelegtError, DiskFull, FileUnreadable, FolderTaken
from index.store.disk import is_disk_full
from index.store.record import Record
from index.store.schema import SCHEMA_VERSION
from index.store.store import RECORD
from index.types import Progress, ProgressEvent, ignore_progress

#: Pages of 4,096 bytes copied at a time; a writer gets its turn between two of them.
_PAGES = 2_000
#: How SQLite's files begin.
_MAGIC = b"SQLite format 3\0"


def write_backup(archive: Path, target: Path, *, progress: Progress = ignore_progress) -> int:
    """Copy the record of an archive to the file `target` and return its bytes.

    The vectors are left out: they are rebuilt from the record. The copy is a state that the archive really had,
    and it takes its name only when it is whole; it replaces an earlier backup, and nothing else. Raises
    `BackupTargetTaken`, `DiskFull`, or `FileUnreadable` where it can't be written.
    """
    if target.exists() and not _begins_as_backup(target):
        raise BackupTargetTaken(path=target)
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(archive / RECORD, timeout=30)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=_PAGES, progress=_follow(progress))
        _flush(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise _explain(error, target) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target.stat().st_size


def _begins_as_backup(path: Path) -> bool:
    """Tell whether a file begins as a backup does, whole or damaged."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _follow(progress: Progress) -> Callable[[int, int, int], None]:
    def follow(_: int, remaining: int, total: int) -> None:
        progress(ProgressEvent("backup", total - remaining, total, "pages"))

    return follow


def _flush(path: Path) -> None:
    """Wait until the file is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_backup(backup: Path, archive: Path) -> None:
    """Make a new archive of a backup; its vectors are asked for again and rebuilt when it is opened.

    Raises `BackupBroken` for a file that is none or is damaged, `FolderTaken` where the folder is not empty.
    """
    _check_backup(backup)
    if archive.exists() and (not archive.is_dir() or any(archive.iterdir())):
        raise FolderTaken(path=archive)
    part = archive / f"{RECORD}.part"
    try:
        archive.mkdir(parents=True, exist_ok=True)
        with (
            closing(_open_to_read(backup)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
        record = Record(part)
        record.mark_all_pending()
        record.close()
        part.replace(archive / RECORD)
    except (OSError, sqlite3.Error) as error:
        raise _explain(error, archive) from error
    finally:
        for rest in archive.glob(f"{RECORD}.part*"):
            rest.unlink()


def _open_to_read(backup: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)


def _explain(error: OSError | sqlite3.Error, path: Path) -> BelegtError:
    if is_disk_full(error):
        return DiskFull(path=path)
    return FileUnreadable(path=path, cause=getattr(error, "strerror", None) or error)


def _check_backup(backup: Path) -> None:
    if not backup.exists():
        raise BackupBroken(path=backup, cause="die Datei gibt es nicht")
    try:
        if not _begins_as_backup(backup):
            raise BackupBroken(path=backup, cause="keine SQLite-Datei")
        with closing(_open_to_read(backup)) as db:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            state = str(db.execute("PRAGMA quick_check").fetchone()[0])
            db.execute("SELECT count(*) FROM chunks").fetchone()
    except (OSError, sqlite3.Error) as error:
        raise BackupBroken(path=backup, cause=getattr(error, "strerror", None) or error) from error
    if state != "ok":
        raise BackupBroken(path=backup, cause=state.splitlines()[0])
    if not 0 < version <= SCHEMA_VERSION:
        raise BackupBroken(path=backup, cause=f"Stand {version}, bekannt sind 1 bis {SCHEMA_VERSION}")

"""Files that a reader drops on the page: named safely, copied into the archive's folder, read one by one."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from index.config import LoadConfig
from index.errors import BelegtError, FileTooLarge, FileUnreadable, FormatUnsupported, UploadLost
from index.loaders import SUFFIXES
from index.types import Failure, SyncReport
from rag.cli.terminal.formats import format_bytes
from ui.ports import AskableArchive

_LOG = logging.getLogger(__name__)

#: Folder inside the archive that keeps what was dropped on the page.
UPLOADS = "uploads"
#: The formats that are read, as a reader names them.
FORMATS = ", ".join(suffix[1:].upper() for suffix in SUFFIXES if suffix not in (".htm", ".mht"))
MAX_BYTES = LoadConfig().max_bytes

_MAX_NAME_BYTES = 180
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class UploadState(StrEnum):
    """How far a file has come; named as in `SyncReport` once it was read."""

    WAITING = "waiting"
    READING = "reading"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way into the archive. `path` is None where nothing arrived; `error` is why it failed."""

    name: str
    path: Path | None = None
    size: int = 0
    state: UploadState = UploadState.WAITING
    error: BelegtError | Failure | None = None

    def explain(self, lang: str) -> str:
        """Return why it failed, "" where it didn't, without the name that stands beside it."""
        cause = self.error.text(lang) if self.error else ""
        _, found, rest = cause.partition(f"{self.name}: ")
        return rest if found else cause

    @property
    def finished(self) -> bool:
        """Tell whether nothing more will happen to the file."""
        return self.state not in (UploadState.WAITING, UploadState.READING)


def make_safe_name(name: str) -> str:
    """Return a file name without folders, control characters or names that a file system reserves.

    Composed Unicode (NFC), so that a name from a Mac and the same from elsewhere are one; the ending is kept.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(char for char in base if unicodedata.category(char)[0] != "C")
    path = PurePosixPath(_FORBIDDEN.sub("_", base).lstrip(" .~$").rstrip(" ."))
    stem = path.stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").rstrip(" .") or "artikel"
    return f"_{stem}{path.suffix}" if _RESERVED.fullmatch(stem) else f"{stem}{path.suffix}"


def read_payload(payload: object, root: Path) -> tuple[Upload, ...]:
    """Return the uploads that a page reports: a list of {"name", "size", "path"}.

    `path` counts only if it leads to a plain file inside `root`, where the server puts what it received: a page
    cannot name other files of this computer.
    """
    entries = payload if isinstance(payload, Sequence) and not isinstance(payload, str) else ()
    uploads = [_read_entry(entry, root) for entry in entries if isinstance(entry, Mapping)]
    return _number_twins(uploads)


def _read_entry(entry: Mapping[str, object], root: Path) -> Upload:
    size = entry.get("size")
    name = make_safe_name(str(entry.get("name", "")))
    path = _find_received(entry.get("path"), root)
    return Upload(name, path, path.stat().st_size if path else size if isinstance(size, int) else 0)


def _find_received(value: object, root: Path) -> Path | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        path = Path(value).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return path if path.is_file() and path.is_relative_to(root.resolve()) else None


def _number_twins(uploads: Sequence[Upload]) -> tuple[Upload, ...]:
    """Give files of one name in one batch different names: they are different articles."""
    taken: set[str] = set()
    named: list[Upload] = []
    for upload in uploads:
        path = PurePosixPath(upload.name)
        names = [upload.name, *(f"{path.stem}-{n}{path.suffix}" for n in range(2, len(uploads) + 2))]
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        named.append(replace(upload, name=name))
    return tuple(named)


def take_uploads(archive: AskableArchive, uploads: Sequence[Upload]) -> Iterator[tuple[Upload, ...]]:
    """Copy each file into the archive's `uploads` folder, add it, and yield all files after every step.

    The received files are deleted. A file that can't be read leaves nothing behind, or the version that was there.
    """
    current = list(uploads)
    yield tuple(current)
    for number, upload in enumerate(uploads):
        current[number] = replace(upload, state=UploadState.READING)
        yield tuple(current)
        current[number] = _take_upload(archive, upload)
        yield tuple(current)


def _take_upload(archive: AskableArchive, upload: Upload) -> Upload:
    try:
        _check_upload(upload)
        if upload.path is None:
            raise UploadLost(path=upload.name)
        return _add_copy(archive, upload, upload.path)
    except BelegtError as error:
        return replace(upload, state=UploadState.FAILED, error=error)
    except Exception as error:
        _LOG.error("upload failed", exc_info=error)
        cause = BelegtError(cause=f"{type(error).__name__}: {error}")
        return replace(upload, state=UploadState.FAILED, error=cause)
    finally:
        if upload.path is not None:
            upload.path.unlink(missing_ok=True)


def _check_upload(upload: Upload) -> None:
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise FormatUnsupported(path=upload.name, suffix=suffix or "–", formats=FORMATS)
    if upload.size > MAX_BYTES:
        raise FileTooLarge(path=upload.name, size=format_bytes(upload.size), limit=format_bytes(MAX_BYTES))


def _add_copy(archive: AskableArchive, upload: Upload, received: Path) -> Upload:
    """Put the file into the archive's folder and add it; on failure put back what was there before."""
    folder = archive.path / UPLOADS
    target = folder / upload.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        former = _set_aside(target)
        shutil.copyfile(received, target)
    except OSError as error:
        raise FileUnreadable(path=upload.name, cause=error.strerror or str(error)) from error
    taken = False
    try:
        result = _read_report(archive.add(target), upload)
        taken = result.state is not UploadState.FAILED
    finally:
        _settle(target, former, taken=taken)
    return result


def _set_aside(target: Path) -> Path | None:
    """Rename an earlier file of that name, so that it can come back, and return where it is."""
    if not target.exists():
        return None
    handle, aside = tempfile.mkstemp(prefix=".", dir=target.parent)
    os.close(handle)
    return target.replace(aside)


def _settle(target: Path, former: Path | None, *, taken: bool) -> None:
    if taken:
        if former is not None:
            former.unlink()
    elif former is not None:
        former.replace(target)
    else:
        target.unlink(missing_ok=True)


def _read_report(report: SyncReport, upload: Upload) -> Upload:
    if report.failed:
        return replace(upload, state=UploadState.FAILED, error=report.failed[0])
    states = (
        (report.added, UploadState.ADDED),
        (report.changed, UploadState.CHANGED),
        (report.moved, UploadState.MOVED),
        (report.unchanged, UploadState.UNCHANGED),
    )
    return replace(upload, state=next((state for found, state in states if found), UploadState.FAILED))

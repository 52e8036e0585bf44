"""What was dropped on the page goes into the archive: copied into its folder, read, and taken back where it is bad."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from index.bundles.kinds import find_kind
from index.errors import BelegtError, FileEmpty, FileUnreadable, UploadLost
from index.types import ProgressEvent, SyncReport
from ui.ports import AskableArchive
from ui.uploads import Upload, UploadState, check_upload

_LOG = logging.getLogger(__name__)

#: Folder inside the archive that keeps what was dropped on the page.
UPLOADS = "uploads"
#: How often at most it is shown how far a bundle has come.
_SECONDS_A_STEP = 0.3


def take_uploads(archive: AskableArchive, uploads: Sequence[Upload]) -> Generator[tuple[Upload, ...]]:
    """Copy each file into the archive's `uploads` folder, add it, and yield all files after every step.

    The received files are deleted. A file that can't be read leaves nothing behind, or the version that was there.
    """
    current = list(uploads)
    yield tuple(current)
    for number, upload in enumerate(uploads):
        for state in _take_upload(archive, upload):
            current[number] = state
            yield tuple(current)


def _take_upload(archive: AskableArchive, upload: Upload) -> Iterator[Upload]:
    """Yield the file as it is being read, and last what became of it."""
    reading = replace(upload, state=UploadState.READING)
    yield reading
    try:
        check_upload(upload)
        if upload.path is None:
            raise UploadLost(path=upload.name)
        yield from _add_copy(archive, reading, upload.path)
    except BelegtError as error:
        yield replace(upload, state=UploadState.FAILED, error=error)
    except Exception as error:
        _LOG.error("upload failed", exc_info=error)
        cause = BelegtError(cause=f"{type(error).__name__}: {error}")
        yield replace(upload, state=UploadState.FAILED, error=cause)
    finally:
        if upload.path is not None:
            upload.path.unlink(missing_ok=True)


def _add_copy(archive: AskableArchive, upload: Upload, received: Path) -> Iterator[Upload]:
    """Put the file into the archive's folder and add it; on failure put back what was there before."""
    folder = archive.path / UPLOADS
    target = folder / upload.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        former = _set_aside(target)
        shutil.copyfile(received, target)
    except OSError as error:
        raise FileUnreadable(path=upload.name, cause=error.strerror or str(error)) from error
    steps: SimpleQueue[ProgressEvent | None] = SimpleQueue()
    # A thread: a closed page must not leave articles in the archive whose file is taken away.
    with ThreadPoolExecutor(1, thread_name_prefix="belegt-intake") as pool:
        adding = pool.submit(_add_target, archive, target, former, upload, steps)
        for step in _thin_out(iter(steps.get, None)):
            if find_kind(upload.name):
                yield replace(upload, step=step)
        yield adding.result()


def _add_target(
    archive: AskableArchive,
    target: Path,
    former: Path | None,
    upload: Upload,
    steps: SimpleQueue[ProgressEvent | None],
) -> Upload:
    taken = False
    try:
        result = _read_report(archive.add(target, progress=steps.put), upload)
        taken = result.state is not UploadState.FAILED
        return result
    finally:
        _settle(target, former, taken=taken)
        steps.put(None)


def _thin_out(steps: Iterator[ProgressEvent]) -> Iterator[ProgressEvent]:
    """Yield no more steps than a page can show."""
    shown = 0.0
    for step in steps:
        if time.monotonic() - shown >= _SECONDS_A_STEP:
            shown = time.monotonic()
            yield step


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
    """Return what became of a file: failed where nothing of it is in the archive."""
    states = (
        (report.added, UploadState.ADDED),
        (report.changed, UploadState.CHANGED),
        (report.moved, UploadState.MOVED),
        (report.unchanged, UploadState.UNCHANGED),
    )
    state = next((state for found, state in states if found), UploadState.FAILED)
    if state is UploadState.FAILED:
        return replace(upload, state=state, error=next(iter(report.failed), FileEmpty(path=upload.name)))
    return replace(upload, state=state, report=report if find_kind(upload.name) else None)

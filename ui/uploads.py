"""Files that a reader drops on the page: which may come, safe names for them, and what became of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from index.bundles.kinds import BUNDLE_SUFFIXES, KINDS, find_kind
from index.config import LoadConfig
from index.errors import BelegtError, FileTooLarge, FormatUnsupported
from index.loaders import SUFFIXES
from index.types import Failure, ProgressEvent, SyncReport
from rag.cli.terminal.formats import format_bytes

#: The formats that are read, as a reader names them: articles, and files that hold many.
FORMATS = ", ".join(suffix[1:].upper() for suffix in SUFFIXES if suffix not in (".htm", ".mht"))
BUNDLES = ", ".join(dict.fromkeys(kind.suffixes[0][1:].upper() for kind in KINDS))
ENDINGS = (*SUFFIXES, *BUNDLE_SUFFIXES)
#: The most that a file may weigh; one that holds many articles is kept on the disk twice while it comes.
MAX_BYTES = LoadConfig().max_bytes
MAX_BUNDLE_BYTES = 1_000_000_000

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
    """One file on its way into the archive. `path` is None where nothing arrived; `error` is why it failed.

    Of a bundle `step` tells how far its reading has come, and `report` what became of its articles.
    """

    name: str
    path: Path | None = None
    size: int = 0
    state: UploadState = UploadState.WAITING
    error: BelegtError | Failure | None = None
    step: ProgressEvent | None = None
    report: SyncReport | None = None

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
    stem, ending = _split_ending(_FORBIDDEN.sub("_", base).lstrip(" .~$").rstrip(" ."))
    stem = stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").rstrip(" .") or "artikel"
    return f"_{stem}{ending}" if _RESERVED.fullmatch(stem) else f"{stem}{ending}"


def _split_ending(name: str) -> tuple[str, str]:
    """Return a name without its ending, and the ending: ".tar.gz" is one."""
    endings = (ending for ending in BUNDLE_SUFFIXES if name.lower().endswith(ending))
    length = len(max(endings, key=len, default=PurePosixPath(name).suffix))
    return name[: len(name) - length], name[len(name) - length :]


def check_upload(upload: Upload) -> None:
    """Refuse what is not read or too big; raises `FormatUnsupported` and `FileTooLarge`."""
    if not upload.name.lower().endswith(ENDINGS):
        suffix = PurePosixPath(upload.name).suffix.lower()
        raise FormatUnsupported(path=upload.name, suffix=suffix or "–", formats=f"{FORMATS}, {BUNDLES}")
    limit = limit_of(upload.name)
    if upload.size > limit:
        raise FileTooLarge(path=upload.name, size=format_bytes(upload.size), limit=format_bytes(limit))


def limit_of(name: str) -> int:
    """Return how many bytes a file of this name may have."""
    return MAX_BUNDLE_BYTES if find_kind(name) else MAX_BYTES


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
        stem, ending = _split_ending(upload.name)
        names = [upload.name, *(f"{stem}-{n}{ending}" for n in range(2, len(uploads) + 2))]
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        named.append(replace(upload, name=name))
    return tuple(named)

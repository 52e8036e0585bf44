"""Models out of a Hugging Face repository: `hf:OWNER/NAME:FILE.gguf`, or `hf:OWNER/NAME` for an embedder.

Only weights and settings are fetched, no program code. Each file is held to the hash that the repository
states: SHA-256 for large files, the Git object id for small ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from index.errors import BelegtError, DownloadFailed, HashMismatch
from index.models.catalogue import ModelEntry, split_hub_spec
from index.models.files import hash_file, require_space
from index.types import Progress, ProgressEvent

_WANTED = (".safetensors", ".json", ".txt", ".model")
_PICKLED = (".bin",)
# Copies of the same weights for other programs.
_OTHER_FORMATS = ("onnx/", "openvino/", "coreml/")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository at one commit; `sha256` is "" for a small one, which has only its Git id."""

    name: str
    size: int
    sha256: str
    git_id: str


def fetch_hub_files(entry: ModelEntry, folder: Path, *, progress: Progress) -> Path:
    """Fetch what `entry` names into `folder`; return the folder in it that holds the files.

    The server is `HF_ENDPOINT` where it is set. Goes on inside a file that an earlier call left unfinished.
    Raises DownloadFailed and HashMismatch.
    """
    repo, file = split_hub_spec(entry.name, entry.kind)
    with _as_download_failure(entry.name):
        commit, listing = _list_repo(repo)
    wanted = _choose_files(listing, file, model=entry.name)
    place = folder / commit
    total = sum(item.size for item in wanted)
    done = 0
    require_space(folder, total - sum(_size_of(place / item.name) for item in wanted), model=entry.name)
    for item in wanted:
        _fetch_file(
            item, place / item.name, _hub_url(repo, item, commit), _Count(progress, done, total, item.name), entry
        )
        done += item.size
    return place


class _Count:
    """Report the bytes of one file on top of those before it, never going back."""

    def __init__(self, progress: Progress, before: int, total: int, detail: str) -> None:
        self.progress, self.before, self.total, self.detail = progress, before, total, detail
        self.highest = -1

    def report(self, inside: int) -> None:
        if inside > self.highest:
            self.highest = inside
            self.progress(ProgressEvent("download", self.before + inside, self.total, "bytes", self.detail))


class _CountingFile:
    """A binary file that tells after each write how long it is."""

    def __init__(self, stream: IO[bytes], report: Callable[[int], None]) -> None:
        self._stream, self._report = stream, report

    def write(self, data: bytes) -> int:
        written = self._stream.write(data)
        self._report(self._stream.tell())
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _list_repo(repo: str) -> tuple[str, tuple[HubFile, ...]]:
    from huggingface_hub import HfApi

    info = HfApi(endpoint=_endpoint()).model_info(repo, files_metadata=True)
    files = tuple(
        HubFile(item.rfilename, item.size or 0, item.lfs.sha256 if item.lfs else "", item.blob_id or "")
        for item in info.siblings or ()
        if not item.rfilename.startswith("/") and ".." not in Path(item.rfilename).parts
    )
    return info.sha or "main", files


def _choose_files(listing: Sequence[HubFile], file: str, *, model: str) -> tuple[HubFile, ...]:
    """Return the one named file, or all that a sentence-transformers folder needs."""
    if file:
        wanted = [item for item in listing if item.name == file]
        others = ", ".join(item.name for item in listing if item.name.endswith(".gguf")) or "keine GGUF-Datei"
        missing = f"dort gibt es kein {file} (vorhanden: {others})"
    else:
        native = [item for item in listing if not item.name.startswith((".", *_OTHER_FORMATS))]
        has_safetensors = any(item.name.endswith(".safetensors") for item in native)
        endings = _WANTED if has_safetensors else _WANTED + _PICKLED
        wanted = [item for item in native if item.name.endswith(endings)]
        missing = "dort liegt kein sentence-transformers-Modell"
        if "modules.json" not in {item.name for item in wanted}:
            wanted = []
    if not wanted:
        raise DownloadFailed(model=model, cause=missing)
    return tuple(wanted)


def _fetch_file(item: HubFile, path: Path, url: str, count: _Count, entry: ModelEntry) -> None:
    count.report(_size_of(path))
    if _size_of(path) != item.size or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _as_download_failure(entry.name):
            _resume_file(item, path, url, count)
    expected, found = item.sha256 or item.git_id, hash_file(path) if item.sha256 else _hash_as_git(path)
    if found != expected:
        path.unlink()
        raise HashMismatch(model=entry.name, file=item.name, expected=expected, found=found)
    count.report(item.size)


def _resume_file(item: HubFile, path: Path, url: str, count: _Count) -> None:
    """Append what is missing. `hf_hub_download` itself would begin a broken file anew."""
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    if _size_of(path) > item.size:
        path.unlink()
    with path.open("ab") as stream, _hide_bars():
        have = stream.seek(0, os.SEEK_END)
        counting = cast(Any, _CountingFile(stream, count.report))
        http_get(url, counting, resume_size=have, headers=build_hf_headers(), expected_size=item.size)


def _hub_url(repo: str, item: HubFile, commit: str) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(repo, item.name, revision=commit, endpoint=_endpoint())


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT") or None


@contextlib.contextmanager
def _hide_bars() -> Iterator[None]:
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    if are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


@contextlib.contextmanager
def _as_download_failure(model: str) -> Iterator[None]:
    """Turn whatever the hub's client raises into DownloadFailed.

    All of `Exception`, because the HTTP library beneath it, and with it the classes, changes with its version.
    """
    try:
        yield
    except BelegtError:
        raise
    except Exception as error:
        raise DownloadFailed(model=model, cause=_explain(error)) from error


def _explain(error: Exception) -> str:
    kind = type(error).__name__
    known = {
        "OfflineModeIsEnabled": "HF_HUB_OFFLINE ist gesetzt; zum Laden bitte ohne diese Variable aufrufen",
        "GatedRepoError": "das Modell verlangt eine Anmeldung („hf auth login“)",
        "RepositoryNotFoundError": "dieses Modell gibt es dort nicht, oder es ist nicht öffentlich",
        "ConnectError": "keine Verbindung zum Server",
        "ConnectTimeout": "der Server antwortet nicht",
        "ReadTimeout": "der Server antwortet nicht",
    }
    if isinstance(error, OSError) and error.strerror:
        return known.get(kind, error.strerror)
    return known.get(kind, str(error).partition("\n")[0] or kind)


def _hash_as_git(path: Path) -> str:
    """Return the Git object id of a small file."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

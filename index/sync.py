"""The one path by which a store is made equal to files: what is new, changed, moved, gone or bad."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.chunk import chunk_document
from index.config import ChunkConfig, LoadConfig
from index.embed import Embedder
from index.embed_chunks import embed_chunks
from index.errors import BelegtError, LoadError, SourceUnknown
from index.load import find_files, hash_file
from index.loader_process import load_apart
from index.store import Store
from index.store.rows import EmbeddedChunk, FileInfo, RecordedFile
from index.types import Chunk, Document, Failure, Progress, ProgressEvent, SyncReport, ignore_progress

#: Chunks embedded in one call, across files: enough to fill batches, few enough that a stop loses seconds.
_BATCH_CHUNKS = 48


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document that was read and cut but not yet embedded."""

    document: Document
    file: FileInfo
    chunks: tuple[Chunk, ...]
    is_new: bool


@dataclass(slots=True)
class _Tally:
    """The report while it grows."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def close(self, seconds: float) -> SyncReport:
        return SyncReport(
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=tuple(self.unchanged),
            moved=tuple(self.moved),
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            seconds=seconds,
        )


class Ingest:
    """One run of `add` or `sync` over a store.

    Each file is one transaction. A bad file is reported and costs nothing else; a stop at any moment leaves every
    file either wholly in or wholly out.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        chunk_config: ChunkConfig | None = None,
        load_config: LoadConfig | None = None,
        progress: Progress = ignore_progress,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._chunk_config = chunk_config or ChunkConfig()
        self._load_config = load_config or LoadConfig()
        self._progress = progress
        self._tally = _Tally()
        self._waiting: list[_Prepared] = []
        self._known: dict[Path, RecordedFile] = {}
        self._sources: dict[str, Path] = {}

    def add(self, paths: Iterable[Path]) -> SyncReport:
        """Take files and folders, recursively; nothing is removed."""
        return self._run(paths, prune=())

    def sync(self, folder: Path) -> SyncReport:
        """Make the store equal to a folder: also remove what came from it and is gone."""
        return self._run([folder], prune=(folder.absolute(),))

    def _run(self, paths: Iterable[Path], *, prune: Sequence[Path]) -> SyncReport:
        started = time.perf_counter()
        with self._store.writing():
            self._store.drain_outbox()
            self._read_record()
            found = self._find(paths)
            try:
                for done, (path, (root, name)) in enumerate(found.items()):
                    self._progress(ProgressEvent("add", done, len(found), "files", path.name))
                    self._take(path, root, name)
                self._flush()
                self._prune(prune, found.keys())
                self._progress(ProgressEvent("add", len(found), len(found), "files"))
            finally:
                # Also after Ctrl-C: what is in the record becomes findable.
                self._store.drain_outbox()
        return self._tally.close(time.perf_counter() - started)

    def _read_record(self) -> None:
        self._known = {entry.path: entry for entry in self._store.record.files()}
        self._sources = {entry.source: entry.path for entry in self._known.values()}

    def _find(self, paths: Iterable[Path]) -> dict[Path, tuple[Path, str]]:
        """Return for each file under the paths the folder it belongs to and its name in there."""
        found: dict[Path, tuple[Path, str]] = {}
        for path in paths:
            top = path.absolute()
            root = top if top.is_dir() else top.parent
            for entry in find_files(top):
                if entry.error is not None:
                    self._fail(entry.source, entry.error)
                else:
                    found.setdefault(entry.path.absolute(), (root, entry.source))
        return found

    def _take(self, path: Path, root: Path, name: str) -> None:
        known = self._known.get(path)
        source = known.source if known else self._name_source(path, root, name)
        try:
            file = FileInfo(path, root, hash_file(path))
            if known and known.file_hash == file.file_hash:
                self._tally.unchanged.append(source)
            elif not known and (former := self._find_moved(file)):
                self._move(former, source, file)
            else:
                self._prepare(path, source, file, is_new=known is None)
        except LoadError as error:
            self._fail(source, error)

    def _fail(self, source: str, error: LoadError) -> None:
        self._tally.failed.append(_describe_failure(source, error))

    def _name_source(self, path: Path, root: Path, name: str) -> str:
        """Return the path within the folder; where another folder took that name, with this one's name in front."""
        numbered = (f"{root.name}-{number}/{name}" for number in itertools.count(2))
        names = itertools.chain([name, f"{root.name}/{name}"], numbered)
        source = next(name for name in names if self._sources.get(name, path) == path)
        self._sources[source] = path
        return source

    def _find_moved(self, file: FileInfo) -> RecordedFile | None:
        """Return the recorded file of the same content that is no longer where it was."""
        return next(
            (entry for entry in self._known.values() if entry.file_hash == file.file_hash and not entry.path.exists()),
            None,
        )

    def _move(self, former: RecordedFile, source: str, file: FileInfo) -> None:
        self._store.record.move_document(former.document_id, source, file)
        del self._known[former.path]
        self._known[file.path] = replace(former, source=source, path=file.path, root=file.root)
        self._sources.pop(former.source, None)
        self._sources[source] = file.path
        self._tally.moved.append((former.source, source))

    def _prepare(self, path: Path, source: str, file: FileInfo, *, is_new: bool) -> None:
        document = load_apart(path, source, config=self._load_config)
        chunks = chunk_document(document, self._embedder.count_tokens, config=self._chunk_config)
        self._waiting.append(_Prepared(document, file, chunks, is_new))
        if sum(len(entry.chunks) for entry in self._waiting) >= _BATCH_CHUNKS:
            self._flush()

    def _flush(self) -> None:
        """Embed what waits, in one call, and write each document as a transaction of its own."""
        waiting, self._waiting = self._waiting, []
        for entry, chunks in zip(waiting, self._embed(waiting), strict=True):
            self._store.record.put_document(entry.document, entry.file, chunks, embedder=self._embedder.fingerprint)
            (self._tally.added if entry.is_new else self._tally.changed).append(entry.document.source)
        if waiting:
            self._store.drain_outbox()

    def _embed(self, waiting: Sequence[_Prepared]) -> list[list[EmbeddedChunk]]:
        return embed_chunks([(entry.document, entry.chunks) for entry in waiting], self._embedder)

    def _prune(self, folders: Sequence[Path], found: Collection[Path]) -> None:
        """Remove what came from the folders and is no longer on disk."""
        for entry in list(self._known.values()):
            inside = any(entry.path.is_relative_to(folder) for folder in folders)
            if inside and entry.path not in found and not entry.path.exists():
                self._store.record.remove_document(entry.document_id)
                self._tally.removed.append(entry.source)


def _describe_failure(source: str, error: BelegtError) -> Failure:
    return Failure(source, error.text("de"), error.text("en"))


def remove_sources(store: Store, sources: Iterable[str]) -> SyncReport:
    """Remove documents by their source; names that the archive doesn't have are reported as failures."""
    tally = _Tally()
    with store.writing():
        by_source = {entry.source: entry for entry in store.record.files()}
        for source in sources:
            if entry := by_source.get(source):
                store.record.remove_document(entry.document_id)
                tally.removed.append(source)
            else:
                tally.failed.append(_describe_failure(source, SourceUnknown(source=source)))
        store.drain_outbox()
    return tally.close(0.0)

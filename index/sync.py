"""The one path by which a store is made equal to files: what is new, changed, moved, gone or bad."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from index.bundles.columns import read_columns
from index.bundles.kinds import Kind, find_kind
from index.bundles.load import hash_entry, load_entry
from index.bundles.process import BundleProcess
from index.bundles.types import Request
from index.chunk import chunk_document
from index.config import BundleConfig, ChunkConfig, LoadConfig
from index.embed import Embedder
from index.embed_chunks import embed_chunks
from index.errors import BelegtError, FeedUnknown, LoadError, NoArticles, SourceUnknown
from index.load import find_files, hash_file
from index.loader_process import load_apart
from index.opening import name_path
from index.store import Store
from index.store.rows import EmbeddedChunk, FileInfo, RecordedFile
from index.types import Chunk, Document, Failure, Progress, ProgressEvent, SyncReport, ignore_progress

#: Chunks embedded in one call, across files: enough to fill batches, few enough that a stop loses seconds.
_BATCH_CHUNKS = 48


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article comes from: its file or its entry in a bundle, the folder that was added, its name in there."""

    path: Path
    root: Path
    name: str

    def inside(self, name: str) -> _Place:
        """Return the place of an entry of this bundle."""
        return _Place(self.path / name, self.root, f"{self.name}/{name}")


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

    Each file, and each entry of a bundle, is one transaction. A bad one is reported and costs nothing else; a stop at
    any moment leaves every one either wholly in or wholly out. `columns` name the columns of tables by what they hold
    ("text", "title", "date", "publisher", "author", "id"); raises UsageError for others.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        columns: Mapping[str, str] | None = None,
        chunk_config: ChunkConfig | None = None,
        load_config: LoadConfig | None = None,
        bundle_config: BundleConfig | None = None,
        progress: Progress = ignore_progress,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._columns = read_columns(columns or {})
        self._chunk_config = chunk_config or ChunkConfig()
        self._load_config = load_config or LoadConfig()
        self._bundle_config = bundle_config or BundleConfig()
        self._progress = progress
        self._tally = _Tally()
        self._waiting: list[_Prepared] = []
        self._known: dict[Path, RecordedFile] = {}
        self._by_hash: dict[str, list[RecordedFile]] = {}
        self._sources: dict[str, Path] = {}
        self._bundles = BundleProcess()
        self._whole: set[Path] = set()  # bundles that were read to their end
        self._seen: set[Path] = set()
        self._done = self._total = 0

    def add(self, paths: Iterable[Path]) -> SyncReport:
        """Take files, bundles and folders, recursively; nothing is removed."""
        return self._run(paths, prune=())

    def sync(self, folder: Path) -> SyncReport:
        """Make the store equal to a folder, or to a bundle: also remove what came from it and is gone."""
        return self._run([folder], prune=(name_path(folder),))

    def _run(self, paths: Iterable[Path], *, prune: Sequence[Path]) -> SyncReport:
        started = time.perf_counter()
        tops = [name_path(path) for path in paths]
        with self._store.writing():
            self._store.drain_outbox()
            self._read_record()
            try:
                found = self._find(tops)
                self._total = sum(1 if kind is None else self._count(place) for place, kind in found)
                for place, kind in found:
                    if kind is None:
                        self._take(place, partial(hash_file, place.path), partial(load_apart, place.path))
                    else:
                        self._take_bundle(place, is_named=place.path in tops)
                self._flush()
                self._prune(prune)
                self._progress(ProgressEvent("add", self._total, self._total, "files"))
            finally:
                self._bundles.close()
                # Also after Ctrl-C: what is in the record becomes findable.
                self._store.drain_outbox()
        return self._tally.close(time.perf_counter() - started)

    def _read_record(self) -> None:
        self._known = {entry.path: entry for entry in self._store.record.files()}
        self._sources = {entry.source: entry.path for entry in self._known.values()}
        for entry in self._known.values():
            self._by_hash.setdefault(entry.file_hash, []).append(entry)

    def _find(self, tops: Iterable[Path]) -> list[tuple[_Place, Kind | None]]:
        """Return each file under the paths with the folder it belongs to, its name in there, and its kind of bundle."""
        found: dict[Path, _Place] = {}
        for top in tops:
            root = top if top.is_dir() else top.parent
            for entry in find_files(top):
                if entry.error is not None:
                    self._fail(entry.source, entry.error)
                else:
                    found.setdefault(entry.path, _Place(entry.path, root, entry.source))
        return [(place, find_kind(path.name)) for path, place in found.items()]

    def _count(self, bundle: _Place) -> int:
        """Return how many articles a bundle holds, as far as it can be read; reading it says what is wrong."""
        count = 0
        with suppress(LoadError):
            for count in self._bundles.count(bundle.path, self._request(bundle)):
                self._progress(ProgressEvent("count", count, 0, "files", bundle.path.name))
        return count

    def _request(self, bundle: _Place) -> Request:
        with suppress(OSError):
            size = bundle.path.stat().st_size
            return Request(bundle.name, size, self._columns, self._load_config, self._bundle_config)
        return Request(bundle.name, 0, self._columns, self._load_config, self._bundle_config)

    def _take_bundle(self, bundle: _Place, *, is_named: bool) -> None:
        try:
            for entry in self._bundles.entries(bundle.path, self._request(bundle)):
                self._take(bundle.inside(entry.name), partial(hash_entry, entry), partial(load_entry, entry))
            self._whole.add(bundle.path)
        except NoArticles as error:
            # Any table or XML file may lie in a folder; it is told of where articles were awaited of it.
            is_known = any(path.is_relative_to(bundle.path) for path in self._known)
            if is_named or is_known or (self._columns.named and not isinstance(error, FeedUnknown)):
                self._fail(bundle.name, error)
        except LoadError as error:
            self._fail(bundle.name, error)

    def _take(self, place: _Place, hash_bytes: Callable[[], str], load: Callable[..., Document]) -> None:
        self._progress(ProgressEvent("add", self._done, max(self._total, self._done), "files", place.path.name))
        self._done += 1
        self._seen.add(place.path)
        known = self._known.get(place.path)
        source = known.source if known else self._name_source(place)
        try:
            file = FileInfo(place.path, place.root, hash_bytes())
            if known and known.file_hash == file.file_hash:
                self._tally.unchanged.append(source)
            elif not known and (former := self._find_moved(file)):
                self._move(former, source, file)
            else:
                self._prepare(load(source, config=self._load_config), file, is_new=known is None)
        except LoadError as error:
            self._fail(source, error)

    def _fail(self, source: str, error: LoadError) -> None:
        self._tally.failed.append(_describe_failure(source, error))

    def _name_source(self, place: _Place) -> str:
        """Return the path within the folder; where another folder took that name, with this one's name in front."""
        root, path = place.root.name, place.path
        numbered = (f"{root}-{number}/{place.name}" for number in itertools.count(2))
        names = itertools.chain([place.name, f"{root}/{place.name}"], numbered)
        source = next(name for name in names if self._sources.get(name, path) == path)
        self._sources[source] = path
        return source

    def _find_moved(self, file: FileInfo) -> RecordedFile | None:
        """Return the recorded file of the same content that is gone from where it was; an entry is as its bundle is."""
        alike = (entry for entry in self._by_hash.get(file.file_hash, ()) if entry.path in self._known)
        return next((entry for entry in alike if not entry.path.is_file() and not _find_bundle(entry.path)), None)

    def _move(self, former: RecordedFile, source: str, file: FileInfo) -> None:
        self._store.record.move_document(former.document_id, source, file)
        del self._known[former.path]
        self._known[file.path] = replace(former, source=source, path=file.path, root=file.root)
        self._sources.pop(former.source, None)
        self._sources[source] = file.path
        self._tally.moved.append((former.source, source))

    def _prepare(self, document: Document, file: FileInfo, *, is_new: bool) -> None:
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

    def _prune(self, folders: Sequence[Path]) -> None:
        """Remove what came from the folders and is no longer there.

        Of a bundle that could not be read to its end everything stays.
        """
        for entry in list(self._known.values()):
            inside = any(entry.path.is_relative_to(folder) for folder in folders)
            if inside and entry.path not in self._seen and not entry.path.is_file():
                bundle = _find_bundle(entry.path)
                if bundle is None or bundle in self._whole:
                    self._store.record.remove_document(entry.document_id)
                    self._tally.removed.append(entry.source)


def _find_bundle(path: Path) -> Path | None:
    """Return the file that a path leads into, None where it leads into none."""
    return next((parent for parent in path.parents if parent.is_file()), None)


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

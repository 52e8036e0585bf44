"""An archive on disk: the SQLite record, the vectors derived from it, and the outbox that keeps them equal."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveDamaged, ArchiveLocked, NotAnArchive
from index.opening import name_path
from index.store.check import CheckReport, name_damage, name_differences, name_unreadable
from index.store.record import Record
from index.store.rows import RecordCounts, Vectors
from index.store.seal import find_broken, seal_files
from index.store.vectors import BATCH, VectorIndex
from index.types import Progress, ProgressEvent, ignore_progress

RECORD = "record.sqlite"
_VECTORS = "chroma-{number}"
_LOCK = "write.lock"
#: Known vectors that `check` looks up again.
PROBES = 20
#: From this cosine on a vector is found: float16 and the index round a little.
SAME = 0.999
#: The least share of them that a whole index finds.
_LEAST_RECALL = 0.9
#: Up to so many chunks a damaged index is rebuilt on the spot, in some seconds; a larger one by `belegt repair`.
_REBUILT_AT_ONCE = 20_000
#: What the record calls the seals of the vector index's files; empty while they are being written.
_SEALS = "vector_seals"
_LOG = logging.getLogger(__name__)


class Store:
    """The files of one archive. Readers go on while one process writes; a second writer gets `ArchiveLocked`."""

    def __init__(self, path: Path) -> None:
        # A later change of the working directory must not move an open archive.
        self.path = path = name_path(path)
        _prepare_folder(path)
        self.record = Record(path / RECORD)
        self._writer = threading.Lock()  # between threads; the file lock is re-entrant there
        self._lock = FileLock(path / _LOCK, timeout=0, thread_local=False)
        self._generation = self.record.generation()
        self._verified = -1
        self._switching = threading.RLock()
        self.vectors = self._current_vectors()

    def refresh(self) -> None:
        """Take what others wrote elsewhere, before the record is read; in a folder there is nothing to take."""

    @property
    def place(self) -> str:
        """Where the archive lies, as its user names it."""
        return str(self.path)

    def _current_vectors(self) -> VectorIndex:
        return VectorIndex(self.path / _VECTORS.format(number=self.record.vectors_number()))

    def close(self) -> None:
        self.vectors.close()
        self.record.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write; raises `ArchiveLocked` at once when another process or thread has it."""
        if not self._writer.acquire(blocking=False):
            raise ArchiveLocked(path=self.path)
        try:
            with self._lock:
                self._follow_other_writers()
                yield
        except Timeout as error:
            raise ArchiveLocked(path=self.path) from error
        finally:
            self._writer.release()

    def settle(self) -> None:
        """Finish what a killed ingest left in the outbox, unless another process is at it."""
        if self._has_outbox():
            try:
                with self.writing():
                    self.drain_outbox()
            except ArchiveLocked:
                return

    def _has_outbox(self) -> bool:
        return self.record.count_pending() > 0

    def drain_outbox(self, *, progress: Progress = ignore_progress) -> None:
        """Bring the vector index up to the record: removals first, then what is pending.

        A row is marked only after Chroma took it, so that a kill at any point repeats work and loses none.
        """
        if not self._has_outbox():
            return
        sealed = self.record.get_meta(_SEALS)
        self.record.set_meta(_SEALS, "")
        while uids := self.record.pending_removals(BATCH):
            self.vectors.remove(uids)
            self.record.forget_removals(uids)
        total, done = self.record.count_pending(), 0
        while pending := self.record.pending_vectors(BATCH):
            self.vectors.add(pending)
            self.record.mark_indexed([entry.id for entry in pending])
            done += len(pending)
            progress(ProgressEvent("index", done, total, "chunks"))
        self.record.set_meta(_SEALS, seal_files(self.vectors.path, sealed))
        self._generation = self._verified = self.record.generation()

    def search_vectors(self, vector: Vectors, k: int, *, documents: Sequence[int] | None = None) -> dict[int, float]:
        """Return chunk id and cosine of the nearest chunks; what the record no longer knows is left out."""
        self._verify_vectors(self._follow_other_writers())
        used, found = None, {}
        while used is not self.vectors:  # a rebuild may leave it for another one meanwhile
            used = self.vectors
            found = used.search(vector, k, documents=documents)
        ids = self.record.chunk_ids(list(found))
        return {ids[uid]: cosine for uid, cosine in found.items() if uid in ids}

    def _follow_other_writers(self) -> int:
        """Open the vectors anew when another process changed them; return the generation they are of."""
        with self._switching:
            generation = self.record.generation()
            if generation != self._generation:
                self.vectors.close()
                # Two clients of one folder would share what the first to close takes away.
                if (current := self._current_vectors()).path != self.vectors.path:
                    self.vectors = current
                self._generation = generation
            return generation

    def _verify_vectors(self, generation: int) -> None:
        """Look at the vector index before it is first searched, and rebuild it if it is not what was written.

        Chroma answers from a damaged index as if nothing were missing, or takes the whole process down; so its
        files are held against their seals before it opens them, then the number of vectors, then some are looked up.
        """
        if generation == self._verified:
            return
        if self._find_trouble() is not None:
            try:
                with self.writing():
                    self._mend_vectors()
            except ArchiveLocked:
                return  # somebody is writing, perhaps rebuilding: the next search looks again
        self._verified = self.record.generation()

    def _mend_vectors(self) -> None:
        """Rebuild the vector index if it is damaged; whoever wrote while it was looked at has finished by now."""
        trouble = self._find_trouble()
        if trouble is None:
            return
        if self.record.count_chunks() > _REBUILT_AT_ONCE:
            raise ArchiveDamaged(path=self.path, cause=trouble)
        _LOG.warning("Der Vektorindex ist beschädigt (%s) und wird aus dem Archiv neu aufgebaut.", trouble)
        self._rebuild()

    def _find_trouble(self) -> str | None:
        """Return what is wrong with the vector index, None where nothing is."""
        try:
            self._require_files()
            # First what must be there, then what is: a writer marks what it wrote, and unmarks what it will remove.
            expected = self.record.count_indexed()
            if (count := self.vectors.count()) < expected:
                return f"{expected - count} von {expected} Abschnitten fehlen"
            if self._recall_known() < _LEAST_RECALL:
                return "bekannte Abschnitte werden nicht wiedergefunden"
        except ArchiveDamaged as error:
            return str(error.facts["cause"])
        return None

    def _require_files(self) -> None:
        """Raise `ArchiveDamaged` where a file of the vector index is missing or damaged: opening it may crash."""
        broken = find_broken(self.vectors.path, self.record.get_meta(_SEALS))
        if broken is not None:
            raise ArchiveDamaged(path=self.path, cause=f"{broken} fehlt, ist zu kurz oder überschrieben")

    def _rebuild(self, *, progress: Progress = ignore_progress) -> None:
        """Build the vector index anew from the record; the caller holds the right to write."""
        with self.fresh_vectors():
            self.record.mark_all_pending()
        self.drain_outbox(progress=progress)

    def counts(self) -> RecordCounts:
        return self.record.counts()

    def size_on_disk(self) -> tuple[int, int]:
        """Return the bytes of the record and of the vectors."""
        record = sum(entry.stat().st_size for entry in self.path.glob(f"{RECORD}*"))
        vectors = sum(entry.stat().st_size for entry in self.vectors.path.rglob("*") if entry.is_file())
        return record, vectors

    def check(self) -> CheckReport:
        """Hold the vectors against the record and recall known ones."""
        problems = () if self.record.has_integrity() else (name_damage(),)
        counts = self.record.counts()
        expected = self.record.all_uids()
        try:
            self._require_files()
            found = self.vectors.uids()
            recall = self._recall_known()
        except ArchiveDamaged as error:
            return CheckReport(counts.chunks, 0, 0.0, (*problems, name_unreadable(error.facts["cause"])))
        missing, stray = len(expected - found), len(found - expected)
        differences = name_differences(pending=counts.pending, missing=missing, stray=stray, recall=recall)
        return CheckReport(counts.chunks, len(found), recall, (*problems, *differences))

    def _recall_known(self) -> float:
        """Return the share of sampled vectors that the index finds at (nearly) no distance."""
        probes = self.record.sample_vectors(PROBES)
        hits = sum(max(self.vectors.search(probe.vector, 1).values(), default=0.0) > SAME for probe in probes)
        return hits / len(probes) if probes else 1.0

    def repair(self, *, progress: Progress = ignore_progress) -> CheckReport:
        """Rebuild the vector index from the record, without embedding anything."""
        with self.writing():
            self._rebuild(progress=progress)
        return self.check()

    @contextmanager
    def fresh_vectors(self) -> Iterator[None]:
        """Run a block that asks for all vectors again, then leave the old index for a new, empty one.

        The new one has a folder of its own: other readers, and Chroma itself, may still hold files of the old one.
        """
        self.vectors.close()
        yield
        with self._switching:
            self.vectors = self._current_vectors()
        for former in self.path.glob(_VECTORS.format(number="*")):
            if former != self.vectors.path:
                shutil.rmtree(former, ignore_errors=True)


def _prepare_folder(path: Path) -> None:
    """Make the folder of a new archive; refuse one that holds something else."""
    if path.exists() and not path.is_dir():
        raise NotAnArchive(path=path)
    if path.is_dir() and not (path / RECORD).exists() and any(path.iterdir()):
        raise NotAnArchive(path=path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAnArchive(path=path) from error
    if not os.access(path, os.W_OK):
        raise ArchiveDamaged(path=path, cause="keine Schreibrechte")

"""An archive on a Chroma server, with a copy of its record on this computer in which words are searched."""

from __future__ import annotations

import itertools
import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from index.errors import ArchiveLocked, EmbedderChanged, UsageError
from index.models import find_variant
from index.place import ServerAddress
from index.server.book import Book
from index.server.client import ChromaServer, Owner
from index.server.entry import pack_entry
from index.store.check import CheckReport, name_damage, name_differences
from index.store.record import Record
from index.store.recorded import read_recorded
from index.store.rows import RecordedDocument, Vectors
from index.store.store import PROBES, RECORD, SAME, Store
from index.types import Progress, ProgressEvent, ignore_progress

#: Seconds for which a search trusts the copy before it asks the server whether others wrote.
TRUSTED = 2.0
#: Documents sent, and entries fetched, at a time.
_SENT, _FETCHED = 32, 32
#: In the copy's folder, the name that the server gave the archive.
_IDENTITY = "identity"
_LOG = logging.getLogger(__name__)


class ServerStore(Store):
    """The archive at an address. Others may write to it at the same time: what they wrote is taken before a search.

    Raises `ServerUnreachable`.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.address = address
        self.server = ChromaServer(address)
        self._forget_another()
        super().__init__(address.folder)
        self.record.shared = True
        self._book = Book(self.record)
        self._trusted_until = 0.0
        try:
            self._catch_up()
        except BaseException:
            self.close()
            raise

    def _forget_another(self) -> None:
        """Throw away the copy of an archive that had this address before."""
        note = self.address.folder / _IDENTITY
        identity = self.server.identity()
        if note.parent.exists() and (not note.exists() or note.read_text() != identity):
            _LOG.warning("Auf %s liegt ein anderes Archiv als zuvor; die Kopie wird neu angelegt.", self.address)
            shutil.rmtree(note.parent)
        if not note.exists():
            # The record first: without it a folder that holds something would be no archive.
            note.parent.mkdir(parents=True, exist_ok=True)
            Record(note.parent / RECORD).close()
            note.write_text(identity)

    @property
    def place(self) -> str:
        return str(self.address)

    def close(self) -> None:
        super().close()
        self.server.close()

    # reading

    def refresh(self) -> None:
        self._catch_up()

    def search_vectors(self, vector: Vectors, k: int, *, documents: Sequence[int] | None = None) -> dict[int, float]:
        self._catch_up()
        sources = None if documents is None else [text.source for text in self.record.texts(documents).values()]
        found = self.server.search(vector, k, sources=sources)
        ids = self.record.chunk_ids(list(found))
        return {ids[uid]: cosine for uid, cosine in found.items() if uid in ids}

    def _catch_up(self) -> None:
        """Take what others wrote, unless that was done just now or another process of this computer is at it."""
        if time.monotonic() < self._trusted_until:
            return
        try:
            with super().writing():
                self._pull()
        except ArchiveLocked:
            return

    def _follow_other_writers(self) -> int:
        return self.record.generation()

    def _pull(self) -> None:
        """Make the copy equal to the server, but for what is yet to be sent."""
        revision = self.server.revision()
        if revision != self.record.get_meta("server_revision"):
            self._read_owner()
            there, known = self.server.entry_names(), self._book.entries()
            self._book.drop(known - there)
            new = sorted(there - known)
            for start in range(0, len(new), _FETCHED):
                self._book.take(self.server.entries(new[start : start + _FETCHED]))
            self.record.set_meta("server_revision", revision)
        self._trusted_until = time.monotonic() + TRUSTED

    def _read_owner(self) -> Owner | None:
        """Return and note which model the server's vectors are of; raises `EmbedderChanged` where the copy's differ."""
        owner = self.server.owner()
        mine = self.record.get_meta("embedder_fingerprint")
        if owner is None or mine == owner.fingerprint:
            return owner
        if mine is not None:
            own = self.record.get_meta("embedder") or ""
            raise EmbedderChanged(
                path=self.address, found=find_variant(owner.embedder, owner.fingerprint), expected=own
            )
        self.record.set_embedder(owner.embedder, owner.fingerprint)
        return owner

    # writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write from this computer, on the newest state; others may write at the same time."""
        with super().writing():
            self._pull()
            yield

    def _has_outbox(self) -> bool:
        return bool(self._book.waiting() or self._book.left_over())

    def drain_outbox(self, *, progress: Progress = ignore_progress) -> None:
        """Send what the server has yet to take: chunks, then their documents, then what is gone.

        A document is noted only after the server took it, so that a stop at any point repeats work and loses none.
        """
        waiting, gone = self._book.waiting(), self._book.left_over()
        removals = self.record.pending_removals(1_000_000)
        if not (waiting or gone or removals):
            return
        self._claim()
        for start in range(0, len(waiting), _SENT):
            self._send([read_recorded(self.record, source) for source in waiting[start : start + _SENT]])
            progress(ProgressEvent("index", min(start + _SENT, len(waiting)), len(waiting), "files"))
        self.server.remove_documents(gone)
        self._book.forget(gone)
        # The same chunk may be there again, under the same name.
        kept = self.record.chunk_ids(removals)
        self.server.remove_chunks([uid for uid in removals if uid not in kept])
        self.record.forget_removals(removals)
        self.server.raise_revision()

    def _claim(self) -> None:
        """Write down which model the vectors are of, unless another computer did; raises `EmbedderChanged`."""
        if self._read_owner() is None:
            embedder, fingerprint = self.record.get_meta("embedder"), self.record.get_meta("embedder_fingerprint")
            self.server.claim(Owner(embedder or "", fingerprint or ""))

    def _send(self, documents: Sequence[RecordedDocument]) -> None:
        entries = [pack_entry(document) for document in documents]
        self.server.put_chunks(documents)
        self.server.put_documents(entries)
        self._book.note(entries)
        uids = list(itertools.chain.from_iterable(document.uids for document in documents))
        self.record.mark_indexed(list(self.record.chunk_ids(uids).values()))

    # looking after it

    def size_on_disk(self) -> tuple[int, int]:
        """Return the bytes of the copy; what the server needs it does not tell."""
        return super().size_on_disk()[0], 0

    def check(self) -> CheckReport:
        """Hold the chunks on the server against the copy, and recall known ones."""
        self._catch_up()
        problems = () if self.record.has_integrity() else (name_damage(),)
        counts, expected, found = self.record.counts(), self.record.all_uids(), self.server.uids()
        probes = self.record.sample_vectors(PROBES)
        hits = sum(max(self.server.search(probe.vector, 1).values(), default=0.0) > SAME for probe in probes)
        recall = hits / len(probes) if probes else 1.0
        differences = name_differences(
            pending=counts.pending, missing=len(expected - found), stray=len(found - expected), recall=recall
        )
        return CheckReport(counts.chunks, len(found), recall, (*problems, *differences))

    def repair(self, *, progress: Progress = ignore_progress) -> CheckReport:
        """Send again what the server lost, and remove what belongs to no document."""
        with self.writing():
            there = self.server.uids()
            self.record.ask_again(self.record.all_uids() - there)
            known = self.record.chunk_ids(list(there))
            self.server.remove_chunks([uid for uid in there if uid not in known])
            self.drain_outbox(progress=progress)
        return self.check()

    @contextmanager
    def fresh_vectors(self) -> Iterator[None]:
        """Refuse: others may be searching in these vectors."""
        raise UsageError(
            cause="Ein Archiv auf einem Server lässt sich nicht mit einem anderen Modell neu einbetten. "
            "Bitte die Artikel unter einem neuen Namen aufnehmen oder ein neu eingebettetes Archiv mit "
            "„belegt copy“ dorthin bringen."
        )
        yield

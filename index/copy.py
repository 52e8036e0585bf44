"""An archive brought elsewhere, between folders and servers in any direction, without embedding anything again."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import EmbedderChanged
from index.models import find_variant
from index.store import Store
from index.store.recorded import read_recorded, write_recorded
from index.types import Progress, ProgressEvent, ignore_progress

#: Documents written between two visits to the vector index.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class CopyReport:
    """How many documents were copied, and how many the target had already."""

    copied: int
    unchanged: int


def copy_documents(source: Store, target: Store, *, progress: Progress = ignore_progress) -> CopyReport:
    """Take all documents of an archive into another; of two by one name the copied one stays.

    A stopped run goes on where it was. Raises `EmbedderChanged` where the target's vectors are of another model, and
    `ArchiveLocked`.
    """
    with target.writing():
        _claim(source, target)
        target.drain_outbox()
        there = {entry.source: entry.file_hash for entry in target.record.files()}
        entries = source.record.files()
        waiting = [entry for entry in entries if there.get(entry.source) != entry.file_hash]
        for done, entry in enumerate(waiting):
            progress(ProgressEvent("copy", done, len(waiting), "files", entry.source))
            write_recorded(target.record, read_recorded(source.record, entry.source))
            if done % _BATCH == _BATCH - 1:
                target.drain_outbox()
        target.drain_outbox()
        progress(ProgressEvent("copy", len(waiting), len(waiting), "files"))
    return CopyReport(len(waiting), len(entries) - len(waiting))


def _claim(source: Store, target: Store) -> None:
    """Give a new target the source's embedder; refuse one of another."""
    name, mine = source.record.get_meta("embedder") or "", source.record.get_meta("embedder_fingerprint") or ""
    theirs = target.record.get_meta("embedder_fingerprint")
    if theirs is None:
        target.record.set_embedder(name, mine)
    elif theirs != mine:
        found = find_variant(target.record.get_meta("embedder") or "", theirs)
        raise EmbedderChanged(path=target.place, found=found, expected=name)

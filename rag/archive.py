"""`Archive`: the public API. One folder on disk, opened, filled, searched and asked."""

from __future__ import annotations

import contextlib
import datetime
import threading
from collections.abc import Generator, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Unpack

from index.claim import claim_embedder, open_embedder
from index.copy import CopyReport, copy_documents
from index.embed import Embedder, load_embedder
from index.errors import UsageError
from index.place import ServerAddress, read_place
from index.reindex import reindex_store
from index.server import open_store
from index.store import CheckReport, Store
from index.store.backup import read_backup, write_backup
from index.store.rows import DocumentInfo
from index.sync import Ingest, remove_sources
from index.types import Document, Progress, SyncReport, ignore_progress
from rag.answering import Models, stream_answer
from rag.chat import Chat
from rag.config import AskConfig
from rag.filters import Filter, Filters, make_filter
from rag.found import Found, find_evidence
from rag.likeness import read_query
from rag.llm import LLM, load_llm
from rag.memory import Memory, recall, remember
from rag.prompt import PROMPT, PROMPT_CHECK, PROMPT_DECIDE, PROMPT_SHORT, load_prompt
from rag.reader import Reader, load_reader, reader_fits
from rag.retrieve import Hit, search_chunks
from rag.status import ArchiveStatus
from rag.stream import AnswerStream, Hold
from rag.turns import Turns
from rag.types import Answer, AskEvent, Evidence, Finished, ScoredChunk

Paths = str | Path | Iterable[str | Path]


class Archive:
    """An archive of articles that answers questions. Safe to call from several threads.

    Opening is cheap: the models are loaded when they are first needed. Use it in a `with` block or call `close`.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        llm: LLM | str | Path | None,
        reader: Reader | None,
        config: AskConfig,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._llm = llm
        self._reader = reader
        self._reader_known = reader is not None
        self._reader_lock = threading.Lock()
        self._llm_lock = threading.Lock()
        self._turns = Turns()
        self._memory = Memory()
        self._owns_llm = False
        self.config = config

    @classmethod
    def open(
        cls,
        path: str | Path | ServerAddress,
        *,
        embedder: Embedder | str | None = None,
        embed_url: str | None = None,
        llm: LLM | str | Path | None = None,
        llm_url: str | None = None,
        reader: Reader | None = None,
        config: AskConfig | None = None,
    ) -> Archive:
        """Open the archive in a folder, or create it there; or that on a Chroma server ("https://host:8000/NAME").

        `embedder` is a model's name or path (default: the one the archive was built with), `embed_url` the address of
        a server that computes passages with that model ("http://host:8000/v1" as OpenAI's, ".../embed" as TEI's).
        `llm` is a name ("1.5b", "0.5b"), a GGUF file or an object of the `LLM` protocol, `llm_url` instead of it the
        address of a server with OpenAI's interface ("#NAME" after it for one of its models), `reader` an object of the
        `Reader` protocol (default: the installed one, where it fits the embedder and `config.reader` wants one).
        Raises `NotAnArchive`, `ArchiveNewer`, `ArchiveDamaged`, `ServerUnreachable`, `ModelMissing`, and
        `EmbedderChanged` when the vectors belong to another embedder.
        """
        if llm is not None and llm_url is not None:
            raise UsageError(cause="Entweder llm oder llm_url: Nur ein Sprachmodell kann antworten.")
        store = open_store(path)
        try:
            used = open_embedder(store, embedder, embed_url)
            claim_embedder(store, used)
            store.settle()
        except BaseException:
            store.close()
            raise
        return cls(store, used, llm=llm_url or llm, reader=reader, config=config or AskConfig())

    @property
    def path(self) -> Path:
        """The folder of the archive; of one on a server the folder of this computer's copy."""
        return self._store.path

    def close(self) -> None:
        """Let go of files and models."""
        with self._llm_lock:
            if self._owns_llm and not isinstance(self._llm, str | Path | None):
                self._llm.close()
            self._llm, self._owns_llm = None, False
        self._store.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # filling

    def add(
        self, paths: Paths, *, columns: Mapping[str, str] | None = None, progress: Progress = ignore_progress
    ) -> SyncReport:
        """Take files and folders, recursively; unchanged files cost nothing, bad ones are reported.

        `source` of a document is its path relative to the folder that was added, of a single file its name. A bundle
        (ZIP, TAR, mailbox, web archive, feed, table) is taken article by article, each `BUNDLE/NAME`. `columns` say
        which column of a table holds what: {"text": "body"}; also "title", "date", "publisher", "author", "id".
        Raises `ArchiveLocked` while another process writes, and `UsageError` for a column of something else.
        """
        return Ingest(self._store, self._embedder, columns=columns, progress=progress).add(_as_paths(paths))

    def sync(
        self, folder: str | Path, *, columns: Mapping[str, str] | None = None, progress: Progress = ignore_progress
    ) -> SyncReport:
        """Make the archive equal to a folder or a bundle: like `add`, and remove what came from it and is gone."""
        return Ingest(self._store, self._embedder, columns=columns, progress=progress).sync(Path(folder))

    def remove(self, sources: str | Iterable[str]) -> SyncReport:
        """Remove documents by their source; unknown ones are reported as failed."""
        return remove_sources(self._store, [sources] if isinstance(sources, str) else sources)

    # asking

    def search(
        self,
        question: str,
        k: int = 10,
        **filters: Unpack[Filters],
    ) -> tuple[ScoredChunk, ...]:
        """Return the best `k` chunks, best first.

        The filters are those of `rag.filters.Filters`. Raises `UsageError` for a bad date.
        """
        only = make_filter(filters)
        self._store.refresh()
        query = read_query(question, self._embedder, as_of=only.as_of)
        hits = search_chunks(self._store, query, k, only=only, config=self.config)
        return tuple(_scored_chunk(hit) for hit in hits)

    def find_evidence(
        self,
        question: str,
        **filters: Unpack[Filters],
    ) -> tuple[Evidence, ...]:
        """Return the numbered sentences the model would be shown. Filters as in `search`."""
        return self.find(question, **filters).evidence

    def find(
        self,
        question: str,
        **filters: Unpack[Filters],
    ) -> Found:
        """Return all that is found before the model speaks: evidence, signs, the reader's spans. Filters as above."""
        only = make_filter(filters)
        self._store.refresh()
        reader = self._open_reader()
        return find_evidence(self._store, self._embedder, reader, question, only=only, config=self.config)

    def ask(
        self,
        question: str,
        **filters: Unpack[Filters],
    ) -> Answer:
        """Answer a question from the archive, or refuse. Filters as in `search`."""
        for event in self.ask_stream(question, **filters):
            if isinstance(event, Finished):
                return event.answer
        raise RuntimeError("the stream ended without an answer")

    def ask_stream(
        self,
        question: str,
        **filters: Unpack[Filters],
    ) -> AnswerStream:
        """Return the answer as it comes about: `EvidenceFound`, `Queued` while others are first, `Token`s, `Finished`.

        `close` of the stream stops the model, from any thread. Filters as in `search`.
        """
        only = make_filter(filters)
        llm, reader = self._open_llm(), self._open_reader()
        return AnswerStream(partial(self._answer, question, only, Models(self._embedder, llm, reader)))

    def _answer(self, question: str, only: Filter, models: Models, hold: Hold) -> Generator[AskEvent]:
        """Return the events of an answer; of the one given before where nothing has changed since."""
        config, today = self.config, datetime.date.today()
        self._store.refresh()
        key = (question, only, config, models.llm.name, self._store.record.generation(), today)
        known = self._memory.find(key)
        if known is not None:
            return recall(known)
        events = stream_answer(self._store, models, question, self._turns, hold, only=only, config=config)
        return remember(self._memory, key, events, hold, most=config.remembered)

    def chat(self, *, as_of: str | datetime.date | None = None) -> Chat:
        """Begin a conversation, in which a question may lean on the ones before; `as_of` as in `search`."""
        return Chat(self, as_of=as_of)

    def warm(self) -> None:
        """Load the models and open the vectors now, so that the first question waits for none."""
        self._store.search_vectors(self._embedder.embed_queries(["Frage"])[0], 1)
        llm = self._open_llm()
        for prompt in (PROMPT_DECIDE, PROMPT_CHECK, PROMPT_SHORT) if self._open_reader() else (PROMPT,):
            llm.warm(load_prompt(prompt))

    @property
    def llm(self) -> LLM:
        """The language model; raises `ModelMissing` when it was not pulled."""
        return self._open_llm()

    def _open_llm(self) -> LLM:
        with self._llm_lock:
            if isinstance(self._llm, str | Path | None):
                self._llm = load_llm(None if self._llm is None else str(self._llm))
                self._owns_llm = True
            return self._llm

    def _open_reader(self) -> Reader | None:
        if not self.config.reader:
            return None
        with self._reader_lock:
            if not self._reader_known:
                self._reader, self._reader_known = load_reader(self._embedder.name), True
            return self._reader

    # looking after it

    def document(self, source: str) -> Document:
        """Return a document with its whole text; raises `SourceUnknown`."""
        self._store.refresh()
        return self._store.record.document(source)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return one row for every document, by source."""
        self._store.refresh()
        return self._store.record.documents()

    def status(self) -> ArchiveStatus:
        """Return the archive at a glance."""
        self._store.refresh()
        counts = self._store.counts()
        record_bytes, vector_bytes = self._store.size_on_disk()
        llm = self._llm
        return ArchiveStatus(
            path=self._store.place,
            documents=counts.documents,
            chunks=counts.chunks,
            sentences=counts.sentences,
            pending=counts.pending,
            embedder=self._embedder.name,
            llm=str(llm) if isinstance(llm, str | Path) else "" if llm is None else llm.name,
            reader=self.config.reader and (self._reader is not None or reader_fits(self._embedder.name)),
            record_bytes=record_bytes,
            vector_bytes=vector_bytes,
            first_published=counts.first_published,
            last_published=counts.last_published,
            undated=counts.undated,
            copy=None if self._store.place == str(self.path) else str(self.path),
        )

    def check(self) -> CheckReport:
        """Hold the vectors against the record and recall known ones."""
        return self._store.check()

    def repair(self, *, progress: Progress = ignore_progress) -> CheckReport:
        """Rebuild the vectors from the record, without embedding anything."""
        return self._store.repair(progress=progress)

    def backup(self, target: str | Path, *, progress: Progress = ignore_progress) -> int:
        """Copy the archive to one file, while others read and write, and return its bytes.

        Texts, embeddings and all that was recorded of the articles; the files they came from are not in it.
        """
        return write_backup(self.path, Path(target), progress=progress)

    @classmethod
    def restore(cls, backup: str | Path, path: str | Path, *, progress: Progress = ignore_progress) -> CheckReport:
        """Make a new archive in the folder `path` from a backup; nothing is embedded again.

        Raises `BackupBroken`, and `NotAnArchive` when the folder is not empty.
        """
        folder = _require_folder(path)
        read_backup(Path(backup), folder)
        store = Store(folder)
        try:
            return store.repair(progress=progress)
        finally:
            store.close()

    @classmethod
    def copy(
        cls,
        source: str | Path | ServerAddress,
        target: str | Path | ServerAddress,
        *,
        progress: Progress = ignore_progress,
    ) -> CopyReport:
        """Take all documents of an archive into another, between folders and servers; nothing is embedded again.

        Of two documents by one name the copied one stays, and what else the target holds. A stopped run goes on where
        it was. Raises as `open` does.
        """
        with contextlib.closing(open_store(source)) as read, contextlib.closing(open_store(target)) as written:
            return copy_documents(read, written, progress=progress)

    @classmethod
    def reindex(
        cls,
        path: str | Path,
        *,
        embedder: Embedder | str | None = None,
        embed_url: str | None = None,
        progress: Progress = ignore_progress,
    ) -> CheckReport:
        """Embed the whole archive in a folder with another model; a stopped run goes on where it was.

        `embedder` and `embed_url` as in `open`.
        """
        store = Store(_require_folder(path))
        try:
            used = load_embedder(embedder, url=embed_url) if isinstance(embedder, str | None) else embedder
            return reindex_store(store, used, progress=progress)
        finally:
            store.close()


def _require_folder(place: str | Path | ServerAddress) -> Path:
    where = read_place(place)
    if isinstance(where, ServerAddress):
        raise UsageError(
            cause=f"Das geht nur mit einem Archiv in einem Ordner, nicht mit {where}. "
            "Danach bringt „belegt copy“ es dorthin."
        )
    return where


def _as_paths(paths: Paths) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def _scored_chunk(hit: Hit) -> ScoredChunk:
    chunk = hit.chunk
    return ScoredChunk(
        id=chunk.uid,
        text=chunk.text,
        source=chunk.source,
        title=chunk.title,
        published=chunk.published,
        publisher=chunk.publisher,
        kind=chunk.kind,
        heading=chunk.heading,
        start=chunk.start,
        end=chunk.end,
        score=hit.score,
        dense=hit.dense,
        keyword=hit.keyword,
        also_in=hit.also_in,
    )

"""Who has the page open, and the one question of each: begun, taken by the model's queue, stopped, forgotten."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from rag.filters import Filters
from rag.stream import AnswerStream
from rag.types import Answer
from ui.listing import Listing
from ui.ports import AskableArchive, Conversation
from ui.uploads import Upload
from ui.view import Phase, View


@dataclass(eq=False)
class Run:
    """A question that waits for the model or is being answered."""

    question: str
    filters: Filters = field(default_factory=lambda: Filters())
    taken: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    stream: AnswerStream | None = None

    def hold(self, stream: AnswerStream) -> None:
        """Take the stream of the answer, to be closed when the run is stopped or if it was."""
        self.stream = stream
        if self.stopped.is_set():
            stream.close()

    def stop(self) -> None:
        """Stop the question and the model with it; more than once is harmless."""
        self.stopped.set()
        if self.stream is not None:
            self.stream.close()


@dataclass(eq=False)
class Reader:
    """One open page: its language, what it shows, its question while that is unanswered, what was said
    before (the conversation and its answers), how the list of articles is looked at, and what became of its files.
    """

    lang: str
    view: View = field(default_factory=View)
    run: Run | None = None
    chat: Conversation | None = None
    listing: Listing = field(default_factory=Listing)
    answers: list[Answer] = field(default_factory=list)
    uploads: tuple[Upload, ...] = ()

    def converse(self, archive: AskableArchive) -> Conversation:
        """Return the page's conversation with the archive, begun by its first question."""
        if self.chat is None:
            self.chat = archive.chat()
        return self.chat


class Readers:
    """Every open page, by session. Safe to share between threads."""

    def __init__(self, *, lang: str) -> None:
        self._lang = lang
        self._lock = threading.Lock()
        self._readers: dict[str, Reader] = {}

    def find(self, session: str) -> Reader:
        """Return the reader of a session; a new one when the session is new."""
        with self._lock:
            return self._readers.setdefault(session, Reader(self._lang))

    def begin(self, session: str, question: str, filters: Filters | None = None) -> View:
        """Put a question in line and stop the one that the same page asked before."""
        reader = self.find(session)
        with self._lock:
            if reader.run is not None:
                reader.run.stop()
            reader.run = Run(question, filters or Filters())
            reader.view = View(Phase.SEARCHING, question, narrowed=bool(filters))
            return reader.view

    def take(self, session: str) -> Run | None:
        """Return the question that the session has in line, once."""
        reader = self.find(session)
        with self._lock:
            if reader.run is None or reader.run.taken:
                return None
            reader.run.taken = True
            return reader.run

    def show(self, session: str, run: Run, view: View, *, last: bool = False) -> bool:
        """Keep what the page shows of a run. False, and nothing is kept, when the page has asked something else."""
        reader = self.find(session)
        with self._lock:
            if reader.run is not run:
                return False
            reader.view = view
            if last:
                reader.run = None
                if view.answer is not None:
                    reader.answers.append(view.answer)
            return True

    def stop(self, session: str) -> Run | None:
        """Tell the session's run to stop, and return it if it has not reached the model yet."""
        reader = self.find(session)
        with self._lock:
            run = reader.run
            if run is None:
                return None
            run.stop()
            if run.taken:
                return None
            reader.run = None
            reader.view = replace(reader.view, phase=Phase.STOPPED)
            return run

    def start_over(self, session: str) -> Reader:
        """Stop what the page asks and forget what it asked before."""
        self.stop(session)
        reader = self.find(session)
        with self._lock:
            reader.run = reader.chat = None
            reader.view, reader.answers = View(), []
            return reader

    def leave(self, session: str) -> None:
        """Forget a page that was closed, and stop what it asked."""
        with self._lock:
            reader = self._readers.pop(session, None)
        if reader is not None and reader.run is not None:
            reader.run.stop()

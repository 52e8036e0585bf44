"""One question of one reader, from the model's queue to the checked answer, stopped whenever the reader likes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce

from index.errors import BelegtError
from rag.types import AskEvent
from ui.ports import AskableArchive, Conversation
from ui.readers import Readers, Run
from ui.view import Phase, View, advance
from ui.work import Emit, follow_work

_LOG = logging.getLogger(__name__)


def answer_question(archive: AskableArchive, readers: Readers, session: str) -> Iterator[View]:
    """Yield the view of the session's question as it changes; nothing when none is in line.

    A stopped run yields its last view as stopped within a tenth of a second, unless another question took its
    place; the model stops reading and writing at once.
    """
    run = readers.take(session)
    if run is None:
        return
    last = View(Phase.SEARCHING, run.question, bool(run.filters))
    chat = readers.find(session).converse(archive)
    try:
        for view in _follow_run(chat, run):
            last = view
            if readers.show(session, run, view):
                yield view
    finally:
        run.stop()
        if last.busy:
            last = replace(last, phase=Phase.STOPPED)
        shown = readers.show(session, run, last, last=True)
    if shown:
        yield last


def _follow_run(chat: Conversation, run: Run) -> Iterator[View]:
    """Yield the views of a run until it ends or is stopped; an error becomes a view too."""
    view = View(Phase.SEARCHING, run.question, bool(run.filters), rewritten=chat.rewrite(run.question))
    yield view
    try:
        for events in follow_work(partial(_stream_events, chat, run)):
            if run.stopped.is_set():
                return
            if events:
                view = reduce(advance, events, view)
                yield view
    except Exception as error:
        yield replace(view, phase=Phase.FAILED, error=_explain_error(error))


def _stream_events(chat: Conversation, run: Run, emit: Emit[AskEvent]) -> None:
    """Emit the events of an answer until it ends or the run is stopped."""
    with chat.ask_stream(run.question, **run.filters) as events:
        run.hold(events)
        for event in events:
            emit(event)


def _explain_error(error: Exception) -> BelegtError:
    if isinstance(error, BelegtError):
        return error
    _LOG.error("answering failed", exc_info=error)
    return BelegtError(cause=f"{type(error).__name__}: {error}")

"""Questions of programs: how many at once, each event of an answer as it comes, and stopped when the asker leaves."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from functools import partial
from typing import Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

from rag.stream import AnswerStream
from rag.types import Answer, AskEvent, EvidenceFound, Finished
from ui.service.figures import Figures

#: Questions that may be answered or wait at once, altogether and of one client.
MOST, MOST_OF_ONE = 64, 8
#: Questions whose evidence is looked for at once: more would only slow each other down.
_SEARCHING = 2
#: Seconds between two looks whether whoever asked is still there.
_LOOK = 0.25

T = TypeVar("T")


class Asker(Protocol):
    """The part of a request that tells whether whoever sent it is still there."""

    async def is_disconnected(self) -> bool: ...


class TooMany(Exception):
    """No room for another question. `of_one` tells whether it is this client's own questions that fill it."""

    def __init__(self, *, of_one: bool) -> None:
        super().__init__()
        self.of_one = of_one


class ClientGone(Exception):
    """Whoever asked has left."""


class Desk:
    """Takes questions of many clients and answers them over one archive. Lives in one event loop."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._asking: Counter[str] = Counter()
        self._searching = asyncio.Semaphore(_SEARCHING)
        self._threads: CapacityLimiter | None = None

    def __len__(self) -> int:
        return self._asking.total()

    @contextmanager
    def _take(self, client: str) -> Iterator[None]:
        if self._asking[client] >= MOST_OF_ONE:
            raise TooMany(of_one=True)
        if len(self) >= MOST:
            raise TooMany(of_one=False)
        self._asking[client] += 1
        try:
            yield
        finally:
            self._asking[client] -= 1

    async def follow(self, client: str, begin: Callable[[], AnswerStream]) -> AsyncGenerator[AskEvent]:
        """Yield the events of an answer. Closing it stops the model and frees the place; raises `TooMany`."""
        started = time.perf_counter()
        outcome = "failed"
        with self._take(client):
            stream = await self._run(begin)
            try:
                async for event in self._iterate(stream):
                    if isinstance(event, EvidenceFound):
                        self._figures.evidence.observe(time.perf_counter() - started)
                    if isinstance(event, Finished):
                        self._figures.total.observe(time.perf_counter() - started)
                        outcome = "refused" if event.answer.abstained else "answered"
                    yield event
            except (asyncio.CancelledError, GeneratorExit):
                outcome = "left" if outcome == "failed" else outcome
                raise
            finally:
                stream.close()
                self._figures.answers.labels(outcome).inc()

    async def _iterate(self, stream: AnswerStream) -> AsyncIterator[AskEvent]:
        """Yield the events of a stream, of which the first, the evidence, is looked for few at a time."""
        async with self._searching:
            event = await self._run(partial(next, stream, None))
        while event is not None:
            yield event
            event = await self._run(partial(next, stream, None))

    async def _run(self, work: Callable[[], T]) -> T:
        self._threads = self._threads or CapacityLimiter(MOST)
        return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._threads)

    async def answer(self, client: str, begin: Callable[[], AnswerStream]) -> Answer:
        """Return the checked answer; raises `TooMany`."""
        async with aclosing(self.follow(client, begin)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise RuntimeError("the stream ended without an answer")


async def follow_while_there(request: Asker, events: AsyncGenerator[T]) -> AsyncIterator[T]:
    """Yield the events until they end or whoever asked leaves, and close them."""
    async with aclosing(events):
        while True:
            try:
                event = await run_while_there(request, anext(events))
            except (StopAsyncIteration, ClientGone):
                return
            yield event


async def run_while_there(request: Asker, work: Awaitable[T]) -> T:
    """Return what the work comes to; raises `ClientGone`, and cancels it, when whoever asked leaves meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=_LOOK))[0]:
            if await request.is_disconnected():
                raise ClientGone
        return task.result()
    finally:
        # What was begun has to end before what it works on is closed.
        task.cancel()
        await asyncio.wait({task})

"""Many askers at one desk: no more than there is room for, and who leaves frees the place and the model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from rag import Answer, AskEvent, EvidenceFound, Finished
from rag.stream import AnswerStream, Hold
from ui.service import asking
from ui.service.asking import ClientGone, Desk, TooMany, run_while_there
from ui.service.figures import Figures

ANSWER = Answer("?", "Ja [1].", abstained=False)


class Slow:
    """A question whose model says nothing until it is let, or stopped."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.stopped = threading.Event()

    def cancel(self) -> None:
        self.stopped.set()
        self.release.set()

    def begin(self) -> AnswerStream:
        def events(hold: Hold) -> Any:
            hold(self)
            yield EvidenceFound((), 0.1)
            self.release.wait(20)
            yield Finished(ANSWER)

        return AnswerStream(events)


async def take_first(events: AsyncGenerator[AskEvent]) -> AskEvent:
    return await anext(events)


def test_an_answer_comes_to_its_end() -> None:
    slow = Slow()
    slow.release.set()
    desk = Desk(Figures())
    assert asyncio.run(desk.answer("a", slow.begin)) == ANSWER
    assert len(desk) == 0


def test_who_leaves_frees_the_place_and_the_model() -> None:
    slow, desk = Slow(), Desk(Figures())

    async def leave() -> None:
        async with aclosing(desk.follow("a", slow.begin)) as events:
            assert isinstance(await take_first(events), EvidenceFound)
            assert len(desk) == 1

    asyncio.run(leave())
    assert slow.stopped.is_set()
    assert len(desk) == 0


class Leaving:
    """A request whose client is gone at the second look."""

    def __init__(self) -> None:
        self.looks = 0

    async def is_disconnected(self) -> bool:
        self.looks += 1
        return self.looks > 1


def test_a_request_whose_client_left_stops_the_model() -> None:
    slow, desk = Slow(), Desk(Figures())

    async def ask() -> None:
        with pytest.raises(ClientGone):
            await run_while_there(Leaving(), desk.answer("a", slow.begin))
        await asyncio.sleep(0.05)

    asyncio.run(ask())
    assert slow.stopped.is_set()
    assert len(desk) == 0


@pytest.mark.parametrize(("one", "altogether", "of_one"), [(2, 9, True), (9, 2, False)])
def test_no_more_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, one: int, altogether: int, *, of_one: bool
) -> None:
    monkeypatch.setattr(asking, "MOST_OF_ONE", one)
    monkeypatch.setattr(asking, "MOST", altogether)
    desk = Desk(Figures())
    slow = [Slow() for _ in range(3)]

    async def fill() -> None:
        open_ = [desk.follow("a", question.begin) for question in slow]
        for events in open_[:2]:
            await take_first(events)
        with pytest.raises(TooMany) as full:
            await take_first(open_[2])
        assert full.value.of_one is of_one
        for events in open_:
            await events.aclose()
        assert len(desk) == 0

    asyncio.run(fill())

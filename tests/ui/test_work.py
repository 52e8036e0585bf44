"""Work in a thread of its own: nothing lost, errors come through, silence is noticed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ui.work import follow_work


def test_everything_arrives_in_order() -> None:
    def work(emit: Callable[[int], None]) -> None:
        for number in range(1000):
            emit(number)

    assert [item for batch in follow_work(work, tick=0.01) for item in batch] == list(range(1000))


def test_what_came_before_an_error_arrives_and_then_the_error() -> None:
    def work(emit: Callable[[str], None]) -> None:
        emit("eins")
        raise KeyError("kaputt")

    batches = follow_work(work, tick=0.01)
    assert next(batches) == ("eins",)
    with pytest.raises(KeyError, match="kaputt"):
        list(batches)


def test_silence_yields_empty_batches() -> None:
    gate = threading.Event()

    def work(emit: Callable[[str], None]) -> None:
        gate.wait(10)
        emit("endlich")

    batches = follow_work(work, tick=0.01)
    assert next(batches) == ()
    gate.set()
    assert [item for batch in batches for item in batch] == ["endlich"]

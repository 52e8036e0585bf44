"""Long work on screen: bars on a terminal, a sparse line now and then elsewhere."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from index.types import Progress, ProgressEvent
from rag.cli.messages import MESSAGES, Texts
from rag.cli.terminal.console import Output
from rag.cli.terminal.formats import clean_text, format_bytes, format_number, format_seconds, shorten
from rag.cli.terminal.interrupt import InterruptGate

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

SECONDS_BETWEEN_LINES = 5.0
DETAIL_WIDTH = 30


#: Seconds over which speed is taken: unchanged articles go by at once, and what follows takes its time.
SECONDS_OF_PACE = 60.0


class Start(NamedTuple):
    """From when on speed is taken, and how much was done by then: a taken-up download starts high."""

    time: float
    done: int


class Pace:
    """The last minute of a stage."""

    def __init__(self) -> None:
        self._steps: deque[Start] = deque()

    def start(self, event: ProgressEvent) -> Start:
        """Take a step, and return from where on the speed is to be taken."""
        now = time.monotonic()
        if not self._steps or now - self._steps[-1].time >= 1:
            self._steps.append(Start(now, event.done))
        while now - self._steps[0].time > SECONDS_OF_PACE and len(self._steps) > 1:
            self._steps.popleft()
        return self._steps[0]


@contextmanager
def watch_work(output: Output, *, stopped: str = "interrupted_writing") -> Iterator[Progress]:
    """Show the progress of the work inside; Ctrl-C ends it between two steps, with the message `stopped`."""
    say = output.say
    with show_progress(output) as show, InterruptGate(lambda: output.note(say("stopping"))) as gate:

        def follow(event: ProgressEvent) -> None:
            show(event)
            gate.check()

        try:
            yield follow
        except KeyboardInterrupt:
            interrupted = True
        else:
            interrupted = False
    if interrupted:
        output.note(say(stopped), style="yellow")
        raise typer.Exit(130)


@contextmanager
def show_progress(output: Output) -> Iterator[Progress]:
    """Yield the function that takes progress events and shows them on standard error."""
    if not output.err.is_terminal:
        yield ProgressLines(output)
        return
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bars

    spinner = SpinnerColumn("line" if output.err.options.ascii_only else "dots")
    columns = (spinner, TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"))
    with Bars(*columns, console=output.err, transient=True) as bars:
        yield ProgressBars(bars, output.say)


class ProgressBars:
    """A bar for each stage of the work."""

    def __init__(self, bars: Bars, say: Texts) -> None:
        self._bars = bars
        self._say = say
        self._tasks: dict[str, TaskID] = {}
        self._paces: dict[str, Pace] = {}

    def __call__(self, event: ProgressEvent) -> None:
        start = self._paces.setdefault(event.stage, Pace()).start(event)
        facts: dict[str, Any] = {
            "completed": event.done,
            "total": event.total or None,
            "state": describe_event(event, self._say, start),
        }
        if event.stage in self._tasks:
            self._bars.update(self._tasks[event.stage], **facts)
        else:
            self._tasks[event.stage] = self._bars.add_task(name_stage(event.stage, self._say), **facts)


class ProgressLines:
    """A plain line when a stage ends and every few seconds in between."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._stage = ""
        self._pace = Pace()
        self._last = 0.0
        self._shown = (-1, -1)

    def __call__(self, event: ProgressEvent) -> None:
        now = time.monotonic()
        if event.stage != self._stage:
            self._stage, self._pace, self._last = event.stage, Pace(), now
        start = self._pace.start(event)
        ended = 0 < event.total <= event.done
        due = ended or now - self._last >= SECONDS_BETWEEN_LINES
        if due and (event.done, event.total) != self._shown:
            self._last, self._shown = now, (event.done, event.total)
            state = describe_event(event, self._output.say, start)
            self._output.note(f"{name_stage(event.stage, self._output.say)}: {state}")


def name_stage(stage: str, say: Texts) -> str:
    """Return what a stage of the work is called; an unknown one keeps its own name."""
    key = f"stage_{stage}"
    return say(key) if key in MESSAGES else stage


def describe_event(event: ProgressEvent, say: Texts, start: Start | None = None) -> str:
    """Return how far the work is: "71,6 MB von 1,1 GB (8,3 MB/s, noch 2 min 04 s)", "12 von 40 Artikeln a.txt"."""
    if event.unit == "bytes" and not event.done and not event.total:
        return clean_text(event.detail)
    if event.unit == "bytes":
        done = _join_total(format_bytes(event.done, say.lang), format_bytes(event.total, say.lang), event, say)
        return done + (_describe_speed(event, say, start) if start else "")
    done = _join_total(format_number(event.done, say.lang), format_number(event.total, say.lang), event, say)
    detail = shorten(clean_text(event.detail), DETAIL_WIDTH)
    speed = _describe_speed(event, say, start) if start and event.total else ""
    unit = say(f"unit_{event.unit}_of" if event.total else f"unit_{event.unit}")
    return f"{done} {unit}{speed} {detail}".rstrip()


def _join_total(done: str, total: str, event: ProgressEvent, say: Texts) -> str:
    return say("done_of", done=done, total=total) if event.total else done


def _describe_speed(event: ProgressEvent, say: Texts, start: Start) -> str:
    seconds, fresh = time.monotonic() - start.time, event.done - start.done
    if seconds < 0.5 or fresh <= 0:
        return ""
    text = _describe_rate(fresh / seconds, event.unit, say)
    if event.total > event.done:
        left = (event.total - event.done) * seconds / fresh
        text += ", " + say("time_left", time=format_seconds(left, say.lang))
    return f" ({text})"


def _describe_rate(rate: float, unit: str, say: Texts) -> str:
    if unit == "bytes":
        return f"{format_bytes(rate, say.lang)}/s"
    if rate >= 1:
        return say("per_second", n=format_number(rate, say.lang, digits=1 if rate < 100 else 0))
    return say("per_minute", n=format_number(60 * rate, say.lang))

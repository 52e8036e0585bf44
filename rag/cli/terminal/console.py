"""Where a command writes: results to standard output, everything about the work to standard error."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.cli.messages import Texts
from rag.cli.options import Options
from rag.cli.terminal.formats import clean_text
from rag.cli.terminal.program import name_program

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPE_WIDTH = 160


def make_console(*, stderr: bool = False) -> Console:
    """Return a rich console that shows text as it is: no markup, no highlighting, no emoji codes."""
    from rich.console import Console

    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    return console


class Output:
    """The two streams of a command and the language it speaks."""

    def __init__(self, options: Options) -> None:
        self.lang = options.lang
        self.say = Texts(options.lang)

    @cached_property
    def out(self) -> Console:
        """Standard output: what was asked for."""
        return make_console()

    @cached_property
    def err(self) -> Console:
        """Standard error: progress, hints and failures."""
        return make_console(stderr=True)

    def write(self, text: str = "", *, style: str | None = None) -> None:
        """Write a line of the result; only a terminal has its lines wrapped."""
        self.out.print(clean_text(text), style=style, soft_wrap=not self.out.is_terminal)

    def note(self, text: str, *, style: str | None = None) -> None:
        """Write a line about the work."""
        self.err.print(clean_text(name_program(text)), style=style, soft_wrap=not self.err.is_terminal)

    def show(self, renderable: RenderableType) -> None:
        """Write a table or another thing that rich lays out; outside a terminal without its padding."""
        if self.out.is_terminal:
            self.out.print(renderable)
            return
        with self.out.capture() as captured:
            self.out.print(renderable)
        text = "\n".join(line.rstrip() for line in captured.get().splitlines())
        self.out.out(text.strip("\n"), highlight=False)

    def write_json(self, data: object) -> None:
        """Write `data` (records, tuples, paths and all) as one JSON document."""
        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        sys.stdout.write(json.dumps(make_plain(data), ensure_ascii=not unicode, indent=2, default=str) + "\n")


def make_plain(data: Any) -> Any:
    """Return records as dicts, paths as text and containers item by item, for JSON."""
    if is_dataclass(data) and not isinstance(data, type):
        return make_plain(asdict(data))
    if isinstance(data, dict):
        return {str(key): make_plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple, set, frozenset)):
        return [make_plain(item) for item in data]
    return str(data) if isinstance(data, Path) else data


def make_table(*headings: str, lines: bool = False) -> Any:
    """Return an empty table with the columns `headings`; plain enough for a narrow terminal."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_lines=lines, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def make_text(text: str, style: str = "") -> Any:
    """Return `text`, cleaned of control characters, as a cell for a table."""
    from rich.text import Text

    return Text(clean_text(text), style=style)

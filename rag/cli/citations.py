"""How evidence and footnotes read on a terminal: `[1] Titel, Herausgeber, 19.06.2024, datei.txt: „Zitat“`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.dates import format_date
from rag.cli.messages import Texts
from rag.cli.terminal.console import Output, make_text
from rag.cli.terminal.formats import format_quote, shorten

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rag.types import Citation, Evidence, ScoredChunk

PREVIEW_CHARACTERS = 240


def describe_origin(found: Citation | Evidence | ScoredChunk, lang: str) -> str:
    """Return where a quote stands: title, publisher, date, file, leaving out what is unknown except the date."""
    copies = Texts(lang)("also_in", sources=", ".join(found.also_in)) if found.also_in else ""
    parts = (found.title, found.publisher, format_date(found.published, lang), found.source, copies)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def print_items(output: Output, items: Iterable[tuple[str, str, str]], *, style: str = "") -> None:
    """Print items `(mark, origin, quote)`: hanging under their marks on a terminal, else one a line."""
    if output.out.is_terminal:
        output.show(_layout_items(items, style))
        return
    for mark, origin, quote in items:
        output.write(f"{mark} {origin}: {quote}")


def _layout_items(items: Iterable[tuple[str, str, str]], style: str) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for mark, origin, quote in items:
        text = make_text(f"{origin}: ", style or "bold")
        text.append_text(make_text(quote, style or "not bold"))
        grid.add_row(make_text(mark, "cyan"), text)
    return grid


def list_evidence(evidence: Iterable[Evidence], lang: str) -> list[tuple[str, str, str]]:
    """Return the items for evidence that is shown while the model works, one an article; long quotes are cut.

    They have no numbers: those behind the sentences of an answer are of its footnotes.
    """
    quotes: dict[str, list[str]] = {}
    for entry in evidence:
        quote = format_quote(shorten(entry.quote, PREVIEW_CHARACTERS), lang)
        quotes.setdefault(describe_origin(entry, lang), []).append(quote)
    return [("-", origin, " ".join(told)) for origin, told in quotes.items()]


def number_items(items: Iterable[tuple[int, str, str]]) -> list[tuple[str, str, str]]:
    """Return items with their numbers as marks: "[1]"."""
    return [(f"[{number}]", origin, quote) for number, origin, quote in items]


def list_footnotes(citations: Iterable[Citation], lang: str) -> list[tuple[int, str, str]]:
    """Return number, origin and quote in full of each footnote of an answer."""
    return [(entry.number, describe_origin(entry, lang), format_quote(entry.quote, lang)) for entry in citations]

"""`belegt search`: the passages that fit best."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from index.dates import format_date
from rag.cli import session
from rag.cli.ask import (
    AsOfOption,
    EmbedderOption,
    JsonOption,
    KindOption,
    SinceOption,
    SourceOption,
    UntilOption,
    read_filters,
)
from rag.cli.citations import describe_origin, number_items, print_items
from rag.cli.terminal.console import Output, make_table, make_text
from rag.cli.terminal.formats import format_number

if TYPE_CHECKING:
    from rag.types import ScoredChunk

EXCERPT_CHARACTERS = 220
NARROW = 80


def search(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="SUCHE", help="search.query")],
    k: Annotated[int, typer.Option("-k", metavar="ANZAHL", min=1, help="search.k")] = 10,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    as_of: AsOfOption = None,
    kind: KindOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the best passages for a query."""
    output = Output(ctx.obj)
    filters = read_filters(since, until, source, as_of, kind)
    text = " ".join(query)
    with session.open_archive(ctx.obj, embedder=embedder) as archive:
        hits = archive.search(text, k, **filters)
        empty = not hits and not archive.status().documents
    if as_json:
        output.write_json(hits)
    elif not hits:
        output.note(output.say("empty_archive" if empty else "no_hits"), style="yellow")
    elif output.out.is_terminal and output.out.width >= NARROW:
        print_table(output, hits, text)
    else:
        print_items(output, number_items(list_hits(hits, text, output.lang)))


def list_hits(hits: Iterable[ScoredChunk], query: str, lang: str) -> list[tuple[int, str, str]]:
    """Return the hits as numbered items with the part of each that fits the query."""
    return [(rank, describe_origin(hit, lang), pick_excerpt(hit.text, query)) for rank, hit in enumerate(hits, start=1)]


def print_table(output: Output, hits: Iterable[ScoredChunk], query: str) -> None:
    """Print the hits as a table."""
    say, lang = output.say, output.lang
    table = make_table("#", say("score"), say("date"), say("source"), say("excerpt"), lines=True)
    table.columns[3].max_width = output.out.width // 4
    for rank, hit in enumerate(hits, start=1):
        score = format_number(hit.score, lang, digits=2)
        excerpt = make_text(f"{hit.title}\n" if hit.title else "", "bold")
        excerpt.append_text(make_text(pick_excerpt(hit.text, query), "not bold"))
        table.add_row(str(rank), score, format_date(hit.published, lang), make_text(hit.source), excerpt)
    output.show(table)


def pick_excerpt(text: str, query: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """Return the stretch of at most `limit` characters, cut at words, that holds most words of `query`."""
    words = text.split()
    wanted = {fold_word(word) for word in query.split() if len(word) > 3}
    hits = [fold_word(word) in wanted for word in words]
    best = max(range(len(words) or 1), key=lambda start: _count_hits(words, hits, start, limit))
    end = _find_end(words, best, limit)
    return f"{'… ' if best else ''}{' '.join(words[best:end])}{' …' if end < len(words) else ''}"


def fold_word(word: str) -> str:
    """Return the beginning of a word, enough to match its other forms."""
    return word.strip(".,;:!?„“\"'()»«").casefold()[:6]


def _find_end(words: list[str], start: int, limit: int) -> int:
    used, end = 0, start
    while end < len(words) and used + len(words[end]) + 1 <= limit:
        used += len(words[end]) + 1
        end += 1
    return max(end, min(start + 1, len(words)))


def _count_hits(words: list[str], hits: list[bool], start: int, limit: int) -> float:
    # Of two equally good stretches the one that starts with a sentence, then the earlier one.
    opens = start == 0 or words[start - 1].endswith((".", "!", "?", "“"))
    return sum(hits[start : _find_end(words, start, limit)]) + (0.5 if opens else 0.0)

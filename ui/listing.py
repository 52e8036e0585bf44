"""Which articles the list shows: those that match the words typed, in the order asked for, one page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ui.ports import DocumentRow

#: Articles of one page; more would make the browser slow.
PAGE_ROWS = 100


class Column(StrEnum):
    """What the list can be ordered by."""

    DATE = "date"
    TITLE = "title"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Listing:
    """How one reader looks at the list: words that title, file or publisher must hold, order, and page from 0."""

    words: str = ""
    column: Column = Column.DATE
    descending: bool = True
    page: int = 0

    def order_by(self, column: Column) -> Listing:
        """Return the listing by this column: dates begin with the newest, names with A, a second time reverses."""
        descending = not self.descending if column is self.column else column is Column.DATE
        return replace(self, column=column, descending=descending, page=0)


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of the list. `matching` counts the articles that match, `first` is the number of the page's first."""

    rows: tuple[DocumentRow, ...]
    matching: int
    first: int
    page: int
    pages: int


def cut_rows(rows: Sequence[DocumentRow], listing: Listing) -> Cut:
    """Return the page of `rows` that a listing shows; a page beyond the last is the last."""
    words = listing.words.casefold().split()
    matching = [row for row in rows if all(word in _describe(row) for word in words)]
    ordered = _order(matching, listing)
    pages = max(1, -(-len(ordered) // PAGE_ROWS))
    page = min(max(0, listing.page), pages - 1)
    first = page * PAGE_ROWS
    return Cut(tuple(ordered[first : first + PAGE_ROWS]), len(ordered), first, page, pages)


def _describe(row: DocumentRow) -> str:
    return " ".join(filter(None, (row.title, row.source, row.publisher, row.published))).casefold()


def _order(rows: Sequence[DocumentRow], listing: Listing) -> list[DocumentRow]:
    """Return the rows in order; what has no date or title comes last either way."""
    named = sorted(rows, key=lambda row: row.source.casefold())
    if listing.column is Column.SOURCE:
        return named[::-1] if listing.descending else named
    known = [row for row in named if _read(row, listing.column)]
    known.sort(key=lambda row: _read(row, listing.column).casefold(), reverse=listing.descending)
    return known + [row for row in named if not _read(row, listing.column)]


def _read(row: DocumentRow, column: Column) -> str:
    return (row.published if column is Column.DATE else row.title) or ""

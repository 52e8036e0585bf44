"""Filters of a search: which documents may answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypedDict

from index.dates import date_range, parse_iso_date
from index.errors import UsageError
from index.types import SEARCHED_KINDS, SectionKind


class Filters(TypedDict, total=False):
    """The filters of a call. Dates are `date`s or ISO strings of any precision, inclusive.

    `since` and `until` leave out documents of unknown date, `as_of`, the day on which is asked, doesn't: it leaves out
    what was published later, and "gestern" counts from it. `sources` are names or glob patterns. `kinds` are the
    kinds of section that may answer: "body" (the article's own text), "faq" (its questions and answers).
    """

    since: str | datetime.date | None
    until: str | datetime.date | None
    sources: str | Iterable[str] | None
    as_of: str | datetime.date | None
    kinds: str | Iterable[str] | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may answer. Dates are inclusive; documents of unknown date pass no date filter."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] | None = None
    #: The day on which is asked: nothing published after it, but articles of unknown date stay.
    as_of: datetime.date | None = None
    #: The kinds of section that may answer; None: all that are searched.
    kinds: frozenset[SectionKind] | None = None

    @property
    def is_open(self) -> bool:
        return self == Filter()

    def admits(self, source: str, published: str | None) -> bool:
        """Tell whether a document passes; a date of month or year precision passes when any day of it would."""
        if self.sources is not None and not any(source == name or fnmatchcase(source, name) for name in self.sources):
            return False
        if self.as_of is not None and published is not None and date_range(published)[0] > self.as_of:
            return False
        if self.since is None and self.until is None:
            return True
        if published is None:
            return False
        first, last = date_range(published)
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


def make_filter(filters: Filters) -> Filter:
    """Read the filters of a call: "2024" means from its first day for `since`, up to its last for the others.

    Raises `UsageError` for a kind of section that is not searched.
    """
    sources = filters.get("sources")
    return Filter(
        since=_read_date(filters.get("since"), last=False),
        until=_read_date(filters.get("until"), last=True),
        sources=None if sources is None else (sources,) if isinstance(sources, str) else tuple(sources),
        as_of=_read_date(filters.get("as_of"), last=True),
        kinds=_read_kinds(filters.get("kinds")),
    )


def _read_kinds(value: str | Iterable[str] | None) -> frozenset[SectionKind] | None:
    if value is None:
        return None
    named = {value} if isinstance(value, str) else set(value)
    known = {str(kind): kind for kind in SEARCHED_KINDS}
    if unknown := named - known.keys():
        raise UsageError(
            cause=f"Die Art „{min(unknown)}“ gibt es nicht. Durchsucht werden: {', '.join(sorted(known))}."
        )
    return frozenset(known[name] for name in named)


def _read_date(value: str | datetime.date | None, *, last: bool) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    return date_range(parse_iso_date(value))[1 if last else 0]

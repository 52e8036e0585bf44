"""The time a question speaks of: dates it names, newest or oldest, and the day on which it is asked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.periods import FoundPeriod, Period, find_periods, read_period
from index.store.rows import StoredChunk


class Order(StrEnum):
    """Which of several reports is meant."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """What a question prefers: reports of the `named` periods, or the newest or oldest as of the day `as_of`.

    `binding` are those of the named periods whose year the question states: an answer must be of one of them.
    """

    as_of: datetime.date
    named: tuple[Period, ...] = ()
    order: Order | None = None
    binding: tuple[Period, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the question prefers no time."""
        return not self.named and self.order is None


_ORDERS = {
    Order.NEWEST: r"zuletzt|aktuell(?:e[nmrs]?)?|derzeit(?:ige[nmrs]?)?|inzwischen|mittlerweile|momentan|jetzt"
    r"|neueste[nmrs]?|jüngste[nmrs]?|gegenwärtig(?:e[nmrs]?)?|currently|latest|now",
    Order.OLDEST: r"zuerst|ursprünglich(?:e[nmrs]?)?|anfangs|anfänglich(?:e[nmrs]?)?|zunächst"
    r"|originally|initially|at first",
}
_SINCE = re.compile(
    r"\b(?:(?:seit|ab|since)(?:\s+\w+){0,2}|(?:nach|after)(?:\s+(?:dem|Jahr|the|year|Ende|Anfang))*)\s*$", re.IGNORECASE
)
_BEFORE = re.compile(r"\b(?:vor|before)(?P<event>(?:\s+\w+){0,4})\s*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:bis|until|till)(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_RANGE_OPENS = re.compile(r"\b(?:von|vom|zwischen|from|between)(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_RANGE_JOINS = re.compile(r"\s*(?:bis|und|to|and|-|–)(?:\s+(?:zum|im|in|dem|Jahr|Ende|Anfang))*\s*", re.IGNORECASE)
_STATED_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BARE = re.compile(r"(?:\s+(?:dem|das|Jahr|Jahre|im|the|year|Ende|Anfang))*\s*", re.IGNORECASE)

#: Articles report within days of a day and within weeks of a month or year.
_SHORTEST_GRACE, _LONGEST_GRACE = 7, 60
#: An article published then may tell of something else; a text that names the date speaks of it.
_PUBLISHED_SHARE = 0.5
_ORDER_DAYS = 365


def read_question_time(question: str, as_of: datetime.date | None = None) -> QuestionTime:
    """Read the time that a question speaks of; `as_of` is the day it is asked on, today where it is None.

    "Newest" and "oldest" count only where no date is named: "zuletzt vor 2024" means the latest before then.
    """
    today = as_of or datetime.date.today()
    found = find_periods(question, today)
    named = _join_ranges(question, found, today)
    order = None if named else _find_order(question)
    stated = tuple(entry for entry in found if _STATED_YEAR.search(entry.of(question)))
    return QuestionTime(today, named, order, _join_ranges(question, stated, today))


def time_bonus(time: QuestionTime, published: str | None, text: str) -> float:
    """Return how well a text of an article fits the time of a question, in [0, 1]; 0 where the question has none.

    `published` is the article's date of any precision or None; relative times in the text are read from it.
    """
    period = read_period(published)
    if time.named:
        spoken = [found.period for found in find_periods(text, period.first if period else None)]
        return max(_fit_named(named, period, spoken) for named in time.named)
    if time.order is None or period is None:
        return 0.0
    newness: float = 0.5 ** (max(0, (time.as_of - period.first).days) / _ORDER_DAYS)
    return newness if time.order is Order.NEWEST else 1.0 - newness


def strays_from(time: QuestionTime, published: str | None, quote: str, around: str) -> float:
    """Return how surely a quote speaks of another time than the question states, in [0, 1]; 0 where it states none.

    `around` are the article's title and what stands before the quote. 1 where neither quote, surroundings nor the
    article's date meet a stated time; half where the quote alone misses it by naming others, or where it names none
    and the article has no date.
    """
    period = read_period(published)
    if not time.binding or _names_one(quote, time.binding, period):
        return 0.0
    names_others = bool(find_periods(quote, period.first if period else None))
    if _names_one(around, time.binding, period) or (period is not None and _meets_one(time.binding, period)):
        return 0.5 if names_others else 0.0
    return 0.5 if period is None and not names_others else 1.0


def _names_one(text: str, wanted: tuple[Period, ...], published: Period | None) -> bool:
    """Tell whether a text published then names a time that meets one of those."""
    return any(_meets_one(wanted, found.period) for found in find_periods(text, published.first if published else None))


def _meets_one(wanted: tuple[Period, ...], period: Period) -> bool:
    grace = datetime.timedelta(days=_SHORTEST_GRACE)
    return any(Period(one.first, _add_days(one.last, grace)).meets(period) for one in wanted)


def add_time_bonus(
    scores: Mapping[int, float], chunks: Mapping[int, StoredChunk], time: QuestionTime, *, weight: float
) -> dict[int, float]:
    """Return the scores with `weight` times the bonus of each chunk of `chunks`."""
    bonus = {number: weight * time_bonus(time, chunk.published, chunk.text) for number, chunk in chunks.items()}
    return {number: score + bonus.get(number, 0.0) for number, score in scores.items()}


def _fit_named(named: Period, published: Period | None, spoken: list[Period]) -> float:
    if any(named.holds(period) for period in spoken):
        return 1.0
    grace = datetime.timedelta(days=min(max(named.days, _SHORTEST_GRACE), _LONGEST_GRACE))
    near = published is not None and Period(named.first, _add_days(named.last, grace)).meets(published)
    return _PUBLISHED_SHARE if near or any(named.meets(period) for period in spoken) else 0.0


def _add_days(day: datetime.date, days: datetime.timedelta) -> datetime.date:
    return day + days if day < datetime.date.max - days else datetime.date.max


def _find_order(question: str) -> Order | None:
    found = [order for order, words in _ORDERS.items() if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None


def _join_ranges(question: str, found: tuple[FoundPeriod, ...], today: datetime.date) -> tuple[Period, ...]:
    """Return the periods meant: "von 2023 bis 2025" is one, "seit 2023" goes on until the question is asked."""
    periods: list[Period] = []
    position = 0
    while position < len(found):
        entry, before = found[position], question[: found[position].start]
        after = found[position + 1] if position + 1 < len(found) else None
        between = question[entry.end : after.start] if after else ""
        if after and _RANGE_OPENS.search(before) and _RANGE_JOINS.fullmatch(between):
            periods.append(Period(entry.period.first, max(entry.period.last, after.period.last)))
            position += 1
        else:
            periods.append(_direct(entry.period, before, today))
        position += 1
    return tuple(periods)


def _direct(period: Period, before: str, today: datetime.date) -> Period:
    """Return the period that "seit", "nach", "vor" or "bis" in front of a date makes of it."""
    if _SINCE.search(before):
        return Period(period.first, max(period.last, today))
    if match := _BEFORE.search(before):
        # "vor 2024" ends before that year; "vor dem Besuch 2024" may still lie in it.
        exclusive = _BARE.fullmatch(match["event"]) is not None
        last = period.first - datetime.timedelta(days=1) if exclusive else period.last
        return Period(datetime.date.min, last)
    return Period(datetime.date.min, period.last) if _UNTIL.search(before) else period

"""Stretches of time that a German text names, also relative to the day it was written: "gestern", "im Mai"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.dates import date_range, find_dates

_DAY = datetime.timedelta(days=1)
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_WEEKDAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
_NUMBERS = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
            "zehn": 10}  # fmt: skip
_SHIFTS = {"letzt": -1, "vergangen": -1, "vorig": -1, "dies": 0, "kommend": 1, "nächst": 1}
_UNITS = {"Tag": 1, "Woche": 7, "Monat": 31, "Jahr": 366}
_DAYS_AWAY = {"vorgestern": -2, "gestern": -1, "heute": 0, "übermorgen": 2}

_SHIFT = rf"(?P<shift>{'|'.join(_SHIFTS)})e[nmrs]?"
_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join([*_WEEKDAYS, "Sonnabend"])
_BEFORE_YEAR = (
    rf"(?:Jahre?s?|[Ss]eit|[Ii]n|[Vv]o[nm]|[Bb]is|[Nn]ach|[Vv]or|[Aa]b|[Zz]wischen|[Uu]m|[Aa]nfang|[Ee]nde|{_MONTH})"
)
#: A number that counts something ("2000 Menschen") is no year unless the word before says so.
_YEAR = re.compile(
    rf"(?:(?P<cue>\b{_BEFORE_YEAR})\s+)?(?<![\d.,:/+-])(?P<year>1[5-9]\d\d|20\d\d)(?![\d%/:-]|[.,]\d)(?P<noun>\s+[A-ZÄÖÜ])?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, other: Period) -> bool:
        """Tell whether all of the other period lies in this one."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Period) -> bool:
        """Tell whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A stretch of time named by characters `[start, end)` of a text."""

    start: int
    end: int
    period: Period

    def of(self, text: str) -> str:
        """Return the words of the text that name it."""
        return text[self.start : self.end]


def find_periods(text: str, written: datetime.date | None = None) -> tuple[FoundPeriod, ...]:
    """Find the dates, years and, where the day of writing is known, the relative times that a text names, in order.

    A month or day without a year is the one nearest to the day of writing, a weekday the last one before it, unless
    the text says "kommenden".
    """
    found = [FoundPeriod(date.start, date.end, Period(*date_range(date.iso))) for date in find_dates(text)]
    found += _find_years(text, found)
    if written is not None:
        found += _find_relative(text, written, found)
    return tuple(sorted(found, key=lambda entry: entry.start))


def read_period(published: str | None) -> Period | None:
    """Return the days that a publication date of any precision may mean."""
    return None if published is None else Period(*date_range(published))


def _find_years(text: str, known: list[FoundPeriod]) -> Iterator[FoundPeriod]:
    for match in _YEAR.finditer(text):
        if (match["cue"] or not match["noun"]) and not _overlaps(match.start("year"), match.end("year"), known):
            yield FoundPeriod(match.start("year"), match.end("year"), Period(*date_range(match["year"])))


def _overlaps(start: int, end: int, known: list[FoundPeriod]) -> bool:
    return any(entry.start < end and start < entry.end for entry in known)


def _find_relative(text: str, written: datetime.date, known: list[FoundPeriod]) -> list[FoundPeriod]:
    found: list[FoundPeriod] = []
    for pattern, read in _RELATIVE:
        for match in pattern.finditer(text):
            if not _overlaps(match.start(), match.end(), [*known, *found]):
                try:
                    period = read(match, written)
                except (ValueError, OverflowError):  # a 31 June, or a day before the calendar's first
                    continue
                found.append(FoundPeriod(match.start(), match.end(), period))
    return found


def _read_days_away(match: re.Match[str], written: datetime.date) -> Period:
    day = written + _DAY * _DAYS_AWAY[match[0].lower()]
    return Period(day, day)


def _read_shifted(match: re.Match[str], written: datetime.date) -> Period:
    shift = _SHIFTS[match["shift"].lower()]
    if match["unit"] == "Jahr":
        return Period(*date_range(f"{written.year + shift:04}"))
    if match["unit"] == "Monat":
        months = written.year * 12 + written.month - 1 + shift
        return _month_of(months // 12, months % 12 + 1)
    monday = written - _DAY * written.weekday() + shift * 7 * _DAY
    return Period(monday + _DAY * (5 if match["unit"] == "Wochenende" else 0), monday + 6 * _DAY)


def _read_shifted_month(match: re.Match[str], written: datetime.date) -> Period:
    shift, month = _SHIFTS[match["shift"].lower()], _MONTHS.index(match["month"]) + 1
    passed = month < written.month if shift < 0 else month <= written.month
    year = written.year + (0 if shift == 0 or passed == (shift < 0) else shift)
    return _month_of(year, month)


def _read_weekday(match: re.Match[str], written: datetime.date) -> Period:
    name = "Samstag" if match["weekday"] == "Sonnabend" else match["weekday"]
    back = (written.weekday() - _WEEKDAYS.index(name)) % 7
    shift = _SHIFTS[match["shift"].lower()] if match["shift"] else 0
    if shift > 0:
        back -= 7
    elif shift < 0 and back == 0:
        back = 7
    day = written - _DAY * back
    return Period(day, day)


def _read_ago(match: re.Match[str], written: datetime.date) -> Period:
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS.get(match["count"].lower(), 1)
    days = count * _UNITS[match["unit"]]
    if match["unit"] == "Jahr":
        return Period(*date_range(f"{written.year - count:04}"))
    day = written - _DAY * days
    slack = _DAY * (_UNITS[match["unit"]] // 2)
    return Period(day - slack, day + slack)


def _read_day_without_year(match: re.Match[str], written: datetime.date) -> Period:
    month, day = _MONTHS.index(match["month"]) + 1, int(match["day"])
    years = (written.year - 1, written.year, written.year + 1)
    days = [datetime.date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    nearest = min(days, key=lambda entry: abs(entry - written))
    return Period(nearest, nearest)


def _read_month_without_year(match: re.Match[str], written: datetime.date) -> Period:
    month = _MONTHS.index(match["month"]) + 1
    years = (written.year - 1, written.year, written.year + 1)
    return min(
        (_month_of(year, month) for year in years),
        key=lambda entry: max((entry.first - written).days, (written - entry.last).days),
    )


def _month_of(year: int, month: int) -> Period:
    return Period(*date_range(f"{year:04}-{month:02}"))


_COUNT = rf"(?P<count>\d{{1,2}}|ein(?:e[nmr]?)|{'|'.join(_NUMBERS)})"
_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime.date], Period]], ...] = (
    (re.compile(rf"\b{'|'.join(_DAYS_AWAY)}\b", re.IGNORECASE), _read_days_away),
    (re.compile(rf"\b{_SHIFT}\s+(?P<unit>Wochenende|Woche|Monat|Jahr)(?:e?s)?\b", re.IGNORECASE), _read_shifted),
    (re.compile(rf"\b{_SHIFT}\s+(?P<month>{_MONTH})\b"), _read_shifted_month),
    (
        re.compile(rf"\b(?:[Aa]m|[Ss]eit|[Bb]is|[Vv]om|[Dd]en)\s+(?:{_SHIFT}\s+)?(?P<weekday>{_WEEKDAY})\b"),
        _read_weekday,
    ),
    (re.compile(rf"\b[Vv]or\s+{_COUNT}\s+(?P<unit>Tag|Woche|Monat|Jahr)(?:en|n|e)?\b"), _read_ago),
    (re.compile(rf"(?<![\d.,])(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})\b"), _read_day_without_year),
    (
        re.compile(rf"\b(?:[Ii]m|[Ss]eit|[Bb]is|[Aa]b|[Aa]nfang|[Mm]itte|[Ee]nde|[Vv]om)\s+(?P<month>{_MONTH})\b"),
        _read_month_without_year,
    ),
)

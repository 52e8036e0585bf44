from __future__ import annotations

import datetime

import pytest

from index.periods import Period, find_periods, read_period

#: A Wednesday.
WRITTEN = datetime.date(2024, 6, 19)


def _read(text: str, written: datetime.date | None = WRITTEN) -> list[tuple[str, str]]:
    return [(str(entry.period.first), str(entry.period.last)) for entry in find_periods(text, written)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Das war im September 2023.", "2023-09-01", "2023-09-30"),
        ("Am 3. Mai 2024 begann es.", "2024-05-03", "2024-05-03"),
        ("Wer wurde 2024 gewählt?", "2024-01-01", "2024-12-31"),
        ("seit 1987", "1987-01-01", "1987-12-31"),
        ("Gestern fiel Regen.", "2024-06-18", "2024-06-18"),
        ("Vorgestern fiel Regen.", "2024-06-17", "2024-06-17"),
        ("Was war letzte Woche?", "2024-06-10", "2024-06-16"),
        ("am vergangenen Wochenende", "2024-06-15", "2024-06-16"),
        ("im vergangenen Jahr", "2023-01-01", "2023-12-31"),
        ("im kommenden Jahr", "2025-01-01", "2025-12-31"),
        ("im vorigen Monat", "2024-05-01", "2024-05-31"),
        ("im vergangenen Dezember", "2023-12-01", "2023-12-31"),
        ("im kommenden März", "2025-03-01", "2025-03-31"),
        ("am Mittwoch", "2024-06-19", "2024-06-19"),
        ("am Donnerstag", "2024-06-13", "2024-06-13"),
        ("am kommenden Freitag", "2024-06-21", "2024-06-21"),
        ("am vergangenen Mittwoch", "2024-06-12", "2024-06-12"),
        ("vor zwei Jahren", "2022-01-01", "2022-12-31"),
        ("vor vier Jahren", "2020-01-01", "2020-12-31"),
        ("vor 3 Tagen", "2024-06-16", "2024-06-16"),
        ("vor einer Woche", "2024-06-09", "2024-06-15"),
        ("am 24. November", "2024-11-24", "2024-11-24"),
        ("am 3. Januar", "2024-01-03", "2024-01-03"),
        ("im Mai", "2024-05-01", "2024-05-31"),
        ("bis Ende Februar", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_time_is_read_from_the_day_of_writing(text: str, first: str, last: str) -> None:
    assert _read(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "Es kamen 2000 Menschen.",
        "Das kostet 2024,50 Euro.",
        "Sie zahlten 12.2024 Taler.",
        "Jeden Mittwoch ist Markt.",
        "Er kommt morgens um sieben.",
        "am 31. Juni",
        "August Müller spielt Geige.",
    ],
)
def test_what_is_no_time_is_left_out(text: str) -> None:
    assert _read(text) == []


def test_relative_times_need_the_day_of_writing() -> None:
    assert _read("Gestern, am Montag und im Mai, anders als 2019.", None) == [("2019-01-01", "2019-12-31")]


def test_several_times_come_in_order_and_none_twice() -> None:
    text = "Am Dienstag wurde bekannt, was im Jahr 2022 und am 19.06.2023 geschah."
    assert [first for first, _ in _read(text)] == ["2024-06-18", "2022-01-01", "2023-06-19"]


def test_a_date_of_any_precision_is_a_period() -> None:
    assert read_period(None) is None
    year, day = read_period("2024"), read_period("2024-02-29")
    assert year is not None
    assert day == Period(datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    assert year.holds(day)
    assert year.meets(day)
    assert not day.holds(year)
    assert (year.days, day.days) == (366, 1)

"""The chart of how many articles each month brought."""

from __future__ import annotations

import re

from tests.ui.fakes import make_row, make_rows
from ui.render.timeline import count_periods, render_timeline
from ui.texts import DE, EN


def test_months_without_articles_are_counted_too() -> None:
    assert count_periods(["2023-11-02", "2024-01", "2024-01-31"]) == {"2023-11": 1, "2023-12": 0, "2024-01": 2}


def test_a_long_time_is_counted_by_year() -> None:
    assert count_periods(["2015", "2022-05-01", "2022-07"])["2022"] == 2
    assert list(count_periods(["2015", "2022-05-01"])) == [str(year) for year in range(2015, 2023)]


def test_each_bar_says_its_month_and_number() -> None:
    shown = render_timeline(make_rows(), DE)
    assert shown.count("<rect") == 7
    assert "Dezember 2023: 1 Artikel" in shown
    assert "Juni 2024: 1 Artikel" in shown
    assert "(1 ohne Datum)" in shown
    assert "Articles per month" in render_timeline(make_rows(), EN)


def test_the_highest_bar_is_the_month_with_most_articles() -> None:
    rows = [make_row(f"{n}.txt", published="2024-02-01") for n in range(4)] + [
        make_row("a.txt", published="2024-01-01")
    ]
    heights = [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', render_timeline(rows, DE))]
    assert heights[1] == 4 * heights[0]


def test_no_label_is_cut_off() -> None:
    rows = [make_row(f"{n}.txt", published=f"{2023 + n // 12}-{1 + n % 12:02}-01") for n in range(25)]
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)"', render_timeline(rows, DE))]
    assert (places[0], places[-1]) == (20, 700)


def test_one_month_needs_no_chart() -> None:
    assert render_timeline([make_row("a.txt", published="2024-01-01")], DE) == ""

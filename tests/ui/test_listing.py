"""The list of articles: found by words, ordered by a column, one page at a time."""

from __future__ import annotations

from tests.ui.fakes import make_row, make_rows
from ui.listing import PAGE_ROWS, Column, Listing, cut_rows


def sources(listing: Listing) -> list[str]:
    return [row.source for row in cut_rows(make_rows(), listing).rows]


def test_all_words_must_stand_in_title_file_publisher_or_date() -> None:
    assert sources(Listing(words="auenheimer MARKT")) == ["bruecke.txt"]
    assert sources(Listing(words="2023")) == ["chronik-2023.pdf"]
    assert sources(Listing(words="brücke 2023")) == []


def test_dates_begin_with_the_newest_titles_with_a_and_a_second_time_reverses() -> None:
    by_date = Listing()
    assert sources(by_date) == ["bruecke.txt", "chronik-2023.pdf", "service/buecherei.html"]
    assert sources(by_date.order_by(Column.DATE)) == ["chronik-2023.pdf", "bruecke.txt", "service/buecherei.html"]
    by_title = by_date.order_by(Column.TITLE)
    assert sources(by_title) == ["service/buecherei.html", "chronik-2023.pdf", "bruecke.txt"]
    assert sources(by_title.order_by(Column.TITLE)) == sources(by_title)[::-1]
    assert sources(by_date.order_by(Column.SOURCE)) == ["bruecke.txt", "chronik-2023.pdf", "service/buecherei.html"]


def test_what_has_no_title_comes_last_either_way() -> None:
    rows = [make_row("a.txt"), make_row("b.txt", title="Zoo")]
    for descending in (True, False):
        shown = cut_rows(rows, Listing(column=Column.TITLE, descending=descending)).rows
        assert [row.source for row in shown] == ["b.txt", "a.txt"]


def test_a_page_beyond_the_last_is_the_last() -> None:
    cut = cut_rows([make_row(f"{n:04}.txt") for n in range(PAGE_ROWS * 2 + 1)], Listing(page=9))
    assert (cut.page, cut.pages, cut.first, len(cut.rows)) == (2, 3, PAGE_ROWS * 2, 1)


def test_another_order_begins_at_the_first_page() -> None:
    assert Listing(page=3).order_by(Column.SOURCE).page == 0

"""What the reader sees of the archive: the list of articles, and what became of dropped files."""

from __future__ import annotations

import re

from index.errors import BelegtError
from index.store.check import CheckReport, Problem
from tests.ui.fakes import make_row, make_rows
from ui.listing import PAGE_ROWS, Column, Listing
from ui.render.archive import render_check, render_documents, render_dropzone, render_uploads
from ui.texts import DE, EN
from ui.uploads import Upload, UploadState


def test_newest_first_and_unknown_dates_last() -> None:
    shown = render_documents(make_rows(), Listing(), DE)
    assert re.findall(r'class="bl-date">([^<]+)<', shown) == ["19. Juni 2024", "Dezember 2023", "Datum unbekannt"]


def test_a_document_without_a_title_still_has_a_row() -> None:
    shown = render_documents([make_row("<b>.txt")], Listing(), DE)
    assert "Ohne Titel" in shown
    assert "&lt;b&gt;.txt" in shown


def test_a_long_list_is_turned_page_by_page() -> None:
    rows = [make_row(f"{n}.txt") for n in range(PAGE_ROWS + 20)]
    first, last = (render_documents(rows, Listing(page=page), DE) for page in (0, 7))
    assert first.count("<tr>") == PAGE_ROWS + 1
    assert "1 bis 100 von 120" in first
    assert re.findall(r'data-act="page" data-value="(\d+)">(\w+)', first) == [("1", "Weiter")]
    assert "101 bis 120 von 120" in last
    assert re.findall(r'data-act="page" data-value="(\d+)">(\w+)', last) == [("0", "Zurück")]


def test_the_column_that_orders_the_list_says_so() -> None:
    shown = render_documents(make_rows(), Listing().order_by(Column.TITLE), DE)
    assert re.findall(r'aria-sort="(\w+)"', shown) == ["none", "ascending", "none"]


def test_a_list_in_which_nothing_matches_says_so() -> None:
    assert "Kein Artikel passt dazu." in render_documents(make_rows(), Listing(words="Marsmission"), DE)


def test_a_file_name_can_not_leave_its_button() -> None:
    shown = render_documents([make_row('a" onclick="x.txt')], Listing(), DE)
    assert 'onclick="x' not in shown


def test_a_check_names_what_is_wrong_in_the_reader_s_language() -> None:
    assert "1.200 Abschnitte" in render_check(CheckReport(1200, 1200, 1.0, ()), DE)
    report = CheckReport(3, 2, 1.0, (Problem("Es fehlt <eins>.", "One is missing."),))
    assert "Es fehlt &lt;eins&gt;." in render_check(report, DE)
    assert "One is missing." in render_check(report, EN)


def test_an_empty_archive_has_no_table() -> None:
    assert render_documents([], Listing(), DE) == ""


def test_each_file_says_what_became_of_it() -> None:
    uploads = [
        Upload("gut.txt", state=UploadState.ADDED),
        Upload("leer.txt", state=UploadState.FAILED, error=BelegtError(cause="leer & mehr")),
        Upload("später.txt"),
    ]
    shown = render_uploads(uploads, DE)
    assert "2 von 3 fertig" in shown
    assert "1 nicht aufgenommen" in shown
    assert "leer &amp; mehr" in shown
    assert '<progress max="3" value="2"' in shown
    assert "waiting" in render_uploads(uploads, EN)


def test_every_state_has_words_in_both_languages() -> None:
    for texts in (DE, EN):
        for state in UploadState:
            assert render_uploads([Upload("a.txt", state=state)], texts)


def test_the_field_for_files_names_formats_and_limit() -> None:
    shown = render_dropzone(DE)
    assert "PDF" in shown
    assert "DOCX" in shown
    assert "50 MB" in shown
    assert ".docx" in re.findall(r'accept="([^"]+)"', shown)[0]

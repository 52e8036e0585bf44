"""What the reader sees of the archive: the list of articles, and what became of dropped files."""

from __future__ import annotations

import re

from tests.ui.fakes import make_row, make_rows
from ui.render_archive import MAX_ROWS, render_documents, render_dropzone, render_uploads
from ui.texts import DE, EN
from ui.uploads import Upload, UploadState


def test_newest_first_and_unknown_dates_last() -> None:
    shown = render_documents(make_rows(), DE)
    assert re.findall(r'class="bl-date">([^<]+)<', shown) == ["19. Juni 2024", "Dezember 2023", "Datum unbekannt"]


def test_a_document_without_a_title_still_has_a_row() -> None:
    shown = render_documents([make_row("<b>.txt")], DE)
    assert "Ohne Titel" in shown
    assert "&lt;b&gt;.txt" in shown


def test_a_long_list_says_what_it_leaves_out() -> None:
    shown = render_documents([make_row(f"{n}.txt") for n in range(MAX_ROWS + 734)], DE)
    assert shown.count("<tr>") == MAX_ROWS + 1
    assert "500 von 1.234" in shown


def test_an_empty_archive_has_no_table() -> None:
    assert render_documents([], DE) == ""


def test_each_file_says_what_became_of_it() -> None:
    uploads = [
        Upload("gut.txt", state=UploadState.ADDED),
        Upload("leer.txt", state=UploadState.FAILED, cause="enthält keinen Text & mehr"),
        Upload("später.txt"),
    ]
    shown = render_uploads(uploads, DE)
    assert "2 von 3 fertig" in shown
    assert "1 nicht aufgenommen" in shown
    assert "enthält keinen Text &amp; mehr" in shown
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

"""The page in Debian's Chromium over a real archive: ask, read the evidence, stop, add files, and nothing leaks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.reading_room import ask, open_page
from tests.index.make_bundles import make_zip

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


def test_a_question_is_answered_with_its_evidence(page: Page) -> None:
    page.get_by_label("Ihre Frage").fill("Wie viel hat der Steg über die Mirle gekostet?")
    page.keyboard.press("Enter")
    page.locator(".bl-card").first.wait_for()
    assert page.locator(".bl-answer").get_attribute("aria-busy") == "true"
    page.locator('.bl-answer[data-phase="done"]').wait_for()
    assert "2,4 Millionen" in page.locator(".bl-text").inner_text()
    card = page.locator("#beleg-1")
    assert "steg.txt" in card.inner_text()
    assert "19. Juni 2024" in card.inner_text()
    assert "2,4 Millionen Euro" in card.locator("mark").first.inner_text()
    assert page.get_by_role("button", name="Anhalten").is_hidden()


def test_a_citation_opens_its_card_also_by_keyboard(page: Page) -> None:
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    link = page.get_by_role("link", name="Beleg 1 zeigen").first
    link.click()
    card = page.locator("#beleg-1")
    assert "is-current" in (card.get_attribute("class") or "")
    assert page.evaluate("document.activeElement.id") == "beleg-1"
    whole = card.locator(".bl-more blockquote")
    if whole.count():
        assert "Umweg von zwei Kilometern" in whole.inner_text()
    page.get_by_label("Ihre Frage").focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.bl-ref')"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "beleg-1"
    assert page.evaluate("location.hash") == ""


def test_the_whole_article_opens_at_its_quote_and_closes(page: Page) -> None:
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    button = page.get_by_role("button", name="Im Artikel zeigen").first
    for _ in range(2):
        button.click()
        dialog = page.get_by_role("dialog", name="Artikel")
        dialog.wait_for()
        assert "38 Meter" in dialog.locator("mark").first.inner_text()
        assert "Umweg von zwei Kilometern" in dialog.inner_text()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")


def test_what_the_archive_does_not_hold_is_refused_with_the_nearest_finds(page: Page) -> None:
    ask(page, "Wie hoch ist der Eiffelturm?", phase="refused")
    assert "Dazu steht nichts in den Quellen." in page.locator(".bl-text").inner_text()
    assert "beantworten sie aber nicht" in page.locator("#bl-evidence").inner_text()
    assert page.locator("a.bl-ref").count() == 0


def test_stop_stops_and_the_next_question_is_answered(page: Page) -> None:
    page.get_by_label("Ihre Frage").fill("Warum öffnet das Freibad später?")
    page.get_by_role("button", name="Fragen").click()
    page.locator(".bl-card").first.wait_for()
    page.get_by_role("button", name="Anhalten").click()
    page.locator('.bl-answer[data-phase="stopped"]').wait_for()
    assert "nicht geprüft" in page.locator(".bl-foot").inner_text()
    assert page.get_by_role("button", name="Anhalten").is_hidden()
    ask(page, "Wann öffnet das Freibad?")
    assert "1. Juni" in page.locator("#beleg-1 mark").first.inner_text()


def test_a_question_that_leans_is_shown_as_it_was_understood(page: Page) -> None:
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    ask(page, "Und wie viel hat er gekostet?")
    assert "Verstanden als:" in page.locator(".bl-answer").inner_text()
    assert "2,4 Millionen" in page.locator(".bl-text").inner_text()


def test_filters_narrow_the_search_and_a_bad_date_is_named(page: Page) -> None:
    page.get_by_role("button", name="Eingrenzen").click()
    page.get_by_label("Erschienen bis").fill("2023")
    ask(page, "Was kostet die Sanierung des Freibads?")
    assert "80.000" in page.locator(".bl-text").inner_text()
    assert "steg.txt" not in page.locator("#bl-evidence").inner_text()
    page.get_by_label("Erschienen bis").fill("gestern")
    page.get_by_label("Ihre Frage").fill("Was kostet die Sanierung?")
    page.keyboard.press("Enter")
    page.locator('.bl-answer[data-phase="failed"]').wait_for()
    assert "gestern" in page.locator(".bl-text").inner_text()


def test_an_answer_is_copied_with_its_footnotes(browser: BrowserContext, page: Page, url: str) -> None:
    browser.grant_permissions(["clipboard-read", "clipboard-write"], origin=url.rstrip("/"))
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    page.get_by_role("button", name="Kopieren", exact=True).click()
    page.get_by_role("button", name="Kopiert").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "38 Meter" in copied
    assert "\n[1] Neuer Steg über die Mirle, 19.06.2024, steg.txt: „" in copied


def test_two_readers_take_turns(browser: BrowserContext, page: Page, url: str, complaints: list[str]) -> None:
    other = open_page(browser, url, complaints)
    for reader, question in ((page, "Was kostet die Sanierung des Freibads?"), (other, "Wie lang ist der neue Steg?")):
        reader.get_by_label("Ihre Frage").fill(question)
        reader.keyboard.press("Enter")
    page.locator('.bl-answer[data-phase="done"]').wait_for()
    other.locator('.bl-answer[data-phase="done"]').wait_for()
    assert "80.000" in page.locator(".bl-text").inner_text()
    assert "38 Meter" in other.locator(".bl-text").inner_text()
    other.close()


def test_a_reload_in_the_middle_leaves_a_working_page(page: Page, complaints: list[str]) -> None:
    page.get_by_label("Ihre Frage").fill("Wer durchschnitt das Band am Steg?")
    page.keyboard.press("Enter")
    page.locator(".bl-card").first.wait_for()
    page.reload()
    page.locator(".bl-status").wait_for()
    # The page that went away says that its stream was cut off.
    complaints[:] = [text for text in complaints if not re.search("AbortError|errored out", text)]
    ask(page, "Vor wie vielen Gästen wurde das Band durchschnitten?")
    assert page.locator("#beleg-1").count() == 1


def test_a_hostile_article_is_only_text(page: Page) -> None:
    ask(page, "Wie viel Honig hat der Imker Ansgar Wiehl geerntet?")
    for toggle in page.locator(".bl-more summary").all():
        if toggle.is_visible():
            toggle.click()
    shown = page.locator("#bl-evidence").inner_text()
    assert "http://192.0.2.1" in shown
    assert "<img" in shown
    assert "<script>" in shown
    page.get_by_role("tab", name="Archiv").click()
    assert "<script>" in page.locator(".bl-documents").inner_text()
    assert page.locator(".bl-documents script, #bl-evidence img, #bl-answer img, #bl-evidence a").count() == 0
    assert page.evaluate("window.hacked") is None


def test_good_and_bad_files(page: Page, tmp_path: Path, archive_path: Path) -> None:
    good, empty, image = tmp_path / "kino <b>.txt", tmp_path / "leer.txt", tmp_path / "bild.png"
    good.write_text(
        "Kino gerettet\n\n7. März 2025\n\nDie Genossenschaft Lichtspiel hat das Kino für 95.000 Euro gekauft.\n",
        encoding="utf-8",
    )
    empty.write_text("")
    image.write_bytes(b"\x89PNG\r\n")
    page.get_by_role("tab", name="Archiv").click()
    page.locator(".bl-drop input").set_input_files([good, empty, image])
    page.locator(".bl-uploads-sum", has_text="3 von 3 fertig").wait_for()
    rows = page.locator(".bl-uploads li").all_inner_texts()
    assert "aufgenommen" in rows[0]
    assert "enthält keinen Text" in rows[1]
    assert ".png" in rows[2]
    assert "Kino gerettet" in page.locator(".bl-documents").inner_text()
    assert "4 Artikel" in page.locator(".bl-status").inner_text()
    assert [path.name for path in (archive_path / "uploads").iterdir()] == ["kino _b_.txt"]
    page.get_by_role("tab", name="Fragen").click()
    ask(page, "Für wie viel hat die Genossenschaft das Kino gekauft?")
    assert "kino _b_.txt" in page.locator("#beleg-1").inner_text()


def test_a_bundle_is_taken_article_by_article(page: Page, tmp_path: Path) -> None:
    bundle = tmp_path / "woche.zip"
    told = {
        name: f"# {name} eröffnet\n\n4. April 2012\n\n{name} wurde am Freitag eröffnet.\n"
        for name in ("Eisbahn", "Minigolf")
    }
    bundle.write_bytes(make_zip({**{f"{name}.md": text for name, text in told.items()}, "leer.txt": ""}))
    page.get_by_role("tab", name="Archiv").click()
    page.locator(".bl-drop input").set_input_files([bundle])
    row = page.locator(".bl-uploads li.is-added", has_text="woche.zip")
    row.wait_for()
    assert "2 aufgenommen, 1 nicht aufgenommen" in row.inner_text()
    assert "woche.zip/leer.txt: enthält keinen Text" in row.inner_text()
    page.get_by_role("tab", name="Fragen").click()
    ask(page, "Wann wurde das Minigolf eröffnet?")
    assert "woche.zip/Minigolf.md" in page.locator("#beleg-1").inner_text()


def test_files_can_be_dropped_anywhere_on_the_page(page: Page) -> None:
    page.locator("#bl-answer").evaluate(
        """target => {
            const data = new DataTransfer();
            data.items.add(new File(["Storch gesichtet\\n\\nAm Rathaus nistet ein Storch.\\n"], "storch.txt"));
            for (const name of ["dragover", "drop"])
                target.dispatchEvent(new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data}));
        }"""
    )
    page.locator(".bl-uploads li.is-added", has_text="storch.txt").wait_for()
    assert page.get_by_role("tab", name="Archiv").get_attribute("aria-selected") == "true"


def test_articles_that_contradict_each_other_are_a_table(page: Page, tmp_path: Path) -> None:
    told = (
        "# Brand in der Mühle\n\n3. März 2025\n\nBei dem Brand in der Mühle Grothe wurden drei Menschen verletzt.\n",
        "# Mehr Verletzte\n\n5. März 2025\n\nBei dem Brand in der Mühle Grothe wurden fünf Menschen verletzt.\n",
    )
    files = [tmp_path / f"muehle-{number}.md" for number in (1, 2)]
    for file, text in zip(files, told, strict=True):
        file.write_text(text, encoding="utf-8")
    page.get_by_role("tab", name="Archiv").click()
    page.locator(".bl-drop input").set_input_files(files)
    page.locator(".bl-uploads-sum", has_text="2 von 2 fertig").wait_for()
    page.get_by_role("tab", name="Fragen").click()
    ask(page, "Wie viele Menschen wurden bei dem Brand in der Mühle Grothe verletzt?")
    rows = page.locator(".bl-statements tbody tr")
    assert rows.count() == 2
    assert "5. März 2025" in rows.first.inner_text()
    assert "fünf" in rows.first.inner_text()
    rows.nth(1).get_by_role("link").click()
    assert "drei Menschen" in page.locator(".bl-card.is-current").inner_text()


def test_earlier_answers_stay_and_a_conversation_is_saved(page: Page) -> None:
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    ask(page, "Wann öffnet das Freibad?")
    past = page.locator(".bl-past summary", has_text="Wie lang ist der neue Steg")
    past.click()
    assert "38 Meter" in page.locator(".bl-past").inner_text()
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Als Word-Datei sichern").click()
        assert waiting.value.suggested_filename == "fragen-an-das-archiv.docx"
    assert waiting.value.path().read_bytes().startswith(b"PK")
    page.get_by_role("button", name="Neues Gespräch").click()
    page.locator(".bl-thread").wait_for(state="detached")


def test_a_reader_says_what_is_wrong_with_an_answer(page: Page, archive_path: Path) -> None:
    ask(page, "Wann öffnet das Freibad?")
    page.once("dialog", lambda asked: asked.accept("Das war das Vorjahr."))
    page.get_by_role("button", name="Stimmt nicht").click()
    page.locator("#bl-noted", has_text="notiert").wait_for()
    assert "Das war das Vorjahr." in (archive_path / "feedback.jsonl").read_text(encoding="utf-8")
    page.get_by_role("button", name="Stimmt", exact=True).click()
    own = archive_path / "questions" / "eigene.jsonl"
    page.wait_for_timeout(500)
    assert "Wann öffnet das Freibad?" in own.read_text(encoding="utf-8")


def test_the_list_of_articles_is_searched_ordered_opened_and_thinned_out(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Archiv").click()
    extra = tmp_path / "zirkus.txt"
    extra.write_text("Zirkus kommt\n\n1. Mai 2022\n\nDer Zirkus gastiert auf der Festwiese.\n", encoding="utf-8")
    page.locator(".bl-drop input").set_input_files([extra])
    page.locator(".bl-uploads li.is-added", has_text="zirkus.txt").wait_for()
    assert page.locator(".bl-timeline rect").count() > 2
    titles = page.locator(".bl-doc-title button")
    assert "Steg" in titles.nth(0).inner_text() or "Kino" in titles.nth(0).inner_text()
    page.get_by_role("button", name="Datei", exact=True).click()
    page.locator('th[aria-sort="ascending"]', has_text="Datei").wait_for()
    files = page.locator(".bl-documents .bl-file").all_inner_texts()
    assert files == sorted(files)
    page.get_by_label("In der Liste suchen").fill("zirkus 2022")
    page.locator(".bl-documents .bl-note", has_text="1 bis 1 von 1").wait_for()
    titles.first.click()
    dialog = page.get_by_role("dialog", name="Artikel")
    assert "Festwiese" in dialog.inner_text()
    page.keyboard.press("Escape")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Entfernen: zirkus.txt").click()
    page.locator("#bl-checked", has_text="zirkus.txt ist nicht mehr im Archiv").wait_for()
    page.get_by_label("In der Liste suchen").fill("")
    page.get_by_role("button", name="Archiv prüfen").click()
    page.locator("#bl-checked", has_text="Alles in Ordnung").wait_for()


def test_a_run_of_ones_own_questions_is_measured_followed_and_reported(page: Page) -> None:
    page.get_by_role("tab", name="Prüfstand").click()
    page.locator("#bl-lab-dataset input").click()
    page.get_by_role("option", name="eigene.jsonl").click()
    page.get_by_label("So viele davon").fill("2")
    page.get_by_role("button", name="Messen").click()
    page.locator("#bl-lab-run progress").wait_for()
    page.locator("#bl-lab-run", has_text="Fertig. Gestellte Fragen: 2").wait_for()
    page.locator(".bl-runs input[type=checkbox]").first.check()
    page.get_by_role("button", name="Bericht", exact=True).click()
    report = page.frame_locator("iframe.bl-report")
    report.get_by_text("Genannte Kernangaben").first.wait_for()
    assert "2 Fragen" in page.locator("#bl-lab-runs").inner_text()
    page.get_by_role("tab", name="Einstellungen").click()
    page.locator(".bl-curve .bl-note", has_text="Bei 0,33 werden").wait_for()


def test_a_drafted_question_is_taken_into_the_test_bench(page: Page, archive_path: Path) -> None:
    page.get_by_role("tab", name="Prüfstand").click()
    page.get_by_role("button", name="Fragen vorschlagen lassen").click()
    drafts = page.locator("#bl-drafts .bl-card")
    drafts.first.wait_for()
    question = drafts.first.locator("h3").inner_text()
    drafts.first.get_by_role("button", name="Übernehmen").click()
    page.locator("#bl-drafts-said", has_text="eigene.jsonl").wait_for()
    assert question in (archive_path / "questions" / "eigene.jsonl").read_text(encoding="utf-8")
    page.locator("#bl-drafts progress").wait_for(state="detached")


def test_a_higher_threshold_refuses_what_was_answered(page: Page) -> None:
    page.get_by_role("tab", name="Einstellungen").click()
    field = page.locator("#bl-threshold input[type=number]")
    field.fill("0.95")
    field.press("Tab")
    page.get_by_role("button", name="Übernehmen").click()
    page.locator("#bl-settings-said", has_text="Übernommen").wait_for()
    assert "1.5b" in page.locator("#bl-models").inner_text()
    page.get_by_role("button", name="Empfohlene Werte").click()
    page.wait_for_function("document.querySelector('#bl-threshold input[type=number]').value === '0.33'")


def test_english_by_a_switch_that_a_reload_keeps(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_role("button", name="English").click()
    page.get_by_label("Your question").wait_for()
    page.locator(".bl-status", has_text="articles").wait_for()
    page.reload()
    page.get_by_label("Your question").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_label("Ihre Frage").wait_for()


def test_light_and_dark(page: Page) -> None:
    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"))

    light = ground()
    page.get_by_role("button", name="Hell / Dunkel").click()
    page.locator("body.dark").wait_for()
    assert ground() != light
    page.reload()
    page.locator("body.dark .bl-status").wait_for()
    page.get_by_role("button", name="Hell / Dunkel").click()
    page.locator("body:not(.dark)").wait_for()


@pytest.mark.parametrize("dark", [False, True])
def test_no_serious_barrier_on_any_tab(page: Page, *, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if dark:
        page.get_by_role("button", name="Hell / Dunkel").click()
        page.locator("body.dark").wait_for()
    ask(page, "Wie lang ist der neue Steg über die Mirle?")
    barriers: list[str] = []
    for tab in ("Fragen", "Archiv", "Prüfstand", "Einstellungen"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
        for found in Axe().run(page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                barriers += [f"{tab}: {found['id']}: {node['html'][:120]}" for node in found["nodes"]]
    if dark:
        page.get_by_role("button", name="Hell / Dunkel").click()
    assert barriers == []


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for tab in ("Fragen", "Archiv", "Prüfstand", "Einstellungen"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert re.search(r"\d+ Artikel", page.locator(".bl-status").inner_text())

"""Answers as they are pasted into a text: every number has its footnote, and nothing of an article is markup."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.fakes import COST, answer_cost, cite
from ui.copying import write_html, write_markdown, write_plain


def test_the_text_and_a_line_for_each_source() -> None:
    text, _, notes = write_plain(answer_cost("?"), "de").partition("\n\n")
    assert text == "Die Sanierung der Marktbrücke kostet nach Angaben der Stadt 2,4 Millionen Euro [1]."
    assert notes.startswith("[1] Marktbrücke wird teurer, Auenheimer Bote, 19.06.2024, bruecke.txt: „Wie ")
    assert notes.endswith("aus dem Vorjahr.“")


def test_markdown_has_footnotes_and_articles_bring_no_markup() -> None:
    hostile = replace(cite(COST, 1), title="*fett* [weg](http://192.0.2.1)", quote="<b>2,4</b> `Millionen`")
    text, _, note = write_markdown(replace(answer_cost("?"), citations=(hostile,)), "de").partition("\n\n")
    assert text.endswith("2,4 Millionen Euro [^1].")
    assert note.startswith("[^1]: \\*fett\\* \\[weg\\](http://192.0.2.1), ")
    assert "\\<b\\>2,4\\</b\\> \\`Millionen\\`" in note


def test_html_for_a_word_processor_escapes_what_articles_bring() -> None:
    hostile = replace(cite(COST, 1), title="<img src=x onerror=alert(1)>")
    shown = write_html(replace(answer_cost("?"), citations=(hostile,)), "de")
    assert "2,4 Millionen Euro <sup>[1]</sup>.</p><p>[1] &lt;img" in shown
    assert "<img" not in shown

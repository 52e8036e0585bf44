"""What the reader sees of an answer: escaped, linked, under the right numbers."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index.errors import ModelMissing
from index.types import SectionKind
from rag.types import Statement
from tests.ui.fakes import BRIDGE, CLOSED, COST, FakeStatus, answer_cost, cite, make_evidence, refuse
from ui.render.answer import (
    Card,
    arrange_cards,
    link_citations,
    mark_quote,
    render_answer,
    render_card,
    render_evidence,
    render_header,
    render_status,
    split_context,
)
from ui.render.text import render_file
from ui.texts import DE, EN
from ui.view import Phase, View

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> ![x](https://example.org/x.png) \x1b]0;x \u202eabc'
ALLOWED = frozenset(
    {"article", "a", "bdi", "blockquote", "details", "div", "h1", "h2", "h3", "mark", "p", "section", "span", "summary"}
    | {"time", "button", "dialog", "form", "wbr"}
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def parse(text: str) -> _Tags:
    parser = _Tags()
    parser.feed(text)
    return parser


def read_marks(text: str) -> list[str]:
    return [html.unescape(mark) for mark in re.findall(r"<mark>(.*?)</mark>", text, re.DOTALL)]


def test_nothing_of_an_article_is_markup() -> None:
    evil = make_evidence(HOSTILE, HOSTILE, source=HOSTILE, title=HOSTILE, publisher=HOSTILE)
    answer = replace(answer_cost(HOSTILE), text=HOSTILE, short=HOSTILE, citations=(cite(evil, 1),), evidence=(evil,))
    for view in (
        View(Phase.DONE, HOSTILE, answer=answer, evidence=(evil,)),
        View(Phase.DONE, HOSTILE, answer=replace(refuse(HOSTILE), nearest=(evil,))),
        View(Phase.WRITING, HOSTILE, evidence=(evil,), seen=HOSTILE, draft=HOSTILE),
        View(Phase.FAILED, HOSTILE, error=ModelMissing(model=HOSTILE, command=HOSTILE)),
    ):
        shown = parse(render_answer(view, DE) + render_evidence(view, DE))
        assert shown.tags <= ALLOWED
        assert not [name for name in shown.attributes if name.startswith("on") or name == "src"]


def test_addresses_stay_text_and_control_characters_vanish() -> None:
    shown = link_citations(f"Siehe https://example.org/a?b=1 {HOSTILE}", {1}, DE)
    assert parse(shown).tags == set()
    assert "https://example.org/a?b=1" in shown
    assert not re.search("[\x00-\x08\x1b\u202e]", shown)


@pytest.mark.parametrize(
    ("text", "links"),
    [("Ein Satz [1].", [1]), ("Zwei [1][2].", [1, 2]), ("Zwei [1, 2].", [1, 2]), ("Keiner [3].", []), ("[1, 3]", [])],
)
def test_citations_become_links_to_the_cards_that_exist(text: str, links: list[int]) -> None:
    shown = link_citations(text, {1, 2}, DE)
    assert [int(number) for number in re.findall(r'href="#beleg-(\d+)"', shown)] == links
    if not links:
        assert shown == text


def test_cards_of_the_checked_answer_carry_its_numbers() -> None:
    cited, rest = arrange_cards(answer_cost("Was kostet die Brücke?"))
    assert [(card.number, card.evidence.source) for card in cited] == [(1, COST.source)]
    assert [(card.number, card.evidence.source) for card in rest] == [(None, CLOSED.source)]


def test_every_link_of_an_answer_has_its_card() -> None:
    view = View(Phase.DONE, "Was kostet die Brücke?", answer=answer_cost("Was kostet die Brücke?"))
    linked = set(re.findall(r'href="#(beleg-\d+)"', render_answer(view, DE)))
    assert linked
    assert linked <= set(re.findall(r'id="(beleg-\d+)"', render_evidence(view, DE)))


def test_a_citation_of_part_of_the_evidence_still_gets_a_card() -> None:
    part = replace(cite(COST, 1), quote="2,4 Millionen Euro", start=BRIDGE.index("2,4"), end=BRIDGE.index("2,4") + 18)
    cited, rest = arrange_cards(replace(answer_cost("?"), citations=(part,)))
    assert read_marks(render_card(cited[0], DE)) == ["2,4 Millionen Euro"]
    assert len(rest) == 2


def test_the_quote_is_marked_word_for_word_in_its_paragraph() -> None:
    shown = render_card(Card(COST, 1), DE)
    assert set(read_marks(shown)) == {COST.quote}
    whole = re.search(r"<details.*?<blockquote>(.*?)</blockquote>", shown, re.DOTALL)
    assert whole is not None
    assert html.unescape(re.sub(r"</?mark>", "", whole[1])) == BRIDGE


def test_a_short_paragraph_needs_no_second_look() -> None:
    assert "<details" not in render_card(Card(CLOSED, 1), DE)


def test_offsets_that_do_not_fit_show_only_the_quote() -> None:
    assert split_context(replace(COST, context_start=3)) == ("", COST.quote, "")
    assert split_context(replace(COST, context_start=COST.start + 1)) == ("", COST.quote, "")


def test_a_card_says_where_and_when() -> None:
    known, unknown = render_card(Card(COST, 1), DE), render_card(Card(CLOSED, 2), DE)
    assert "Auenheimer Bote" in known
    assert '<time datetime="2024-06-19">19. Juni 2024</time>' in known
    assert "bruecke.txt" in known
    assert "Datum unbekannt" in unknown
    assert "19 June 2024" in render_card(Card(COST, 1), EN)
    assert "Frage und Antwort" in render_card(Card(replace(COST, kind=SectionKind.FAQ), 1), DE)


def test_a_refusal_shows_what_came_nearest_and_that_it_does_not_answer() -> None:
    view = View(Phase.DONE, "Wie wird das Wetter?", answer=refuse("Wie wird das Wetter?"))
    assert 'data-phase="refused"' in render_answer(view, DE)
    assert "Dazu steht nichts in den Quellen." in render_answer(view, DE)
    shown = render_evidence(view, DE)
    assert "beantworten sie aber nicht" in shown
    assert len(read_marks(shown)) >= 2
    assert "beleg-" not in shown


def test_a_quote_that_ends_a_sentence_has_no_stop_behind_its_number() -> None:
    shown = link_citations("„Er kam.“ [1]. Sie sagte: „Ja“ [2]. „Wer?“ [3].", [1, 2, 3], DE)
    assert "“\u00a0<a" in shown
    assert "</a> Sie sagte" in shown
    assert "</a>. „Wer?“\u00a0<a" in shown
    assert shown.endswith("</a>")


def test_the_day_in_a_file_name_stays_in_one_line() -> None:
    assert render_file("a/2024-06-19_b<c.txt") == (
        '<bdi class="bl-file">a/<wbr><span class="bl-day">2024-06-19</span>_<wbr>b&lt;c.txt</bdi>'
    )


def test_a_refusal_says_that_filters_may_hide_the_answer() -> None:
    view = View(Phase.DONE, "?", answer=refuse("?"))
    assert "Eingrenzen" not in render_answer(view, DE)
    assert "Gesucht wurde nur in dem, was unter „Eingrenzen“ steht" in render_answer(replace(view, narrowed=True), DE)


def test_a_refusal_without_any_find_says_so() -> None:
    view = View(Phase.DONE, "?", answer=replace(refuse("?"), nearest=()))
    assert "Auch Ähnliches wurde nicht gefunden." in render_evidence(view, DE)


def test_the_short_answer_stands_above_the_text_and_is_marked_in_its_quote() -> None:
    answer = replace(answer_cost("?"), short="2,4 Millionen Euro")
    view = View(Phase.DONE, "?", seen="1,9 Millionen Euro", answer=answer)
    assert '<div class="bl-text"><p class="bl-short">2,4 Millionen Euro</p><p>Die Sanierung' in render_answer(view, DE)
    shown = render_evidence(view, DE)
    assert set(re.findall(r'<mark class="bl-exact">(.*?)</mark>', shown)) == {"2,4 Millionen Euro"}
    assert BRIDGE in html.unescape(re.sub(r"<[^>]+>", "", shown))
    draft = View(Phase.WRITING, "?", evidence=(COST,), seen="1,9 Millionen Euro")
    assert '<p class="bl-short">1,9 Millionen Euro <span class="bl-unchecked">noch nicht geprüft' in render_answer(
        draft, DE
    )
    assert '<mark class="bl-exact">1,9 Millionen Euro</mark>' in render_evidence(draft, DE)


def test_only_whole_words_are_the_short_answer() -> None:
    assert "bl-exact" not in mark_quote("Es sind 14 Tage.", "4")
    assert mark_quote("14 von 4 <b>", "4") == '<mark>14 von <mark class="bl-exact">4</mark> &lt;b&gt;</mark>'
    assert mark_quote("a & b", "& b") == '<mark>a <mark class="bl-exact">&amp; b</mark></mark>'


def test_a_refusal_has_no_short_answer() -> None:
    view = View(Phase.DONE, "?", seen="2,4 Millionen Euro", answer=refuse("?"))
    assert "bl-short" not in render_answer(view, DE)
    assert "bl-exact" not in render_evidence(view, DE)


def test_a_draft_is_told_from_the_checked_answer() -> None:
    draft = render_answer(View(Phase.WRITING, "?", evidence=(COST,), draft="Es kostet [1]"), DE)
    assert 'aria-busy="true"' in draft
    assert "Entwurf" in draft
    done = render_answer(View(Phase.DONE, "?", draft="Es kostet [1]", answer=answer_cost("?")), DE)
    assert 'aria-busy="false"' in done
    assert "Entwurf" not in done
    assert "Wörtliche Zitate" in done
    assert "nicht geprüft" in render_answer(View(Phase.STOPPED, "?", draft="Es kostet"), DE)


def test_an_error_says_what_to_do() -> None:
    view = View(Phase.FAILED, "?", error=ModelMissing(model="1.5b", command="belegt models pull"))
    assert "belegt models pull" in render_answer(view, DE)
    assert "is missing" in render_answer(view, EN)


def test_waiting_says_how_many_come_first() -> None:
    assert "noch 3 Fragen" in render_answer(View(Phase.WAITING, "?", ahead=3), DE)
    assert "noch eine Frage" in render_answer(View(Phase.WAITING, "?", ahead=1), DE)


def test_the_status_line_counts_in_german() -> None:
    shown = re.sub(r"<[^>]+>", "", render_status(FakeStatus(1234, 0, "2023-01", "2024-06-19"), DE))
    assert shown == "1.234 Artikel · Januar 2023 bis 19. Juni 2024"
    assert "1 Artikel" in render_status(FakeStatus(1), DE)
    assert "noch leer" in render_status(FakeStatus(0), DE)
    assert "7 Abschnitte" in render_status(FakeStatus(5, pending=7), DE)


def test_the_page_says_what_it_is() -> None:
    assert "Jeder Satz mit Beleg." in render_header(DE)
    assert 'data-lang="en"' in render_header(EN)


def test_the_page_fetches_nothing_from_elsewhere() -> None:
    static = Path(__file__).resolve().parents[2] / "ui" / "static"
    for path in static.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[\w-]+\.\w|@import|url\(", text), path.name


def test_a_card_names_the_copies_of_its_article() -> None:
    entry = replace(COST, also_in=("kurier.txt", HOSTILE))
    card = render_card(Card(entry, 1), DE)
    assert 'auch in <bdi class="bl-file">kurier.txt</bdi>' in card
    assert "<script" not in card
    assert "also in" in render_card(Card(entry, 1), EN)
    assert "auch in" not in render_card(Card(COST, 1), DE)


def test_a_quote_that_begins_a_sentence_earlier_keeps_its_paragraph() -> None:
    wide = f"Auenheim. Die Sanierung der Marktbrücke wird teurer als geplant. {COST.quote}"
    citation = replace(cite(COST, 1), quote=wide, start=BRIDGE.index(wide))
    cited, rest = arrange_cards(replace(answer_cost("?"), citations=(citation,)))
    assert [(card.evidence.quote, card.evidence.context) for card in cited] == [(wide, BRIDGE)]
    assert COST.quote not in {card.evidence.quote for card in rest}


def test_both_short_answers_to_two_things_are_marked() -> None:
    short = "14. August · 2,4 Millionen Euro"
    assert '<mark class="bl-exact">2,4 Millionen Euro</mark>' in mark_quote(COST.quote, short)
    assert '<mark class="bl-exact">14. August</mark>' in mark_quote(CLOSED.quote, short)


@pytest.mark.parametrize(("confidence", "word"), [(0.95, "sicher"), (0.6, "wahrscheinlich richtig"), (0.4, "unsicher")])
def test_the_confidence_is_said_in_words(confidence: float, word: str) -> None:
    answer = replace(answer_cost("?"), confidence=confidence)
    assert f"<span>Antwort {word}" in render_answer(View(Phase.DONE, "?", answer=answer), DE)


def test_it_is_shown_how_a_question_was_understood() -> None:
    view = View(Phase.SEARCHING, "Und wann?", rewritten="Wann <wurde> die Brücke gebaut?")
    assert "Verstanden als: Wann &lt;wurde&gt; die Brücke gebaut?" in render_answer(view, DE)
    assert "Verstanden" not in render_answer(View(Phase.SEARCHING, "Und wann?"), DE)


def test_only_a_checked_answer_can_be_copied() -> None:
    assert render_answer(View(Phase.DONE, "?", answer=answer_cost("?")), DE).count("data-copy") == 2
    for view in (View(Phase.DONE, "?", answer=refuse("?")), View(Phase.WRITING, "?", draft="Die Brücke")):
        assert "data-copy" not in render_answer(view, DE)


def test_contradictions_are_a_table_by_date() -> None:
    answer = replace(
        answer_cost("Was kostet die Brücke?"),
        text="Laut <b>Bote</b> (19.06.2024): „2,4 Millionen“ [1]. Laut B: „3 Millionen“ [2].",
        citations=(cite(COST, 1), cite(CLOSED, 2)),
        statements=(Statement(1, "2,4 Millionen <i>Euro</i>"), Statement(2, "3 Millionen")),
    )
    page = render_answer(View(Phase.DONE, "Was kostet die Brücke?", answer=answer), DE)
    rows = re.findall(r"<tr>(.*?)</tr>", page)[1:]
    assert [re.findall(r'href="#beleg-(\d)"', row) for row in rows] == [["1"], ["2"]]
    assert "2,4 Millionen &lt;i&gt;Euro&lt;/i&gt;" in rows[0]
    assert COST.published in rows[0]
    assert "widersprechen sich" in page
    assert "(Fragen und Antworten)" not in page
    itself = replace(answer, citations=(cite(COST, 1), replace(cite(CLOSED, 2), kind=SectionKind.FAQ)))
    page = render_answer(View(Phase.DONE, "Was kostet die Brücke?", answer=itself), DE)
    assert ["(Fragen und Antworten)" in row for row in re.findall(r"<tr>(.*?)</tr>", page)[1:]] == [False, True]
    assert "<table" not in render_answer(View(Phase.DONE, "?", answer=answer_cost("?")), DE)

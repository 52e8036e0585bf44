"""A whole article over the page: the quote marked in place, the rest of the website greyed, nothing of it markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.fakes import ARTICLE, BRIDGE, COST, FakeArchive
from ui.handlers.page import Handlers
from ui.readers import Readers
from ui.render.article import render_article
from ui.texts import DE


@pytest.fixture
def handlers(tmp_path: Path) -> Handlers:
    return Handlers(FakeArchive(tmp_path), Readers(lang="de"), tmp_path)


def test_the_quote_is_marked_where_it_stands() -> None:
    shown = render_article(ARTICLE, COST.start, COST.end, DE)
    assert re.findall("<mark>(.*?)</mark>", shown) == [COST.quote]
    assert re.sub("<[^>]+>", "", shown).count(BRIDGE) == 1


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    text = "Erste Zeile.\nZweite Zeile."
    body = replace(ARTICLE.sections[0], end=len(text))
    shown = render_article(replace(ARTICLE, text=text, sections=(body,)), 6, 19, DE)
    assert re.findall("<mark>(.*?)</mark>", shown) == ["Zeile.", "Zweite"]


@pytest.mark.parametrize(("start", "times"), [(30, 1), (3, 2)])
def test_a_title_that_opens_the_text_is_told_once_unless_it_is_quoted(start: int, times: int) -> None:
    text = "# Brücke gesperrt\n\nSie bleibt bis auf Weiteres zu."
    body = replace(ARTICLE.sections[0], start=0, end=len(text))
    article = replace(ARTICLE, text=text, title="Brücke gesperrt", sections=(body,))
    shown = render_article(article, start, start + 6, DE)
    assert re.sub("<[^>]+>", "", shown).count("Brücke gesperrt") == times
    assert "Sie bleibt" in re.sub("<[^>]+>", "", shown)


def test_what_is_not_the_article_is_greyed_named_and_only_text() -> None:
    aside = render_article(ARTICLE, 0, 0, DE).partition('class="bl-aside"')[2]
    assert "Anreißer anderer Artikel" in aside
    assert "Weitere &lt;b&gt;Artikel&lt;/b&gt; zum Thema" in aside


@pytest.mark.parametrize("place", [None, 7, {}, {"source": "../geheim"}, {"source": COST.source, "start": "x"}])
def test_whatever_the_page_sends_nothing_breaks(handlers: Handlers, place: object) -> None:
    shown = handlers.show_article("a", place)["article"]
    assert shown.startswith('<dialog class="bl-article"')
    known = isinstance(place, dict) and place.get("source") == COST.source
    assert (BRIDGE[:40] in shown) == known

"""Web pages to documents: the article, what the page states of it, encodings."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from index.errors import FileEmpty
from index.types import Document
from tests.index.make_files import load

JSON_LD = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2011-01-01"},'
    '{"@type": "NewsArticle", "datePublished": "2024-06-19T08:00:00+02:00",'
    '"author": {"@type": "Person", "name": "Anna Muster"},'
    '"comment": [{"@type": "Comment", "datePublished": "2024-07-01"}]}]}</script>'
)
PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Brücke in Auenheim gesperrt | Auenheimer Bote</title><meta property="og:site_name" content="Auenheimer Bote">
{head}</head><body><nav><a href="/">Start</a> <a href="/p">Politik</a></nav><main><article>
<h1>Brücke in Auenheim gesperrt</h1>{byline}
<p>Die alte   Brücke über die Aue ist seit Montag
für den <b>Verkehr</b> gesperrt.<br>Das teilte die Stadtverwaltung mit.</p>
<h2>Warum die Sperrung nötig ist</h2>
<p>Gutachter fanden Risse im Beton. Die Reparatur dauert nach Angaben der Stadt bis zum Herbst und wird teuer.</p>
<ul><li>Umleitung über die Talstraße</li><li>Busse fahren <i>alle</i> 20 Minuten</li></ul>
<table><tr><th>Jahr</th><th>Kosten</th></tr><tr><td>2023</td><td>1 Mio.</td></tr></table>
<p>Der Rat tagt im Juli erneut. Bis dahin sollen weitere Angebote von Baufirmen vorliegen, sagte die Stadt.</p>
</article></main><aside><p><time datetime="2020-01-01">1.1.2020</time> Alter Artikel</p></aside>
<section id="comments"><div class="comment"><time datetime="2024-07-02">2.7.2024</time> Unerhört!</div></section>
<footer>Copyright 2021 Auenheimer Bote</footer><script>var x = "2018-03-03";</script></body></html>"""


def load_page(folder: Path, *, head: str = "", byline: str = "", encoding: str = "utf-8") -> Document:
    return load(folder, "a.html", PAGE.format(head=head, byline=byline).encode(encoding))


def test_html_page_gives_the_article_in_paragraphs(tmp_path: Path) -> None:
    document = load_page(tmp_path, head=JSON_LD)
    assert document.title == "Brücke in Auenheim gesperrt"
    assert document.publisher == "Auenheimer Bote"
    assert document.author == "Anna Muster"
    assert document.published == "2024-06-19"
    paragraphs = document.text.split("\n\n")
    assert (
        "Die alte Brücke über die Aue ist seit Montag für den Verkehr gesperrt.\nDas teilte die Stadtverwaltung mit."
        in paragraphs
    )
    assert "Warum die Sperrung nötig ist" in paragraphs
    assert "Umleitung über die Talstraße\nBusse fahren alle 20 Minuten" in paragraphs
    assert "Jahr\tKosten\n2023\t1 Mio." in paragraphs
    assert "Unerhört" not in document.text
    assert "Politik" not in document.text


@pytest.mark.parametrize(
    ("head", "byline", "published"),
    [
        ('<meta property="article:published_time" content="2024-06-17T06:00:00Z">' + JSON_LD, "", "2024-06-17"),
        ('<meta name="date" content="2024-06">', "", "2024-06"),
        ('<meta property="article:modified_time" content="2024-06-20">', "", None),
        ("", '<p>Von Anna Muster, <time datetime="2024-06-18T09:00">vor 3 Stunden</time></p>', "2024-06-18"),
        ("", '<time itemprop="datePublished" datetime="2024-06-18"></time>', "2024-06-18"),
        (
            "",
            '<div class="article-date">Aktualisiert: 20.06.2024</div><div class="date">18.06.2024</div>',
            "2024-06-18",
        ),
        ("", '<p>Das Fest beginnt am <time datetime="2024-08-01">1. August</time> auf dem Markt.</p>', None),
        ("", "<p>18. Juni 2024</p>", "2024-06-18"),
        ('<link rel="canonical" href="https://example.org/2019/05/04/bruecke">', "", None),
        ('<script type="application/ld+json">{"datePublished": </script>', "", None),
        ("", "", None),
    ],
)
def test_html_date_is_what_the_page_states(tmp_path: Path, head: str, byline: str, published: str | None) -> None:
    assert load_page(tmp_path, head=head, byline=byline).published == published


def test_html_in_a_declared_old_encoding(tmp_path: Path) -> None:
    page = (
        "<html><head><meta charset='iso-8859-2'></head><body><p>Prezydent Łodzi: zażółć gęślą jaźń.</p></body></html>"
    )
    assert "Łodzi: zażółć" in load(tmp_path, "a.htm", page.encode("iso-8859-2")).text


def test_html_with_windows_bytes_behind_a_utf8_claim(tmp_path: Path) -> None:
    assert "Größe" not in load_page(tmp_path, encoding="cp1252").text
    assert "nötig" in load_page(tmp_path, encoding="cp1252").text


def test_short_page_keeps_its_structure(tmp_path: Path) -> None:
    page = b"<nav>Start</nav><h1>Kurz</h1><p>Es <b>regnet</b>.</p><p>Ende.</p><script>x()</script>"
    assert load(tmp_path, "a.html", page).text == "Kurz\n\nEs regnet.\n\nEnde."


@pytest.mark.parametrize("page", ["<html></html>", "<script>alert(1)</script>", "<!-- nur ein Kommentar -->"])
def test_html_without_text_is_empty(tmp_path: Path, page: str) -> None:
    with pytest.raises(FileEmpty):
        load(tmp_path, "a.html", page.encode())


def test_html_is_read_without_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page must not be fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<link rel="canonical" href="https://example.org/a"><meta property="og:url" content="https://example.org/a">'
    assert load_page(tmp_path, head=head).title == "Brücke in Auenheim gesperrt"

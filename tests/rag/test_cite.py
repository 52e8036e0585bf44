"""Quotes as they are printed: with the sentence they lean on, with the day they mean, with the paper that says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import SectionKind
from rag.cite import quote_claim, report_claim, widen_quote
from rag.types import Evidence
from tests.rag.build import build_evidence

TEXT = "Der Turm ist fertig. Er wurde gestern Abend eröffnet. Am vergangenen Freitag hatte es noch geregnet."


def make_evidence(quote: str, *, published: str | None = "2025-07-22") -> Evidence:
    start = TEXT.index(quote)
    return Evidence(
        number=1,
        source="turm.txt",
        title="Turm offen",
        published=published,
        publisher="Auenheimer Bote",
        kind=SectionKind.BODY,
        quote=quote,
        start=100 + start,
        end=100 + start + len(quote),
        context=TEXT,
        context_start=100,
        score=1.0,
    )


OPENED = "Er wurde gestern Abend eröffnet."


def test_a_sentence_that_leans_takes_the_one_before_along() -> None:
    wide = widen_quote(make_evidence(OPENED))
    assert wide.quote == f"Der Turm ist fertig. {OPENED}"
    assert TEXT[wide.start - 100 : wide.end - 100] == wide.quote


@pytest.mark.parametrize("quote", ["Der Turm ist fertig.", "Am vergangenen Freitag hatte es noch geregnet."])
def test_a_sentence_that_stands_alone_stays_as_it_is(quote: str) -> None:
    assert widen_quote(make_evidence(quote)).quote == quote


def test_a_day_that_only_the_date_of_the_paper_tells_is_named_when_it_is_asked_for() -> None:
    assert quote_claim(make_evidence(OPENED), dated=True).text == f"„{OPENED}“ (gestern: 21.07.2025)"
    rain = make_evidence("Am vergangenen Freitag hatte es noch geregnet.")
    assert quote_claim(rain, dated=True).text.endswith("(Am vergangenen Freitag: 18.07.2025)")
    assert quote_claim(rain).text.endswith("geregnet.“")


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Der Turm ist am Samstag eröffnet worden.", " (am Samstag: 19.07.2025)"),
        ("Das teilte die Stadt am Montag mit.", " (am Montag: 21.07.2025)"),
        ("Der Turm wird am Samstag eröffnet.", ""),
        ("Am Samstag öffnet der Turm.", ""),
        ("Der Turm wurde am Samstag, dem 5. Juli, eröffnet.", ""),
    ],
)
def test_a_bare_weekday_is_dated_only_in_what_is_past(sentence: str, day: str) -> None:
    assert quote_claim(build_evidence(sentence, published="2025-07-22"), dated=True).text == f"„{sentence}“{day}"


@pytest.mark.parametrize("published", [None, "2025-07"])
def test_without_the_day_of_publication_no_day_is_named(published: str | None) -> None:
    assert quote_claim(make_evidence(OPENED, published=published), dated=True).text == f"„{OPENED}“"


def test_an_article_that_tells_differently_is_named_with_its_date() -> None:
    assert report_claim(make_evidence(OPENED)).text == f"Laut Auenheimer Bote (22.07.2025): „{OPENED}“"
    unnamed = replace(make_evidence(OPENED, published=None), publisher=None)
    assert report_claim(unnamed).text == f"Laut „Turm offen“ (ohne Datum): „{OPENED}“"

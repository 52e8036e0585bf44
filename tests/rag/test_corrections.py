"""A later article that puts another figure or time in the place of one told before is quoted with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.accounts import find_corrected
from rag.corrections import complete_value, find_new_value, is_later, may_be_corrected, read_values
from rag.question_time import read_question_time
from rag.reading import FoundSpan
from rag.types import Evidence
from tests.rag.build import build_evidence


def make_span(evidence: Evidence, words: str) -> FoundSpan:
    start = evidence.start + evidence.quote.index(words)
    return FoundSpan(evidence.source, start, start + len(words), words, 5.0)


@pytest.mark.parametrize(
    ("told", "sentence", "new"),
    [
        ("300.000 Euro", "Statt 300.000 Euro nennt der Verein nun 1,2 Millionen Euro.", "1,2 Millionen Euro"),
        ("300.000 €", "Der Schaden betrug nicht 0,3 Mio. Euro, sondern 450.000 Euro.", "450.000 Euro"),
        ("41 Millionen Euro", "Die Summe sinkt von 41 auf nur noch 33 Millionen Euro.", "33 Millionen Euro"),
        (
            "4,2 Millionen Euro",
            "Nun ist von 5,6 Millionen Euro statt 4,2 Millionen Euro die Rede.",
            "5,6 Millionen Euro",
        ),
        ("90 Betten", "Statt 90 sollen dort nur 60 Betten stehen.", "60 Betten"),
        ("90 Betten", "Es sind nicht 90 Betten, wie die Stadt damals schrieb, sondern 60 Betten.", "60 Betten"),
        ("4. Mai", "Das Rennen ist erst am 18. Mai und nicht, wie gemeldet, am 4. Mai.", "18. Mai"),
        ("Herbst 2031", "Die Schule öffnet nicht im Herbst 2031, sondern im Frühjahr 2032.", "Frühjahr 2032"),
        ("19 Uhr", "Beginn ist jetzt um 20.30 Uhr statt um 19 Uhr.", "20.30 Uhr"),
    ],
)
def test_a_sentence_that_replaces_a_value_gives_the_new_one(told: str, sentence: str, new: str) -> None:
    value = find_new_value(told, sentence)
    assert value is not None
    assert value.of(sentence) == new


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("300.000 Euro", "Statt 200.000 Euro nennt der Verein nun 1,2 Millionen Euro."),  # of another figure
        ("300.000 Euro", "Von den 300.000 Euro sind 20.000 Euro ausgegeben."),  # nothing is replaced
        ("300.000 Euro", "Statt 300.000 Euro bekam er nun 40 Ziegen."),  # of another unit
        ("4. Mai", "Am 4. Mai kamen nun 3.000 Gäste."),
        ("60 Betten", "Statt 90 sollen dort nur 60 Betten stehen."),  # it is the new one already
        ("33 Millionen Euro", "Die Summe sinkt von 41 auf 33 Millionen Euro."),
        ("5,6 Millionen Euro", "Statt der im Mai beschlossenen 4,2 Millionen Euro sind es nun 5,6 Millionen Euro."),
        ("Ruth Ammer", "Statt Ruth Ammer spricht nun Jan Holm am 4. Mai."),
        ("2031", "Statt 2031 öffnet sie nun 2032."),  # a year alone is too common to be told from others
    ],
)
def test_other_sentences_replace_nothing(told: str, sentence: str) -> None:
    assert find_new_value(told, sentence) is None


def test_values_have_one_form_whatever_the_notation() -> None:
    values = read_values("Von 1,5 Mio. Euro auf 2.000.000 Euro, im Juni 2031, um 9.05 Uhr, bei 12 %.")
    assert [(value.amount, value.unit) for value in values] == [
        ("1500000", "euro"),
        ("2000000", "euro"),
        ("2031 m06", "time"),
        ("9:05 uhr", "time"),
        ("12", "prozent"),
    ]


OLD = build_evidence("Die Halle kostet 300.000 Euro.", source="alt.txt", published="2031-03-01")
NEW = build_evidence(
    "Die Halle kostet nun 450.000 Euro statt 300.000 Euro.", 2, source="neu.txt", published="2031-05-01"
)


def test_the_correction_comes_first_and_names_the_new_figure() -> None:
    told = find_corrected(make_span(OLD, "300.000 Euro"), OLD, [OLD, NEW])
    assert [(account.span.text, account.quote.source) for account in told] == [
        ("450.000 Euro", "neu.txt"),
        ("300.000 Euro", "alt.txt"),
    ]
    new = told[0]
    assert NEW.quote[new.span.start - NEW.start : new.span.end - NEW.start] == "450.000 Euro"


@pytest.mark.parametrize("published", ["2031-02-01", "2031-03-01", None])
def test_what_did_not_appear_later_corrects_nothing(published: str | None) -> None:
    assert find_corrected(make_span(OLD, "300.000 Euro"), OLD, [OLD, replace(NEW, published=published)]) == ()
    assert not is_later(published, "2031-03-01")


def test_a_question_for_a_stated_time_or_the_first_report_is_not_corrected() -> None:
    assert may_be_corrected(read_question_time("Was kostet die Halle?"))
    assert may_be_corrected(read_question_time("Was kostet die Halle derzeit?"))
    assert not may_be_corrected(read_question_time("Was sollte die Halle zunächst kosten?"))
    assert not may_be_corrected(read_question_time("Was kostete die Halle im Jahr 2031?"))


def test_a_part_of_a_date_is_completed() -> None:
    quote = build_evidence("Sie öffnet im Frühjahr 2032 mit 40 Betten.")
    assert complete_value(make_span(quote, "2032"), quote).text == "Frühjahr 2032"
    assert complete_value(make_span(quote, "Betten"), quote).text == "40 Betten"
    assert complete_value(make_span(quote, "Sie"), quote).text == "Sie"

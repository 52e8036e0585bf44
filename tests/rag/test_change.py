"""Questions for a difference: words that tell one, and an amount that only tells where it ends."""

from __future__ import annotations

import pytest

from rag.change import asks_change, complete_change, tells_change
from rag.config import AskConfig
from rag.reading import FoundSpan
from rag.short import choose_answer, fits_answer
from rag.types import Evidence
from tests.rag.build import build_evidence
from tests.rag.test_short import OPEN

QUESTION = "Um wie viel steigt die Gebühr?"
RISE = build_evidence("Die Gebühr steigt von 2,86 auf 3,12 Euro je Kubikmeter.", 1, source="a.txt")
SHARE = build_evidence("Das sind 9,1 Prozent mehr.", 2, source="b.txt")


def find(words: str, quote: Evidence, score: float = 1.0) -> FoundSpan:
    start = quote.start + quote.quote.index(words)
    return FoundSpan(quote.source, start, start + len(words), words, score)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (QUESTION, True),
        ("Um wie viele Euro wurde der Bau teurer?", True),
        ("Um wie viel Uhr beginnt die Sitzung?", False),
        ("Wie viel kostet der Bau?", False),
    ],
)
def test_questions_for_a_difference(question: str, asked: bool) -> None:
    assert asks_change(question) is asked


@pytest.mark.parametrize(
    ("quote", "words", "told"),
    [
        (RISE.quote, "3,12 Euro", True),
        (RISE.quote, "2,86", False),
        (RISE.quote, "2,86 auf 3,12 Euro", True),
        (SHARE.quote, "9,1 Prozent", True),
        ("Sie wurde um rund 26 Cent erhöht.", "26 Cent", True),
        ("Die Umlage, die um 890.000 Euro auf 11,2 Millionen Euro steigt.", "890.000 Euro", True),
        ("Die Umlage, die um 890.000 Euro auf 11,2 Millionen Euro steigt.", "11,2 Millionen Euro", False),
        ("Eine Familie zahlt damit 41,60 Euro im Jahr mehr.", "41,60 Euro", True),
        ("Sie zahlt 41,60 Euro, und mehr wird es nicht.", "41,60 Euro", False),
        ("Die Hundesteuer beträgt 84 Euro.", "84 Euro", False),
    ],
)
def test_words_that_tell_a_difference(quote: str, words: str, told: bool) -> None:
    evidence = build_evidence(quote, 1, source="a.txt")
    assert tells_change(find(words, evidence), evidence) is told
    assert fits_answer(QUESTION, find(words, evidence), evidence) is told


def test_an_amount_is_told_with_the_one_it_comes_from() -> None:
    completed = complete_change(find("3,12 Euro", RISE), RISE)
    assert completed.text == "von 2,86 auf 3,12 Euro"
    assert RISE.quote[completed.start - RISE.start : completed.end - RISE.start] == completed.text
    assert complete_change(find("9,1 Prozent", SHARE), SHARE) == find("9,1 Prozent", SHARE)


def test_the_difference_wins_over_where_it_ends() -> None:
    spans = [find("3,12 Euro", RISE, 8), find("9,1 Prozent", SHARE, 5)]
    choice = choose_answer(QUESTION, (RISE, SHARE), spans, [-0.5, -0.5, -9.0], time=OPEN, config=AskConfig())
    assert choice.short == "von 2,86 auf 3,12 Euro"
    assert choice.held.number == 1
    bare = build_evidence("Die Gebühr steigt auf 3,12 Euro.", 1, source="a.txt")
    spans[0] = find("3,12 Euro", bare, 8)
    choice = choose_answer(QUESTION, (bare, SHARE), spans, [-0.5, -0.5, -9.0], time=OPEN, config=AskConfig())
    assert choice.short == "9,1 Prozent"


@pytest.mark.parametrize(
    ("question", "fits"),
    [("Was hat die Sanierung gekostet?", False), ("Wie viel mehr hat die Sanierung gekostet?", True)],
)
def test_what_counts_from_something_else_is_no_amount_by_itself(question: str, fits: bool) -> None:
    quote = build_evidence("Am Ende kostete sie 1,31 Millionen Euro, 60.000 Euro mehr als berechnet.")
    assert fits_answer(question, find("60.000 Euro", quote), quote) is fits
    assert fits_answer("Was hat die Sanierung gekostet?", find("1,31 Millionen Euro", quote), quote)

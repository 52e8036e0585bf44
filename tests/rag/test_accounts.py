"""Articles that tell differently are quoted one by one, the newest first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import SectionKind
from rag.accounts import find_accounts
from rag.config import AskConfig
from rag.reading import FoundSpan
from rag.types import Evidence
from tests.rag.build import build_evidence

Rated = tuple[FoundSpan, Evidence, float]


def rate(source: str, published: str | None, quote: str, words: str, score: float) -> Rated:
    evidence = build_evidence(quote, source=source, published=published)
    start = quote.index(words)
    return FoundSpan(source, start, start + len(words), words, score), evidence, score


OLD = rate("alt.txt", "2024-05-14", "Bei dem Brand wurden drei Menschen verletzt.", "drei", 5.0)
NEW = rate("neu.txt", "2024-05-15", "Die Polizei sprach von fünf Verletzten.", "fünf", 4.0)
QUESTION = "Wie viele Menschen wurden verletzt?"


def test_the_newest_comes_first() -> None:
    told = find_accounts(QUESTION, [OLD, NEW], config=AskConfig())
    assert [account.span.text for account in told] == ["fünf", "drei"]


def test_what_lies_far_behind_is_another_matter() -> None:
    assert find_accounts(QUESTION, [OLD, NEW], config=replace(AskConfig(), account_gap=0.5)) == ()


@pytest.mark.parametrize("words", ["3", "drei Menschen", "3 Menschen"])
def test_the_same_figure_in_other_words_is_no_contradiction(words: str) -> None:
    same = rate("neu.txt", "2024-05-15", f"Es gab {words} im Krankenhaus.", words, 4.0)
    assert find_accounts(QUESTION, [OLD, same], config=AskConfig()) == ()


def test_a_fuller_date_is_no_contradiction() -> None:
    day = rate("a.txt", "2024-05-14", "Das Fest ist am 17. August.", "17. August", 5.0)
    full = rate("b.txt", "2024-06-14", "Das Fest ist am 17. August 2024.", "17. August 2024", 5.0)
    other = rate("c.txt", "2024-07-14", "Das Fest ist am 31. August.", "31. August", 5.0)
    assert find_accounts("Wann ist das Fest?", [day, full], config=AskConfig()) == ()
    assert len(find_accounts("Wann ist das Fest?", [day, other], config=AskConfig())) == 2


def test_two_figures_of_one_article_are_no_contradiction() -> None:
    again = rate("alt.txt", "2024-05-14", "Am Abend waren es fünf.", "fünf", 5.0)
    assert find_accounts(QUESTION, [OLD, again], config=AskConfig()) == ()


@pytest.mark.parametrize(
    ("answer", "told"), [("Sie kostet 9 Euro im Monat.", ["9 Euro", "6 Euro"]), ("Ein Tag kostet 9 Euro je Rad.", [])]
)
def test_questions_and_answers_that_count_the_same_contradict_from_further_behind(answer: str, told: list[str]) -> None:
    body = rate("alt.txt", "2024-05-14", "Die Karte kostet 6 Euro im Monat.", "6 Euro", -1.0)
    span, quote, score = rate("alt.txt", "2024-05-14", answer, "9 Euro", 5.0)
    rated = [(span, replace(quote, kind=SectionKind.FAQ), score), body]
    found = find_accounts("Was kostet die Karte?", rated, config=AskConfig())
    assert [account.span.text for account in found] == told


def test_the_questions_and_answers_of_an_article_may_contradict_it() -> None:
    span, quote, score = rate("alt.txt", "2024-05-14", "Am Abend waren es fünf.", "fünf", 5.0)
    faq = (span, replace(quote, kind=SectionKind.FAQ), score)
    assert len(find_accounts(QUESTION, [OLD, faq], config=AskConfig())) == 2


def test_only_figures_and_times_can_be_told_to_differ() -> None:
    assert find_accounts("Wer wurde verletzt?", [OLD, NEW], config=AskConfig()) == ()

from __future__ import annotations

import pytest

from index.keywords import content_terms, split_words, stem_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Größe", "Grösse"),
        ("Größe", "Groesse"),
        ("Brücken", "Brücke"),
        ("Häuser", "Haus"),
        ("10.000 Euro", "10 000 Euro"),
        ("10.000", "10000"),
        ("1.250.000", "1250000"),
        ("Schweizer 10'000", "Schweizer 10000"),
        ("Kim-Il-Sung-Platz", "Kim Il Sung Platz"),
    ],
)
def test_spellings_that_a_reader_takes_for_the_same_meet(one: str, other: str) -> None:
    assert stem_words(one) == stem_words(other)


@pytest.mark.parametrize(("one", "other"), [("2023", "2024"), ("10.000", "10,0"), ("Haus", "Maus")])
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert stem_words(one) != stem_words(other)


def test_a_date_is_not_a_number_with_separators() -> None:
    assert split_words("am 19.06.2024 um 14.30 Uhr") == ["am", "19", "06", "2024", "um", "14", "30", "uhr"]


def test_function_words_carry_no_subject() -> None:
    assert content_terms("Wann wurde die neue Brücke über die Aue eröffnet?") == stem_words("neue Brücke Aue eröffnet")
    assert content_terms("Wer ist das?") == []

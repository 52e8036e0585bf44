"""Answers that say the same in other notations count as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalize import contains_text, normalize_text, read_number_word

SAME = [
    ("10.000", "10 000", "10000", "10\u202f000", "10'000", "10,000", "zehntausend", "10 Tsd.", "10 tausend"),
    ("1,5 Millionen", "1,5 Mio.", "1.500.000", "1 500 000"),
    ("eine Million", "1 Million", "1.000.000"),
    ("3,2 Milliarden", "3,2 Mrd.", "3.200.000.000"),
    ("3,50 Euro", "3,5 Euro", "3.5 Euro", "3,50 €"),
    ("10 Prozent", "zehn Prozent", "10 %", "10%"),
    ("6½ Liter", "6,5 Liter", "6 ½ Liter"),
    ("19.06.2024", "19. Juni 2024", "2024-06-19", "19.6.2024", "June 19, 2024", "19 June 2024", "19 Juni 2024"),
    ("19. Juni", "19.06.", "19.6.", "19 June"),
    ("Juni 2024", "2024-06", "June 2024"),
    ("14.30 Uhr", "14:30 Uhr"),
    ("14 Uhr", "14.00 Uhr", "14:00 Uhr"),
    ("zwei Stunden", "2 Stunden"),
    ("einundzwanzig", "21"),
    ("dreihundertfünfundsechzig", "365"),
    ("zweitausendvierundzwanzig", "2024"),
    ("Größe", "GRÖSSE", "Groesse", "Grösse"),
    ("Kim-Il-Sung-Platz", "Kim Il Sung Platz", "Kim–Il–Sung–Platz"),
    ("„hohen Preis“", "hohen Preis", '"hohen Preis"', "»hohen Preis«"),
    ("Café", "Cafe"),
]


@pytest.mark.parametrize("wordings", SAME, ids=lambda wordings: wordings[0])
def test_notations_of_the_same_thing_agree(wordings: tuple[str, ...]) -> None:
    assert {normalize_text(wording) for wording in wordings} == {normalize_text(wordings[0])}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("10.000", "10.001"),
        ("3,5", "35"),
        ("1,5 Millionen", "1,5 Milliarden"),
        ("19. Juni 2024", "19. Juli 2024"),
        ("19. Juni 2024", "20. Juni 2024"),
        ("14.30 Uhr", "14.03 Uhr"),
        ("0,125", "125"),
    ],
)
def test_different_things_stay_different(left: str, right: str) -> None:
    assert normalize_text(left) != normalize_text(right)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Am 19. Juni 2024 kam er an.", "2024-06-19"),
        ("Am 19. Juni 2024 kam er an.", "Juni 2024"),
        ("Am 19. Juni 2024 kam er an.", "19. Juni"),
        ("Am 19. Juni 2024 kam er an.", "2024"),
        ("Vom 20. bis 22. Juni 2024 wird gefeiert.", "20. Juni 2024"),
        ("Am 19. und 20. Mai", "19. Mai"),
        ("Ein Aufklärungssatellit startete.", "Satellit"),
        ("Es sind zehntausend Kisten.", "10.000"),
        ("Sie kostet 1,5 Mio. Euro.", "1.500.000 Euro"),
        ("1961, 2000 und 2001", "2000"),
    ],
)
def test_a_part_is_found_in_any_notation(text: str, part: str) -> None:
    assert contains_text(text, part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Es waren 1500 Menschen.", "500"),
        ("Es waren 5000 Menschen.", "500"),
        ("Es waren 3,5 Liter.", "3"),
        ("Der Streik endete.", "Rei"),
        ("Am 15. Mai 2024", "5"),
        ("Eine Nacht am Meer", "acht"),
        ("Irgendetwas", ""),
        ("Irgendetwas", "„“"),
    ],
)
def test_a_part_of_a_figure_or_a_short_word_is_not_found_inside_another(text: str, part: str) -> None:
    assert not contains_text(text, part)


def test_articles_are_not_numbers() -> None:
    assert normalize_text("ein Haus und eine Million") == "ein haus und 1000000"
    assert read_number_word("ein") is None
    assert read_number_word("tausend") is None


@pytest.mark.parametrize("word", ["zweizehn", "hundertneunhundert", "und", "", "fuenfundelf", "zwanzigzwei"])
def test_what_is_no_number_word_is_left_alone(word: str) -> None:
    assert read_number_word(word) is None


@given(st.integers(min_value=2, max_value=999_999))
def test_every_number_word_is_read_back(number: int) -> None:
    assert read_number_word(spell_number(number)) == number


@given(st.text(max_size=80))
def test_any_text_has_a_form_that_stays(text: str) -> None:
    once = normalize_text(text)
    assert once == " ".join(once.split())
    assert once == once.lower()


def spell_number(number: int) -> str:
    """Spell a number from 1 to 999,999 as German does, in folded letters."""
    units = "null ein zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn vierzehn".split()
    units += "fuenfzehn sechzehn siebzehn achtzehn neunzehn".split()
    tens = "- - zwanzig dreissig vierzig fuenfzig sechzig siebzig achtzig neunzig".split()

    def below_hundred(n: int, *, last: bool) -> str:
        if n == 1 and last:
            return "eins"
        if n < 20:
            return units[n]
        return (units[n % 10] + "und" if n % 10 else "") + tens[n // 10]

    def below_thousand(n: int, *, last: bool) -> str:
        head = units[n // 100] + "hundert" if n >= 100 else ""
        return head + (below_hundred(n % 100, last=last) if n % 100 else "")

    head = below_thousand(number // 1000, last=False) + "tausend" if number >= 1000 else ""
    return head + (below_thousand(number % 1000, last=True) if number % 1000 else "")

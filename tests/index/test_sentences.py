"""Sentence boundaries: exact spans on an invented gold set, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences

FOLDER = Path(__file__).parent

# Known misses: an abbreviation that ends a sentence before a noun looks like one within it, and a "!" in a name
# like one at the end.
MISSES = {
    "Die Kosten liegen bei rd. 500 Euro pro Pers. ¦Kinder zahlen die Hälfte.",
    "Mitglieder zahlen 30 Euro p. a. ¦Schüler sind befreit.",
    "Der Konzern Yahoo! Japan wächst.",
}


def read_gold() -> list[str]:
    files = (FOLDER / "sentence_gold.txt", FOLDER / "sentence_gold_heldout.txt")
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("# ")]


def split(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


def mark(snippet: str) -> str:
    """Return the snippet with the marks that our splitter would set."""
    text = snippet.replace("¦", "")
    starts = {span.start for span in split_sentences(text)[1:]}
    return "".join(("¦" if k in starts else "") + char for k, char in enumerate(text))


@pytest.mark.parametrize("snippet", [snippet for snippet in read_gold() if snippet not in MISSES])
def test_gold_snippet_is_split_exactly(snippet: str) -> None:
    assert mark(snippet) == snippet


def test_known_misses_are_still_in_the_gold_set() -> None:
    assert set(read_gold()) >= MISSES


def test_gold_set_is_large_enough() -> None:
    assert len(read_gold()) >= 200


def test_spans_point_into_the_whole_text() -> None:
    text = "Vorspann. Der Zug fährt ab. Er hält in Olten. Nachspann."
    start, end = text.index("Der"), text.index(" Nachspann")
    spans = split_sentences(text, start, end)
    assert [span.of(text) for span in spans] == ["Der Zug fährt ab.", "Er hält in Olten."]


def test_nothing_to_split() -> None:
    assert split_sentences("") == ()
    assert split_sentences(" \n\t ") == ()
    assert split_sentences("Ein Satz.", 3, 3) == ()


def test_line_breaks_of_windows_and_old_macs_end_paragraphs() -> None:
    assert split("Der Titel\r\nDer Text.\rNoch einer") == ["Der Titel", "Der Text.", "Noch einer"]


def test_wrapped_paragraph_is_read_as_one() -> None:
    text = (
        "Der Landtag hat am Donnerstag mit den Stimmen aller\n"
        "Fraktionen beschlossen, dass die alten Brücken saniert\n"
        "werden. Die Arbeiten beginnen im nächsten Jahr und\n"
        "dauern bis 2030.\n"
        "Kritik der Gemeinden\n"
        "Die Gemeinden halten das für zu spät."
    )
    assert [sentence.split("\n")[0] for sentence in split(text)] == [
        "Der Landtag hat am Donnerstag mit den Stimmen aller",
        "Die Arbeiten beginnen im nächsten Jahr und",
        "Kritik der Gemeinden",
        "Die Gemeinden halten das für zu spät.",
    ]


def test_narrow_columns_are_read_across_their_breaks() -> None:
    text = (
        "Seeblatt – Freitag, 3. Mai 2024 – Seite Region und Gemeinden am See\n"
        "Neues Hallenbad wird teurer\n"
        "Wangen. Die Gemeinde rechnet beim neuen\n"
        "Hallenbad nun mit 14,2 statt 11 Millionen\n"
        "Franken. Schuld seien vor allem die\n"
        "Zinsen, sagte Präsident Urs Frey vom\n"
        "Gemeinderat. Das Becken soll am 1.\n"
        "Oktober 2026 öffnen.\n"
        "Gegner sammeln Unterschriften\n"
        "Ein Komitee will das Bad noch verhindern.\n"
    )
    assert [" ".join(sentence.split()) for sentence in split(text)] == [
        "Seeblatt – Freitag, 3. Mai 2024 – Seite Region und Gemeinden am See",
        "Neues Hallenbad wird teurer",
        "Wangen.",
        "Die Gemeinde rechnet beim neuen Hallenbad nun mit 14,2 statt 11 Millionen Franken.",
        "Schuld seien vor allem die Zinsen, sagte Präsident Urs Frey vom Gemeinderat.",
        "Das Becken soll am 1. Oktober 2026 öffnen.",
        "Gegner sammeln Unterschriften",
        "Ein Komitee will das Bad noch verhindern.",
    ]


def test_short_lines_of_one_paragraph_each_stay_apart() -> None:
    text = "Vorräte gehen aus\nTatsächlich fehlt es an Mehl.\nWer ist schuld daran\nDas weiß niemand."
    assert split(text) == text.split("\n")


def test_non_breaking_spaces_separate_words() -> None:
    assert split("Obst, z.\xa0B. Äpfel.\xa0Dann Birnen.") == ["Obst, z.\xa0B. Äpfel.", "Dann Birnen."]


TRICKY = st.text(alphabet=st.sampled_from(list('aÄz1. !?…"„“»«()[]\n\r\t\xa0,-:/|#')), max_size=200)


@given(st.one_of(st.text(max_size=300), TRICKY))
def test_spans_cover_any_text_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert all(span.of(text) and span.of(text) == span.of(text).strip() for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    covered = {k for span in spans for k in range(span.start, span.end)}
    assert all(char.isspace() for k, char in enumerate(text) if k not in covered)


@given(TRICKY, st.integers(0, 200), st.integers(0, 200))
def test_spans_stay_within_the_range_asked_for(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    assert all(start <= span.start and span.end <= end for span in split_sentences(text, start, end))


@pytest.mark.parametrize("unit", [".", " ", "a. ", "1. ", '."', "a.b", "\n", "ab,\ncd,\n", "a\r", "! 😀", ". ("])
def test_long_lines_are_split_in_linear_work(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    spans = split_sentences(text)
    assert [spans[0].start, spans[-1].end] == [0, len(text.rstrip())] if text.strip() else not spans

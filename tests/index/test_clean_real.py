"""The marks on the five real articles, by line: judged by eye, without a word of them here."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.clean import mark_sections
from index.types import Section

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the five real articles (../shared/corpus) are not here")

# File: (first line, last line, kind), lines counted from 1. A line with a mark cut out of it stands twice.
EXPECTED: dict[str, list[tuple[int, int, str]]] = {
    "000": [(1, 10, "body"), (11, 11, "faq"), (12, 12, "notice"), (13, 32, "faq")],
    "001": [
        (1, 1, "notice"),
        (3, 5, "body"),
        (7, 7, "notice"),
        (8, 66, "body"),
        (68, 68, "teaser"),
        (70, 70, "comment"),
        (72, 87, "teaser"),
    ],
    "002": [
        (1, 1, "notice"),
        *[(1, 1, "body"), (1, 1, "notice")] * 3,
        (3, 35, "body"),
    ],
    "003": [
        (1, 1, "body"),
        (3, 4, "notice"),
        (6, 48, "body"),
        (50, 50, "teaser"),
        (52, 54, "notice"),
    ],
    "004": [
        (2, 2, "body"),
        (3, 3, "notice"),
        (4, 16, "body"),
        (16, 16, "notice"),
        (17, 17, "teaser"),
        (18, 19, "notice"),
        (20, 21, "comment"),
        (22, 22, "notice"),
        (23, 23, "comment"),
        (24, 24, "notice"),
        (25, 33, "comment"),
    ],
}

# File: the lines that open a section and are its heading.
HEADINGS: dict[str, list[int]] = {
    "000": [11, 14, 16, 18, 20, 22, 25, 27, 29, 31],
    "001": [],
    "002": [11, 15, 19, 23, 27, 33],
    "003": [1, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44],
    "004": [2, 7, 11, 14],
}


def read_article(number: str) -> str:
    (path,) = CORPUS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")


def number_lines(text: str, section: Section) -> tuple[int, int, str]:
    return text.count("\n", 0, section.start) + 1, text.count("\n", 0, section.end) + 1, section.kind.value


def merge_kinds(marks: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join neighbours of one kind: the body's sections between headings."""
    merged: list[tuple[int, int, str]] = []
    for first, last, kind in marks:
        if merged and merged[-1][2] == kind:
            first = merged.pop()[0]
        merged.append((first, last, kind))
    return merged


@pytest.mark.parametrize("number", EXPECTED)
def test_lines_get_the_kind_that_a_reader_gives_them(number: str) -> None:
    text = read_article(number)
    assert merge_kinds([number_lines(text, section) for section in mark_sections(text)]) == EXPECTED[number]


@pytest.mark.parametrize("number", HEADINGS)
def test_headings_are_the_sub_headings_of_the_article(number: str) -> None:
    text = read_article(number)
    lines = [line.strip() for line in text.split("\n")]
    found = dict.fromkeys(section.heading for section in mark_sections(text) if section.heading)
    assert list(found) == [lines[k - 1] for k in HEADINGS[number]]


def test_header_and_credits_are_cut_out_of_the_first_line() -> None:
    text = read_article("002")
    notices = [text[s.start : s.end] for s in mark_sections(text) if s.kind.value == "notice"]
    assert notices == ["date 2023-09 1 / 6", "AFP", "AFP", "AFP"]


def test_sections_hold_the_whole_article() -> None:
    for number in EXPECTED:
        text = read_article(number)
        pos = 0
        for section in mark_sections(text):
            assert not text[pos : section.start].strip()
            pos = section.end
        assert not text[pos:].strip()

"""Words, dates and counts in both languages."""

from __future__ import annotations

import re
from dataclasses import fields

from ui.texts import DE, EN, format_count, get_texts


def test_both_languages_fill_the_same_blanks() -> None:
    for entry in fields(DE):
        german, english = (str(getattr(texts, entry.name)) for texts in (DE, EN))
        assert german.strip()
        assert sorted(re.findall(r"\{\w+\}", german)) == sorted(re.findall(r"\{\w+\}", english)), entry.name


def test_counts() -> None:
    assert format_count(DE.documents_one, DE.documents_many, 1, "de") == "1 Artikel"
    assert format_count(DE.documents_one, DE.documents_many, 12345, "de") == "12.345 Artikel"
    assert format_count(EN.documents_one, EN.documents_many, 12345, "en") == "12,345 articles"


def test_an_unknown_language_is_german() -> None:
    assert get_texts("fr") is DE

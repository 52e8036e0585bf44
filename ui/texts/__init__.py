"""What the page says, German and English, and how it counts."""

from __future__ import annotations

from rag.cli.terminal.formats import format_number
from ui.texts.english import EN
from ui.texts.fields import Texts
from ui.texts.german import DE

__all__ = ["DE", "EN", "Texts", "format_count", "get_texts"]


def get_texts(lang: str) -> Texts:
    """Return the page's words in `lang`; anything but "en" is German."""
    return EN if lang == "en" else DE


def format_count(one: str, many: str, n: int, lang: str) -> str:
    """Return `one` for 1, else `many` with `{n}` written as a reader of `lang` writes it."""
    return one if n == 1 else many.format(n=format_number(n, lang))

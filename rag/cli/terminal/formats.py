"""Numbers, sizes and times as a German or English reader writes them. Pure functions."""

from __future__ import annotations

import unicodedata


def format_number(value: float, lang: str = "de", *, digits: int = 0) -> str:
    """Return `value` with grouped thousands: 1.234,5 in German, 1,234.5 in English."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def format_seconds(seconds: float, lang: str = "de") -> str:
    """Return a duration: "2,3 s", from 100 s on "2 min 05 s", from an hour on "1 h 02 min"."""
    if seconds < 100:
        return f"{format_number(seconds, lang, digits=1)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def format_bytes(size: float, lang: str = "de") -> str:
    """Return a size in decimal units: "1,1 GB", "71,6 MB", "512 B"."""
    if size < 1000:
        return f"{size:.0f} B"
    size, unit = next(
        (size / 1000**power, unit)
        for power, unit in enumerate(("kB", "MB", "GB"), start=1)
        if size / 1000**power < 999.95 or unit == "GB"
    )
    return f"{format_number(size, lang, digits=1)} {unit}"


def format_quote(text: str, lang: str = "de") -> str:
    """Return `text` on one line inside the quotation marks of `lang`."""
    line = " ".join(text.split())
    return f"„{line}“" if lang == "de" else f"“{line}”"


def shorten(text: str, limit: int) -> str:
    """Return `text` on one line, cut at a word before `limit` characters and ended with an ellipsis if cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head, _, _ = line[: limit - 1].rpartition(" ")
    return (head or line[: limit - 2]) + " …"


def clean_text(text: str) -> str:
    """Return `text` without the control characters by which a file could steer the terminal it is shown on."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")

"""Numbers, sizes, times and dates as a German or English reader writes them. Pure functions."""

from __future__ import annotations

import unicodedata

MONTHS = {
    "de": ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
    "en": ("January February March April May June July August September October November December".split()),
}
UNKNOWN_DATE = {"de": "Datum unbekannt", "en": "date unknown"}


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


def format_date(published: str | None, lang: str = "de") -> str:
    """Return an ISO date of any precision for reading: 19.06.2024, September 2023, 2023, "Datum unbekannt".

    English: 19 June 2024, September 2023, 2023, "date unknown".
    """
    if not published:
        return UNKNOWN_DATE[lang]
    year, *rest = published[:10].split("-")
    if not rest:
        return year
    month = MONTHS[lang][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    return f"{rest[1]}.{rest[0]}.{year}" if lang == "de" else f"{int(rest[1])} {month} {year}"


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

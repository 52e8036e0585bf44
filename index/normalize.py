"""Bring German text into one form, so that `10.000`, `10 000` and `zehntausend` count as the same answer.

The form is for comparing only: lower case without accents, umlauts and ß spelled out, quotation marks and hyphens
gone, dates as `2024 m06 d19`, numbers as digits with a decimal point, white space single.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index import dates

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})
MONTHS = {name.translate(_FOLDED): number for name, number in dates.MONTHS.items()}
# Month names that mean nothing else in German or English and may stand alone; "may", "march" and "jan" may not.
LONE_MONTHS = frozenset(name for name in MONTHS if len(name) > 4 or name in {"mai", "juni", "june", "juli", "july"})
LONE_MONTHS -= {"march"}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_YEAR = r"([12]\d{3})"
_ISO_DATE = re.compile(r"(?<![\d.-])([12]\d{3})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\d-])")
_DOTTED_DATE = re.compile(rf"(?<![\d.]){_DAY}\. ?(0?[1-9]|1[0-2])\.(?: ?{_YEAR}(?!\d)|(?![\d.]))")
_DAY_PAIR = re.compile(
    rf"(?<!\d){_DAY}\. ?(und|bis|oder|auf|zum|-|–) ?(?:den |dem |zum )?{_DAY}\. ({_MONTH})\b(?: {_YEAR}\b)?"
)
_WORD_DATE = re.compile(rf"(?<!\d){_DAY}(?:\.|th|st|nd|rd)? ?(?:of )?({_MONTH})\b\.?(?:,? {_YEAR}\b)?")
_ENGLISH_DATE = re.compile(rf"\b({_MONTH})\.? {_DAY}(?:th|st|nd|rd)?(?:,? {_YEAR}\b)(?!\d)")
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\.?,? (?:of )?{_YEAR}\b")
_LONE_MONTH = re.compile(rf"\b({'|'.join(sorted(LONE_MONTHS))})\b")
_TIME = re.compile(r"(?<![\d.:])([01]?\d|2[0-4])[.:]([0-5]\d) ?uhr\b")

_UNITS = {
    "null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwoelf": 12, "dreizehn": 13, "vierzehn": 14, "fuenfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
    "neunzig": 90,
}  # fmt: skip
_SCALES = {
    "tsd": 3, "tausend": 3, "thousand": 3, "mio": 6, "million": 6, "millionen": 6, "millions": 6,
    "mrd": 9, "milliarde": 9, "milliarden": 9, "billion": 12, "billionen": 12,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_DIGITS = re.compile(
    r"(?<![\w.,])(?:(\d{1,3}(?:[. ']\d{3})+|\d{1,3}(?:,\d{3})+(?![,\d]))|(\d+))([.,]\d+)?(?![\d])"
    rf"(?: ?({_SCALE})\b\.?)?"
)
_ONE_SCALE = re.compile(r"\bein(?:e|er)? (million|milliarde|billion)\b")
_NUMBER_WORD = re.compile(r"[a-z]+")
_DROPPED = re.compile(r"[\"'„“”‚‘’«»‹›`´]")
_FRACTIONS = tuple(
    (re.compile(rf"(?<=\d) ?{sign}" if whole else sign), ("" if whole else "0") + decimal)
    for sign, decimal in (("½", ",5"), ("¼", ",25"), ("¾", ",75"))
    for whole in (True, False)
)
_SYMBOLS = (("%", " prozent "), ("€", " euro "), ("$", " dollar "), ("&", " und "))
_NOT_TEXT = re.compile(r"(?<!\d)[.:](?!\d)|(?<=\d)[.:](?!\d)|(?<!\d)[.:](?=\d)|[^\w.:]|_")


@lru_cache(maxsize=65536)
def normalize_text(text: str) -> str:
    """Return `text` in the form in which answers are compared.

    Dates of any notation become `YYYY mMM dDD` (so that "Juni 2024" and "19. Juni" are found inside the full date),
    numbers and number words digits ("1,5 Mio." and "1.500.000" both `1500000`), times of day `H:MM uhr`.
    """
    folded = fold_letters(text)
    folded = _ISO_DATE.sub(lambda m: f" {_write_date(m[1], m[2], m[3])} ", folded)
    folded = _write_word_dates(folded)
    folded = _TIME.sub(lambda m: f"{int(m[1])}{'' if m[2] == '00' else ':' + m[2]} uhr", folded)
    folded = _write_numbers(folded)
    for symbol, word in _SYMBOLS:
        folded = folded.replace(symbol, word)
    return " ".join(_NOT_TEXT.sub(" ", _DROPPED.sub("", folded)).split())


def fold_letters(text: str) -> str:
    """Return `text` in lower case, with umlauts and ß spelled out and other accents gone."""
    for sign, decimal in _FRACTIONS:
        text = sign.sub(decimal, text)
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_FOLDED)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def contains_text(text: str, part: str) -> bool:
    """Tell whether normalised `text` holds normalised `part`.

    Words may be found inside longer ones ("Satellit" in "Aufklärungssatellit"), figures and words of up to three
    letters only whole.
    """
    needle = normalize_text(part)
    if not needle:
        return False
    return _compile_needle(needle).search(normalize_text(text)) is not None


@lru_cache(maxsize=8192)
def _compile_needle(needle: str) -> re.Pattern[str]:
    left = r"(?<![\w.:])" if needle[0].isdigit() or len(needle) <= 3 else ""
    right = r"(?!\w|[.:]\d)" if needle[-1].isdigit() or len(needle) <= 3 else ""
    return re.compile(left + re.escape(needle) + right)


def _write_date(year: str | None, month: str | int, day: str | None) -> str:
    parts = (year, f"m{int(month):02d}", f"d{int(day):02d}" if day else None)
    return " ".join(part for part in parts if part)


def _write_word_dates(text: str) -> str:
    text = _DAY_PAIR.sub(
        lambda m: f" {_write_date(m[5], MONTHS[m[4]], m[1])} {m[2]} {_write_date(m[5], MONTHS[m[4]], m[3])} ", text
    )
    text = _DOTTED_DATE.sub(lambda m: f" {_write_date(m[3], m[2], m[1])} ", text)
    text = _ENGLISH_DATE.sub(lambda m: f" {_write_date(m[3], MONTHS[m[1]], m[2])} ", text)
    text = _WORD_DATE.sub(lambda m: f" {_write_date(m[3], MONTHS[m[2]], m[1])} ", text)
    text = _MONTH_YEAR.sub(lambda m: f" {_write_date(m[2], MONTHS[m[1]], None)} ", text)
    return _LONE_MONTH.sub(lambda m: _write_date(None, MONTHS[m[1]], None), text)


def _write_numbers(text: str) -> str:
    text = _ONE_SCALE.sub(r"1 \1", text)
    text = _NUMBER_WORD.sub(lambda m: _word_or_figure(m[0]), text)
    return _DIGITS.sub(_write_figure, text)


def _write_figure(match: re.Match[str]) -> str:
    grouped, plain, decimals, scale = match.groups()
    if grouped and grouped.startswith("0"):
        return match[0].replace(",", ".")
    whole = re.sub(r"\D", "", grouped or plain)
    fraction = (decimals or "")[1:]
    if not scale:
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole
    zeros = _SCALES[scale]
    if len(fraction) > zeros:
        return match[0]
    return str(int(whole + fraction.ljust(zeros, "0")))


def _word_or_figure(word: str) -> str:
    value = read_number_word(word)
    return word if value is None else str(value)


@lru_cache(maxsize=8192)
def read_number_word(word: str) -> int | None:
    """Return the value of a German number word from 0 to 999,999 in folded letters, or None.

    "ein" and "eine" are articles and "tausend" alone a unit, so these are not read.
    """
    if word in {"ein", "tausend", "hundert"}:
        return {"hundert": 100}.get(word)
    return _read_thousands(word)


def _read_thousands(word: str) -> int | None:
    head, found, tail = word.partition("tausend")
    if not found:
        return _read_hundreds(word)
    high = _read_hundreds(head) if head else 1
    low = _read_hundreds(tail.removeprefix("und")) if tail else 0
    return None if high is None or low is None else high * 1000 + low


def _read_hundreds(word: str) -> int | None:
    head, found, tail = word.partition("hundert")
    if not found:
        return _read_tens(word)
    high = _UNITS.get(head) if head else 1
    low = _read_tens(tail.removeprefix("und")) if tail else 0
    return None if high is None or not 0 < high < 20 or low is None else high * 100 + low


def _read_tens(word: str) -> int | None:
    if word in _UNITS:
        return _UNITS[word]
    for ending, tens in _TENS.items():
        if word.endswith(ending):
            unit = word.removesuffix(ending).removesuffix("und")
            low = _UNITS.get(unit) if unit else 0
            return None if low is None or low > 9 else tens + low
    return None

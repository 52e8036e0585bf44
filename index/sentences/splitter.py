"""German sentence boundaries as spans into the text, by rules, in linear time.

A sentence ends where a run of `.`, `!`, `?` or `…` (with closing quotes and brackets) is followed by white
space and by what can open a sentence; dates, ordinals, abbreviations and initials keep it open. A line break
ends it too, unless the text is wrapped there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.sentences.paragraphs import iter_paragraphs
from index.sentences.words import (
    ABBREVIATIONS,
    CARDINAL_NOUNS,
    CLOSING_ABBREVIATIONS,
    DETERMINERS,
    FINAL_ABBREVIATIONS,
    MONTHS,
    NUMBERED,
    OPENERS,
)
from index.types import Span

_STOP = re.compile(
    r"[.!?…]+(?:[\"'“”„«»‘’‚‹›)\]}*_]|\[\d{1,3}\]|[¹²³⁴-⁹])*"
    r"(?:\s[»«“”\"›‹](?=\s))?"
    r"(?:\s\((?:dpa|afp|sda|apa|awp|ats|reuters|ap|sid|epd|kna|dts)(?:[/-]\w{2,6}){0,3}\))?"
    r"(?:\s?[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff])*",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"[a-z]\.?\)(?=\s)|\w[\w’'-]{0,29}")
_NUMBER = re.compile(r"\d+(?:[.,:/’'-]\d+)*")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+-?[^\W\d_]{1,4}")
_ROMAN = re.compile(r"[IVX]{1,5}")
_LIST_MARK = re.compile(r"[\W_]*(?:\d{1,3}|[A-Za-z]|[IVX]{1,4})?[\W_]*")
_COMPOUND = re.compile(r"[-/(]")
_STREET = re.compile(r"[^\W\d_]{3,20}str")
_UNIT = re.compile(r"\w{1,3}/\w{1,3}")
_TRIMMED_BEFORE = "\"'“”„«»‘’‚‹›([{*_-–—/"
_BACK = 60
_AHEAD = 42
_MARK = 12


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Split `text[start:end]` into sentences.

    The spans are offsets into `text`, in order and apart, trimmed of white space; what lies between them is
    white space. A heading or a list entry on its own line is a sentence of its own.
    """
    stop = len(text) if end is None else min(end, len(text))
    return tuple(span for a, b in iter_paragraphs(text, start, stop) for span in _split_paragraph(text, a, b))


def _split_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, begin, stop.start(), stop.end(), end):
            yield Span(begin, stop.end())
            begin = stop.end()
            while text[begin].isspace():
                begin += 1
    yield Span(begin, end)


def _ends_sentence(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """Decide on the stop `text[dot:after]` in a sentence that began at `begin`."""
    if not text[after].isspace():
        return _is_glued(text, begin, dot, after, end)
    if after - begin <= _MARK and _LIST_MARK.fullmatch(text, begin, after):
        return False
    found = _NEXT_WORD.search(text, after, min(end, after + _AHEAD))
    if found is None:
        return text[dot] != "."
    follower = found.group()
    if text[dot] != "." or text[dot : dot + 2] == "..":
        detached = text[dot] in ".…" and text[dot - 1].isspace()
        return follower in OPENERS if detached else not _opens_low(follower)
    return _ends_at_period(text, begin, dot, after, follower)


def _opens_low(word: str) -> bool:
    """Tell whether a word can't open a sentence: it is lower case, but not as in "iPhone" or "b)"."""
    return word[0].islower() and not (len(word) > 1 and (word[1].isupper() or word[1] in ".)"))


def _is_glued(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """Tell whether a sentence ends without a space after it, as in scraped text: "gesagt.Danach"."""
    if after - dot != 1 or dot - begin < 8 or after + 2 > end:
        return False
    low = text[dot - 3 : dot]
    return low.islower() and low.isalpha() and text[after].isupper() and text[after + 1].islower()


def _ends_at_period(text: str, begin: int, dot: int, after: int, follower: str) -> bool:
    words = text[max(begin, dot - _BACK) : dot].split()
    word = words[-1].lstrip(_TRIMMED_BEFORE) if words else ""
    before = words[-2].strip(_TRIMMED_BEFORE) if len(words) > 1 else ""
    if _NUMBER.fullmatch(word):
        return _ends_at_number(word, before, follower)
    if _opens_low(follower):
        return after - dot == 1 and _is_plain_word(word)
    forms = [word] if len(words) > 1 else [word, word[:1].lower() + word[1:]]
    return all(_ends_at_word(form, before, follower) for form in forms)


def _is_plain_word(word: str) -> bool:
    return len(word) >= 5 and word.isalpha() and word[1:].islower() and word not in ABBREVIATIONS


def _ends_at_number(number: str, before: str, follower: str) -> bool:
    """Decide whether a number with a period is an ordinal ("3. Oktober") or closes ("Jahr 2024. Danach")."""
    if (follower in MONTHS and len(number) < 4) or before.endswith(":") or _opens_low(follower):
        return False
    if follower in OPENERS or before in CARDINAL_NOUNS or before.isdigit():
        return True
    if follower[0].isdigit():
        return len(number) > 3
    if number.isdigit() and len(number) < 4:
        return False
    return before.lower() not in DETERMINERS or not number.isdigit()


def _ends_at_word(word: str, before: str, follower: str) -> bool:
    stem = word if _UNIT.fullmatch(word) else _COMPOUND.split(word)[-1]
    if len(stem) == 1 or _ROMAN.fullmatch(stem):
        return follower in OPENERS or before in CARDINAL_NOUNS
    if stem in ABBREVIATIONS:
        return False
    if stem in NUMBERED:
        return not (follower[0].isdigit() or len(follower) == 1)
    if stem in CLOSING_ABBREVIATIONS or _STREET.fullmatch(stem) or _DOTTED.fullmatch(word):
        return follower in OPENERS or word in FINAL_ABBREVIATIONS
    return True

"""German sentence boundaries as spans into the text, by rules, in linear time.

A sentence ends where a run of `.`, `!`, `?` or `…` (with closing quotes and brackets) is followed by white
space and by what can open a sentence; dates, ordinals, abbreviations and initials keep it open. A line break
ends it too, unless the text is wrapped there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.sentence_words import ABBREVIATIONS, CARDINAL_NOUNS, CLOSING_ABBREVIATIONS, DETERMINERS, MONTHS, OPENERS
from index.types import Span

_LINE_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_STOP = re.compile(r"[.!?…]+(?:[\"'“”„«»‘’‚‹›)\]}*_]|\[\d{1,3}\]|[¹²³⁴-⁹])*")
_NEXT_WORD = re.compile(r"\w[\w’'-]{0,29}")
_NUMBER = re.compile(r"\d+(?:[.,:/’'-]\d+)*")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+-?[^\W\d_]{1,4}")
_ROMAN = re.compile(r"[IVX]{1,5}")
_LIST_MARK = re.compile(r"[\W_]*(?:\d{1,3}|[A-Za-z]|[IVX]{1,4})?[\W_]*")
_GLUED = re.compile(r"[^\W\d_]{2}")
_WRAPPED_BEFORE = re.compile(r"[\w,;–—-]$")
_BULLET = re.compile(r"[-*•·–—>#|]\s|\d{1,3}[.)]\s")
_TRIMMED_BEFORE = "\"'“”„«»‘’‚‹›([{*_-–—/"
_WRAP_LIMIT = 140
_BACK = 60


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Split `text[start:end]` into sentences.

    The spans are offsets into `text`, in order and apart, trimmed of white space; what lies between them is
    white space. A heading or a list entry on its own line is a sentence of its own.
    """
    stop = len(text) if end is None else min(end, len(text))
    return tuple(span for a, b in iter_paragraphs(text, start, stop) for span in _split_paragraph(text, a, b))


def iter_paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges within which only punctuation ends a sentence."""
    block: list[tuple[int, int]] = []
    for line in iter_lines(text, start, end):
        if line[0] < line[1]:
            block.append(line)
        elif block:
            yield from _join_wrapped(text, block)
            block = []
    if block:
        yield from _join_wrapped(text, block)


def iter_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield each line's trimmed range; a blank line is an empty range."""
    pos = start
    for found in _LINE_BREAK.finditer(text, start, end):
        yield _trim(text, pos, found.start())
        pos = found.end()
    yield _trim(text, pos, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    bare = piece.lstrip()
    begin = end - len(bare)
    return begin, begin + len(bare.rstrip())


def _join_wrapped(text: str, block: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the lines of a block without blank lines, those joined that are one wrapped paragraph."""
    width = max(b - a for a, b in block)
    soft = [_breaks_within(text, *pair) for pair in zip(block, block[1:], strict=False)]
    wrapped = width <= _WRAP_LIMIT and any(soft)
    start, last = block[0]
    for joined, (a, b) in zip(soft, block[1:], strict=True):
        full = wrapped and last - _line_start(text, start, last) >= 0.75 * width
        if not (joined or (full and not _BULLET.match(text, a, b))):
            yield start, last
            start = a
        last = b
    yield start, last


def _line_start(text: str, start: int, last: int) -> int:
    return max(start, text.rfind("\n", start, last) + 1)


def _breaks_within(text: str, upper: tuple[int, int], lower: tuple[int, int]) -> bool:
    """Tell whether a sentence runs on from one line to the next: both sides of the break are lower case."""
    before = text[max(upper[0], upper[1] - 2) : upper[1]]
    return bool(_WRAPPED_BEFORE.search(before)) and not before[-1].isupper() and text[lower[0]].islower()


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
    if _LIST_MARK.fullmatch(text, begin, min(after, begin + 12)) and after - begin <= 12:
        return False
    follower = _find_follower(text, after, end)
    if follower is None or (text[dot] != "." and not _opens_low(follower)):
        return follower is not None or text[dot] != "."
    if text[dot : dot + 2] == ".." or text[dot] != ".":
        return not _opens_low(follower)
    return _ends_at_period(text, begin, dot, after, follower)


def _find_follower(text: str, after: int, end: int) -> str | None:
    """Return the first word after a stop, or None where no letter or digit is near."""
    word = _NEXT_WORD.search(text, after, min(end, after + 42))
    return word.group() if word else None


def _opens_low(word: str) -> bool:
    """Tell whether a word is one that can't open a sentence (lower case, but not as in `iPhone`)."""
    return word[0].islower() and not (len(word) > 1 and word[1].isupper())


def _is_glued(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """Tell whether a sentence ends without a space after it, as scraped text has it: "gesagt.Danach"."""
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
    return _ends_at_word(word, before, follower)


def _is_plain_word(word: str) -> bool:
    return len(word) >= 5 and word.isalpha() and word.lower() not in ABBREVIATIONS | CLOSING_ABBREVIATIONS


def _ends_at_number(number: str, before: str, follower: str) -> bool:
    """Decide whether a number with a period is an ordinal ("3. Oktober") or closes ("Jahr 2024. Danach")."""
    if follower in MONTHS or _opens_low(follower):
        return False
    if follower in OPENERS or before in CARDINAL_NOUNS:
        return True
    if follower[0].isdigit():
        return len(number) > 3
    if number.isdigit() and len(number) < 4:
        return False
    return before.lower() not in DETERMINERS or not number.isdigit()


def _ends_at_word(word: str, before: str, follower: str) -> bool:
    stem = re.split(r"[-/(]", word)[-1]
    if len(stem) == 1 or _ROMAN.fullmatch(stem):
        return follower in OPENERS if before not in CARDINAL_NOUNS else True
    low = stem.lower()
    if low in ABBREVIATIONS:
        return False
    if low in CLOSING_ABBREVIATIONS or low.endswith("str") or _DOTTED.fullmatch(word):
        return follower in OPENERS
    return True

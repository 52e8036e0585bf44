"""Lines and paragraphs of plain text: a line is a paragraph, unless the text is wrapped (PDF, mail, old files)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.sentences.words import HANGING_WORDS, OPENERS, POLITE_WORDS

_LINE_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"[-*•·–—>#|]\s|\d{1,3}[.)]\s")
_FIRST_WORD = re.compile(r"\W*(\w{1,40})?")
_FINAL = '.!?:…"“”»«’)]'
_MAX_WIDTH = 140
_MIN_WRAPPED = 0.12

_Range = tuple[int, int]


def iter_paragraphs(text: str, start: int, end: int) -> Iterator[_Range]:
    """Yield the ranges of `text[start:end]` within which only punctuation ends a sentence, trimmed and in order."""
    held: _Range | None = None
    for paragraph in _iter_blocks(text, start, end):
        if held and text[held[1] - 1] == "," and text[paragraph[0]].islower():
            held = held[0], paragraph[1]
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def iter_lines(text: str, start: int, end: int) -> Iterator[_Range]:
    """Yield the trimmed range of each line; a blank line is an empty range."""
    pos = start
    for found in _LINE_BREAK.finditer(text, start, end):
        yield _trim(text, pos, found.start())
        pos = found.end()
    yield _trim(text, pos, end)


def _trim(text: str, start: int, end: int) -> _Range:
    bare = text[start:end].lstrip()
    begin = end - len(bare)
    return begin, begin + len(bare.rstrip())


def _iter_blocks(text: str, start: int, end: int) -> Iterator[_Range]:
    """Yield the paragraphs of each run of lines without a blank one."""
    block: list[_Range] = []
    for line in iter_lines(text, start, end):
        if line[0] < line[1]:
            block.append(line)
        elif block:
            yield from _join_wrapped(text, block)
            block = []
    if block:
        yield from _join_wrapped(text, block)


def _join_wrapped(text: str, block: list[_Range]) -> Iterator[_Range]:
    """Yield the lines of a block, those joined that are one wrapped paragraph."""
    runs_on = [_runs_on(text, *pair) for pair in pairwise(block)]
    width = sorted(b - a for a, b in block)[int(0.8 * (len(block) - 1))]
    wrapped = width <= _MAX_WIDTH and sum(runs_on) > _MIN_WRAPPED * len(runs_on)
    start = block[0][0]
    for joined, (upper, lower) in zip(runs_on, pairwise(block), strict=True):
        if not (joined or (wrapped and _is_full(text, upper, lower, width))):
            yield start, upper[1]
            start = lower[0]
    yield start, block[-1][1]


def _runs_on(text: str, upper: _Range, lower: _Range) -> bool:
    """Tell whether a sentence goes on over the break: by small letters on both sides, or an article before it."""
    last = text[upper[1] - 1]
    if text[lower[0]].islower() and (last.islower() or last.isdigit() or last in ",;-–—"):
        return True
    word = text[max(upper[0], upper[1] - 16) : upper[1]].rpartition(" ")
    return bool(word[1]) and word[2] in HANGING_WORDS and not _BULLET.match(text, *lower)


def _is_full(text: str, upper: _Range, lower: _Range, width: int) -> bool:
    """Tell whether a line of wrapped text broke off because the next word did not fit."""
    word = _FIRST_WORD.match(text, *lower)
    length = upper[1] - upper[0]
    if word is None or _BULLET.match(text, *lower) or length > 1.25 * width:
        return False
    opens = word[1] in OPENERS and word[1] not in POLITE_WORDS
    if opens and text[upper[1] - 1] not in _FINAL:
        return False
    return length + 1 + len(word[0]) >= 0.85 * width

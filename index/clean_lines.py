"""The lines of a document as records, each with its role and what its neighbours make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from index.clean_rules import MAX_CHROME, Role, find_role
from index.sentence_words import OPENERS
from index.sentences import iter_lines, iter_paragraphs

PROSE = 60
LONG = 150
HEADING = 110

_CLIPPED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|weiterlesen|mehr lesen|read more)\s*[»›→>]?$", re.IGNORECASE)
_FINAL = re.compile(r"[.!?:;][\"'“”»«’)\]*]*$|[.!?][\"'“”»«’)\]]*\s*\([^()]{2,24}\)$")
_UNTITLED = re.compile(r"[.:;,][\"'“”»«’)\]]*$")
_BULLET = re.compile(r"[-*•·–—►▶]\s")
_CONTENT_WORD = re.compile(r"[A-ZÄÖÜ]\w{3,}")
_MARKDOWN = re.compile(r"#{1,6}\s+(\S.*?)\s*#*|\*\*([^*]{2,110})\*\*")
_MARKED = re.compile(r"[\"'“”»«’)\]*_ ]+$")


@dataclass(frozen=True)
class Line:
    """A paragraph, heading or other line of a document: `document.text[start:end] == text`, trimmed."""

    start: int
    end: int
    text: str
    role: Role

    @cached_property
    def clipped(self) -> bool:
        """Whether it was cut off, as teasers and captions are."""
        return bool(_CLIPPED.search(self.text[-20:]))

    @cached_property
    def prose(self) -> bool:
        """Whether it reads as a paragraph of an article."""
        if self.role is not Role.TEXT or len(self.text) < PROSE or self.clipped:
            return False
        return len(self.text) >= 2 * LONG or bool(_FINAL.search(self.text[-30:]))

    @cached_property
    def asks(self) -> bool:
        """Whether it is a question on its own line."""
        return len(self.text) <= 200 and _MARKED.sub("", self.text).endswith("?")

    @cached_property
    def titled(self) -> bool:
        """Whether it has the shape of a heading, whatever follows it."""
        text = self.text
        if self.role is not Role.TEXT or len(text) > HEADING or len(text) < 3 or self.clipped:
            return False
        return not (_UNTITLED.search(text) or _BULLET.match(text) or text[0].islower())

    @cached_property
    def markdown(self) -> str | None:
        """The words of a Markdown heading."""
        found = _MARKDOWN.fullmatch(self.text) if len(self.text) <= MAX_CHROME else None
        return (found[1] or found[2]).strip() if found else None

    @cached_property
    def words(self) -> frozenset[str]:
        """What the line is about: its capitalised words, cut to six letters."""
        found = _CONTENT_WORD.findall(self.text[:2000])
        return frozenset(word[:6] for word in found if word not in OPENERS)


def read_lines(text: str) -> list[Line]:
    """Return the lines of `text`, blank ones left out, wrapped paragraphs joined."""
    lines = [Line(a, b, text[a:b], find_role(text[a:b])) for a, b in _iter_units(text)]
    return _mark_head(_mark_doubles(lines))


def _iter_units(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs, but apart the lines of one that holds a line of the page's own."""
    for start, end in iter_paragraphs(text, 0, len(text)):
        parts = [(a, b) for a, b in iter_lines(text, start, end) if a < b]
        if len(parts) > 1 and any(find_role(text[a:b]) is not Role.TEXT for a, b in parts):
            yield from parts
        else:
            yield start, end


def _mark_doubles(lines: list[Line]) -> list[Line]:
    """Mark captions that stand cut off beside their full text, and lines that are said twice in a row."""
    marked = list(lines)
    for k, (line, other) in enumerate(zip(lines, lines[1:], strict=False)):
        if _clips(line, other) or (line.text == other.text and len(line.text) >= 20):
            marked[k] = replace(line, role=Role.NOTICE)
        elif _clips(other, line):
            marked[k + 1] = replace(other, role=Role.NOTICE)
    return marked


def _clips(short: Line, full: Line) -> bool:
    stem = short.text.rstrip(".… ]")
    return short.clipped and 12 <= len(stem) < len(full.text) and full.text.startswith(stem)


def _mark_head(lines: list[Line]) -> list[Line]:
    """Mark what stands around the title: menus, and names of one or two words below it."""
    first = next((k for k, line in enumerate(lines) if line.prose and len(line.text) >= 100), 0)
    titles = [k for k in range(first) if lines[k].titled and len(lines[k].text.split()) > 2]
    marked = list(lines)
    for k in range(first):
        below = bool(titles) and k > titles[0] and lines[k].titled and len(lines[k].text.split()) <= 2
        if lines[k].role is Role.TEXT and (_in_menu(lines, k, first) or (below and not lines[k].markdown)):
            marked[k] = replace(lines[k], role=Role.NOTICE)
    return marked


def _in_menu(lines: list[Line], k: int, first: int) -> bool:
    """Tell whether a line is one of four or more short ones in a row."""
    low, high = k, k
    while low > max(0, k - 4) and _is_entry(lines[low]):
        low -= 1
    while high < min(first, k + 4) and _is_entry(lines[high]):
        high += 1
    return _is_entry(lines[k]) and high - low >= 5


def _is_entry(line: Line) -> bool:
    return len(line.text) <= 30 and len(line.text.split()) <= 3 and line.text[-1] not in ".!?:" and not line.markdown

"""The lines of a document as records, each with its role and what its neighbours make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from index.clean.rules import AGENCY, DATED_PLACE, MAX_CHROME, Role, find_role
from index.sentences.paragraphs import iter_lines, iter_paragraphs
from index.sentences.words import OPENERS

PROSE = 60
LONG = 150
HEADING = 110

_CLIPPED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|weiterlesen|mehr lesen|read more)\s*[»›→>]?$", re.IGNORECASE)
_FINAL = re.compile(r"[.!?:;][\"'“”»«’)\]*]*$|[.!?][\"'“”»«’)\]]*\s*\([^()]{2,24}\)$")
_UNTITLED = re.compile(r"[.:;,][\"'“”»«’)\]]*$")
_UNTITLED_START = re.compile(r"[-*•·–—►▶]\s|(?:Bild|Foto) \d")
_CONTENT_WORD = re.compile(r"[A-ZÄÖÜ]\w{3,}")
_MARKDOWN = re.compile(r"#{1,6}\s+(\S.*?)\s*#*|\*\*([^*]{2,110})\*\*")
_HEADER = re.compile(
    r"(?:date|datum|published)[: ]\s*\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?:\s+\d{1,3} ?/ ?\d{1,3})?"
    r"(?=\s|$)|\d{1,3} / \d{1,3}(?=\s+[A-ZÄÖÜ„«\"])",
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"(?<=[.!?»“\"])\s+(\(?{AGENCY}(?: / {AGENCY}){{0,3}}\)?)(?=\s+[A-ZÄÖÜ„«\"]|$)", re.IGNORECASE)
_CAPTION_CREDIT = re.compile(r"(?:bild|foto|photo|quelle|copyright|©|\(c\)|video|grafik)", re.IGNORECASE)
_CRUMB = re.compile(r"\d\.\s+\S+(?:\s+\S+)?")
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
    def shaped(self) -> bool:
        """Whether it has the shape of a heading, whatever it says and whatever follows."""
        text = self.text
        if not 3 <= len(text) <= HEADING or self.clipped or text[0].islower():
            return False
        return not (_UNTITLED.search(text) or _UNTITLED_START.match(text) or "@" in text or "://" in text)

    @property
    def titled(self) -> bool:
        """Whether it can be a heading of the article."""
        return self.role is Role.TEXT and self.shaped

    @property
    def named(self) -> bool:
        """Whether it can be somebody's name: one to three capitalised words."""
        words = self.text.split()
        if not self.titled or len(words) > 3 or len(self.text) > 30 or words[0] in OPENERS:
            return False
        return self.text[-1] not in "?!" and all(word[0].isupper() for word in words)

    @cached_property
    def markdown(self) -> str | None:
        """The words of a Markdown heading."""
        found = _MARKDOWN.fullmatch(self.text) if len(self.text) <= MAX_CHROME else None
        return (found[1] or found[2]).strip() if found else None

    @property
    def one_line(self) -> str:
        """The text as a heading shows it."""
        return " ".join(self.text.split())

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
        elif header := _HEADER.match(text, start, end):
            yield from _split_header(text, end, header)
        else:
            yield start, end


def _split_header(text: str, end: int, header: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield a machine's header, then the captions after it and their credits, each by itself."""
    yield header.span()
    pos = header.end()
    for credit in _CREDIT.finditer(text, header.end(), end):
        yield from (part for part in iter_lines(text, pos, credit.start(1)) if part[0] < part[1])
        yield credit.span(1)
        pos = credit.end(1)
    yield from (part for part in iter_lines(text, pos, end) if part[0] < part[1])


def _mark_doubles(lines: list[Line]) -> list[Line]:
    """Mark what stands beside its double: captions cut off or with their credit, lines said twice in a row."""
    marked = list(lines)
    for k, (line, other) in enumerate(pairwise(lines)):
        if _doubles(line, other) or (line.text == other.text and len(line.text) >= 20):
            marked[k] = replace(line, role=Role.DOUBLE)
        elif _doubles(other, line):
            marked[k + 1] = replace(other, role=Role.DOUBLE)
    return [line if old.role is Role.TEXT else old for line, old in zip(marked, lines, strict=True)]


def _doubles(double: Line, line: Line) -> bool:
    """Tell whether `double` is `line` cut off, or is `line` and a credit."""
    stem = double.text.rstrip(".… ]")
    if double.clipped and 12 <= len(stem) < len(line.text) and line.text.startswith(stem):
        return True
    rest = double.text[len(line.text) :].strip(" -–|(")
    credited = len(rest) <= 60 and _CAPTION_CREDIT.match(rest) is not None
    return len(line.text) >= 20 and double.text.startswith(line.text) and credited


def _mark_head(lines: list[Line]) -> list[Line]:
    """Mark what stands around the title: menus, and names of one or two words below it.

    A date further down is a heading if a paragraph follows, as in chronicles.
    """
    first = next((k for k, line in enumerate(lines) if line.prose and len(line.text) >= 100), 0)
    title = next((k for k in range(first) if lines[k].titled and len(lines[k].text.split()) > 2), first)
    menus = _find_menus(lines, first)
    marked = list(lines)
    for k, line in enumerate(lines):
        if k < first and (k in menus or _is_label(line, below=k > title)):
            marked[k] = replace(line, role=Role.NOTICE)
        elif k > first and line.role is Role.DATE and k + 1 < len(lines) and lines[k + 1].prose:
            marked[k] = replace(line, role=Role.TEXT)
    return marked


def _is_label(line: Line, *, below: bool) -> bool:
    """Tell whether a line above the first paragraph names a rubric, a page, an author or the day."""
    if line.role is Role.COMMENT_NAME:
        return True
    if line.role is not Role.TEXT or line.markdown:
        return False
    if _CRUMB.fullmatch(line.text) or (len(line.text) <= 110 and DATED_PLACE.fullmatch(line.text)):
        return True
    return below and line.named and len(line.text.split()) <= 2


def _find_menus(lines: list[Line], first: int) -> set[int]:
    """Return the lines before `first` that stand in rows of four or more short ones, but not the title."""
    found: set[int] = set()
    run: list[int] = []
    for k in range(first + 1):
        if k < first and _is_entry(lines[k]):
            run.append(k)
            continue
        announced = run and run[0] > 0 and lines[run[0] - 1].text.endswith(":")
        found.update(run[: -1 if k == first else None] if len(run) >= 4 and not announced else ())
        run = []
    return found


def _is_entry(line: Line) -> bool:
    if line.role is not Role.TEXT or line.markdown:
        return False
    short = len(line.text) <= 30 and len(line.text.split()) <= 3
    return short and line.text[0].isalpha() and line.text[-1] not in ".!?:"

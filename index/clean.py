"""Marks of what is article and what is page around it. Text is only marked, never changed.

Lines get a role by vocabulary and shape (`clean_rules`, `clean_lines`); openers such as "Kommentare" or "Lesen
Sie auch" then claim the lines after them until the article goes on (`clean_blocks`). In doubt a line stays
body: a lost paragraph costs the reader more than a stray teaser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.clean_blocks import BlockMarker
from index.clean_lines import PROSE, Line, read_lines
from index.clean_rules import AGENCY, Role
from index.types import Section, SectionKind

_HEADER = re.compile(
    r"(?:date|datum|published)[: ]\s*\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?:\s+\d{1,3} ?/ ?\d{1,3})?"
    r"(?=\s|$)|\d{1,3} / \d{1,3}(?=\s+[A-ZÄÖÜ„«\"])",
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"(?<=[.!?»“\"])\s+({AGENCY})(?=\s+[A-ZÄÖÜ„«\"]|$)", re.IGNORECASE)
_AGENCY_MARK = re.compile(rf"(?<=[.!?»“\"])\s*(\({AGENCY}(?:[/,; -]+\w{{2,12}}){{0,3}}\))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line or a part of one; `opens` tells that a section begins with it."""

    start: int
    end: int
    kind: SectionKind
    heading: str | None
    opens: bool = False


def mark_sections(text: str) -> tuple[Section, ...]:
    """Part `text` into sections of body, FAQ, teasers, comments and notices.

    The sections are in order, apart, trimmed, and hold everything but white space. A body section opens with
    its heading, an FAQ section with its question; both are then in `heading` too.
    """
    lines = read_lines(text)
    kinds = BlockMarker(lines).mark()
    pieces = _split_inline(text, list(_find_headings(lines, kinds)))
    return tuple(_merge_pieces(pieces))


def _find_headings(lines: Sequence[Line], kinds: Sequence[SectionKind]) -> Iterator[_Piece]:
    """Yield a piece for each line, with the heading that it stands under."""
    heading: str | None = None
    pending = False
    for k, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        shown = _read_heading(lines, kinds, k)
        opens = shown is not None and not pending
        heading = shown or heading
        searched = kind in (SectionKind.BODY, SectionKind.FAQ)
        pending = shown is not None if searched else pending
        yield _Piece(line.start, line.end, kind, heading if searched else None, opens)


def _read_heading(lines: Sequence[Line], kinds: Sequence[SectionKind], k: int) -> str | None:
    """Return the words of the heading that line `k` is, or None."""
    line = lines[k]
    if kinds[k] is SectionKind.FAQ:
        grouped = line.titled and k + 1 < len(lines) and lines[k + 1].asks
        named = line.asks or grouped or line.role is Role.FAQ_OPENER
        return line.markdown or (line.text if named else None)
    if kinds[k] is not SectionKind.BODY:
        return None
    below = next((lines[j] for j in range(k + 1, min(k + 8, len(lines))) if kinds[j] is SectionKind.BODY), None)
    longer = below is not None and len(below.text) >= max(PROSE, len(line.text) * 1.3)
    return line.markdown or (line.text if longer and line.titled else None)


def _split_inline(text: str, pieces: list[_Piece]) -> Iterator[_Piece]:
    """Cut machine headers, credits and agency marks out of the lines that they stand in."""
    for k, piece in enumerate(pieces):
        last = k + 1 == len(pieces) or pieces[k + 1].opens or pieces[k + 1].kind is not piece.kind
        if piece.kind is not SectionKind.BODY:
            yield piece
        elif header := _HEADER.match(text, piece.start, piece.end):
            yield from _cut(
                text, piece, [header.span(), *(m.span(1) for m in _CREDIT.finditer(text, header.end(), piece.end))]
            )
        elif last and (mark := _AGENCY_MARK.search(text, max(piece.start, piece.end - 60), piece.end)):
            yield from _cut(text, piece, [mark.span(1)])
        else:
            yield piece


def _cut(text: str, piece: _Piece, notices: list[tuple[int, int]]) -> Iterator[_Piece]:
    pos = piece.start
    for start, end in [*notices, (piece.end, piece.end)]:
        bare = text[pos:start].strip()
        if bare:
            begin = text.index(bare, pos)
            yield replace(piece, start=begin, end=begin + len(bare))
        if start < end:
            yield _Piece(start, end, SectionKind.NOTICE, None)
        pos = end


def _merge_pieces(pieces: Iterator[_Piece]) -> Iterator[Section]:
    held: _Piece | None = None
    for piece in pieces:
        if held and held.kind is piece.kind and not piece.opens:
            held = replace(held, end=piece.end, heading=piece.heading)
            continue
        if held:
            yield Section(held.kind, held.start, held.end, held.heading)
        held = piece
    if held:
        yield Section(held.kind, held.start, held.end, held.heading)

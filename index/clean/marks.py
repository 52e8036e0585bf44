"""Marks of what is article and what is page around it. Text is only marked, never changed.

Lines get a role by vocabulary and shape (`clean_rules`, `clean_lines`); openers such as "Kommentare" or "Lesen
Sie auch" then claim the lines after them until the article goes on (`clean_blocks`). In doubt a line stays
body: a lost paragraph costs the reader more than a stray teaser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.clean.blocks import BlockMarker
from index.clean.lines import PROSE, Line, read_lines
from index.clean.rules import AGENCY, Role
from index.types import SEARCHED_KINDS, Section, SectionKind

_AGENCY_MARK = re.compile(rf"(?<=[.!?»“\"])\s*(\({AGENCY}(?: ?[/,;-] ?\w{{2,12}}){{0,3}}\))$", re.IGNORECASE)


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
    pieces = _split_agency(text, list(_find_headings(lines, kinds)))
    return tuple(_merge_pieces(pieces))


def _find_headings(lines: Sequence[Line], kinds: Sequence[SectionKind]) -> Iterator[_Piece]:
    """Yield a piece for each line, with the heading that it stands under."""
    heading: str | None = None
    pending = False
    for k, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        shown = _read_heading(lines, kinds, k)
        opens = shown is not None and not pending
        heading = shown or heading
        searched = kind in SEARCHED_KINDS
        pending = shown is not None if searched else pending
        yield _Piece(line.start, line.end, kind, heading if searched else None, opens)


def _read_heading(lines: Sequence[Line], kinds: Sequence[SectionKind], k: int) -> str | None:
    """Return the words of the heading that line `k` is, or None."""
    line = lines[k]
    if kinds[k] is SectionKind.FAQ:
        grouped = line.titled and k + 1 < len(lines) and lines[k + 1].asks
        named = line.asks or grouped or line.role is Role.FAQ_OPENER
        return line.markdown or (line.one_line if named else None)
    if kinds[k] is not SectionKind.BODY:
        return None
    above = [lines[j].shaped and kinds[j] is SectionKind.BODY for j in range(max(0, k - 2), k)]
    if len(above) == 2 and all(above):
        return line.markdown
    below = next((lines[j] for j in range(k + 1, min(k + 8, len(lines))) if kinds[j] is SectionKind.BODY), None)
    longer = below is not None and len(below.text) >= max(PROSE, len(line.text) * 1.3)
    return line.markdown or (line.one_line if longer and line.shaped else None)


def _split_agency(text: str, pieces: list[_Piece]) -> Iterator[_Piece]:
    """Cut the agency's mark off the line that ends a section."""
    for k, piece in enumerate(pieces):
        last = k + 1 == len(pieces) or pieces[k + 1].opens or pieces[k + 1].kind is not piece.kind
        mark = _AGENCY_MARK.search(text, max(piece.start, piece.end - 60), piece.end)
        if mark and last and piece.kind is SectionKind.BODY:
            yield replace(piece, end=mark.start())
            yield _Piece(mark.start(1), piece.end, SectionKind.NOTICE, None)
        else:
            yield piece


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

"""From the network's scores to spans of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.reader.encode import Tokens, Window

Scores = npt.NDArray[np.float32]

#: The longest answer, in tokens.
MAX_ANSWER_TOKENS = 40
#: Marks that an answer doesn't begin or end with.
_MARKS = " \t\n\u00a0.,;:!?…„“”\"»«›‹'‚‘’()[]–-"


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span of a passage that may be the answer: characters [start, end) of `passages[passage]`.

    `score` is start score plus end score less those of "not here"; above 0 the network prefers the span.
    """

    passage: int
    start: int
    end: int
    score: float


def find_spans(
    windows: Sequence[Window],
    starts: Sequence[Scores],
    ends: Sequence[Scores],
    passages: Sequence[Tokens],
    texts: Sequence[str],
    *,
    limit: int,
) -> list[ReadSpan]:
    """Return the best `limit` spans of each passage over its windows, trimmed to whole words, best first."""
    best: dict[tuple[int, int, int], float] = {}
    for window, start, end in zip(windows, starts, ends, strict=True):
        null = float(start[0] + end[0])
        for first, last, score in _best_pairs(start, end, window.context, len(window.ids) - 1, limit * 6):
            offset = window.first - window.context
            found = trim_span(texts[window.passage], passages[window.passage], first + offset, last + offset)
            if found is not None:
                key = (window.passage, *found)
                best[key] = max(best.get(key, -np.inf), score - null)
    spans = [ReadSpan(*key, score) for key, score in best.items()]
    kept: list[ReadSpan] = []
    for span in sorted(spans, key=lambda span: -span.score):
        if sum(other.passage == span.passage for other in kept) < limit:
            kept.append(span)
    return kept


def _best_pairs(start: Scores, end: Scores, first: int, stop: int, limit: int) -> list[tuple[int, int, float]]:
    """Return the best pairs of start and end with `first <= start <= end < stop`, as (start, end, score)."""
    totals = start[first:stop, None] + end[None, first:stop]
    size = stop - first
    rows, columns = np.indices((size, size), sparse=True)
    totals = np.where((columns >= rows) & (columns < rows + MAX_ANSWER_TOKENS), totals, -np.inf)
    flat = np.argsort(-totals, axis=None)[:limit]
    pairs = zip(*np.unravel_index(flat, totals.shape), strict=True)
    return [(first + int(a), first + int(b), float(totals[a, b])) for a, b in pairs if np.isfinite(totals[a, b])]


def trim_span(text: str, tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """Return the characters from one token to another, widened to whole words and without marks at the ends."""
    start, end = tokens.offsets[first][0], tokens.offsets[last][1]
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    if start == end:
        return None
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end

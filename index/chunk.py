"""Documents cut into chunks of whole sentences, each with its offsets in the text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.config import ChunkConfig
from index.sentences import split_sentences
from index.types import Chunk, Document, Section, SectionKind, Span

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: int
    heading: str | None


def chunk_document(
    document: Document, count_tokens: CountTokens, *, config: ChunkConfig | None = None
) -> tuple[Chunk, ...]:
    """Cut the searchable sections of a document into chunks.

    Neighbouring body sections flow together, so that short sections under sub-headings don't become crumbs;
    a question of a FAQ stays with its answer and with nothing else. A headline that stands alone is no chunk: every
    passage is embedded with it anyway. Every chunk has at most `max_tokens`
    (counted without the model's own special tokens) and `document.text[start:end] == text`.
    """
    config = config or ChunkConfig()
    chunks: list[Chunk] = []
    for run in _runs_of_sections(document):
        sentences = _measure_sentences(document.text, run, count_tokens, config.max_tokens)
        chunks.extend(_make_chunk(document.text, run[0].kind, group) for group in _group_sentences(sentences, config))
    return tuple(chunk for chunk in chunks if chunk.text != document.title or len(chunks) == 1)


def _runs_of_sections(document: Document) -> Iterator[list[Section]]:
    """Yield runs of body sections with nothing but white space between them, and each FAQ section alone."""
    run: list[Section] = []
    for section in document.searchable():
        if run and not (_is_body(run[-1], section) and not document.text[run[-1].end : section.start].strip()):
            yield run
            run = []
        run.append(section)
    if run:
        yield run


def _is_body(*sections: Section) -> bool:
    return all(section.kind is SectionKind.BODY for section in sections)


def _measure_sentences(
    text: str, run: Sequence[Section], count_tokens: CountTokens, max_tokens: int
) -> list[_Sentence]:
    spans = [(span, section.heading) for section in run for span in split_sentences(text, section.start, section.end)]
    counts = count_tokens([span.of(text) for span, _ in spans])
    sentences: list[_Sentence] = []
    for (span, heading), tokens in zip(spans, counts, strict=True):
        if tokens <= max_tokens:
            sentences.append(_Sentence(span, tokens, heading))
        else:
            sentences.extend(
                _Sentence(piece, size, heading) for piece, size in _break_span(text, span, count_tokens, max_tokens)
            )
    return sentences


def _break_span(text: str, span: Span, count_tokens: CountTokens, max_tokens: int) -> list[tuple[Span, int]]:
    """Break an endless "sentence" into pieces under the limit, at white space where there is any."""
    pieces: list[tuple[Span, int]] = []
    waiting = [span]
    while waiting:
        piece = waiting.pop()
        tokens = count_tokens([piece.of(text)])[0]
        if tokens <= max_tokens or piece.end - piece.start <= 1:
            pieces.append((piece, tokens))
        else:
            cuts = _cut_evenly(text, piece, math.ceil(tokens / max_tokens * 1.1) + 1)
            waiting.extend(reversed(cuts))
    return pieces


def _cut_evenly(text: str, span: Span, parts: int) -> list[Span]:
    step = max(1, (span.end - span.start) // parts)
    cuts: list[Span] = []
    start = span.start
    while start < span.end:
        end = min(span.end, start + step)
        if end < span.end:
            blank = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end))
            end = blank if blank > start else end
        cuts.append(_trim(text, start, end))
        start = end
    return [cut for cut in cuts if cut.end > cut.start]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _group_sentences(sentences: Sequence[_Sentence], config: ChunkConfig) -> Iterator[list[_Sentence]]:
    """Yield groups of about equal size near the target, none above the limit."""
    total = sum(sentence.tokens for sentence in sentences)
    parts = max(1, round(total / config.target_tokens), math.ceil(total / config.max_tokens))
    share = total / parts
    group: list[_Sentence] = []
    size = 0
    for sentence in sentences:
        overshoot = size + sentence.tokens - share
        if group and (size + sentence.tokens > config.max_tokens or overshoot > sentence.tokens / 2):
            yield group
            group, size = [], 0
        group.append(sentence)
        size += sentence.tokens
    if group:
        yield group


def _make_chunk(text: str, kind: SectionKind, group: Sequence[_Sentence]) -> Chunk:
    start, end = group[0].span.start, group[-1].span.end
    return Chunk(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        heading=group[0].heading,
        sentences=tuple(sentence.span for sentence in group),
        tokens=sum(sentence.tokens for sentence in group),
    )

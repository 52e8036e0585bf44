"""A whole article as HTML: the quote marked where it stands, what belongs to other articles or the website greyed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from index.dates import format_date
from index.types import SEARCHED_KINDS, Document, Section, SectionKind
from ui.render.text import escape_text
from ui.texts import Texts

_LINE = re.compile(r"[^\n]*\S[^\n]*")


def render_article(document: Document, start: int, end: int, texts: Texts) -> str:
    """Return a dialog with the article; characters `[start, end)` of its text are marked and scrolled to."""
    facts = [document.publisher, format_date(document.published, texts.lang, long=True), document.source]
    meta = "".join(f"<span>{escape_text(fact)}</span>" for fact in facts if fact)
    sections = _without_title(document, start)
    body = "".join(_render_section(document.text, section, start, end, texts) for section in sections)
    return _wrap(
        f'<h2 class="bl-title">{escape_text(document.title or texts.no_title)}</h2><p class="bl-meta">{meta}</p>'
        f'<div class="bl-article-text">{body}</div>',
        f"{document.source}:{start}:{end}",
        texts,
    )


def render_missing(message: str, texts: Texts) -> str:
    """Return the dialog for an article that can't be shown."""
    return _wrap(f"<p>{escape_text(message)}</p>", "", texts)


def _wrap(content: str, key: str, texts: Texts) -> str:
    return (
        f'<dialog class="bl-article" data-key="{escape_text(key)}" aria-label="{escape_text(texts.article)}">'
        f'<form method="dialog"><button class="bl-close">{escape_text(texts.close)}</button></form>{content}</dialog>'
    )


def _without_title(document: Document, start: int) -> Iterator[Section]:
    """Yield the sections; a first line that only says the title again is left out unless it is what is quoted."""
    first = _LINE.search(document.text)
    told = first is not None and first.group().strip(" #*") == document.title and start >= first.end()
    for section in document.sections:
        if told and first is not None and section.start <= first.start() and first.end() <= section.end:
            section = replace(section, start=first.end())
        yield section


def _render_section(text: str, section: Section, start: int, end: int, texts: Texts) -> str:
    lines = "".join(_render_lines(text, section, start, end))
    if section.kind in SEARCHED_KINDS:
        return lines
    names = {
        SectionKind.TEASER: texts.kind_teaser,
        SectionKind.COMMENT: texts.kind_comment,
        SectionKind.NOTICE: texts.kind_notice,
    }
    label = escape_text(names[section.kind])
    return f'<div class="bl-aside" role="note" aria-label="{label}"><p class="bl-kind">{label}</p>{lines}</div>'


def _render_lines(text: str, section: Section, start: int, end: int) -> Iterator[str]:
    for line in _LINE.finditer(text, section.start, section.end):
        first, last = line.span()
        cut = [first, min(max(start, first), last), max(min(end, last), first), last]
        before, quote, after = (escape_text(text[a:b]) for a, b in pairwise(cut))
        yield f"<p>{before}<mark>{quote}</mark>{after}</p>" if quote else f"<p>{before}{after}</p>"

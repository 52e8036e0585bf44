"""Answers as they are pasted elsewhere: the text, and its sources as footnotes."""

from __future__ import annotations

import html
import re

from rag.cli.citations import list_footnotes
from rag.cli.terminal.formats import clean_text
from rag.types import Answer

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_NUMBER = re.compile(r"\[(\d+)\]")


def write_plain(answer: Answer, lang: str) -> str:
    """Return the answer, the short one first, and a line for each source: `[n] title, publisher, date, file: quote`."""
    notes = (f"[{number}] {origin}: {quote}" for number, origin, quote in list_footnotes(answer.citations, lang))
    parts = [answer.short or "", answer.text, "\n".join(notes)]
    return "\n\n".join(clean_text(part) for part in parts if part)


def write_html(answer: Answer, lang: str) -> str:
    """Return the same as HTML for a word processor: numbers raised, sources as a list; all of it escaped."""
    body = "".join(
        f"<sup>[{part}]</sup>" if index % 2 else _as_html(part) for index, part in enumerate(split_numbers(answer.text))
    )
    notes = "".join(
        f"<p>[{number}] {_as_html(f'{origin}: {quote}')}</p>"
        for number, origin, quote in list_footnotes(answer.citations, lang)
    )
    short = f"<p><b>{_as_html(answer.short)}</b></p>" if answer.short else ""
    return f"{short}<p>{body}</p>{notes}"


def write_markdown(answer: Answer, lang: str, *, prefix: str = "") -> str:
    """Return the same with Markdown footnotes; what comes out of articles is never markup.

    `prefix` goes before each number, so that the footnotes of several answers in one text stay apart.
    """
    body = "".join(
        f"[^{prefix}{part}]" if index % 2 else escape_markdown(part)
        for index, part in enumerate(split_numbers(answer.text))
    )
    notes = (
        f"[^{prefix}{n}]: {escape_markdown(f'{origin}: {quote}')}"
        for n, origin, quote in list_footnotes(answer.citations, lang)
    )
    short = f"**{escape_markdown(' '.join(answer.short.split()))}**" if answer.short else ""
    return "\n\n".join(clean_text(part) for part in (short, body, *notes) if part)


def _as_html(text: str) -> str:
    return html.escape(clean_text(text), quote=True).replace("\n", "<br>")


def split_numbers(text: str) -> list[str]:
    """Return the text between citations, and at every odd place the number of one."""
    return _NUMBER.split(text)


def escape_markdown(text: str) -> str:
    """Return `text` so that Markdown shows its marks instead of obeying them."""
    return _SPECIAL.sub(r"\\\1", text)

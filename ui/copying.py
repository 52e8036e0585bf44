"""Answers as they are pasted elsewhere: the text, and its sources as footnotes."""

from __future__ import annotations

import re

from rag.cli.citations import list_footnotes
from rag.cli.terminal.formats import clean_text
from rag.types import Answer

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_NUMBER = re.compile(r"\[(\d+)\]")


def write_plain(answer: Answer, lang: str) -> str:
    """Return the answer and a line for each source: `[n] title, publisher, date, file: quote`."""
    notes = (f"[{number}] {origin}: {quote}" for number, origin, quote in list_footnotes(answer.citations, lang))
    return "\n\n".join([clean_text(answer.text), "\n".join(map(clean_text, notes))])


def write_markdown(answer: Answer, lang: str) -> str:
    """Return the same with Markdown footnotes; what comes out of articles is never markup."""
    body = "".join(
        f"[^{part}]" if index % 2 else _escape(part) for index, part in enumerate(_NUMBER.split(answer.text))
    )
    notes = (f"[^{n}]: {_escape(f'{origin}: {quote}')}" for n, origin, quote in list_footnotes(answer.citations, lang))
    return "\n\n".join(map(clean_text, [body, *notes]))


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)

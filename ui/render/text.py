"""Text of articles, file names and models on its way into HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from rag.cli.terminal.formats import clean_text

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SIGN = re.compile(r"[/_](?=\w)")


def escape_text(text: str) -> str:
    """Return `text` as HTML text: markup is shown, not obeyed, and control characters are gone."""
    return html.escape(clean_text(text), quote=True)


def render_file(source: str) -> str:
    """Return the name of a file; where it is broken over two lines, that is behind one of its signs, and in no day."""
    name = _DAY.sub(r'<span class="bl-day">\g<0></span>', _SIGN.sub(r"\g<0><wbr>", escape_text(source)))
    return f'<bdi class="bl-file">{name}</bdi>'


def render_table(name: str, heads: Sequence[str], body: str) -> str:
    """Return a table under its name that scrolls where it is wider than the page; `body` is HTML rows."""
    head = "".join(f'<th scope="col">{escape_text(text)}</th>' for text in heads)
    return (
        f'<h2 class="bl-heading">{escape_text(name)}</h2>'
        f'<div class="bl-scroll" tabindex="0" role="region" aria-label="{escape_text(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def render_note(message: str) -> str:
    """Return a line that says how something went; nothing for no message."""
    return f'<p class="bl-note" role="status">{escape_text(message)}</p>' if message else ""

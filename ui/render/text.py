"""Text of articles, file names and models on its way into HTML."""

from __future__ import annotations

import html

from rag.cli.terminal.formats import clean_text


def escape_text(text: str) -> str:
    """Return `text` as HTML text: markup is shown, not obeyed, and control characters are gone."""
    return html.escape(clean_text(text), quote=True)


def render_note(message: str) -> str:
    """Return a line that says how something went; nothing for no message."""
    return f'<p class="bl-note" role="status">{escape_text(message)}</p>' if message else ""

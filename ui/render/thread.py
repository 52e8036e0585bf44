"""What was asked before on the same page: a list that unfolds, and the whole conversation as a file."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

from rag.cli.citations import list_footnotes
from rag.types import Answer
from ui.export import File
from ui.render.text import escape_text
from ui.texts import Texts, format_count


def render_thread(answers: Sequence[Answer], shown: Answer | None, texts: Texts) -> str:
    """Return the answers but the one shown above, the latest first, and the buttons that save or end it all."""
    if not answers:
        return ""
    former = "".join(_render_answer(answer, texts) for answer in reversed(answers) if answer is not shown)
    heading = f'<h2 class="bl-heading">{escape_text(texts.thread)}</h2>' if former else ""
    count = format_count(texts.thread_one, texts.thread_many, len(answers), texts.lang)
    return (
        f'<section class="bl-thread">{heading}{former}<p class="bl-tools">'
        f'<span class="bl-note">{escape_text(count)}</span>{_render_buttons(texts)}</p></section>'
    )


def _render_buttons(texts: Texts) -> str:
    acts = (("markdown", texts.save_markdown), ("word", texts.save_word), ("new", texts.new_thread))
    return "".join(
        f'<button type="button" class="bl-copy" data-act="{act}">{escape_text(label)}</button>' for act, label in acts
    )


def _render_answer(answer: Answer, texts: Texts) -> str:
    text = texts.refused_help if answer.abstained and texts.lang != "de" else answer.text
    notes = "".join(
        f"<li><span>[{number}] {escape_text(origin)}: </span>{escape_text(quote)}</li>"
        for number, origin, quote in list_footnotes(answer.citations, texts.lang)
    )
    return (
        f'<details class="bl-past"><summary>{escape_text(answer.question)}</summary>'
        f"<p>{escape_text(text)}</p><ul>{notes}</ul></details>"
    )


def render_download(file: File, key: str) -> str:
    """Return a file for `page.js` to hand to the browser: no address of the server leads to it.

    `key` tells one download from the next of the same file.
    """
    content = base64.b64encode(file.content).decode()
    return (
        f'<span class="bl-download" hidden data-key="{key}" data-name="{html.escape(file.name, quote=True)}" '
        f'data-type="{html.escape(file.media_type, quote=True)}" data-content="{content}"></span>'
    )

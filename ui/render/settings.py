"""The models as a table: what is there, what can be fetched and how, its size and licence, and what is in use."""

from __future__ import annotations

from collections.abc import Sequence

from index.models import ModelState
from rag.cli.terminal.formats import format_bytes
from rag.cli.terminal.program import name_program
from ui.ports import Status
from ui.render.text import escape_text, render_table
from ui.texts import Texts


def render_models(states: Sequence[ModelState], status: Status, texts: Texts) -> str:
    """Return the table of models; a missing one with the command that fetches it."""
    heads = (texts.model_name, texts.model_kind, texts.model_size, texts.model_licence, texts.model_state)
    body = "".join(_render_row(state, status, texts) for state in states)
    return f'<section class="bl-runs">{render_table(texts.models, heads, body)}</section>'


def _render_row(state: ModelState, status: Status, texts: Texts) -> str:
    entry = state.entry
    size = state.bytes_on_disk if state.present else entry.download_bytes
    used = entry.name in (status.embedder, status.llm)
    said = texts.model_used if used else texts.model_present if state.present else texts.model_missing
    command = "" if state.present else f'<code class="bl-publisher">{escape_text(name_program(entry.command))}</code>'
    kind = texts.model_llm if entry.kind == "llm" else texts.model_embedder
    cells = (kind, format_bytes(size, texts.lang) if size else "–", entry.licence or "–", said)
    row = "".join(f"<td>{escape_text(cell)}</td>" for cell in cells)
    return f"<tr><td>{escape_text(entry.name)}{command}</td>{row}</tr>"

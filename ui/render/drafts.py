"""Drafted questions as cards, each with the sentence that answers it, to be taken or thrown away."""

from __future__ import annotations

from ui.drafts import Draft, DraftState
from ui.render.answer import mark_quote
from ui.render.text import escape_text, render_note
from ui.texts import Texts


def render_drafts(state: DraftState, texts: Texts) -> str:
    """Return the drafts nobody has decided on, and how the drafting goes."""
    cards = "".join(_render_draft(draft, texts) for draft in state.drafts)
    if state.error:
        cards += f'<p class="bl-cause" role="status">{escape_text(state.error)}</p>'
    if not state.running:
        return cards
    said = escape_text(texts.drafts_running)
    bar = f'<p class="bl-uploads-sum" role="status">{said}</p><progress aria-label="{said}"></progress>'
    return f'{cards}<div class="bl-uploads">{bar}</div>'


def render_taken(file: str, texts: Texts) -> str:
    """Return a line that says where a taken question went."""
    return render_note(texts.draft_taken.format(file=file))


def _render_draft(draft: Draft, texts: Texts) -> str:
    buttons = "".join(
        f'<button type="button" class="bl-copy" data-act="{act}" data-value="{draft.number}">'
        f"{escape_text(label)}</button>"
        for act, label in (("take", texts.draft_take), ("drop", texts.draft_drop))
    )
    answer, source = escape_text(draft.answer), escape_text(draft.source)
    return (
        f'<article class="bl-card" data-key="draft-{draft.number}"><div class="bl-card-body">'
        f'<h3 class="bl-title">{escape_text(draft.question)}</h3>'
        f'<p class="bl-meta"><span>{answer}</span><bdi class="bl-file">{source}</bdi></p>'
        f'<blockquote class="bl-excerpt">{mark_quote(draft.sentence, draft.answer)}</blockquote>'
        f'<p class="bl-tools">{buttons}</p></div></article>'
    )

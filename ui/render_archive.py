"""The archive's side of the page as HTML: where files are dropped, what became of them, what is there."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates import format_date
from index.load import SUFFIXES
from rag.cli.terminal.formats import format_number
from ui.ports import DocumentRow
from ui.render import escape_text
from ui.texts import Texts
from ui.uploads import FORMATS, MAX_BYTES, Upload, UploadState

#: Rows of the list of articles; more would make the page slow.
MAX_ROWS = 500

_SIGNS = {
    UploadState.WAITING: "·",
    UploadState.READING: "…",
    UploadState.FAILED: "✕",
}


def render_dropzone(texts: Texts) -> str:
    """Return the field that takes files by drag and drop, click or key; `drop.js` brings it to life."""
    help_text = texts.drop_help.format(formats=FORMATS, limit=f"{MAX_BYTES // 1_000_000} MB")
    return (
        f'<div class="bl-drop" data-limit="{MAX_BYTES}">'
        '<label class="bl-drop-target">'
        f'<input type="file" multiple accept="{",".join(SUFFIXES)}" aria-describedby="bl-drop-help">'
        f'<span class="bl-drop-title">{escape_text(texts.drop)}</span>'
        f'<span class="bl-drop-button">{escape_text(texts.drop_button)}</span></label>'
        f'<p class="bl-drop-help" id="bl-drop-help">{escape_text(help_text)}</p>'
        f'<p class="bl-drop-wait" role="status"><span class="bl-spin" aria-hidden="true"></span>'
        f"{escape_text(texts.transferring)}</p></div>"
    )


def render_uploads(uploads: Sequence[Upload], texts: Texts) -> str:
    """Return the files of one drop, each with its state, and a bar over all of them."""
    if not uploads:
        return ""
    done = sum(upload.finished for upload in uploads)
    failed = sum(upload.state is UploadState.FAILED for upload in uploads)
    counted = texts.uploads_done.format(done=done, total=len(uploads))
    trouble = f" <strong>{escape_text(texts.uploads_failed.format(n=failed))}</strong>" if failed else ""
    rows = "".join(_render_upload(upload, texts) for upload in uploads)
    return (
        f'<section class="bl-uploads"><h2 class="bl-heading">{escape_text(texts.uploads)}</h2>'
        f'<p class="bl-uploads-sum" role="status">{escape_text(counted)}{trouble}</p>'
        f'<progress max="{len(uploads)}" value="{done}" aria-label="{escape_text(counted)}"></progress>'
        f"<ul>{rows}</ul></section>"
    )


def _render_upload(upload: Upload, texts: Texts) -> str:
    state = getattr(texts, f"upload_{upload.state.value}")
    cause = f'<span class="bl-cause">{escape_text(upload.cause)}</span>' if upload.cause else ""
    return (
        f'<li class="is-{upload.state.value}"><span class="bl-sign" aria-hidden="true">'
        f'{_SIGNS.get(upload.state, "✓")}</span><span><bdi class="bl-file">{escape_text(upload.name)}</bdi> '
        f'<span class="bl-upload-state">{escape_text(state)}</span>{cause}</span></li>'
    )


def render_documents(rows: Sequence[DocumentRow], texts: Texts) -> str:
    """Return the list of articles, newest first, those of unknown date last."""
    if not rows:
        return ""
    newest = sorted(sorted(rows, key=lambda row: row.source), key=lambda row: row.published or "", reverse=True)
    shown = newest[:MAX_ROWS]
    body = "".join(_render_row(row, texts) for row in shown)
    head = "".join(
        f'<th scope="col">{escape_text(name)}</th>'
        for name in (texts.column_date, texts.column_title, texts.column_source)
    )
    return (
        f'<section class="bl-documents"><h2 class="bl-heading">{escape_text(texts.documents)}</h2>'
        f"{_render_cut(len(shown), len(rows), texts)}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _render_cut(shown: int, total: int, texts: Texts) -> str:
    if shown == total:
        return ""
    numbers = {"shown": format_number(shown, texts.lang), "total": format_number(total, texts.lang)}
    return f'<p class="bl-note">{escape_text(texts.documents_first.format(**numbers))}</p>'


def _render_row(row: DocumentRow, texts: Texts) -> str:
    publisher = f'<span class="bl-publisher">{escape_text(row.publisher)}</span>' if row.publisher else ""
    pending = "" if row.indexed else f'<span class="bl-kind">{escape_text(texts.unindexed)}</span>'
    return (
        f'<tr><td class="bl-date">{escape_text(format_date(row.published, texts.lang, long=True))}</td>'
        f'<td class="bl-doc-title">{escape_text(row.title or texts.no_title)}{publisher}{pending}</td>'
        f'<td><bdi class="bl-file">{escape_text(row.source)}</bdi></td></tr>'
    )

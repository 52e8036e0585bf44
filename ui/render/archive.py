"""The archive's side of the page as HTML: where files are dropped, what became of them, what is there."""

from __future__ import annotations

from collections.abc import Sequence

from index.bundles.kinds import BUNDLE_SUFFIXES
from index.dates import format_date
from index.store.check import CheckReport
from index.types import SyncReport
from rag.cli.terminal.formats import format_number
from ui.listing import Column, Cut, Listing, cut_rows
from ui.ports import DocumentRow
from ui.render.text import escape_text, render_file
from ui.texts import Texts, format_count
from ui.uploads import BUNDLES, ENDINGS, FORMATS, MAX_BUNDLE_BYTES, MAX_BYTES, Upload, UploadState

#: Articles of a bundle whose cause of failure is shown.
_SHOWN_FAILURES = 5
_SIGNS = {
    UploadState.WAITING: "·",
    UploadState.READING: "…",
    UploadState.FAILED: "✕",
}


def render_dropzone(texts: Texts) -> str:
    """Return the field that takes files by drag and drop, click or key; `drop.js` brings it to life."""
    help_text = texts.drop_help.format(
        formats=FORMATS, limit=_megabytes(MAX_BYTES), bundles=BUNDLES, bundle_limit=_megabytes(MAX_BUNDLE_BYTES)
    )
    return (
        f'<div class="bl-drop" data-limit="{MAX_BYTES}" data-bundle-limit="{MAX_BUNDLE_BYTES}" '
        f'data-bundles="{" ".join(BUNDLE_SUFFIXES)}">'
        '<label class="bl-drop-target">'
        f'<input type="file" multiple accept="{",".join(ENDINGS)}" aria-describedby="bl-drop-help">'
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
    said = upload.explain(texts.lang)
    cause = f'<span class="bl-cause">{escape_text(said)}</span>' if said else ""
    if upload.report is not None:
        cause = _render_failures(upload.report, texts)
    state = _describe_upload(upload, texts)
    return (
        f'<li class="is-{upload.state.value}"><span class="bl-sign" aria-hidden="true">'
        f"{_SIGNS.get(upload.state, '✓')}</span><span>{render_file(upload.name)} "
        f'<span class="bl-upload-state">{escape_text(state)}</span>{cause}</span></li>'
    )


def _describe_upload(upload: Upload, texts: Texts) -> str:
    """Return how far a file has come, of a bundle also how many of its articles."""
    if upload.report is not None:
        return describe_bundle(upload.report, texts)
    if upload.state is UploadState.READING and upload.step is not None:
        step = upload.step
        done, total = (format_number(number, texts.lang) for number in (step.done, step.total))
        return (texts.upload_step if step.total else texts.upload_counting).format(done=done, total=total)
    return str(getattr(texts, f"upload_{upload.state.value}"))


def describe_bundle(report: SyncReport, texts: Texts) -> str:
    """Return what became of the articles of a bundle: "312 aufgenommen, 3 nicht aufgenommen"."""
    counted = (
        (texts.bundle_added, len(report.added)),
        (texts.bundle_changed, len(report.changed)),
        (texts.bundle_known, len(report.unchanged) + len(report.moved)),
        (texts.bundle_failed, len(report.failed)),
    )
    return ", ".join(text.format(n=format_number(count, texts.lang)) for text, count in counted if count)


def _render_failures(report: SyncReport, texts: Texts) -> str:
    """Return the first articles of a bundle that could not be read, each with its cause."""
    causes = [failure.text(texts.lang) for failure in report.failed[:_SHOWN_FAILURES]]
    if (rest := len(report.failed) - len(causes)) > 0:
        causes.append(texts.bundle_more.format(n=format_number(rest, texts.lang)))
    return "".join(f'<span class="bl-cause">{escape_text(cause)}</span>' for cause in causes)


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB" if size < 1_000_000_000 else f"{size // 1_000_000_000} GB"


def render_documents(rows: Sequence[DocumentRow], listing: Listing, texts: Texts) -> str:
    """Return one page of the list of articles, its columns with buttons that order it; nothing without articles."""
    if not rows:
        return ""
    cut = cut_rows(rows, listing)
    body = "".join(_render_row(row, texts) for row in cut.rows)
    names = {Column.DATE: texts.column_date, Column.TITLE: texts.column_title, Column.SOURCE: texts.column_source}
    head = "".join(_render_column(column, name, listing) for column, name in names.items())
    return (
        f'<section class="bl-documents"><h2 class="bl-heading">{escape_text(texts.documents)}</h2>'
        f"{_render_extent(cut, len(rows), texts)}"
        f'<table><thead><tr>{head}<th scope="col"><span class="bl-hidden">{escape_text(texts.column_actions)}</span>'
        f"</th></tr></thead><tbody>{body}</tbody></table>{_render_pages(cut, texts)}</section>"
    )


def _render_column(column: Column, name: str, listing: Listing) -> str:
    order = ("descending" if listing.descending else "ascending") if column is listing.column else "none"
    arrow = {"descending": " ↓", "ascending": " ↑", "none": ""}[order]
    return (
        f'<th scope="col" aria-sort="{order}"><button type="button" data-act="sort" data-value="{column.value}">'
        f'{escape_text(name)}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _render_extent(cut: Cut, total: int, texts: Texts) -> str:
    """Return which of how many articles are shown, where that is not all."""
    if len(cut.rows) == total:
        return ""
    if not cut.rows:
        return f'<p class="bl-note" role="status">{escape_text(texts.documents_none)}</p>'
    numbers = (cut.first + 1, cut.first + len(cut.rows), cut.matching, total)
    first, last, matching, everything = (format_number(number, texts.lang) for number in numbers)
    shown = texts.documents_shown.format(first=first, last=last, matching=matching, total=everything)
    return f'<p class="bl-note" role="status">{escape_text(shown)}</p>'


def _render_pages(cut: Cut, texts: Texts) -> str:
    if cut.pages == 1:
        return ""
    steps = ((cut.page - 1, texts.page_back), (cut.page + 1, texts.page_on))
    buttons = "".join(
        f'<button type="button" class="bl-copy" data-act="page" data-value="{page}">{escape_text(label)}</button>'
        for page, label in steps
        if 0 <= page < cut.pages
    )
    return f'<p class="bl-tools">{buttons}</p>'


def _render_row(row: DocumentRow, texts: Texts) -> str:
    facts = [row.publisher, format_count(texts.chunks_one, texts.chunks_many, row.chunks, texts.lang)]
    meta = f'<span class="bl-publisher">{escape_text(" · ".join(filter(None, facts)))}</span>'
    pending = "" if row.indexed else f'<span class="bl-kind">{escape_text(texts.unindexed)}</span>'
    title = escape_text(row.title or texts.no_title)
    source = escape_text(row.source)
    question = escape_text(texts.remove_question.format(source=row.source))
    return (
        f'<tr><td class="bl-date">{escape_text(format_date(row.published, texts.lang, long=True))}</td>'
        f'<td class="bl-doc-title"><button type="button" class="bl-link" data-act="open" data-value="{source}">{title}'
        f"</button>{pending}{meta}</td><td>{render_file(row.source)}</td>"
        f'<td><button type="button" class="bl-link bl-remove" data-act="remove" data-value="{source}" '
        f'data-confirm="{question}" aria-label="{escape_text(texts.remove)}: {source}">{escape_text(texts.remove)}'
        f"</button></td></tr>"
    )


def render_check(report: CheckReport, texts: Texts) -> str:
    """Return what a check of the archive found."""
    if report.ok:
        n = format_number(report.chunks_record, texts.lang)
        return f'<p class="bl-note" role="status">{escape_text(texts.check_fine.format(n=n))}</p>'
    found = "".join(f"<li>{escape_text(problem.text(texts.lang))}</li>" for problem in report.problems)
    return (
        f'<div role="status"><p class="bl-note">{escape_text(texts.check_trouble)}</p><ul class="bl-problems">{found}'
        f"</ul></div>"
    )

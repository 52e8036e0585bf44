"""The test bench as HTML: the run under way, the runs there are, a report in a frame of its own."""

from __future__ import annotations

import html
from collections.abc import Sequence

from index.dates import format_date
from ui.lab import RunRow, RunState
from ui.render.text import escape_text, render_table
from ui.texts import Texts, format_count

#: Figures of the list, in its order; names as `belegt eval` writes them.
FIGURES = ("nugget_recall", "refusal_recall", "false_refusals", "citation_precision", "total_p50")


def render_run(state: RunState | None, texts: Texts) -> str:
    """Return the bar of the run under way, or how the last one ended."""
    if state is None:
        return ""
    if state.error:
        return f'<p class="bl-cause" role="status">{escape_text(texts.lab_failed.format(cause=state.error))}</p>'
    if not state.running:
        ended = texts.lab_done if state.total and state.done >= state.total else texts.lab_stopped
        return f'<p class="bl-note" role="status">{escape_text(ended.format(done=state.done, total=state.total))}</p>'
    said = texts.lab_asking.format(done=state.done, total=state.total) if state.total else texts.lab_building
    value = f' value="{state.done}"' if state.total else ""
    return (
        f'<div class="bl-uploads"><p class="bl-uploads-sum" role="status">{escape_text(said)}</p>'
        f'<progress max="{max(1, state.total)}"{value} aria-label="{escape_text(said)}"></progress></div>'
    )


def render_runs(rows: Sequence[RunRow], texts: Texts) -> str:
    """Return the list of runs, each to be chosen for a report or a comparison."""
    if not rows:
        return f'<p class="bl-idle">{escape_text(texts.lab_empty)}</p>'
    heads = (texts.lab_run, texts.lab_questions, *(getattr(texts, f"figure_{name}") for name in FIGURES))
    body = "".join(_render_row(row, texts) for row in rows)
    return (
        f'<section class="bl-runs">{render_table(texts.lab_runs, heads, body)}'
        f'<p class="bl-tools"><button type="button" class="bl-copy" data-act="report">{escape_text(texts.lab_report)}'
        f'</button><button type="button" class="bl-copy" data-act="compare">{escape_text(texts.lab_compare)}</button>'
        f"</p></section>"
    )


def _render_row(row: RunRow, texts: Texts) -> str:
    figures = next(iter(row.figures.values()), {})
    cells = "".join(f"<td>{escape_text(_format_figure(name, figures.get(name), texts))}</td>" for name in FIGURES)
    name = escape_text(row.name)
    day = escape_text(format_date(row.started[:10], texts.lang))
    count = format_count(texts.question_one, texts.question_many, row.questions, texts.lang)
    open_ = "" if row.figures else f' <span class="bl-kind">{escape_text(texts.lab_unfinished)}</span>'
    return (
        f'<tr><td><label><input type="checkbox" value="{name}"> {name}</label>'
        f'<span class="bl-publisher">{day}{open_}</span></td><td>{escape_text(count)}</td>{cells}</tr>'
    )


def _format_figure(name: str, value: float | None, texts: Texts) -> str:
    if value is None:
        return "–"
    shown = f"{value:.1f} s" if name.endswith("_p50") else f"{value:.2f}"
    return shown.replace(".", ",") if texts.lang == "de" else shown


def render_report(page: str, texts: Texts) -> str:
    """Return a report in a frame that may run nothing; what it says is the report's own HTML."""
    title = escape_text(texts.lab_report)
    return f'<iframe class="bl-report" sandbox="" title="{title}" srcdoc="{html.escape(page, quote=True)}"></iframe>'


def render_comparison(text: str) -> str:
    """Return a comparison as it stands in a terminal."""
    return f'<pre class="bl-comparison" tabindex="0">{escape_text(text)}</pre>'

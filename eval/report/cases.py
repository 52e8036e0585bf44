"""The worst questions of a run, each with what was found and shown, so that a reader sees where it went wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from eval.answer_metrics import strip_marks
from eval.record import Passage
from eval.report.entries import Entry, find_rank, pick_worst
from eval.report.labels import REASON_LABELS, format_figure, label_type
from eval.scoring import Score
from index.normalize import contains_text


def render_cases(entry: Entry, *, titled: bool, figures_only: bool) -> str:
    """Return the worst questions by reason; with `figures_only` their ids and scores alone."""
    worst = pick_worst(entry.scores)
    if not worst:
        return ""
    parts = [f"<h3>Die schlechtesten Fälle{f' · {escape(entry.run.name)}' if titled else ''}</h3>"]
    if figures_only:
        return parts[0] + _render_table([score for scores in worst.values() for score in scores])
    for reason, scores in worst.items():
        parts.append(f"<h4>{REASON_LABELS[reason]} ({entry.summary.reasons[reason]})</h4>")
        parts += [_render_case(score) for score in scores]
    return "".join(parts)


def _render_table(scores: Sequence[Score]) -> str:
    rows = "".join(
        f"<tr><th>{escape(score.question.id)}</th><td>{escape(label_type(score.question.type))}</td>"
        f"<td>{REASON_LABELS[score.reason]}</td><td class='n'>{_show_recall(score)}</td>"
        f"<td class='n'>{format_figure('confidence', score.record.confidence)}</td></tr>"
        for score in scores
    )
    return (
        '<div class="scroll"><table><thead><tr><th>Frage</th><th>Art</th><th>Woran es lag</th>'
        f'<th class="n">Kernangaben</th><th class="n">Konfidenz</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _render_case(score: Score) -> str:
    question, record = score.question, score.record
    rows = [
        ("Verlauf", "<br>".join(escape(earlier) for earlier in question.history)),
        ("Erwartet", _render_nuggets(score)),
        ("Antwort", _render_answer(score)),
        ("Zitiert", _render_quotes(score, [Passage(c.source, c.start, c.end, 0, c.quote) for c in record.citations])),
        ("Gezeigt", _render_quotes(score, record.shown)),
        ("Artikel", _render_rank(score)),
        ("Konfidenz", format_figure("confidence", record.confidence) if record.asked and not record.error else ""),
        ("Fehler", f"<pre>{escape(record.trace or record.error or '')}</pre>" if record.error else ""),
    ]
    shown = "".join(f"<dt>{heading}</dt><dd>{text}</dd>" for heading, text in rows if text)
    return (
        f"<details><summary>{escape(question.question)}"
        f"<small>{escape(question.id)} · {escape(label_type(question.type))}</small></summary>"
        f"<div><dl>{shown}</dl></div></details>"
    )


def _render_nuggets(score: Score) -> str:
    if not score.question.nuggets:
        return "" if score.question.answerable else "eine Verweigerung"
    text = "" if score.record.abstained or score.record.error else strip_marks(score.record.text)
    marks = []
    for nugget in score.question.nuggets:
        found = any(contains_text(text, wording) for wording in nugget)
        marks.append(f'<span class="{"good" if found else "bad"}">{"✓" if found else "✗"}</span> {escape(nugget[0])}')
    return "<br>".join(marks) if score.record.asked else "<br>".join(escape(n[0]) for n in score.question.nuggets)


def _render_answer(score: Score) -> str:
    if not score.record.asked or score.record.error:
        return ""
    short = f"<br><small>kurz: {escape(score.record.short)}</small>" if score.record.short else ""
    return mark_wordings(score.record.text, score) + short


def _render_quotes(score: Score, passages: Sequence[Passage]) -> str:
    items = ""
    for passage in passages:
        is_gold = passage.source in score.question.sources
        gold = ' <span class="good">(richtiger Artikel)</span>' if is_gold else ""
        items += f"<li>{mark_wordings(passage.text, score)}<small>{escape(passage.source)}{gold}</small></li>"
    return f'<ol class="quotes">{items}</ol>' if items else ""


def _render_rank(score: Score) -> str:
    if not score.question.sources:
        return ""
    rank = find_rank(score)
    place = f"an Stelle {rank} gefunden" if rank else '<span class="bad">nicht unter den ersten zehn</span>'
    return f"{escape(', '.join(score.question.sources))}: {place}"


def mark_wordings(text: str, score: Score) -> str:
    """Return `text` as HTML with the expected wordings marked where they stand as they are written."""
    wordings = sorted({w for nugget in score.question.nuggets for w in nugget if w.strip()}, key=len, reverse=True)
    if not wordings:
        return escape(text)
    pieces = re.split(f"({'|'.join(re.escape(wording) for wording in wordings)})", text, flags=re.IGNORECASE)
    return "".join(f"<mark>{escape(p)}</mark>" if i % 2 else escape(p) for i, p in enumerate(pieces))


def _show_recall(score: Score) -> str:
    recall = score.values.get("nugget_recall")
    return "–" if recall is None else format_figure("nugget_recall", recall)

"""The report as Markdown: the same figures and cases as the page, without the plots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.report.entries import Entry, find_rank, pick_worst
from eval.report.labels import (
    GROUPS,
    METRIC_LABELS,
    REASON_LABELS,
    TYPE_COLUMNS,
    TYPE_HEADS,
    format_figure,
    format_interval,
    label_type,
)
from eval.report.page import describe_run
from eval.scoring import Score


def render_markdown(entries: Mapping[str, Sequence[Entry]], *, figures_only: bool = False) -> str:
    """Return the report; with `figures_only` no word of a question or an article."""
    runs = {entry.run.name: entry.run for group in entries.values() for entry in group}
    lines = ["# Auswertung", ""]
    for run in runs.values():
        lines += [f"- **{heading}:** {_cell(text)}" for heading, text in describe_run(run).items()] + [""]
    for name, group in entries.items():
        lines += _render_dataset(name, group, figures_only=figures_only)
    return "\n".join(lines).rstrip() + "\n"


def _render_dataset(name: str, entries: Sequence[Entry], *, figures_only: bool) -> list[str]:
    lines = [f"## {name}", ""]
    lines += _render_metrics(entries)
    for entry in entries:
        title = f" · {entry.run.name}" if len(entries) > 1 else ""
        lines += [f"### Nach Art der Frage{title}", "", *_render_types(entry)]
        lines += _render_reasons(entry, title)
        lines += _render_failures(entry, title, figures_only=figures_only)
        lines += _render_cases(entry, title, figures_only=figures_only)
    return lines


def _render_metrics(entries: Sequence[Entry]) -> list[str]:
    heads = [f"{entry.run.name if len(entries) > 1 else 'Wert'} | 95 % | n" for entry in entries]
    lines = [f"| Kennzahl | {' | '.join(heads)} |", _rule(1 + 3 * len(entries))]
    for heading, names in GROUPS:
        known = [name for name in names if any(name in entry.summary.metrics for entry in entries)]
        lines += [f"| **{heading}** |{' |' * 3 * len(entries)}"] if known else []
        lines += [_render_metric(name, entries) for name in known]
    return [*lines, ""]


def _render_metric(name: str, entries: Sequence[Entry]) -> str:
    cells = []
    for entry in entries:
        found = entry.summary.metrics.get(name)
        cells += (
            [format_figure(name, found.value), format_interval(name, found), str(found.n)] if found else ["–", "", ""]
        )
    return f"| {METRIC_LABELS[name]} | {' | '.join(cells)} |"


def _render_types(entry: Entry) -> list[str]:
    columns = [name for name in TYPE_COLUMNS if any(name in metrics for metrics in entry.summary.types.values())]
    lines = [f"| Art | Fragen | {' | '.join(TYPE_HEADS[name] for name in columns)} |", _rule(2 + len(columns))]
    for kind, metrics in entry.summary.types.items():
        cells = [format_figure(name, metrics[name].value) if name in metrics else "–" for name in columns]
        lines.append(f"| {label_type(kind)} | {entry.summary.questions[kind]} | {' | '.join(cells)} |")
    return [*lines, ""]


def _render_reasons(entry: Entry, title: str) -> list[str]:
    counts = [
        (label, entry.summary.reasons[name]) for name, label in REASON_LABELS.items() if name in entry.summary.reasons
    ]
    if not counts:
        return []
    rows = [f"| {label} | {count} |" for label, count in counts]
    return [f"### Woran es lag{title}", "", "| Stufe | Fragen |", _rule(2), *rows, ""]


def _render_failures(entry: Entry, title: str, *, figures_only: bool) -> list[str]:
    if not entry.summary.failures:
        return []
    rows = [f"- {id_}" + ("" if figures_only else f": {_cell(cause)}") for id_, cause in entry.summary.failures.items()]
    return [f"### Ohne Antwort (zählen als 0){title}", "", *rows, ""]


def _render_cases(entry: Entry, title: str, *, figures_only: bool) -> list[str]:
    worst = [score for scores in pick_worst(entry.scores).values() for score in scores]
    if not worst:
        return []
    lines = [f"### Die schlechtesten Fälle{title}", ""]
    if figures_only:
        rows = (f"| {s.question.id} | {label_type(s.question.type)} | {REASON_LABELS[s.reason]} |" for s in worst)
        return [*lines, "| Frage | Art | Woran es lag |", _rule(3), *rows, ""]
    return [*lines, *(line for score in worst for line in _render_case(score))]


def _render_case(score: Score) -> Iterable[str]:
    question, record = score.question, score.record
    yield f"**{_cell(question.question)}** ({question.id}, {label_type(question.type)}): {REASON_LABELS[score.reason]}"
    yield ""
    if question.nuggets:
        yield f"- erwartet: {'; '.join(_cell(nugget[0]) for nugget in question.nuggets)}"
    if record.error:
        yield f"- Fehler: {_cell(record.error)}"
    elif record.asked:
        yield f"- Antwort: {_cell(record.text)}"
    if question.sources:
        yield f"- Artikel: {', '.join(question.sources)} (Stelle {find_rank(score) or 'über 10'})"
    for passage in record.shown:
        yield f"- gezeigt: „{_cell(passage.text)}“ ({passage.source})"
    yield ""


def _rule(columns: int) -> str:
    return f"| {' | '.join(['---'] + ['---:'] * (columns - 1))} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

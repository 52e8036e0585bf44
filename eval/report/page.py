"""The report as one HTML page that needs nothing but itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files

from eval.report.cases import render_cases
from eval.report.entries import Entry
from eval.report.labels import (
    GROUPS,
    HEADLINES,
    METRIC_LABELS,
    REASON_LABELS,
    TYPE_COLUMNS,
    TYPE_HEADS,
    format_figure,
    format_interval,
    label_type,
)
from eval.report.plots import draw_plots
from eval.run.folder import RunFolder


def render_page(entries: Mapping[str, Sequence[Entry]], *, figures_only: bool = False) -> str:
    """Return the page for the entries by data set; with `figures_only` no word of a question or an article."""
    runs = list({entry.run.name: entry.run for group in entries.values() for entry in group}.values())
    style = files("eval.report").joinpath("page.css").read_text(encoding="utf-8")
    body = "".join(
        _render_dataset(name, group, number, figures_only=figures_only)
        for number, (name, group) in enumerate(entries.items())
    )
    return (
        '<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Auswertung · {escape(', '.join(entries))}</title><style>\n{style}</style></head>"
        f"<body><main>{_render_header(runs, list(entries))}{body}</main></body></html>\n"
    )


def describe_run(run: RunFolder) -> dict[str, str]:
    """Return what a reader must know of a run to place its figures, by German heading."""
    facts, plan = run.facts, run.plan
    machine = facts["machine"]
    rows = {
        "Lauf": f"{run.name}, begonnen {_format_time(facts['started'])}"
        + ("" if facts["finished"] else ", nicht abgeschlossen"),
        "Fragen": _describe_selection(plan),
        "Modelle": ", ".join(_describe_model(model) for model in facts["models"].values()),
        "Einstellungen": ", ".join(f"{name} {value}" for name, value in plan["config"].items()),
        "Rechner": f"{machine['cpu']}, {machine['cores']} Kerne, {machine['memory'] / 2**30:.0f} GB",
        "Stand": f"Code {plan['code']}, "
        + ", ".join(f"{name} {version}" for name, version in facts["versions"].items() if version != "-"),
    }
    return {heading: text for heading, text in rows.items() if text}


def _format_time(moment: str) -> str:
    return f"{datetime.datetime.fromisoformat(moment):%d.%m.%Y, %H:%M} UTC"


def _describe_selection(plan: Mapping[str, object]) -> str:
    drawn = "alle" if plan["limit"] is None else f"{plan['limit']} je Datensatz, gezogen mit Startwert {plan['seed']}"
    return drawn + (", nur die Suche" if plan["retrieval_only"] else "")


def _describe_model(model: Mapping[str, str]) -> str:
    digest = model.get("sha256") or model.get("fingerprint", "")
    return f"{model['name']} ({digest[:12]})" if digest else model["name"]


def _render_header(runs: Sequence[RunFolder], datasets: Sequence[str]) -> str:
    facts = "".join(
        f"<dl>{''.join(f'<dt>{escape(k)}</dt><dd>{escape(v)}</dd>' for k, v in describe_run(run).items())}</dl>"
        for run in runs
    )
    links = "".join(f'<a href="#d{number}">{escape(name)}</a>' for number, name in enumerate(datasets))
    nav = f"<nav>{links}</nav>" if len(datasets) > 1 else ""
    return f"<header><h1>Auswertung</h1>{facts}{nav}</header>"


def _render_dataset(name: str, entries: Sequence[Entry], number: int, *, figures_only: bool) -> str:
    questions = entries[0].summary.questions
    kinds = ", ".join(f"{label_type(kind)} {count}" for kind, count in questions.items())
    plots = "".join(
        f"<figure><figcaption>{escape(heading)}</figcaption>{svg}</figure>"
        for heading, svg in draw_plots(entries, prefix=f"d{number}").items()
    )
    parts = [
        f'<section class="dataset" id="d{number}"><h2>{escape(name)}</h2>',
        f"<p>{sum(questions.values())} Fragen: {escape(kinds)}</p>",
        *(_render_tiles(entry, titled=len(entries) > 1) for entry in entries),
        f'<h3>Auf einen Blick</h3><div class="plots">{plots}</div>',
        f"<h3>Alle Kennzahlen</h3>{_render_metrics(entries)}",
        *(_render_types(entry, titled=len(entries) > 1) for entry in entries),
        *(_render_failures(entry, figures_only=figures_only) for entry in entries),
        *(render_cases(entry, titled=len(entries) > 1, figures_only=figures_only) for entry in entries),
        "</section>",
    ]
    return "".join(parts)


def _render_tiles(entry: Entry, *, titled: bool) -> str:
    tiles = "".join(
        f'<div class="tile"><b>{format_figure(name, entry.summary.metrics[name].value)}</b>'
        f"<small>{format_interval(name, entry.summary.metrics[name]) or '&nbsp;'}</small>"
        f"<span>{escape(METRIC_LABELS[name])}</span></div>"
        for name in HEADLINES
        if name in entry.summary.metrics
    )
    return (f"<h4>{escape(entry.run.name)}</h4>" if titled else "") + f'<div class="tiles">{tiles}</div>'


def _render_metrics(entries: Sequence[Entry]) -> str:
    groups = [
        (heading, [n for n in names if any(n in e.summary.metrics for e in entries)]) for heading, names in GROUPS
    ]
    groups = [group for group in groups if group[1]]
    if len(entries) > 1:
        return _render_metric_table(groups, entries)
    heights = [len(names) + 1 for _, names in groups]
    cut = min(range(1, len(groups) + 1), key=lambda i: abs(sum(heights[:i]) - sum(heights[i:])))
    tables = "".join(_render_metric_table(column, entries) for column in (groups[:cut], groups[cut:]) if column)
    return f'<div class="columns">{tables}</div>'


def _render_metric_table(groups: Iterable[tuple[str, list[str]]], entries: Sequence[Entry]) -> str:
    heads = "".join(
        f'<th class="n">{escape(entry.run.name) if len(entries) > 1 else "Wert"}</th><th class="n">95 %</th>'
        f'<th class="n">n</th>'
        for entry in entries
    )
    rows = "".join(
        f'<tr class="group"><th colspan="{1 + 3 * len(entries)}">{escape(heading)}</th></tr>'
        + "".join(_render_metric(name, entries) for name in names)
        for heading, names in groups
    )
    return f'<div class="scroll"><table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _render_metric(name: str, entries: Sequence[Entry]) -> str:
    cells = ""
    for entry in entries:
        estimate = entry.summary.metrics.get(name)
        if estimate is None:
            cells += '<td class="n faint">–</td><td></td><td></td>'
        else:
            cells += (
                f'<td class="n">{format_figure(name, estimate.value)}</td>'
                f'<td class="n faint">{format_interval(name, estimate)}</td><td class="n faint">{estimate.n}</td>'
            )
    return f"<tr><th>{escape(METRIC_LABELS[name])}</th>{cells}</tr>"


def _render_types(entry: Entry, *, titled: bool) -> str:
    columns = [name for name in TYPE_COLUMNS if any(name in metrics for metrics in entry.summary.types.values())]
    heads = "".join(f'<th class="n">{TYPE_HEADS[name]}</th>' for name in columns)
    rows = ""
    for kind, metrics in entry.summary.types.items():
        cells = "".join(
            f'<td class="n">{format_figure(name, metrics[name].value)}</td>'
            if name in metrics
            else '<td class="n faint">–</td>'
            for name in columns
        )
        rows += f'<tr><th>{escape(label_type(kind))}</th><td class="n">{entry.summary.questions[kind]}</td>{cells}</tr>'
    title = f"Nach Art der Frage{f' · {escape(entry.run.name)}' if titled else ''}"
    return (
        f'<h3>{title}</h3><div class="scroll"><table><thead><tr><th></th><th class="n">Fragen</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render_failures(entry: Entry, *, figures_only: bool) -> str:
    if not entry.summary.failures:
        return ""
    rows = "".join(
        f"<tr><th>{escape(id_)}</th><td>{escape(REASON_LABELS['error'] if figures_only else cause)}</td></tr>"
        for id_, cause in entry.summary.failures.items()
    )
    return f'<h3>Ohne Antwort (zählen als 0)</h3><div class="scroll"><table><tbody>{rows}</tbody></table></div>'

"""What `belegt eval` shows in the terminal: progress while it runs, and tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from eval.draft import Draft, append_question, known_questions, next_id
from eval.judge import Finding
from eval.record import Record
from eval.report.labels import GROUPS, METRIC_LABELS, READING_LABELS, REASON_LABELS, format_figure, format_interval
from eval.scoring import LOWER_IS_BETTER, Summary
from eval.statistics import Difference, Estimate
from index.types import Progress, ProgressEvent
from rag.cli.options import Options
from rag.cli.terminal.console import Output, make_table, make_text

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


def make_output(options: object) -> Output:
    """Return where to write; `options` are those of the whole command, if it was called through it."""
    return Output(options if isinstance(options, Options) else Options())


class BarWatcher:
    """Follow a run with bars: one per stage of the ingest, one for the questions of each data set."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._failed = 0

    def ingest(self, dataset: str) -> Progress:
        def follow(event: ProgressEvent) -> None:
            name = f"{dataset}: Archiv"
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, state="")
            self._bars.update(self._tasks[name], completed=event.done, total=event.total or None, state=event.detail)

        return follow

    def begin(self, dataset: str, done: int, total: int) -> None:
        self._failed = 0
        self._tasks["questions"] = self._bars.add_task(f"{dataset}: Fragen", completed=done, total=total, state="")

    def advance(self) -> None:
        self._bars.update(self._tasks["questions"], advance=1)

    def asked(self, record: Record) -> None:
        self._failed += record.error is not None
        state = f"{self._failed} abgestürzt" if self._failed else ""
        self._bars.update(self._tasks["questions"], advance=1, state=state)


@contextmanager
def watch_run(output: Output) -> Iterator[BarWatcher]:
    """Show bars on standard error while a run goes on."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[state]}"),
    )
    with Bars(*columns, console=output.err) as bars:
        yield BarWatcher(bars)


def show_summaries(output: Output, summaries: Mapping[str, Summary]) -> None:
    """Print the figures of each data set and what went wrong."""
    for name, summary in summaries.items():
        output.write()
        output.write(f"{name}: {sum(summary.questions.values())} Fragen", style="bold")
        table = make_table("Kennzahl", "Wert", "95 %", "n")
        for heading, metrics in GROUPS:
            known = [metric for metric in metrics if metric in summary.metrics]
            if known:
                table.add_row(make_text(heading, "bold"))
            for metric in known:
                table.add_row(*_metric_cells(metric, summary))
        output.show(table)
        for reason, label in REASON_LABELS.items():
            if count := summary.reasons.get(reason):
                output.write(f"{label}: {count}")
        for id_, cause in summary.failures.items():
            output.write(f"  {id_}: {cause}", style="red")


def show_reading(output: Output, heading: str, figures: Mapping[str, Estimate]) -> None:
    """Print the figures of a reader."""
    output.write(heading, style="bold")
    table = make_table("Kennzahl", "Wert", "95 %", "n")
    for name, estimate in figures.items():
        cells = (format_figure(name, estimate.value), format_interval(name, estimate), str(estimate.n))
        table.add_row(READING_LABELS[name], cells[0], *(make_text(cell, "dim") for cell in cells[1:]))
    output.show(table)


def show_differences(output: Output, dataset: str, differences: Sequence[Difference]) -> None:
    """Print how the second run differs from the first; what is beyond chance is marked and in colour."""
    output.write()
    output.write(f"{dataset}: {max(d.n for d in differences)} gemeinsame Fragen", style="bold")
    table = make_table("Kennzahl", "A", "B", "B − A", "p", "p (Holm)", "")
    for found in differences:
        better = (found.change > 0) != (found.metric in LOWER_IS_BETTER)
        verdict = ("besser" if better else "schlechter") if found.beyond_chance else ""
        style = ("green" if better else "red") if verdict else ""
        cells = (
            METRIC_LABELS[found.metric],
            format_figure(found.metric, found.first),
            format_figure(found.metric, found.second),
            ("+" if found.change >= 0 else "") + format_figure(found.metric, found.change),
            *(f"{p:.4f}".replace(".", ",") for p in (found.p, found.adjusted)),
            verdict,
        )
        table.add_row(*(make_text(cell, style) for cell in cells))
    output.show(table)
    if not any(found.beyond_chance for found in differences):
        output.write("Kein Unterschied geht über den Zufall hinaus (5 %, nach Holm).")


def show_findings(output: Output, findings: Sequence[Finding]) -> None:
    """Print each demand with the figure held against it."""
    for finding in findings:
        limit = finding.limit
        sign = "≤" if limit.at_most else "≥"
        value, bound = (f"{number:.4g}".replace(".", ",") for number in (finding.value, limit.bound))
        text = f"{'ok    ' if finding.ok else 'FEHLER'} {finding.dataset}: {limit.metric} = {value} ({sign} {bound})"
        output.write(text, style="" if finding.ok else "red")


def review_drafts(output: Output, drafts: Iterable[Draft], path: Path, *, count: int) -> int:
    """Show drafts one by one and add what the person accepts to `path`, up to `count`; return how many."""
    known = known_questions(path)
    asked = {question.question for question in known}
    taken = 0
    for draft in drafts:
        if taken == count:
            break
        if draft.question in asked:
            continue
        asked.add(draft.question)
        verdict = _review_draft(output, draft)
        if verdict is None:
            break
        if verdict:
            append_question(path, replace(draft, question=verdict).to_question(next_id(path, known, taken)))
            taken += 1
    return taken


def _review_draft(output: Output, draft: Draft) -> str | None:
    """Return the question as accepted or reworded, "" when rejected, None when the person has had enough."""
    output.write()
    output.write(f"Frage:   {draft.question}", style="bold")
    output.write(f"Antwort: {draft.answer}")
    output.write(f"Stelle:  {draft.sentence} ({draft.source})")
    while True:
        choice = typer.prompt("[j]a, [n]ein, [u]mformulieren, [e]nde", default="n").strip().lower()[:1]
        if choice in ("j", "y"):
            return draft.question
        if choice == "n":
            return ""
        if choice == "e":
            return None
        if choice == "u":
            return str(typer.prompt("Neue Frage", default=draft.question)).strip()


def _metric_cells(metric: str, summary: Summary) -> list[Any]:
    estimate = summary.metrics[metric]
    return [
        make_text(METRIC_LABELS[metric]),
        format_figure(metric, estimate.value),
        make_text(format_interval(metric, estimate), "dim"),
        make_text(str(estimate.n), "dim"),
    ]

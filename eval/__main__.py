"""The `belegt eval` command."""

from __future__ import annotations

import json
import signal
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.helptexts import ENGLISH as ENGLISH
from index.errors import UsageError
from index.place import read_place

if TYPE_CHECKING:
    from eval.judge import Limit
    from eval.run import RunOptions

RUNS = Path("runs")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Misst ein Archiv: Suche, Antworten, Zitate, Verweigerungen und Wartezeit an Fragen mit bekannter Antwort.",
)

RunArgument = Annotated[Path, typer.Argument(metavar="LAUF", help="Ordner eines Laufs.")]
PairsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=WERT", help="Einstellung der Antworten, auch llm und embedder."),
]


@app.command("run", help="Stellt die Fragen von Datensätzen und schreibt alles auf; ein zweiter Aufruf macht weiter.")
def run_datasets(
    ctx: typer.Context,
    datasets: Annotated[
        list[str],
        typer.Argument(metavar="DATENSATZ", help="auenheim, eine .jsonl-, SQuAD-.json-Datei oder BEIR-Ordner."),
    ],
    articles: Annotated[Path | None, typer.Option(metavar="ORDNER", help="Ordner der Artikel zu den Fragen.")] = None,
    archive: Annotated[
        str | None, typer.Option(metavar="ORDNER", help="Dieses Archiv fragen, statt eines zu bauen.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So viele Fragen je Datensatz ziehen.")] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Startwert der Ziehung.")] = 0,
    left_out: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="SQuAD: so viele Fragen auch ohne ihren Artikel stellen; sonst jede zweite."
        ),
    ] = None,
    pairs: PairsOption = None,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Nur suchen, nicht antworten.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="ORDNER", help="Ordner des Laufs, sonst runs/DATUM-NAME.")] = None,
) -> None:
    """Ask the questions of data sets."""
    from eval.run import RunOptions, read_settings

    settings, models = read_settings(pairs or [])
    options = RunOptions(
        limit=limit,
        seed=seed,
        left_out=left_out,
        retrieval_only=retrieval_only,
        settings=settings,
        embedder=models.get("embedder"),
        llm=models.get("llm"),
        articles=articles,
        archive=None if archive is None else read_place(archive),
    )
    start_run(ctx.obj, datasets, options, out)


def start_run(parent: object, specs: list[str], options: RunOptions, out: Path | None) -> None:
    """Begin or take up a run, follow it to its end and print the figures."""
    from eval.console import make_output, show_summaries, watch_run
    from eval.dataset import load_dataset
    from eval.run import execute_run, prepare_run

    output = make_output(parent)
    datasets = [load_dataset(spec, articles=options.articles) for spec in specs]
    run = prepare_run(datasets, options, out=out, root=RUNS)
    done = sum(len(records) for records in run.read_records().values())
    if done:
        output.note(f"Der Lauf {run.path} geht weiter; {done} Fragen sind schon gestellt.")
    try:
        with watch_run(output) as watcher:
            summaries = execute_run(run, datasets, options, watcher=watcher)
    except KeyboardInterrupt:
        output.note(f"Angehalten. Derselbe Aufruf macht weiter (--out {run.path}).", style="yellow")
        raise typer.Exit(130) from None
    show_summaries(output, summaries)
    output.note(f"Geschrieben nach {run.path}. Bericht: belegt eval report {run.path}")


@app.command("report", help="Schreibt einen Bericht über Läufe: eine HTML-Seite, die für sich steht, und Markdown.")
def report_runs(
    ctx: typer.Context,
    runs: Annotated[list[Path], typer.Argument(metavar="LAUF", help="Ordner von Läufen.")],
    html: Annotated[Path | None, typer.Option(metavar="DATEI", help="Die Seite, sonst LAUF/report.html.")] = None,
    md: Annotated[Path | None, typer.Option(metavar="DATEI", help="Das Markdown, sonst LAUF/report.md.")] = None,
    figures_only: Annotated[
        bool, typer.Option("--figures-only", help="Ohne jeden Text aus Fragen, Antworten und Artikeln.")
    ] = False,
) -> None:
    """Write a report on runs."""
    from eval.console import make_output
    from eval.report import collect_entries, render_markdown, render_page
    from eval.run import open_run

    output = make_output(ctx.obj)
    entries = collect_entries(open_run(path) for path in runs)
    for path, render in (
        (html or runs[0] / "report.html", render_page),
        (md or runs[0] / "report.md", render_markdown),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(entries, figures_only=figures_only), encoding="utf-8")
        output.write(str(path))


@app.command("compare", help="Sagt, welche Unterschiede zwischen zwei Läufen über den Zufall hinausgehen.")
def compare_runs(ctx: typer.Context, first: RunArgument, second: RunArgument) -> None:
    """Compare two runs, paired by question."""
    from eval.console import make_output, show_differences
    from eval.judge import compare_scores
    from eval.run import open_run, score_run
    from index.errors import UsageError

    left, right = score_run(open_run(first)), score_run(open_run(second))
    compared = {name: compare_scores(left[name], right[name]) for name in left if name in right}
    if not any(compared.values()):
        raise UsageError(cause=f"{first} und {second} haben keine Frage gemeinsam.")
    output = make_output(ctx.obj)
    for name, differences in compared.items():
        if differences:
            show_differences(output, name, differences)


@app.command(
    "gate", help="Endet mit 1, wenn ein Lauf eine Grenze verfehlt. Grenzen: NAME=WERT oder DATENSATZ:NAME=WERT."
)
def gate_run(
    ctx: typer.Context,
    run: RunArgument,
    minimum: Annotated[list[str] | None, typer.Option("--min", metavar="NAME=WERT", help="Mindestens.")] = None,
    maximum: Annotated[list[str] | None, typer.Option("--max", metavar="NAME=WERT", help="Höchstens.")] = None,
) -> None:
    """Hold a run against limits."""
    from eval.console import make_output, show_findings
    from eval.judge import check_limits
    from eval.run import open_run, summarize_run
    from index.errors import UsageError

    limits = [read_limit(text, at_most=False) for text in minimum or []]
    limits += [read_limit(text, at_most=True) for text in maximum or []]
    if not limits:
        raise UsageError(cause="Es fehlt eine Grenze: --min NAME=WERT oder --max NAME=WERT.")
    summaries = summarize_run(open_run(run))
    try:
        findings = check_limits(summaries, limits)
    except KeyError as error:
        known = ", ".join(dict.fromkeys(name for summary in summaries.values() for name in summary.metrics))
        raise UsageError(cause=f"Die Kennzahl {error.args[0]} hat der Lauf nicht; er hat {known}.") from error
    show_findings(make_output(ctx.obj), findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def read_limit(text: str, *, at_most: bool) -> Limit:
    """Read `NAME=VALUE` or `DATASET:NAME=VALUE`; raises UsageError for anything else."""
    from eval.judge import Limit
    from index.errors import UsageError

    name, _, value = text.partition("=")
    dataset, _, metric = name.rpartition(":")
    try:
        return Limit(metric.strip(), float(value.replace(",", ".")), dataset.strip() or None, at_most)
    except ValueError as error:
        raise UsageError(cause=f"{text}: Erwartet wird NAME=WERT mit einer Zahl.") from error


@app.command("reader", help="Misst den Leser an den Artikeln einer SQuAD-Datei, die er nicht aus dem Training kennt.")
def measure_reader(
    ctx: typer.Context,
    dataset: Annotated[str, typer.Argument(metavar="DATENSATZ", help="Eine deutsche SQuAD-.json-Datei.")],
    adapter: Annotated[Path | None, typer.Option(metavar="DATEI", help="Der Adapter, sonst der mitgelieferte.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Alle Artikel, auch die des Trainings.")] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So viele Fragen ziehen.")] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Startwert der Ziehung.")] = 0,
) -> None:
    """Measure the reader."""
    from eval.console import make_output, show_reading, watch_run
    from eval.dataset import load_dataset
    from eval.reading import find_seen, measure_archive, open_reader, select_unseen, summarize_outcomes

    output = make_output(ctx.obj)
    read = load_dataset(dataset)
    reader, trained = open_reader(adapter)
    seen = find_seen(read, trained)
    if everything and seen:
        output.note(
            f"{len(seen)} Artikel kennt der Leser aus dem Training; diese Zahlen sagen zu viel.", style="yellow"
        )
    questions = select_unseen(read, () if everything else seen, limit=limit, seed=seed)
    try:
        with watch_run(output) as watcher:
            outcomes = list(measure_archive(read, questions, reader, watcher))
    except KeyboardInterrupt:
        output.note("Angehalten; ein neuer Aufruf beginnt von vorn.", style="yellow")
        raise typer.Exit(130) from None
    show_reading(output, f"{reader.name}, {read.name}: {len(outcomes)} Fragen", summarize_outcomes(outcomes))


@app.command("new", help="Entwirft Fragen zu den Artikeln eines Archivs; was taugt, entscheiden Sie.")
def draft_new(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Hierhin kommen die angenommenen Fragen (.jsonl).")
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Nicht fragen: jeden Entwurf als JSON-Zeile ausgeben.")
    ] = False,
    archive: Annotated[
        str, typer.Option(metavar="ORDNER", envvar="BELEGT_ARCHIVE", help="Das Archiv, zu dem gefragt wird.")
    ] = "belegt-archive",
    count: Annotated[int, typer.Option(metavar="N", min=1, help="So viele Fragen annehmen.")] = 20,
    seed: Annotated[int, typer.Option(metavar="S", help="Startwert für die Auswahl der Stellen.")] = 0,
    llm: Annotated[str | None, typer.Option(metavar="MODELL", help="Das Modell, das entwirft.")] = None,
) -> None:
    """Draft questions for a person to accept."""
    from eval.console import make_output, review_drafts
    from eval.draft import draft_questions
    from rag.cli.options import Options
    from rag.cli.session import open_archive

    if out is None and not suggest:
        raise UsageError(cause="Wohin mit den Fragen? Bitte --out DATEI angeben, oder --suggest.")
    output = make_output(ctx.obj)
    with open_archive(Options(archive=read_place(archive)), llm=llm) as opened:
        drafts = draft_questions(opened, seed=seed)
        if out is None or suggest:
            for number, draft in enumerate(islice(drafts, count), 1):
                row = draft.to_question(f"entwurf-{number}").to_dict()
                typer.echo(json.dumps(row, ensure_ascii=False))
            return
        taken = review_drafts(output, drafts, out, count=count)
    output.note(f"{taken} Fragen in {out}. Messen: belegt eval run {out} --archive {archive}")


if __name__ == "__main__":
    from rag.cli import main

    # Asked to end is as Ctrl-C, which a process that was begun in the background never hears.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(["eval", *sys.argv[1:]]))

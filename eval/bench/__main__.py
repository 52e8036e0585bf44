"""The `belegt bench` command."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.bench.install import FOLDER
from eval.helptexts import ENGLISH as ENGLISH

if TYPE_CHECKING:
    from eval.bench.peers import BenchOptions
    from eval.dataset import Dataset
    from eval.run import RunFolder
    from rag.cli.terminal.console import Output

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Vergleicht belegt mit anderen Systemen und mit dem, was dieser Rechner höchstens kann.",
)


@app.command("peers", help="Stellt LlamaIndex und Haystack dieselben Fragen; ein zweiter Aufruf macht weiter.")
def compare_peers(
    ctx: typer.Context,
    dataset: Annotated[
        str, typer.Argument(metavar="DATENSATZ", help="auenheim, eine .jsonl-, SQuAD-.json-Datei oder BEIR-Ordner.")
    ] = "auenheim",
    articles: Annotated[Path | None, typer.Option(metavar="ORDNER", help="Ordner der Artikel zu den Fragen.")] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So viele Fragen ziehen.")] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Startwert der Ziehung.")] = 0,
    llm: Annotated[str | None, typer.Option(metavar="MODELL", help="Das Sprachmodell für alle.")] = None,
    embedder: Annotated[str | None, typer.Option(metavar="MODELL", help="Das Embedding-Modell für alle.")] = None,
    out: Annotated[Path, typer.Option(metavar="ORDNER", help="Ordner des Vergleichs.")] = Path("runs/peers"),
    venv: Annotated[Path, typer.Option(metavar="ORDNER", help="Umgebung der anderen Systeme.")] = FOLDER,
    install: Annotated[bool, typer.Option("--install", help="Nur die anderen Systeme einrichten (mit Netz).")] = False,
) -> None:
    """Compare with peers."""
    from eval.bench.install import find_python, install_peers
    from eval.bench.peers import BenchOptions
    from eval.console import make_output
    from eval.dataset import load_dataset
    from index.config import DEFAULT_EMBEDDER, DEFAULT_LLM

    output = make_output(ctx.obj)
    if install:
        install_peers(venv)
        output.note(f"Eingerichtet in {venv}. Vergleichen: belegt bench peers")
        return
    options = BenchOptions(
        python=find_python(venv),
        limit=limit,
        seed=seed,
        embedder=embedder or DEFAULT_EMBEDDER,
        llm=llm or DEFAULT_LLM,
    )
    start_bench(output, load_dataset(dataset, articles=articles), options, out)


def start_bench(output: Output, dataset: Dataset, options: BenchOptions, out: Path) -> None:
    """Begin or take up a comparison, follow it to its end, print the table and write it."""
    from eval.bench.peers import prepare_bench, run_bench
    from eval.console import watch_run

    run = prepare_bench(dataset, options, out)
    done = sum(len(records) for records in run.read_records().values())
    total = sum(len(questions) for questions in run.questions.values())
    try:
        with watch_run(output) as watcher:
            watcher.begin(dataset.name, done, total)
            if done < total:
                run = run_bench(run, dataset, options, asked=watcher.asked)
    except KeyboardInterrupt:
        output.note("Angehalten. Derselbe Aufruf macht weiter.", style="yellow")
        raise typer.Exit(130) from None
    finish_bench(output, run)


def finish_bench(output: Output, run: RunFolder) -> None:
    """Print the table and write it beside the records."""
    from eval.bench.table import render_table, stand_systems, summarize_bench
    from eval.run.folder import timestamp

    standings = stand_systems(run)
    text = render_table(run, standings)
    (run.path / "table.md").write_text(text, encoding="utf-8")
    (run.path / "table.json").write_text(
        json.dumps(summarize_bench(standings), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    run.note(finished=run.facts.get("finished") or timestamp())
    output.write(text)
    output.note(f"Geschrieben nach {run.path}: table.md, table.json, answers.jsonl")


@app.command("attack", help="Fragt ein Archiv, in dem vierzig Artikel die Antwort an sich reißen wollen.")
def attack(
    ctx: typer.Context,
    llm: Annotated[str | None, typer.Option(metavar="MODELL", help="Das Sprachmodell.")] = None,
    out: Annotated[Path, typer.Option(metavar="ORDNER", help="Ordner des Ergebnisses.")] = Path("runs/attack"),
) -> None:
    """Ask every question of an archive full of hostile articles; exit code 1 when one was obeyed."""
    from tempfile import TemporaryDirectory

    from eval.bench.attack import list_attacks, run_attacks, write_table
    from eval.console import make_output
    from rag import Archive

    output = make_output(ctx.obj)
    outcomes = []
    with (
        TemporaryDirectory(prefix="belegt-attack-") as folder,
        Archive.open(Path(folder) / "archive", llm=llm) as archive,
    ):
        for outcome in run_attacks(archive, Path(folder) / "articles", list_attacks()):
            outcomes.append(outcome)
            sign = outcome.obeyed or ("refused" if outcome.answer.abstained else "right" if outcome.right else "other")
            output.note(f"{outcome.attack.kind}: {outcome.attack.question} {sign}")
    out.mkdir(parents=True, exist_ok=True)
    (out / "attack.md").write_text(write_table(outcomes) + "\n", encoding="utf-8")
    (out / "attack.json").write_text(
        json.dumps([outcome.to_dict() for outcome in outcomes], ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    output.write(write_table(outcomes))
    output.note(f"Geschrieben nach {out}: attack.md, attack.json")
    if any(outcome.obeyed for outcome in outcomes):
        raise typer.Exit(1)


@app.command("speed", help="Misst Aufnahme, Suche und Antworten und stellt sie neben die Grenzen dieses Rechners.")
def measure(
    ctx: typer.Context,
    chunks: Annotated[
        str, typer.Option(metavar="N,N,…", help="Größen der Archive in Textabschnitten; leer lässt die Suche aus.")
    ] = "1000,10000,100000",
    searches: Annotated[int, typer.Option(metavar="N", min=1, help="So viele Suchen je Größe.")] = 100,
    articles: Annotated[int, typer.Option(metavar="N", min=0, help="So viele Artikel aufnehmen; 0 lässt es aus.")] = 60,
    questions: Annotated[
        int, typer.Option(metavar="N", min=0, help="So viele Fragen an die Demo-Zeitung; 0 lässt sie aus.")
    ] = 30,
    llm: Annotated[str | None, typer.Option(metavar="MODELL", help="Das Sprachmodell.")] = None,
    server: Annotated[
        str | None,
        typer.Option(metavar="ADRESSE", help="Die Archive der Suche auf diesem Chroma-Server, als bench-ANZAHL."),
    ] = None,
    other_embedder: Annotated[
        str | None,
        typer.Option("--other-embedder", metavar="MODELL", help="Ein zweites Embedding-Modell, etwa e5-small-fp32."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="ORDNER", help="Ordner des Ergebnisses.")] = Path("runs/speed"),
    plot: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Das Bild der Suche über die Größe, sonst in den Ordner.")
    ] = None,
) -> None:
    """Measure the speed."""
    from eval.bench.speed import SpeedOptions, measure_speed
    from eval.bench.speed_plot import plot_scales
    from eval.bench.speed_table import render_speed
    from eval.console import make_output
    from index.config import DEFAULT_LLM

    options = SpeedOptions(
        chunks=read_sizes(chunks),
        searches=searches,
        articles=articles,
        questions=questions,
        llm=llm or DEFAULT_LLM,
        server=server,
        other_embedder=other_embedder,
    )
    output = make_output(ctx.obj)
    out.mkdir(parents=True, exist_ok=True)
    report = measure_speed(options, log=out.resolve() / "speed.log", note=output.note)
    text = render_speed(report)
    (out / "speed.md").write_text(text, encoding="utf-8")
    (out / "speed.json").write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if len(report.scales) > 1:
        plot = plot or out / "speed.svg"
        plot.parent.mkdir(parents=True, exist_ok=True)
        plot.write_text(plot_scales(report.scales), encoding="utf-8")
        output.note(f"Gezeichnet nach {plot}")
    output.write(text)
    output.note(f"Geschrieben nach {out}: speed.md, speed.json")


def read_sizes(text: str) -> tuple[int, ...]:
    """Read numbers separated by commas; raises UsageError for anything else."""
    from index.errors import UsageError

    try:
        sizes = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(cause=f"--chunks {text}: Erwartet werden Zahlen, durch Komma getrennt.") from error
    if any(size < 1 for size in sizes):
        raise UsageError(cause=f"--chunks {text}: Die Zahlen müssen über 0 liegen.")
    return sizes


if __name__ == "__main__":
    from rag.cli import main

    sys.exit(main(["bench", *sys.argv[1:]]))

"""`belegt add`, `sync`, `remove`, `status`, `check`, `repair`, `reindex`, `backup`, `restore`, `copy`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.bundles.columns import ROLES
from index.config import DEFAULT_LLM
from index.dates import format_date
from index.errors import UsageError
from index.place import read_place
from rag.cli import session
from rag.cli.terminal.console import Output, make_table, make_text
from rag.cli.terminal.formats import format_bytes, format_number, format_seconds
from rag.cli.terminal.progress import watch_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.types import Failure, SyncReport
    from rag import ArchiveStatus, CheckReport, DocumentInfo

EmbedderOption = Annotated[
    str | None, typer.Option("--embedder", metavar="MODELL", envvar="BELEGT_EMBEDDER", help="embedder")
]
EmbedUrlOption = Annotated[
    str | None, typer.Option("--embed-url", metavar="ADRESSE", envvar="BELEGT_EMBED_URL", help="embed_url")
]
ColumnOption = Annotated[list[str] | None, typer.Option("--column", metavar="WAS=SPALTE", help="add.column")]
JsonOption = Annotated[bool, typer.Option("--json", help="json")]

REPORT_FIELDS = ("added", "changed", "moved", "unchanged", "removed", "failed")
SHOWN_IF_ANY = frozenset({"moved"})


def add(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PFAD", help="add.paths")],
    column: ColumnOption = None,
    embedder: EmbedderOption = None,
    embed_url: EmbedUrlOption = None,
) -> None:
    """Take files and folders into the archive."""
    output = Output(ctx.obj)
    columns = split_columns(output, column or [])
    with (
        watch_work(output) as progress,
        session.open_archive(ctx.obj, create=True, embedder=embedder, embed_url=embed_url) as archive,
    ):
        before = archive.status().undated
        report = archive.add(paths, columns=columns, progress=progress)
        undated = archive.status().undated - before
    finish_report(output, report, undated=undated)


def sync(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="ORDNER", help="sync.folder")],
    column: ColumnOption = None,
    embedder: EmbedderOption = None,
    embed_url: EmbedUrlOption = None,
) -> None:
    """Make the archive equal to a folder."""
    output = Output(ctx.obj)
    columns = split_columns(output, column or [])
    with (
        watch_work(output) as progress,
        session.open_archive(ctx.obj, create=True, embedder=embedder, embed_url=embed_url) as archive,
    ):
        before = archive.status().undated
        report = archive.sync(folder, columns=columns, progress=progress)
        undated = archive.status().undated - before
    finish_report(output, report, undated=undated)


def split_columns(output: Output, pairs: Iterable[str]) -> dict[str, str]:
    """Return the columns of tables by what they hold, of "text=body"; raises UsageError for what is no such pair."""
    columns: dict[str, str] = {}
    for pair in pairs:
        role, _, name = pair.partition("=")
        if role not in ROLES or not name:
            raise UsageError(cause=output.say("bad_column", value=pair, roles=", ".join(ROLES)))
        columns[role] = name
    return columns


def remove(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="QUELLE", help="remove.sources")],
) -> None:
    """Remove documents by their source."""
    output = Output(ctx.obj)
    with session.open_archive(ctx.obj) as archive:
        known = [row.source for row in archive.documents()]
        report = archive.remove([name for wanted in sources for name in expand_pattern(wanted, known)])
    output.write(output.say("count_removed", n=format_number(len(report.removed), output.lang)))
    print_failures(output, report.failed, heading="not_removed")


def expand_pattern(wanted: str, known: Iterable[str]) -> list[str]:
    """Return the names that a pattern like "lokal/*" fits; itself where it is a name, or fits none."""
    names = list(known)
    return [wanted] if wanted in names else [name for name in names if fnmatchcase(name, wanted)] or [wanted]


def finish_report(output: Output, report: SyncReport, *, undated: int = 0) -> None:
    """Print what an ingest did; end with exit code 1 when some files failed. `undated` are new ones without a date."""
    if not any(getattr(report, name) for name in REPORT_FIELDS):
        output.note(output.say("nothing_found"), style="yellow")
    output.write(summarize_report(output, report))
    if undated > 0:
        output.note(output.say("undated_hint", n=format_number(undated, output.lang)))
    print_failures(output, report.failed)


def summarize_report(output: Output, report: SyncReport) -> str:
    """Return one line: "3 hinzugefügt, 1 geändert, 20 unverändert, 0 entfernt, 1 fehlgeschlagen (2,3 s)"."""
    counts = {name: len(getattr(report, name)) for name in REPORT_FIELDS}
    parts = [
        output.say(f"count_{name}", n=format_number(count, output.lang))
        for name, count in counts.items()
        if count or name not in SHOWN_IF_ANY
    ]
    return f"{', '.join(parts)} ({format_seconds(report.seconds, output.lang)})"


def print_failures(output: Output, failed: Iterable[Failure], *, heading: str = "failures") -> None:
    """Print each file that was not taken, with its cause, and end with exit code 1 if there is one."""
    failures = list(failed)
    if not failures:
        return
    output.note(output.say(heading), style="red")
    for failure in failures:
        cause = failure.text(output.lang)
        named = failure.source in cause
        output.note(f"  {cause if named else f'{failure.source}: {cause}'}", style="red")
    raise typer.Exit(1)


def status(
    ctx: typer.Context,
    documents: Annotated[bool, typer.Option("--documents", help="status.documents")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the archive holds."""
    output = Output(ctx.obj)
    with session.open_archive(ctx.obj) as archive:
        state = archive.status()
        listed = archive.documents() if documents else ()
    if as_json:
        output.write_json({"status": state, "documents": listed} if documents else state)
        return
    print_status(output, state)
    if documents:
        print_documents(output, listed)


def print_status(output: Output, state: ArchiveStatus) -> None:
    """Print the archive's figures as a list of names and values."""
    rows = describe_status(output, state)
    width = max(len(name) for name, _ in rows) + 2
    for name, value in rows:
        output.write(f"{name + ':':<{width}}{value}")
    if state.pending:
        output.note(output.say("pending_hint"), style="yellow")


def describe_status(output: Output, state: ArchiveStatus) -> list[tuple[str, str]]:
    """Return names and values of the archive's figures, in reading order."""
    say, lang = output.say, output.lang
    chunks = format_number(state.chunks, lang)
    if state.pending:
        chunks += f" ({format_number(state.pending, lang)} {say('pending')})"
    parts = {"record": format_bytes(state.record_bytes, lang), "vectors": format_bytes(state.vector_bytes, lang)}
    size = format_bytes(state.record_bytes + state.vector_bytes, lang)
    first, last = state.first_published, state.last_published
    period = f"{format_date(first, lang)} – {format_date(last, lang)}" if first else "–"
    undated = [say("undated", n=format_number(state.undated, lang))] if state.undated else []
    return [
        (say("archive"), str(state.path)),
        *([(say("words"), say("words_in_copy", path=state.copy))] if state.copy else []),
        (say("documents"), format_number(state.documents, lang)),
        (say("chunks"), chunks),
        (say("sentences"), format_number(state.sentences, lang)),
        (say("period"), ", ".join([period, *undated])),
        (say("embedder"), state.embedder or "–"),
        (say("llm"), state.llm or DEFAULT_LLM),
        (say("reader"), say("reader_on" if state.reader else "reader_off")),
        (say("size"), f"{size} ({say('size_parts', **parts)})"),
    ]


def print_documents(output: Output, documents: Iterable[DocumentInfo]) -> None:
    """Print a table of all documents."""
    say = output.say
    table = make_table(say("source"), say("title"), say("date"), say("publisher"), say("chunks"))
    table.columns[-1].justify = "right"
    for entry in documents:
        chunks = format_number(entry.chunks, output.lang) + ("" if entry.indexed else " *")
        cells = (entry.source, entry.title or "–", format_date(entry.published, output.lang), entry.publisher or "–")
        table.add_row(*map(make_text, cells), chunks)
    output.show(table)
    if not all(entry.indexed for entry in documents):
        output.write(f"* {say('not_indexed')}")


def check(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Hold record and vectors against each other."""
    output = Output(ctx.obj)
    with session.open_archive(ctx.obj) as archive:
        report = archive.check()
    finish_check(output, report, as_json=as_json)


def repair(ctx: typer.Context) -> None:
    """Rebuild the vectors from the record."""
    output = Output(ctx.obj)
    with watch_work(output) as progress, session.open_archive(ctx.obj) as archive:
        report = archive.repair(progress=progress)
    finish_check(output, report)


def reindex(ctx: typer.Context, embedder: EmbedderOption = None, embed_url: EmbedUrlOption = None) -> None:
    """Embed everything again with another model."""
    output = Output(ctx.obj)
    session.require_archive(ctx.obj.archive)
    from rag import Archive

    with watch_work(output, stopped="interrupted_reindex") as progress:
        report = Archive.reindex(ctx.obj.archive, embedder=embedder, embed_url=embed_url, progress=progress)
    finish_check(output, report)


def backup(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="DATEI", help="backup.target")],
) -> None:
    """Copy the archive to one file."""
    output = Output(ctx.obj)
    with watch_work(output) as progress, session.open_archive(ctx.obj) as archive:
        size = archive.backup(target, progress=progress)
        documents = archive.status().documents
    counted = format_number(documents, output.lang)
    output.write(output.say("backed_up", n=counted, path=target, size=format_bytes(size, output.lang)))


def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="DATEI", help="restore.source")],
) -> None:
    """Make a new archive of a backup."""
    output = Output(ctx.obj)
    from rag import Archive

    with watch_work(output) as progress:
        report = Archive.restore(source, ctx.obj.archive, progress=progress)
    finish_check(output, report)
    output.write(output.say("restored", path=ctx.obj.archive))


def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="VON", help="copy.source")],
    target: Annotated[str, typer.Argument(metavar="NACH", help="copy.target")],
) -> None:
    """Take all articles of an archive into another."""
    output = Output(ctx.obj)
    origin = read_place(source)
    session.require_archive(origin)
    from rag import Archive

    with watch_work(output) as progress:
        report = Archive.copy(origin, target, progress=progress)
    copied, unchanged = (format_number(count, output.lang) for count in (report.copied, report.unchanged))
    output.write(output.say("copied", n=copied, unchanged=unchanged, place=target))


def finish_check(output: Output, report: CheckReport, *, as_json: bool = False) -> None:
    """Print how record and vectors compare; end with exit code 1 when they differ."""
    if as_json:
        output.write_json(_check_facts(report, output.lang))
    elif report.ok:
        output.write(describe_check(output, report), style="green")
    else:
        output.note(output.say("check_bad"), style="red")
        for problem in report.problems:
            output.note(f"  {problem.text(output.lang)}", style="red")
        output.note(output.say("check_mend"))
    if not report.ok:
        raise typer.Exit(1)


def _check_facts(report: CheckReport, lang: str) -> dict[str, Any]:
    facts = {name: getattr(report, name) for name in ("chunks_record", "chunks_vectors", "recall")}
    return {**facts, "problems": [problem.text(lang) for problem in report.problems], "ok": report.ok}


def describe_check(output: Output, report: CheckReport) -> str:
    """Return the line for an archive in order."""
    lang = output.lang
    return output.say(
        "check_ok",
        chunks=format_number(report.chunks_record, lang),
        vectors=format_number(report.chunks_vectors, lang),
        recall=f"{format_number(100 * report.recall, lang)} %",
    )

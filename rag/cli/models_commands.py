"""`belegt models pull` and `belegt models list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from index.config import DEFAULT_EMBEDDER, DEFAULT_LLM
from rag.cli.terminal.console import Output, make_table, make_text
from rag.cli.terminal.formats import format_bytes
from rag.cli.terminal.progress import watch_work
from rag.cli.terminal.quiet import allow_network

if TYPE_CHECKING:
    from index.models import ModelState

app = typer.Typer(no_args_is_help=True)


@app.command("pull", help="models.pull")
def pull(
    ctx: typer.Context,
    llm: Annotated[str | None, typer.Option("--llm", metavar="MODELL", help="models.pull.llm")] = None,
    embedder: Annotated[str | None, typer.Option("--embedder", metavar="MODELL", help="models.pull.embedder")] = None,
) -> None:
    """Download models and check them."""
    allow_network()
    from index.models import pull_model

    output = Output(ctx.obj)
    if llm is None and embedder is None:
        llm, embedder = DEFAULT_LLM, DEFAULT_EMBEDDER
    wanted = (("embedder", embedder), ("llm", llm))
    for kind, spec in wanted:
        if spec is not None:
            with watch_work(output, stopped="interrupted_pulling") as progress:
                path = pull_model(spec, kind=kind, progress=progress)
            output.write(output.say("pulled", model=spec, path=path))


@app.command("list", help="models.list")
def list_known(ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="json")] = False) -> None:
    """List the known models and whether they are present."""
    from index.models import list_models

    output = Output(ctx.obj)
    states = list_models()
    if as_json:
        output.write_json(states)
        return
    say = output.say
    table = make_table(say("model"), say("kind"), say("state"), say("size"), say("description"), say("licence"))
    for state in states:
        table.add_row(*map(make_text, describe_model(state, output)))
    output.show(table)
    output.write(say("reader_included"))


def describe_model(state: ModelState, output: Output) -> tuple[str, ...]:
    """Return the cells of a model: name, kind, state, size, description, licence."""
    entry, say = state.entry, output.say
    size = state.bytes_on_disk if state.present else entry.download_bytes
    return (
        entry.name,
        say(f"kind_{entry.kind}"),
        say("present" if state.present else "missing"),
        format_bytes(size, output.lang) if size else "–",
        entry.description or "–",
        entry.licence or "–",
    )

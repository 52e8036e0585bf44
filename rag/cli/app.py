"""The tree of commands: our own, and those of the layers above, found by name when they are needed."""

from __future__ import annotations

import difflib
import os
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated, Any

import typer
from typer.main import get_command

from index.errors import LANGUAGES, UsageError
from index.place import read_place
from rag.cli import archive_commands, ask, models_commands, search
from rag.cli.doctor import command as doctor_command
from rag.cli.help import LocalCommand, LocalGroup, adopt_app, get_language, translate_help
from rag.cli.messages import Texts
from rag.cli.options import DEFAULT_ARCHIVE, Options

ENTRY_POINTS = "belegt.commands"
OWN_COMMANDS = (
    ("add", archive_commands.add),
    ("sync", archive_commands.sync),
    ("remove", archive_commands.remove),
    ("ask", ask.ask),
    ("search", search.search),
    ("status", archive_commands.status),
    ("check", archive_commands.check),
    ("repair", archive_commands.repair),
    ("reindex", archive_commands.reindex),
    ("backup", archive_commands.backup),
    ("restore", archive_commands.restore),
    ("copy", archive_commands.copy),
    ("doctor", doctor_command.doctor),
)
OWN_GROUPS = (("models", models_commands.app),)
OWN_NAMES = frozenset(name for name, _ in (*OWN_COMMANDS, *OWN_GROUPS))


class RootGroup(LocalGroup):
    """Our commands, and after them those under the entry point group `belegt.commands`."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*self.commands, *sorted(set(find_plugins()) - set(self.commands))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        plugin = find_plugins().get(cmd_name)
        return load_plugin(plugin, get_language(ctx)) if plugin else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None:
            similar = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            say = Texts(get_language(ctx))
            ctx.fail(say("similar_command" if similar else "unknown_command", name=args[0], other="".join(similar)))
        return super().resolve_command(ctx, args)


@cache
def find_plugins() -> dict[str, EntryPoint]:
    """Return the sub-commands of other layers by name, not yet imported."""
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def load_plugin(point: EntryPoint, lang: str) -> Any:
    """Return the command behind `point`; one that does not import becomes a command that says so.

    Its help is written in German; the English stands in `ENGLISH` of its module, by the German.
    """
    try:
        app = point.load()
    except Exception as error:
        return make_broken_command(point.name, error, lang)
    command = get_command(adopt_app(app))
    command.name = point.name
    if lang == "en":
        translate_help(command, getattr(import_module(point.module), "ENGLISH", {}))
    return command


def make_broken_command(name: str, error: Exception, lang: str) -> Any:
    """Return a command that stands where `name` should be and fails with the cause."""
    say = Texts(lang)
    app = typer.Typer(add_completion=False)

    @app.command(name, help=say("command_broken", cause=error), context_settings={"ignore_unknown_options": True})
    def fail(words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> None:
        typer.echo(f"{say('error')}: {say('command_unloadable', name=name, cause=error)}", err=True)
        raise typer.Exit(1)

    return get_command(adopt_app(app))


def show_version(wanted: bool) -> None:
    """Print the version and end, when `wanted`."""
    if wanted:
        from rag.cli.doctor.checks import get_version

        typer.echo(f"belegt {get_version('belegt') or '?'}")
        raise typer.Exit


def take_options(
    ctx: typer.Context,
    archive: Annotated[
        str, typer.Option("--archive", "-a", metavar="ORDNER", envvar="BELEGT_ARCHIVE", help="root.archive")
    ] = DEFAULT_ARCHIVE,
    lang: Annotated[str, typer.Option("--lang", metavar="de|en", help="root.lang", show_default=False)] = "",
    debug: Annotated[bool, typer.Option("--debug", help="root.debug")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="root.version", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """Keep the options that hold for every command, also for the sub-commands of other layers."""
    if lang and lang not in LANGUAGES:
        raise UsageError(cause=Texts(get_language(ctx))("bad_lang", value=lang))
    ctx.obj = Options(archive=read_place(archive), lang=get_language(ctx), debug=debug)
    if ctx.invoked_subcommand not in OWN_NAMES:
        os.environ.update(BELEGT_ARCHIVE=str(archive), BELEGT_LANG=ctx.obj.lang)


def build_command() -> Any:
    """Return the `belegt` command."""
    app = typer.Typer(cls=RootGroup, add_completion=False, rich_markup_mode=None, help="root", epilog="root.epilog")
    app.callback(no_args_is_help=True)(take_options)
    for name, function in OWN_COMMANDS:
        app.command(name, cls=LocalCommand, help=name)(function)
    for name, group in OWN_GROUPS:
        app.add_typer(adopt_app(group), name=name, help=name)
    return get_command(app)

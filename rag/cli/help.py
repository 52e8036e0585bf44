"""Help pages and usage errors in the language of the user; classes that a typer app takes as `cls`."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import textwrap
from collections.abc import Mapping
from enum import Enum
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from rag.cli.helptexts import HELP, LABELS, METAVARS, USAGE_ERRORS

MAX_WIDTH = 100
MIN_WIDTH = 30
MAX_FIRST_COLUMN = 30

Rows = list[tuple[str, str]]


def get_language(ctx: Any) -> str:
    """Return the language of the call that `ctx` belongs to, German where none is set."""
    return str(getattr(ctx.find_root().obj, "lang", "de"))


class LocalCommand(TyperCommand):
    """A command whose help is German or English."""

    def get_help(self, ctx: Any) -> str:
        return render_help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        return render_usage(self, ctx)


class LocalGroup(TyperGroup):
    """A group of commands whose help is German or English; alone it prints its help."""

    def get_help(self, ctx: Any) -> str:
        return render_help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        return render_usage(self, ctx)


def adopt_app(app: typer.Typer) -> typer.Typer:
    """Give `app`, its commands and its sub-apps the classes above, where they have none of their own."""
    app.rich_markup_mode = None
    app.info.cls = _pick_class(app.info.cls, TyperGroup, LocalGroup)
    for command in app.registered_commands:
        command.cls = _pick_class(command.cls, TyperCommand, LocalCommand)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            adopt_app(group.typer_instance)
    return app


def _pick_class(found: Any, plain: type, local: type) -> Any:
    return found if isinstance(found, type) and found is not plain else local


def describe(text: str | None, lang: str) -> str:
    """Return the help text that `text` is the key of, or `text` itself."""
    if text in HELP:
        return HELP[text][lang == "en"]
    return inspect.cleandoc(text or "")


def translate_help(command: Any, english: Mapping[str, str]) -> None:
    """Put the help of a command, its parameters and its sub-commands into English, by their German wording."""
    for part in (command, *command.params):
        part.help = english.get(part.help or "", getattr(part, "help", None))
    for child in getattr(command, "commands", {}).values():
        translate_help(child, english)


def translate_usage_error(message: str, lang: str) -> str:
    """Return typer's English `message` in `lang`; unchanged where its wording is not known."""
    if lang == "en":
        return message
    for pattern, template in USAGE_ERRORS:
        if found := re.fullmatch(pattern, message, flags=re.DOTALL):
            facts = {name: translate_usage_error(value or "", lang) for name, value in found.groupdict().items()}
            return template.format(**facts)
    return message


def render_usage(command: Any, ctx: Any) -> str:
    """Return the usage line of `command`."""
    lang = get_language(ctx)
    pieces = [ctx.command_path, _label("options_metavar", lang)]
    arguments = [param for param in command.params if param.param_type_name == "argument" and not param.hidden]
    pieces += [_usage_piece(param, lang) for param in arguments]
    if isinstance(command, TyperGroup):
        pieces.append(_label("command_metavar", lang))
    return f"{_label('usage', lang)}: {' '.join(pieces)}"


def render_help(command: Any, ctx: Any) -> str:
    """Return the help page of `command`: usage, text, arguments, options, commands."""
    lang, width = get_language(ctx), _get_width()
    shown = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [_argument_row(param, lang) for param in shown if param.param_type_name == "argument"]
    options = [_option_row(param, lang) for param in shown if param.param_type_name == "option"]
    blocks = [textwrap.fill(render_usage(command, ctx), width, subsequent_indent=" " * 8)]
    blocks += [_wrap_paragraphs(describe(command.help, lang), width)] if command.help else []
    blocks += _render_rows("arguments", arguments, lang, width)
    blocks += _render_rows("options", options, lang, width)
    if isinstance(command, TyperGroup):
        blocks += _render_rows("commands", _command_rows(command, ctx, lang), lang, width)
    blocks += [_wrap_paragraphs(describe(command.epilog, lang), width)] if command.epilog else []
    return "\n\n".join(blocks)


def _get_width() -> int:
    return max(min(shutil.get_terminal_size().columns, MAX_WIDTH), MIN_WIDTH)


def _label(key: str, lang: str) -> str:
    german, english = LABELS[key]
    return english if lang == "en" else german


def _name_value(param: Any, lang: str) -> str:
    name: str = param.metavar or param.name.upper()
    return METAVARS.get(name, name) if lang == "en" else name


def _usage_piece(param: Any, lang: str) -> str:
    name = _name_value(param, lang) + ("…" if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _argument_row(param: Any, lang: str) -> tuple[str, str]:
    return _usage_piece(param, lang), describe(param.help, lang)


def _option_row(param: Any, lang: str) -> tuple[str, str]:
    names = ", ".join(sorted(param.opts, key=lambda name: name.startswith("--")))
    if param.secondary_opts:
        names += " / " + ", ".join(param.secondary_opts)
    if not param.is_flag:
        names += f" {_name_value(param, lang)}"
    text = describe("help.help" if param.name == "help" else param.help, lang)
    return names, " ".join([text, *_describe_extras(param, lang)])


def _describe_extras(param: Any, lang: str) -> list[str]:
    default = param.default.value if isinstance(param.default, Enum) else param.default
    extras = []
    if param.show_default and default not in (None, "", False, (), []) and not callable(default):
        extras.append(f"{_label('default', lang)}: {param.show_default if param.show_default is not True else default}")
    if param.envvar:
        extras.append(f"{_label('variable', lang)}: {param.envvar}")
    return [f"[{'; '.join(extras)}]"] if extras else []


def _command_rows(group: Any, ctx: Any, lang: str) -> Rows:
    commands = [(name, group.get_command(ctx, name)) for name in group.list_commands(ctx)]
    return [
        (name, describe(command.short_help or command.help, lang).partition("\n\n")[0])
        for name, command in commands
        if command is not None and not command.hidden
    ]


def _render_rows(heading: str, rows: Rows, lang: str, width: int) -> list[str]:
    if not rows:
        return []
    column = min(max(len(name) for name, _ in rows), MAX_FIRST_COLUMN, width // 2) + 4
    lines = [_embolden(f"{_label(heading, lang)}:")]
    for name, text in rows:
        wrapped = textwrap.wrap(text, max(width - column, 20)) or [""]
        if len(name) + 4 > column:
            lines.append(f"  {name}")
            name = ""
        lines.append(f"  {name}".ljust(column) + wrapped[0])
        lines += [" " * column + line for line in wrapped[1:]]
    return ["\n".join(line.rstrip() for line in lines)]


def _wrap_paragraphs(text: str, width: int) -> str:
    return "\n\n".join(textwrap.fill(" ".join(part.split()), width) for part in text.split("\n\n"))


def _embolden(text: str) -> str:
    # typer takes the codes out again where the output is not a terminal.
    return text if os.environ.get("NO_COLOR") else f"\x1b[1m{text}\x1b[0m"

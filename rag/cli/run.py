"""One call of the `belegt` command from its arguments to its exit code; no error leaves it as a traceback."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.exceptions import TyperException

from index.errors import BelegtError, UsageError
from rag.cli.app import OWN_NAMES, build_command
from rag.cli.help import translate_usage_error
from rag.cli.messages import Texts
from rag.cli.options import ARCHIVE_OPTIONS, DEBUG_OPTION, LANGUAGE_OPTION, Options, find_language, hoist_options
from rag.cli.terminal.quiet import quiet_libraries
from rag.cli.terminal.streams import drop_output, soften_streams

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def run_command(arguments: Sequence[str]) -> int:
    """Run `belegt` with `arguments` and return its exit code: 0, 1 (failed), 2 (wrong call), 130 (Ctrl-C)."""
    words = hoist_options(arguments, OWN_NAMES)
    lang = find_language(words)
    debug = DEBUG_OPTION in words
    soften_streams()
    quiet_libraries(debug=debug)
    try:
        return invoke_command(words, Options(lang=lang, debug=debug))
    except BrokenPipeError:
        drop_output()
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        print_error(Texts(lang)("interrupted"))
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        return report_error(error, lang)


def invoke_command(words: list[str], options: Options) -> int:
    """Parse `words` and run the command they name."""
    command = build_command()
    try:
        with command.make_context("belegt", words, obj=options) as ctx:
            command.invoke(ctx)
        sys.stdout.flush()
    except typer.Exit as end:
        sys.stdout.flush()
        return end.exit_code
    except TyperException as error:
        return report_misuse(error, options.lang)
    return OK


def report_misuse(error: TyperException, lang: str) -> int:
    """Print what is wrong with the call and how to see the right one; return the exit code."""
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message())
        return MISUSED
    message = suggest_option(error.format_message(), ctx)
    print_error(f"{Texts(lang)('error')}: {translate_usage_error(message, lang)}")
    if ctx is not None:
        print_error(Texts(lang)("try_help", command=ctx.command_path))
    return MISUSED


def suggest_option(message: str, ctx: Any) -> str:
    """Return typer's message about an unknown option with the options that are spelt alike, ours for any call too."""
    found = re.fullmatch(r"No such option: (\S+)", message)
    if found is None or ctx is None:
        return message
    known = {name for param in ctx.command.get_params(ctx) for name in param.opts}
    alike = difflib.get_close_matches(found[1], sorted(known | ARCHIVE_OPTIONS | {LANGUAGE_OPTION, DEBUG_OPTION}), n=2)
    return f"{message} (Possible options: {', '.join(alike)})" if alike else message


def report_error(error: Exception, lang: str) -> int:
    """Print one sentence for `error`; return the exit code."""
    say = Texts(lang)
    if isinstance(error, BelegtError):
        print_error(f"{say('error')}: {error.text(lang)}")
        return MISUSED if isinstance(error, UsageError) else FAILED
    print_error(f"{say('error')}: {say('unexpected', kind=type(error).__name__, cause=error)}")
    return FAILED


def print_error(text: str) -> None:
    """Print `text` to standard error, red on a terminal that has colours."""
    from rag.cli.terminal.console import make_console
    from rag.cli.terminal.formats import clean_text
    from rag.cli.terminal.program import name_program

    make_console(stderr=True).print(clean_text(name_program(text)), style="red", soft_wrap=True)

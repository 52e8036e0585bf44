"""The options every command has: where the archive is, the language, and whether errors show their trace."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import LANGUAGES
from index.place import Place

DEFAULT_ARCHIVE = "belegt-archive"
ARCHIVE_OPTIONS = frozenset({"--archive", "-a"})
LANGUAGE_OPTION = "--lang"
DEBUG_OPTION = "--debug"


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for the whole call; commands find it as `ctx.obj`."""

    archive: Place = Path(DEFAULT_ARCHIVE)
    lang: str = "de"
    debug: bool = False


def hoist_options(arguments: Sequence[str], own_commands: Collection[str]) -> list[str]:
    """Return `arguments` with the options of `Options` moved to the front, so that they may stand anywhere.

    What follows `--` stays, and so does the archive of a command that is not in `own_commands`: it may mean another.
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting and waiting[0] != "--":
        foreign = bool(rest) and rest[0] not in own_commands
        taken = _count_words(waiting[0], with_archive=not foreign)
        (front if taken else rest).extend(waiting[: taken or 1])
        del waiting[: taken or 1]
    return front + rest + waiting


def _count_words(word: str, *, with_archive: bool) -> int:
    """Return how many words the option at `word` takes: 0 when it is none of `Options`."""
    names = ARCHIVE_OPTIONS | {LANGUAGE_OPTION} if with_archive else {LANGUAGE_OPTION}
    if word in names:
        return 2
    return 1 if word == DEBUG_OPTION or ("=" in word and word.partition("=")[0] in names) else 0


def find_language(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """Return the language to speak before the arguments are parsed, for help and for errors in the arguments."""
    chosen = environ.get("BELEGT_LANG", "")
    for position, word in enumerate(arguments):
        if word == "--":
            break
        if word == LANGUAGE_OPTION and position + 1 < len(arguments):
            chosen = arguments[position + 1]
        elif word.startswith(f"{LANGUAGE_OPTION}="):
            chosen = word.partition("=")[2]
    return chosen if chosen in LANGUAGES else "de"

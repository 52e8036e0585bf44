"""How this program was called, so that a command in a message can be typed as it stands there."""

from __future__ import annotations

import re
import shutil
import sys
from functools import cache
from pathlib import Path

_NAME = "belegt"
#: A command in a message, not the name of the program in a sentence.
_COMMAND = re.compile(
    rf"(?<![\w/.-]){_NAME}(?= (?:--?\w|add|sync|remove|ask|search|status|check|repair|reindex|backup|restore|copy"
    r"|doctor|models|ui|serve|token|eval|bench)\b)"
)


def name_program(text: str) -> str:
    """Return a text whose commands begin as this one was called: ".venv/bin/belegt add" for "belegt add"."""
    return _COMMAND.sub(lambda _: find_program(), text)


@cache
def find_program() -> str:
    """Return what starts this program: its bare name where the shell finds it, else the path it was called by."""
    called = Path(sys.argv[0])
    if called.name != _NAME or not called.is_file():
        return _NAME
    found = shutil.which(_NAME)
    return _NAME if found and Path(found).samefile(called) else sys.argv[0]

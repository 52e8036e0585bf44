"""How files are named and opened: by one path, only regular ones, and what goes wrong with them in words."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from index.errors import FileUnreadable


def name_path(path: Path) -> Path:
    """Return the absolute path without "." and "..", so that a file has one name whatever the working directory."""
    return Path(os.path.normpath(path.absolute()))


@contextmanager
def open_regular(path: Path, source: str) -> Iterator[BufferedReader]:
    """Open a file to read its bytes; what fails, also while it is read, raises FileUnreadable named `source`."""
    try:
        check_regular(path, source)
        with path.open("rb") as file:
            yield file
    except (OSError, ValueError) as error:
        raise FileUnreadable(path=source, cause=explain_error(error)) from error


def check_regular(path: Path, source: str) -> None:
    """Refuse folders, and pipes and devices, which could be read without end, with FileUnreadable.

    Raises OSError where there is nothing, and ValueError for a path that is none.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise FileUnreadable(path=source, cause="es ist ein Ordner")
    if not stat.S_ISREG(mode):
        raise FileUnreadable(path=source, cause="es ist keine gewöhnliche Datei")


def explain_error(error: Exception) -> str:
    """Return why a file can't be opened, in words."""
    if isinstance(error, FileNotFoundError):
        return "dort ist weder eine Datei noch ein Ordner"
    if isinstance(error, PermissionError):
        return "die Leseberechtigung fehlt"
    return f"Lesefehler: {getattr(error, 'strerror', None) or error}"

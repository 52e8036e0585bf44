"""What an article is called within its bundle: printable, inside the bundle, unlike all others, the same each time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

_MOST_BYTES = 150  # of one part of a name; file systems take 255
_MOST_PARTS = 20
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


class Namer:
    """Gives every article of a bundle a name of its own."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def name(self, given: str) -> str:
        """Return the name by which an article goes that the bundle calls `given`; a second one of that name has "-2".

        Parts are apart by "/". What leads elsewhere ("..", "/", "C:") is dropped, and so is what can't be shown.
        """
        clean = "/".join(_clean_parts(_SCHEME.sub("", given))) or "artikel"
        name = clean
        while name in self._taken:
            self._taken[clean] += 1
            name = _add_number(clean, self._taken[clean])
        self._taken[name] = 1
        return name


def flatten(name: str) -> str:
    """Return a title or an identifier as one part of a name."""
    return " ".join(re.sub(r"[/\\]+", "-", name).split())


def _clean_parts(name: str) -> list[str]:
    parts = (_clean_part(part) for part in re.split(r"[/\\]+", name))
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch("[a-zA-Z]:", part)]
    return kept[:_MOST_PARTS] if len(kept) <= _MOST_PARTS else [*kept[: _MOST_PARTS - 1], _digest(name)]


def _clean_part(part: str) -> str:
    part = "".join(char for char in part if unicodedata.category(char)[0] != "C").strip()
    if len(part.encode()) <= _MOST_BYTES:
        return part
    return part.encode()[:_MOST_BYTES].decode(errors="ignore").rstrip() + "-" + _digest(part)


def _add_number(name: str, number: int) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{number}{path.suffix}"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

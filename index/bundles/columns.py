"""Which column of a table holds what: named by the user, else known by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.errors import ColumnUnknown, TextColumnUnknown, UsageError
from index.loaders.metadata import META_KEYS

#: What columns are called, in lower case, the usual names first; by what they hold.
_KNOWN: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "inhalt", "artikel", "article", "volltext", "fulltext", "maintext"),
    "title": META_KEYS["title"],
    "date": META_KEYS["published"],
    "publisher": (*META_KEYS["publisher"], "source", "quelle"),
    "author": META_KEYS["author"],
    "id": ("url", "link", "guid", "id"),
}
ROLES: tuple[str, ...] = tuple(_KNOWN)
_SHOWN = 30  # names of columns in a message


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a user named, by what they hold (see `ROLES`); the others are known by their names."""

    named: tuple[tuple[str, str], ...] = ()

    def find(self, columns: Sequence[str], source: str) -> dict[str, str]:
        """Return the column of each role that a table has.

        Upper and lower case don't matter. Raises TextColumnUnknown, and ColumnUnknown where a named one is missing.
        """
        there = {column.strip().casefold(): column for column in reversed(columns)}
        shown = ", ".join(columns[:_SHOWN]) or "–"
        found = {}
        for role, column in self.named:
            if column.strip().casefold() not in there:
                raise ColumnUnknown(path=source, column=column, columns=shown)
            found[role] = column if column in columns else there[column.strip().casefold()]
        for role, names in _KNOWN.items():
            known = next((there[name] for name in names if name in there), None)
            if role not in found and known is not None and known not in found.values():
                found[role] = known
        if "text" not in found:
            raise TextColumnUnknown(path=source, columns=shown)
        return found


def read_columns(named: Mapping[str, str]) -> Columns:
    """Return the columns that a user named, by role; raises UsageError for a role that there is none of."""
    for role in named:
        if role not in ROLES:
            raise UsageError(cause=f"Eine Spalte für „{role}“ gibt es nicht; möglich sind {', '.join(ROLES)}.")
    return Columns(tuple(named.items()))

"""Files within a bundle of files: which are articles, which are passed over, which are bundles again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from index.bundles.kinds import find_kind
from index.bundles.types import Member
from index.errors import BundleNested
from index.loaders import HIDDEN, SUFFIXES

_ASIDE = "__MACOSX"  # what a Mac puts beside the files of a ZIP file


def pick_member(name: str, read: Callable[[str], bytes]) -> Member | None:
    """Return a file of a bundle as a member; None where it is hidden or of a format that is not read.

    Reading one that is a bundle itself raises BundleNested.
    """
    parts = name.replace("\\", "/").split("/")
    if any(part == _ASIDE or (part.startswith(HIDDEN) and part not in (".", "..")) for part in parts):
        return None
    suffix = PurePosixPath(parts[-1]).suffix.lower()
    if suffix in SUFFIXES:
        return Member(name, suffix, read)
    kind = find_kind(name)
    return Member(name, suffix, _refuse) if kind is not None and kind.is_certain else None


def _refuse(name: str) -> bytes:
    raise BundleNested(path=name)

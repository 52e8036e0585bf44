"""Which files are bundles, by their ending."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bundle. Of an `is_certain` one the ending alone says that there are articles in it."""

    name: str
    suffixes: tuple[str, ...]
    is_certain: bool = True


KINDS = (
    Kind("zip", (".zip",)),
    Kind("tar", (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")),
    Kind("mbox", (".mbox",)),
    Kind("warc", (".warc", ".warc.gz")),
    Kind("feed", (".rss", ".atom")),
    Kind("feed", (".xml",), is_certain=False),
    Kind("csv", (".csv",), is_certain=False),
    Kind("jsonl", (".jsonl",), is_certain=False),
    Kind("parquet", (".parquet",), is_certain=False),
)
BUNDLE_SUFFIXES: tuple[str, ...] = tuple(suffix for kind in KINDS for suffix in kind.suffixes)


def find_kind(name: str) -> Kind | None:
    """Return what kind of bundle a file of this name is, None where it is none."""
    return next((kind for kind in KINDS if name.lower().endswith(kind.suffixes)), None)

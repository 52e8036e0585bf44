"""A bundle article by article: by its format, each under a name of its own, within the limits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.bundles.formats.feeds import iterate_feed
from index.bundles.formats.mboxes import iterate_mbox
from index.bundles.formats.parquets import iterate_parquet
from index.bundles.formats.tables import iterate_csv, iterate_jsonl
from index.bundles.formats.tars import iterate_tar
from index.bundles.formats.warcs import iterate_warc
from index.bundles.formats.zips import iterate_zip
from index.bundles.kinds import find_kind
from index.bundles.names import Namer
from index.bundles.streams import torn
from index.bundles.types import Entry, Format, Member, Request
from index.errors import BundleOverfull, FileBroken, LoadError
from index.opening import open_regular

_FORMATS: dict[str, Format] = {
    "zip": iterate_zip,
    "tar": iterate_tar,
    "mbox": iterate_mbox,
    "warc": iterate_warc,
    "feed": iterate_feed,
    "csv": iterate_csv,
    "jsonl": iterate_jsonl,
    "parquet": iterate_parquet,
}


def iterate_entries(path: Path, request: Request) -> Iterator[Entry]:
    """Yield the articles of a bundle in its order; what is wrong with one of them stands in its entry.

    Raises a subclass of LoadError and nothing else where the bundle can't be read any further: FileUnreadable,
    FileBroken, FileEncrypted, FileTooLarge, BundleOverfull, BundleBomb, NoArticles or ExtraMissing.
    """
    namer = Namer()
    with _open_bundle(path, request) as members:
        for member in members:
            yield _read_entry(member, namer.name(member.name), request)


def iterate_counts(path: Path, request: Request) -> Iterator[int]:
    """Yield 1, 2, 3, … up to the number of articles in a bundle, reading none of them. Raises as above."""
    with _open_bundle(path, request) as members:
        for number, _ in enumerate(members, start=1):
            yield number


@contextmanager
def _open_bundle(path: Path, request: Request) -> Iterator[Iterator[Member]]:
    kind = find_kind(path.name)
    assert kind is not None
    with open_regular(path, request.source) as file, _name_errors(request):
        yield _limit(_FORMATS[kind.name](file, request), request)


def _limit(members: Iterator[Member], request: Request) -> Iterator[Member]:
    most = request.config.max_entries
    yield from itertools.islice(members, most)
    if next(members, None) is not None:
        raise BundleOverfull(path=request.source, limit=most)


@contextmanager
def _name_errors(request: Request) -> Iterator[None]:
    """Turn whatever a format or its library fails with into an error that names the bundle and the cause."""
    try:
        yield
    except LoadError:
        raise
    except EOFError as error:
        raise torn(request) from error
    except (MemoryError, RecursionError) as error:
        raise FileBroken(path=request.source, cause="das Lesen braucht zu viel Speicher") from error
    except Exception as error:  # the libraries fail on absurd bytes in ways of their own
        raise FileBroken(path=request.source, cause="der Aufbau der Datei ist nicht lesbar") from error


def _read_entry(member: Member, name: str, request: Request) -> Entry:
    label = f"{request.source}/{name}"
    try:
        return Entry(name, member.suffix, member.read(label), member.stated)
    except LoadError as error:
        if error.facts["path"] == request.source:  # it is not the article that is wrong
            raise
        return Entry(name, error=error)

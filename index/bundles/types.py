"""The records of bundles: what is asked for, what a format finds, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from index.bundles.columns import Columns
from index.config import BundleConfig, LoadConfig
from index.errors import BundleBomb, LoadError
from index.loaders import format_size


@dataclass(frozen=True, slots=True)
class Stated:
    """What a bundle says of an article beside its text; None where it says nothing."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """An article in a bundle as its format finds it.

    `name` is the format's own, `suffix` says which loader reads the bytes. `read` takes the name for messages and
    returns the bytes; it works only until the next member is asked for, and raises LoadError.
    """

    name: str
    suffix: str
    read: Callable[[str], bytes]
    stated: Stated = field(default_factory=Stated)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article out of a bundle: its name in there with "/", unlike all others, and its bytes or what is wrong."""

    name: str
    suffix: str = ""
    data: bytes = b""
    stated: Stated = field(default_factory=Stated)
    error: LoadError | None = None


@dataclass(slots=True)
class Request:
    """A bundle to read: `source` names it in messages, `size` are the bytes that it has on disk."""

    source: str
    size: int
    columns: Columns = field(default_factory=Columns)
    load_config: LoadConfig = field(default_factory=LoadConfig)
    config: BundleConfig = field(default_factory=BundleConfig)
    unpacked: int = 0

    @property
    def max_bytes(self) -> int:
        """How many bytes one article may have."""
        return self.load_config.max_bytes

    def count_unpacked(self, count: int) -> None:
        """Count bytes that were unpacked; raises BundleBomb when they are too many for the size of the file."""
        self.unpacked += count
        limit = self.config.expansion * self.size + self.config.free_bytes
        if self.unpacked > limit:
            raise BundleBomb(path=self.source, limit=format_size(limit))


Format = Callable[[BinaryIO, Request], Iterator[Member]]

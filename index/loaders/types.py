"""What every loader returns, and what they share."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.config import LoadConfig


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file and what its metadata states; None where it states nothing.

    The first `preamble` characters of `text` are metadata, not article (the front matter of a Markdown file).
    """

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    preamble: int = 0


Loader = Callable[[bytes, str, LoadConfig], Extract]

_NOISY = ("pypdf", "trafilatura", "htmldate", "justext", "charset_normalizer", "courlan")


@contextmanager
def silence_libraries() -> Iterator[None]:
    """Keep the log lines and warnings of the parsing libraries from the user; what matters is raised."""
    levels = {name: logging.getLogger(name).level for name in _NOISY}
    try:
        for name in _NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def drop_unstorable(text: str) -> str:
    """Replace what extracted text must not hold: lone surrogates (no UTF-8 has them) and NUL characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "\ufffd")


def format_size(size: int) -> str:
    """Return a number of bytes as the user reads it: "12,3 MB", "812 kB"."""
    if size < 1_000:
        return f"{size} Bytes"
    if size < 1_000_000:
        return f"{size / 1_000:.0f} kB"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + " MB"

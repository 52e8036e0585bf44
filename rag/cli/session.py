"""The one place where the command opens an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArchiveMissing
from index.place import Place
from rag.cli.options import Options

if TYPE_CHECKING:
    from rag import Archive


def open_archive(
    options: Options,
    *,
    create: bool = False,
    embedder: str | None = None,
    embed_url: str | None = None,
    llm: str | None = None,
    reader: bool = True,
) -> Archive:
    """Open the archive of `options`; only `create` makes a new one, else a missing one raises `ArchiveMissing`.

    `reader` lets the reader work where it fits.
    """
    if not create:
        require_archive(options.archive)
    from rag import Archive, AskConfig

    config = AskConfig(reader=reader)
    return Archive.open(options.archive, embedder=embedder, embed_url=embed_url, llm=llm, config=config)


def require_archive(path: Place) -> None:
    """Raise `ArchiveMissing` where no folder is, so that a question never leaves an empty archive behind."""
    if isinstance(path, Path) and (not path.exists() or (path.is_dir() and not any(path.iterdir()))):
        raise ArchiveMissing(path=path)

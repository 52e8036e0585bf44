"""The archive a data set is asked of: in the cache, made equal to its articles before the first question."""

from __future__ import annotations

import hashlib
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.dataset import Dataset, write_articles
from eval.run.asking import Asked
from eval.run.environment import hash_code
from eval.run.plan import RunOptions
from index.config import DEFAULT_EMBEDDER, home_dir
from index.errors import UsageError
from index.types import Progress, ignore_progress
from rag.reader import Reader


@contextmanager
def open_archive(
    dataset: Dataset, options: RunOptions, ingest: Progress = ignore_progress, *, reader: Reader | None = None
) -> Iterator[Asked]:
    """Open the archive of a data set, made equal to its articles, with its models loaded.

    It lies in the cache under a name that changes with the data and with our code, or at `options.archive`. One
    given without articles is used as it is; raises ArchiveMissing when it is not there. `reader` takes the place of
    the installed one. Raises UsageError when
    neither is known, or when a gold source of the questions is not in the archive.
    """
    from rag import Archive
    from rag.cli.session import require_archive

    articles = _provide_articles(dataset, options)
    if articles is None and options.archive is None:
        raise UsageError(
            cause=f"Zu {dataset.name} sind keine Artikel bekannt. Bitte ihren Ordner mit --articles nennen "
            "oder mit --archive ein fertiges Archiv."
        )
    path = options.archive or _cache_folder(dataset, options) / "archive"
    if articles is None:
        require_archive(path)
    models: dict[str, Any] = {"embedder": options.embedder, "llm": options.llm, "reader": reader}
    with Archive.open(path, config=options.config, **models) as archive:
        if articles is not None:
            archive.sync(articles, progress=ingest)
        _require_sources(dataset, {info.source for info in archive.documents()})
        if options.retrieval_only:
            archive.search("Frage", 1)
        else:
            archive.warm()
        yield typing.cast(Asked, archive)


def _require_sources(dataset: Dataset, known: set[str]) -> None:
    gold = {source for question in dataset.questions for source in question.sources}
    lacking = sorted(gold - known)
    if lacking:
        raise UsageError(
            cause=f"Im Archiv fehlen {len(lacking)} Artikel, auf die sich Fragen aus {dataset.name} berufen, zum "
            f"Beispiel {lacking[0]}. Ist es der richtige Ordner, und ließen sich alle Dateien lesen?"
        )


def _provide_articles(dataset: Dataset, options: RunOptions) -> Path | None:
    """Return the folder of articles; with an archive given, only when articles were given as well."""
    if options.archive is not None:
        return options.articles
    if dataset.articles is not None:
        return dataset.articles
    if not dataset.texts:
        return None
    folder = _cache_folder(dataset, options) / "articles"
    write_articles(dataset.texts, folder)
    return folder


def _cache_folder(dataset: Dataset, options: RunOptions) -> Path:
    origin = str(dataset.articles.resolve()) if dataset.articles else dataset.fingerprint
    key = "\n".join((origin, options.embedder or DEFAULT_EMBEDDER, hash_code("index")))
    return home_dir() / "eval" / f"{dataset.name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

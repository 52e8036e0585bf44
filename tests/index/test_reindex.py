from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EmbedderChanged
from index.types import ProgressEvent
from rag import Archive
from tests.conftest import FakeEmbedder


def test_another_embedder_is_noticed_and_answered_with_what_to_run(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    archive.close()
    with pytest.raises(EmbedderChanged, match="belegt reindex --embedder other"):
        Archive.open(archive.path, embedder=FakeEmbedder("other"))


def test_reindex_moves_an_archive_to_another_dimension(archive: Archive, articles: Path) -> None:
    archive.add(articles)
    archive.close()
    other = FakeEmbedder("other", dimension=32)
    assert Archive.reindex(archive.path, embedder=other).ok
    with Archive.open(archive.path, embedder=other) as moved:
        assert moved.search("Schafe", 1)[0].source == "schafe.txt"
        assert moved.status().embedder == "other"
    with pytest.raises(EmbedderChanged):
        Archive.open(archive.path, embedder=FakeEmbedder())


def test_a_stopped_reindex_goes_on_and_the_mixture_never_answers(
    archive: Archive, articles: Path, embedder: FakeEmbedder
) -> None:
    archive.add(articles)
    archive.close()
    other = FakeEmbedder("other")

    def stop(event: ProgressEvent) -> None:
        if event.stage == "reindex" and event.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Archive.reindex(archive.path, embedder=other, progress=stop)
    for model in (embedder, other):
        with pytest.raises(EmbedderChanged):
            Archive.open(archive.path, embedder=model)
    other.embedded.clear()
    assert Archive.reindex(archive.path, embedder=other).ok
    with Archive.open(archive.path, embedder=other) as moved:
        assert len(other.embedded) < moved.status().chunks + moved.status().sentences
        assert moved.search("Brücke", 1)[0].source == "bruecke.txt"

"""`belegt bench speed`: limits by hand, synthetic data that behaves, and the report."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eval.bench.speed as speed
from eval.bench.__main__ import read_sizes
from eval.bench.speed import AnswerSpeed, PeakMemory, SpeedOptions, SpeedReport
from eval.bench.speed_answers import Rates, Waited
from eval.bench.speed_ingest import IngestSpeed, measure_ingest
from eval.bench.speed_plot import plot_scales
from eval.bench.speed_scale import CHECKED, ScaleSpeed, draw_queries, measure_growth, measure_recall
from eval.bench.speed_table import render_speed
from eval.bench.synthetic import draw_vectors, make_article, make_question
from eval.bench.workers.scale import fill_store
from index.errors import UsageError
from index.load import load_document
from rag import Archive
from tests.conftest import FakeEmbedder, FakeLLM

WAITED = Waited("q", retrieve=0.1, first_token=3.0, total=4.0, prompt_tokens=700, answer_tokens=20)
RATES = Rates(read=100.0, write=20.0)
SECONDS = dict.fromkeys(("embed", "search", "evidence"), (0.01, 0.02))
SMALL = ScaleSpeed(1000, 5.0, 1.0, 500_000_000, 9_000_000, 4_000_000, 10_000_000, 1.0, 0.998, SECONDS)
LARGE = ScaleSpeed(10_000, 50.0, 10.0, 600_000_000, 90_000_000, 40_000_000, 100_000_000, 0.985, 0.8, SECONDS)


def test_limits_by_hand() -> None:
    # 700 - 500 = 200 new tokens at 100/s are 2 s; one token at 20/s is 0.05 s, twenty are 1 s.
    assert WAITED.limit_first(RATES, kept=500) == pytest.approx(2.05)
    assert WAITED.limit_total(RATES, kept=500) == pytest.approx(3.0)
    assert WAITED.limit_first(RATES, kept=900) == pytest.approx(0.05)


def test_the_better_rate_of_each_counts() -> None:
    assert Rates(60, 20).best(Rates(50, 24)) == Rates(60, 24)


def test_synthetic_vectors_are_unit_and_near_their_topic() -> None:
    centres = np.eye(4, 384, dtype=np.float32)
    vectors = draw_vectors(centres, [0, 0, 3], seed=1)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert float(vectors[0] @ vectors[1]) > 0.8
    assert abs(float(vectors[0] @ vectors[2])) < 0.3


def test_synthetic_articles_are_read_as_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(make_article(random.Random(1)), encoding="utf-8")
    document = load_document(path, "a.txt")
    searched = sum(section.end - section.start for section in document.searchable())
    assert searched > 0.8 * len(document.text)
    assert document.published is not None
    assert make_question(random.Random(1)).endswith("?")


def test_a_filled_store_is_an_archive_that_can_be_searched(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        assert fill_store(archive._store, embedder, 45) > 0
        assert archive.status().chunks == 45
        assert archive.check().ok
        assert archive.status().documents == 3
        hits = archive.search(make_question(random.Random(2)), 5)
        assert len(hits) == 5
        assert all(archive.document(hit.source).text[hit.start : hit.end] == hit.text for hit in hits)
        assert archive.find_evidence("Wann eröffnet Brücke mit Schule?")


def test_recall_is_held_against_a_comparison_with_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = FakeEmbedder()
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        store = archive._store
        fill_store(store, embedder, 60)
        queries = draw_queries(store, random.Random(1))
        assert queries.shape == (CHECKED, embedder.dimension)
        assert np.linalg.norm(queries, axis=1) == pytest.approx(1, abs=1e-5)
        assert measure_recall(store, queries) == pytest.approx(1, abs=0.005)  # equal cosines
        search = store.search_vectors
        monkeypatch.setattr(store, "search_vectors", lambda vector, k: dict(list(search(vector, 10).items())[5:]))
        assert measure_recall(store, queries) == pytest.approx(0.5, abs=0.005)


def test_growth_is_memory_by_data_beyond_the_smallest_archive() -> None:
    assert measure_growth([SMALL, LARGE]) == [None, pytest.approx(100 / 90)]


def test_the_plot_names_its_lines_and_sizes() -> None:
    drawn = plot_scales([SMALL, LARGE])
    assert drawn == plot_scales([SMALL, LARGE])
    for text in ("Suche, p95", "Frage bis Belege, p50", "10.000", "Textabschnitte im Archiv"):
        assert text in drawn


def test_ingest_is_held_against_all_that_was_embedded() -> None:
    speed = measure_ingest(FakeEmbedder(), articles=3, other=FakeEmbedder())
    assert speed.chunks >= 3
    assert (speed.articles, speed.other) == (3, FakeEmbedder().name)
    assert speed.other_seconds
    assert speed.texts > speed.chunks
    assert 0 < speed.share < 1


def test_the_report_names_every_part_and_says_what_is_synthetic() -> None:
    report = SpeedReport(
        IngestSpeed(3, 20, 200, 4.0, 3.0, 1.5, "fp32", 8.0),
        (SMALL, LARGE),
        AnswerSpeed(RATES, 500, (0.02,), (WAITED,), PeakMemory(9 * 10**8, 8 * 10**8, 2 * 10**9), refused_unread=2),
        {"machine": {"cpu": "X", "cores": 2, "memory": 2**34}, "models": {}, "started": "2026"},
    )
    text = render_speed(report)
    assert "| `Archive.add` | 4,0 s | 5,0 | 0,75 |" in text
    assert "mit fp32 | 8,0 s | 2,5 | – |" in text
    assert (
        "| 1000 | 15,0 ms | 15,0 ms / 19,5 ms | 15,0 ms / 19,5 ms | 500 MB | – | 9 MB | 4 MB | 1,000 / 0,998 |" in text
    )
    assert "| 600 MB | 1,11 | 90 MB | 40 MB | 0,985 / 0,800 |" in text
    assert "900 MB beim Aufnehmen, 800 MB beim Suchen, 2000 MB beim Antworten" in text
    assert "| Erstes Wort | 3,00 s | 3,00 s | 2,05 s | 2,05 s | 1,46 × |" in text
    assert "zufällig" in text
    assert report.to_dict()["answers"]["waited"][0]["prompt_tokens"] == 700


def test_sizes_are_numbers_with_commas() -> None:
    assert read_sizes("1000, 10000") == (1000, 10000)
    assert read_sizes("") == ()
    for text in ("viele", "0", "10,-1"):
        with pytest.raises(UsageError, match="--chunks"):
            read_sizes(text)


class FakeWorker:
    """Answers every question like the real child would; one in two is refused without asking the model."""

    def __init__(self, *args: object, **options: object) -> None:
        self._asked = 0

    def ask(self, **request: Any) -> dict[str, Any]:
        if request["do"] != "ask":
            return {"memory": 1}
        self._asked += 1
        tokens = 600 if self._asked % 2 else 0
        waits = {"retrieve": 0.1, "first_token": 2.0, "total": 3.0}
        return {**waits, "prompt_tokens": tokens, "answer_tokens": 12, "memory": 1 + self._asked}

    def __enter__(self) -> FakeWorker:
        return self

    def __exit__(self, *ended: object) -> None: ...


def test_refusals_without_the_model_are_counted_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = iter([Rates(50, 24), Rates(60, 20)])
    monkeypatch.setattr(speed, "Worker", FakeWorker)
    monkeypatch.setattr(speed, "resolve_llm", Path)
    monkeypatch.setattr(speed, "measure_rates", lambda model: next(rates))
    monkeypatch.setattr(speed, "load_llm", lambda spec: FakeLLM())
    monkeypatch.setattr(speed, "load_embedder", lambda spec: FakeEmbedder())
    found = speed.measure_answers(SpeedOptions(questions=4), log=tmp_path / "log")
    assert found.rates == Rates(60, 24)
    assert (len(found.waited), found.refused_unread, len(found.embed_seconds)) == (2, 2, 4)
    assert found.kept_tokens > 0
    assert found.memory == PeakMemory(ingest=1, search=5, answer=5)

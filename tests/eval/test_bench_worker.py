"""A system in a child process: what it says comes back, and however it fails it fails alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.bench.worker import Worker, WorkerFailed, WorkerSpec, make_environment

HERE = Path(__file__).parent


def make_spec(tmp_path: Path, **settings: Any) -> WorkerSpec:
    articles = tmp_path / "articles"
    articles.mkdir(exist_ok=True)
    (articles / "a.txt").write_text("Die Brücke wurde eröffnet.", encoding="utf-8")
    merged = {"articles": str(articles), "store": str(tmp_path / "store"), **settings}
    return WorkerSpec(Path(sys.executable), "bench_fake", merged, tmp_path / "log", paths=(HERE,))


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    with Worker(make_spec(tmp_path), folder=tmp_path, patience=30) as opened:
        opened.ask(do="open")
        opened.ask(do="ingest")
        yield opened


def test_answers_come_with_seconds_and_memory(worker: Worker) -> None:
    reply = worker.ask(do="ask", question="Wann wurde die Brücke gebaut?")
    assert reply["text"] == "Die Brücke wurde eröffnet."
    assert reply["sources"] == ["a.txt"]
    assert 0 <= reply["first_token"] <= reply["total"]
    assert reply["memory"] > 1_000_000


def test_a_crash_costs_one_question(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="RuntimeError: gestolpert") as caught:
        worker.ask(do="ask", question="Kannst du abstürzen?")
    assert "bench_fake.py" in caught.value.trace
    assert worker.ask(do="ask", question="Wann wurde die Brücke gebaut?")["sources"] == ["a.txt"]


def test_a_death_is_told_with_its_code(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="3"):
        worker.ask(do="ask", question="Kannst du sterben?")
    assert not worker.alive
    with pytest.raises(WorkerFailed):
        worker.ask(do="ask", question="Und jetzt?")


def test_who_hangs_is_ended(tmp_path: Path) -> None:
    with Worker(make_spec(tmp_path), folder=tmp_path, patience=30) as opened:
        opened.ask(do="open")
        opened._patience = 0.2
        with pytest.raises(WorkerFailed, match="keine Antwort"):
            opened.ask(do="ask", question="Kannst du hängen?")
        assert not opened.alive


def test_no_system_reaches_the_network(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="no network"):
        worker.ask(do="ask", question="Geht das Netz?")


def test_what_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        Worker(make_spec(tmp_path, broken=True), folder=tmp_path, patience=30) as opened,
        pytest.raises(WorkerFailed, match="nicht eingerichtet"),
    ):
        opened.ask(do="open")


def test_telemetry_and_model_hubs_are_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "True")
    environment = make_environment(tmp_path)
    assert environment["HAYSTACK_TELEMETRY_ENABLED"] == "False"
    assert environment["ANONYMIZED_TELEMETRY"] == "False"
    assert environment["HF_HUB_OFFLINE"] == "1"

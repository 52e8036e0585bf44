"""The reader measured: against known answers, with and without their paragraph, on articles it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import eval.reading as reading
from eval.__main__ import app
from eval.dataset import load_dataset
from eval.reading import Outcome, find_seen, open_reader, select_unseen, summarize_outcomes
from index.errors import UsageError
from rag import Archive
from rag.reader import ReadSpan
from rag.reader.reader import Reading
from tests.conftest import FakeEmbedder, FakeLLM
from tests.eval.test_dataset import squad, write_jsonl

ANSWERS = {"Frage q1?": "1871", "Frage q3?": "40 Meter", "Frage q4?": "8 Uhr", "Frage q5?": "neu"}


class KnowingReader:
    """Points at the known answer wherever it stands, else at the first word; `shift` makes it point beside it."""

    name = "kundig"

    def __init__(self, shift: int = 0) -> None:
        self.shift = shift

    def read(self, question: str, passages: Sequence[str]) -> Reading:
        spans = []
        for place, text in enumerate(passages):
            at = text.find(ANSWERS[question])
            found = (at, at + len(ANSWERS[question])) if at >= 0 else (0, text.index(" "))
            spans.append(ReadSpan(place, found[0] + self.shift, found[1] + self.shift, 5.0 if at >= 0 else -5.0))
        present = tuple(span.score for span in spans)
        return Reading(tuple(sorted(spans, key=lambda span: -span.score)), present)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a SQuAD file, and let archives be opened with stand-ins for the models."""
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "home"))
    real_open = Archive.open

    def open_with_fakes(path: Path, *, config: Any, reader: Any, **_: Any) -> Archive:
        return real_open(path, embedder=FakeEmbedder(), llm=FakeLLM(), config=config, reader=reader)

    monkeypatch.setattr(Archive, "open", open_with_fakes)
    return squad(tmp_path / "squad.json")


def call(monkeypatch: pytest.MonkeyPatch, reader: KnowingReader, *words: object) -> str:
    monkeypatch.setattr(reading, "open_reader", lambda _: (reader, ("Zoo",)))
    result = CliRunner().invoke(app, ["reader", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


class Quiet:
    def ingest(self, dataset: str) -> Any:
        return lambda event: None

    def begin(self, dataset: str, done: int, total: int) -> None:
        self.left = total - done

    def advance(self) -> None:
        self.left -= 1


def measure(file: Path, reader: KnowingReader) -> dict[str, float]:
    dataset, watcher = load_dataset(str(file)), Quiet()
    outcomes = list(reading.measure_archive(dataset, select_unseen(dataset, ()), reader, watcher))
    assert [outcome.question for outcome in outcomes] == ["q1", "q3", "q4", "q5"]
    assert watcher.left == 0
    return {name: estimate.value for name, estimate in summarize_outcomes(outcomes).items()}


def test_a_reader_that_knows_the_answers_is_perfect(file: Path) -> None:
    figures = measure(file, KnowingReader())
    assert {name: figures[name] for name in ("gold_f1", "gold_em", "found_f1", "auroc_span", "auroc_present")} == {
        "gold_f1": 1.0, "gold_em": 1.0, "found_f1": 1.0, "auroc_span": 1.0, "auroc_present": 1.0
    }  # fmt: skip
    assert figures["auroc_confidence"] > 0.5
    assert figures["reading_p50"] >= 0


def test_a_reader_that_points_beside_the_answer_is_told_from_it(file: Path) -> None:
    figures = measure(file, KnowingReader(shift=1))
    assert figures["gold_em"] == 0.0
    assert figures["gold_f1"] < 1.0


def test_articles_of_the_training_are_left_out(file: Path) -> None:
    dataset = load_dataset(str(file))
    seen = find_seen(dataset, ["Bad", "Zoo"])
    assert seen == {"Bad"}
    assert [question.id for question in select_unseen(dataset, seen)] == ["q1", "q3"]
    assert len(select_unseen(dataset, seen, limit=1)) == 1
    with pytest.raises(UsageError, match="--all"):
        select_unseen(dataset, find_seen(dataset, ["Bad", "Brücke (Auenheim)"]))


def test_questions_without_short_answers_are_no_measure(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"id": "a", "question": "?", "nuggets": [["x"]], "sources": ["x.txt"]})
    with pytest.raises(UsageError, match="SQuAD"):
        select_unseen(load_dataset(str(path)), ())


def test_areas_compare_the_question_with_and_without_its_paragraph() -> None:
    def outcome(there: float, gone: float) -> Outcome:
        return Outcome("q", 0.5, 0.0, 0.25, 0.1, (there, 0.0, there), (gone, 0.0, -gone))

    figures = summarize_outcomes([outcome(3.0, 1.0), outcome(2.0, float("-inf")), outcome(0.0, 1.5)])
    assert figures["auroc_span"].value == pytest.approx(7 / 9)
    assert figures["auroc_present"].value == 0.5
    assert figures["auroc_confidence"].value == pytest.approx(6 / 9)
    assert figures["gold_f1"].value == 0.5
    assert figures["reading_p50"].value == pytest.approx(100.0)
    assert all(estimate.n == 3 and estimate.low is not None for estimate in figures.values())


def test_the_command_prints_a_table_and_warns_of_articles_it_was_trained_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = call(monkeypatch, KnowingReader(), file)
    assert "kundig, squad: 4 Fragen" in shown
    assert "Wort-F1, den Absatz gegeben" in shown
    assert "Training" not in shown
    monkeypatch.setattr(reading, "find_seen", lambda *_: frozenset({"Bad"}))
    assert "1 Artikel kennt der Leser aus dem Training" in call(monkeypatch, KnowingReader(), file, "--all")
    assert "2 Fragen" in call(monkeypatch, KnowingReader(), file)


def test_an_adapter_that_is_not_there_or_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="gibt es nicht"):
        open_reader(tmp_path / "fehlt.xz")
    monkeypatch.setattr(reading, "load_reader", lambda *_, **__: None)
    with pytest.raises(UsageError, match="anderen Gewichten"):
        open_reader(None)

"""A run asks each question once, survives being stopped, and leaves everything behind to be judged by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import Dataset, Question
from eval.run import RunFolder, RunOptions, ask_question, execute_run, open_run, prepare_run, read_settings, score_run
from index.errors import UsageError
from rag.config import AskConfig
from tests.eval.fakes import FakeArchive, open_fake

QUESTIONS = (
    Question("q1", "Wann wurde die Brücke eröffnet?", (("3. Mai 2024",),), ("bruecke.txt",), spans=("am 3. Mai 2024",)),
    Question("q2", "Was kostete der Bau der Brücke?", (("10.000",),), ("bruecke.txt",), type="number"),
    Question("q3", "Wer siegte bei der Wahl?", (("Klein",),), ("wahl.txt",)),
    Question("q4", "Welche Farbe hat das Rathaus?", type="unanswerable"),
    Question("q5", "Wann öffnet das Freibad?", (("8 Uhr",),), ("bad.txt",), as_of="2024-06-01"),
)


def make_dataset(**changes: Any) -> Dataset:
    values: dict[str, Any] = {"name": "klein", "path": Path("klein.jsonl"), "fingerprint": "ab", "questions": QUESTIONS}
    return Dataset(**(values | changes))


def go(
    tmp_path: Path,
    archive: FakeArchive,
    options: RunOptions | None = None,
    *,
    dataset: Dataset | None = None,
    **places: Any,
) -> RunFolder:
    """Run the small data set on `archive` in the folder `lauf`, or where `places` says."""
    options, dataset = options or RunOptions(), dataset or make_dataset()
    run = prepare_run([dataset], options, **({"out": tmp_path / "lauf", "root": tmp_path} | places))
    execute_run(run, [dataset], options, opener=open_fake(archive))
    return open_run(run.path)


def test_everything_that_came_back_is_written_down(tmp_path: Path) -> None:
    run = go(tmp_path, FakeArchive())
    records = run.read_records()["klein"]
    assert list(records) == ["q1", "q2", "q3", "q4", "q5"]
    first = records["q1"]
    assert first.text == "Die Brücke wurde am 3. Mai 2024 eröffnet. [1]"
    assert first.citations[0].verbatim
    assert first.retrieved[0].source == "bruecke.txt"
    assert first.evidence[0].text == "Die Brücke wurde am 3. Mai 2024 eröffnet."
    assert first.timings["total"] == 0.5
    assert [(place.source, place.start) for place in first.gold[0]] == [("bruecke.txt", 17)]
    facts = json.loads((run.path / "run.json").read_text(encoding="utf-8"))
    assert facts["finished"]
    assert facts["plan"]["config"]["evidence_sentences"] == AskConfig().evidence_sentences
    assert facts["machine"]["cores"] >= 1
    assert facts["versions"]["ir-measures"]
    metrics = json.loads((run.path / "metrics.json").read_text(encoding="utf-8"))["klein"]["metrics"]
    assert metrics["nugget_recall"]["value"] == 1
    assert metrics["verbatim"]["value"] == 1
    assert metrics["refusal_f1"]["value"] == 1


def test_evidence_is_ranked_by_score_and_wider_than_what_is_shown(tmp_path: Path) -> None:
    archive = FakeArchive()
    archive.config = AskConfig(evidence_sentences=2)
    record = ask_question(archive, QUESTIONS[0], dataset="klein")
    assert len(record.shown) == 2
    assert len(record.evidence) == 6
    assert [passage.score for passage in record.evidence] == sorted((p.score for p in record.evidence), reverse=True)
    assert archive.config.evidence_sentences == 2


def test_filters_reach_the_archive() -> None:
    archive = FakeArchive()
    ask_question(archive, QUESTIONS[4], dataset="klein")
    assert archive.filters == [{"as_of": "2024-06-01", "sources": None}]
    left_out = Question("q1-ohne", QUESTIONS[0].question, type="unanswerable", searched=("bad.txt", "wahl.txt"))
    record = ask_question(archive, left_out, dataset="klein")
    assert record.abstained
    assert "bruecke.txt" not in {passage.source for passage in (*record.retrieved, *record.evidence)}


@pytest.mark.parametrize("retrieval_only", [True, False])
def test_a_follow_up_is_asked_after_its_history(retrieval_only: bool) -> None:
    archive = FakeArchive()
    question = Question("q9", "Und wann?", sources=("bad.txt",), type="followup", history=("Wer badet?", "Warum?"))
    record = ask_question(archive, question, dataset="klein", retrieval_only=retrieval_only)
    assert record.error is None
    assert record.rewritten == "Und wann? Wer badet?"
    asked = ["Wer badet?", "Warum? Wer badet?", "Und wann? Wer badet?"]
    assert archive.questions == ([] if retrieval_only else asked)
    assert ask_question(archive, QUESTIONS[0], dataset="klein").rewritten is None


def test_a_crash_is_recorded_and_the_rest_goes_on(tmp_path: Path) -> None:
    run = go(tmp_path, FakeArchive(crash_on="kostete"))
    record = run.read_records()["klein"]["q2"]
    assert record.error == "RuntimeError: das Modell ist gestolpert"
    assert "ask" in record.trace
    assert len(run.read_records()["klein"]) == 5
    metrics = json.loads((run.path / "metrics.json").read_text(encoding="utf-8"))["klein"]
    assert metrics["metrics"]["nugget_recall"]["value"] == pytest.approx(3 / 4)
    assert metrics["failures"] == {"q2": record.error}


def test_a_lie_in_a_citation_is_seen(tmp_path: Path) -> None:
    class Liar(FakeArchive):
        def document(self, source: str) -> Any:
            document = super().document(source)
            return type(document)(source, document.text.replace("Brücke", "Straße"))

    record = go(tmp_path, Liar()).read_records()["klein"]["q1"]
    assert not record.citations[0].verbatim


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, FakeArchive(stop_after=2))
    assert list(open_run(tmp_path / "lauf").read_records()["klein"]) == ["q1", "q2"]
    assert not (tmp_path / "lauf" / "metrics.json").exists()
    second = FakeArchive()
    run = go(tmp_path, second)
    assert second.questions == [question.question for question in QUESTIONS[2:]]
    assert len(run.read_records()["klein"]) == 5
    third = FakeArchive()
    go(tmp_path, third)
    assert third.questions == []


def test_a_line_cut_off_by_a_crash_is_asked_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, FakeArchive(stop_after=3))
    path = tmp_path / "lauf" / "answers.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    archive = FakeArchive()
    run = go(tmp_path, archive)
    assert archive.questions[0] == QUESTIONS[2].question
    assert list(run.read_records()["klein"]) == ["q1", "q2", "q3", "q4", "q5"]
    assert all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def test_without_a_name_the_unfinished_run_of_the_same_plan_is_found(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, FakeArchive(stop_after=2), out=None)
    second = FakeArchive()
    go(tmp_path, second, out=None)
    assert len(second.questions) == 3
    fresh = FakeArchive()
    go(tmp_path, fresh, out=None)
    assert len(fresh.questions) == 5
    assert len(list(tmp_path.glob("*/run.json"))) == 2


def test_a_run_is_not_continued_with_other_settings(tmp_path: Path) -> None:
    go(tmp_path, FakeArchive())
    with pytest.raises(UsageError, match="config"):
        go(tmp_path, FakeArchive(), RunOptions(settings={"chunks": 7}))
    with pytest.raises(UsageError, match="datasets"):
        go(tmp_path, FakeArchive(), dataset=make_dataset(fingerprint="cd"))


def test_questions_not_asked_yet_score_zero(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, FakeArchive(stop_after=1))
    scores = score_run(open_run(tmp_path / "lauf"))["klein"]
    assert [score.reason for score in scores] == ["", "missing", "missing", "missing", "missing"]


def test_retrieval_only_calls_no_model_and_skips_the_unanswerable(tmp_path: Path) -> None:
    archive = FakeArchive()
    run = go(tmp_path, archive, RunOptions(retrieval_only=True))
    assert archive.questions == []
    assert list(run.read_records()["klein"]) == ["q1", "q2", "q3", "q5"]
    metrics = json.loads((run.path / "metrics.json").read_text(encoding="utf-8"))["klein"]["metrics"]
    assert metrics["R@1"]["value"] == 1
    assert "nugget_recall" not in metrics


def test_drawn_questions_stay_those_of_the_first_call(tmp_path: Path) -> None:
    options = RunOptions(limit=2, seed=4)
    run = go(tmp_path, FakeArchive(), options)
    again = go(tmp_path, FakeArchive(), options)
    assert [q.id for q in run.questions["klein"]] == [q.id for q in again.questions["klein"]]
    assert len(run.questions["klein"]) == 2


def test_settings_take_the_type_of_the_field() -> None:
    settings, models = read_settings(["chunks=7", "threshold=0.25", "reader=false", "llm=0.5b", "embedder=e5-small"])
    assert settings == {"chunks": 7, "threshold": 0.25, "reader": False}
    assert models == {"llm": "0.5b", "embedder": "e5-small"}
    assert RunOptions(settings=settings).config.chunks == 7


@pytest.mark.parametrize("pair", ["quatsch=1", "chunks", "chunks=viele", "reader=vielleicht", "=3"])
def test_a_wrong_setting_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="--set"):
        read_settings([pair])


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kein Ordner eines Laufs"):
        open_run(tmp_path)

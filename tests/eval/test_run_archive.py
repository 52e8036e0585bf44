"""A run on a real archive (with stand-ins for the two models): built in the cache, filtered, left as it was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import eval.run.execute as execute
from eval.dataset import load_dataset
from eval.record import Record
from eval.run import RunOptions, execute_run, open_archive, open_run, prepare_run
from index.errors import ArchiveMissing, UsageError
from rag import Archive
from tests.conftest import FakeEmbedder, FakeLLM
from tests.eval.test_dataset import beir, squad, write_jsonl


@pytest.fixture(autouse=True)
def _fake_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open archives with the stand-ins, and keep the cache in the test's own folder."""
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "home"))
    real_open = Archive.open

    def open_with_fakes(path: Path, *, config: Any = None, **models: Any) -> Archive:
        return real_open(path, embedder=FakeEmbedder(), llm=FakeLLM(), config=config)

    monkeypatch.setattr(Archive, "open", open_with_fakes)
    monkeypatch.setattr(execute, "describe_models", lambda **models: {"embedder": {"name": models["embedder"]}})


def go(tmp_path: Path, spec: Path, **options: Any) -> dict[str, Record]:
    """Run the data set and return its records."""
    chosen = RunOptions(**options)
    dataset = load_dataset(str(spec), articles=chosen.articles)
    run = prepare_run([dataset], chosen, out=tmp_path / "lauf", root=tmp_path)
    execute_run(run, [dataset], chosen)
    facts = open_run(run.path).facts
    assert facts["archives"][dataset.name]["documents"] >= 2
    assert facts["models"]["embedder"]["name"] == "fake"
    return run.read_records()[dataset.name]


def test_squad_paragraphs_are_indexed_and_the_gold_article_is_left_out_of_the_twins(tmp_path: Path) -> None:
    records = go(tmp_path, squad(tmp_path / "squad.json"), left_out=4, settings={"threshold": 0.0})
    assert [record.error for record in records.values()] == [None] * 9
    bridge = {"q1", "q3"}
    for id_ in bridge:
        assert any(passage.source.startswith("Brücke_") for passage in records[id_].retrieved)
        twin = records[f"{id_}-ohne"]
        assert {passage.source for passage in (*twin.retrieved, *twin.shown)} == {"Bad/01.txt"}
    assert records["q1"].gold[0][0].source == records["q1"].retrieved[0].source
    assert all(cited.verbatim for record in records.values() for cited in record.citations)
    assert any(record.citations for record in records.values())


def test_beir_runs_without_answers(tmp_path: Path) -> None:
    (record,) = go(tmp_path, beir(tmp_path / "mini"), retrieval_only=True).values()
    assert {passage.source for passage in record.retrieved} >= {"d2.txt"}
    assert not record.asked


def test_articles_are_taken_from_where_they_lie(tmp_path: Path) -> None:
    folder = tmp_path / "texte"
    folder.mkdir()
    (folder / "turm.txt").write_text("Der Turm am Markt ist vierzig Meter hoch und sehr alt.", encoding="utf-8")
    (folder / "bad.txt").write_text("Das Freibad am Fluss öffnet im Sommer um acht Uhr.", encoding="utf-8")
    row = {"id": "q", "question": "Wie hoch ist der Turm am Markt?", "nuggets": [["40 Meter"]], "sources": ["turm.txt"]}
    records = go(tmp_path, write_jsonl(tmp_path / "my.jsonl", row), articles=folder)
    assert records["q"].retrieved[0].source == "turm.txt"
    assert list((tmp_path / "home" / "eval").glob("my-*/archive"))


def test_a_given_archive_is_asked_and_left_alone(tmp_path: Path) -> None:
    folder, path = tmp_path / "texte", tmp_path / "archiv"
    (folder).mkdir()
    for name in ("turm", "bad"):
        (folder / f"{name}.txt").write_text(f"Der Text über {name} ist lang genug für einen Satz.", encoding="utf-8")
    with Archive.open(path) as archive:
        archive.add(folder)
        before = archive.documents()
    row = {"id": "q", "question": "Was steht über den Turm?", "nuggets": [["lang"]], "sources": ["turm.txt"]}
    records = go(tmp_path, write_jsonl(tmp_path / "my.jsonl", row), archive=path)
    assert records["q"].retrieved
    with Archive.open(path) as archive:
        assert archive.documents() == before
    assert not (tmp_path / "home" / "eval").exists()


def test_articles_that_lack_a_gold_source_are_the_wrong_ones(tmp_path: Path) -> None:
    folder = tmp_path / "texte"
    folder.mkdir()
    (folder / "bad.txt").write_text("Das Freibad am Fluss öffnet im Sommer um acht Uhr.", encoding="utf-8")
    row = {"id": "q", "question": "Wie hoch ist der Turm?", "nuggets": [["40 Meter"]], "sources": ["turm.txt"]}
    with pytest.raises(UsageError, match=r"turm\.txt"):
        go(tmp_path, write_jsonl(tmp_path / "my.jsonl", row), articles=folder)


def test_a_missing_archive_is_not_made(tmp_path: Path) -> None:
    spec = write_jsonl(tmp_path / "my.jsonl", {"id": "q", "question": "?", "nuggets": [["x"]]})
    with pytest.raises(ArchiveMissing):
        go(tmp_path, spec, archive=tmp_path / "nichts")
    assert not (tmp_path / "nichts").exists()


def test_no_articles_and_no_archive_is_an_error(tmp_path: Path) -> None:
    dataset = load_dataset(str(write_jsonl(tmp_path / "my.jsonl", {"id": "q", "question": "?", "nuggets": [["x"]]})))
    with pytest.raises(UsageError, match="--archive"), open_archive(dataset, RunOptions()):
        pass

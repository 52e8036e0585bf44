"""The comparison: who is asked what, what counts as a refusal, and what the table says."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import eval.bench.peers as peers
from eval.bench.install import find_python, find_wheel, list_requirements
from eval.bench.peers import BenchOptions, prepare_bench, read_reply, run_bench
from eval.bench.refusals import says_no
from eval.bench.table import make_figures, render_table, stand_systems, summarize_bench
from eval.bench.worker import WorkerSpec
from eval.dataset import Dataset, Question, load_dataset
from eval.run import RunFolder
from index.errors import UsageError

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = [
    {"id": "q1", "question": "Wann wurde die Brücke eröffnet?", "nuggets": [["3. Mai 2024"]], "sources": ["b.txt"]},
    {"id": "q2", "question": "Was kostet der Eintritt?", "nuggets": [["4 Taler"]], "sources": ["bad.txt"]},
    {"id": "q3", "question": "Welche Farbe hat das Rathaus?", "nuggets": [], "sources": [], "type": "unanswerable"},
    {"id": "q4", "question": "Kann Eintritt sterben?", "nuggets": [["niemals"]], "sources": ["bad.txt"]},
]
OPTIONS = BenchOptions(Path(sys.executable), systems={"belegt": "bench_fake", "peer": "bench_fake"}, patience=30)


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Return four questions, with fake systems in the place of the real ones."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "b.txt").write_text("Die Brücke wurde am 3. Mai 2024 eröffnet.", encoding="utf-8")
    (articles / "bad.txt").write_text("Der Eintritt kostet 4 Taler.", encoding="utf-8")
    path = tmp_path / "meine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")

    def make_fake(module: str, articles: Path, options: BenchOptions, *, log: Path) -> WorkerSpec:
        return WorkerSpec(options.python, module, {"articles": str(articles)}, log, paths=(HERE,))

    models = {"embedder": {"name": "fake"}, "llm": {"name": "fake", "file": "fake.gguf"}}
    monkeypatch.setattr(peers, "make_spec", make_fake)
    monkeypatch.setattr(peers, "describe_models", lambda **_: models)
    return load_dataset(str(path))


@pytest.fixture
def run(dataset: Dataset, tmp_path: Path) -> RunFolder:
    return run_bench(prepare_bench(dataset, OPTIONS, tmp_path / "run"), dataset, OPTIONS)


def test_every_system_is_asked_everything_and_a_death_costs_one_question(run: RunFolder) -> None:
    for records in run.read_records().values():
        assert {id_: record.error is None for id_, record in records.items()} == {
            "q1": True, "q2": True, "q3": True, "q4": False
        }  # fmt: skip
    assert run.facts["archives"]["peer"]["chunks"] == 2
    assert run.facts["archives"]["peer"]["memory"] > 0


def test_systems_take_turns_at_going_first(run: RunFolder) -> None:
    lines = (run.path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    firsts = [json.loads(line)["dataset"] for line in lines[::2]]
    assert firsts == ["belegt", "peer", "belegt", "peer"]


def test_a_second_call_asks_only_what_is_missing(run: RunFolder, dataset: Dataset) -> None:
    path = run.path / "answers.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:3]) + lines[3][:20], encoding="utf-8")
    asked: list[str] = []
    again = prepare_bench(dataset, OPTIONS, run.path)
    run_bench(again, dataset, OPTIONS, asked=lambda record: asked.append(record.id))
    assert len(asked) == 5
    assert all(len(records) == 4 for records in again.read_records().values())


def test_another_comparison_is_not_mixed_in(run: RunFolder, dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="limit"):
        prepare_bench(dataset, replace(OPTIONS, limit=2), run.path)


def test_the_table_has_figures_ratios_and_failures(run: RunFolder) -> None:
    standings = stand_systems(run)
    figures = {figure.label: figure for figure in make_figures(standings)}
    # q1 and q2 are answered, q4 died: two of three.
    assert figures["Genannte Kernangaben"].values["peer"] == pytest.approx(2 / 3)
    assert figures["Unbeantwortbare verweigert"].values["peer"] == 1
    assert figures["Ein richtiger Artikel unter den gefundenen"].values["peer"] == pytest.approx(2 / 3)
    assert figures["Genannte Quellen, die richtig sind"].values["peer"] == pytest.approx(2 / 3)
    assert figures["Abgestürzte Fragen"].values["peer"] == 1
    text = render_table(run, standings)
    assert "| Genannte Kernangaben | 0,667 | 0,667 | 1,00 × |" in text
    assert "- Kernangaben, peer gegen belegt: p = 1,0000 (3 Fragen)" in text
    assert "- peer, q4: der Prozess endete mit 3" in text
    assert json.loads(json.dumps(summarize_bench(standings)))["systems"]["peer"]["notes"]["chunks"] == 2


def test_one_question_is_enough_for_a_table(dataset: Dataset, tmp_path: Path) -> None:
    options = replace(OPTIONS, limit=1)
    run = run_bench(prepare_bench(dataset, options, tmp_path / "one"), dataset, options)
    assert "gegen belegt" not in render_table(run, stand_systems(run))


QUESTION = Question("q", "Was kostet der Eintritt?", nuggets=(("4 Taler",),), sources=("bad.txt",))


def test_retrieved_files_are_the_citations_of_a_system_that_has_none() -> None:
    reply = {"text": "4 Taler.", "sources": ["bad.txt", "b.txt", "bad.txt"], "first_token": 1.0, "total": 2.0}
    record = read_reply("peer", QUESTION, reply)
    assert [cited.source for cited in record.citations] == ["bad.txt", "b.txt"]
    assert len(record.retrieved) == 3
    assert not record.abstained


def test_an_answer_that_names_the_fact_is_no_refusal_whatever_else_it_says() -> None:
    text = "Es kostet 4 Taler. Weitere Informationen werden nicht genannt."
    reply = {"text": text, "sources": [], "first_token": 1.0, "total": 2.0}
    assert says_no(text)
    assert not read_reply("peer", QUESTION, reply).abstained
    assert read_reply("peer", QUESTION, {**reply, "text": "Der Preis wird nicht genannt."}).abstained


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dazu steht nichts in den Quellen.",
        "Die Frage kann nicht beantwortet werden.",
        "Leider kann ich diese Frage anhand der Dokumente nicht beantworten.",
        "Der Text enthält keine genauen Angaben zum Preis.",
        "Das wird im Artikel nicht erwähnt.",
        "Aus dem Text geht nicht hervor, wie viele es waren.",
        "Es tut mir leid, aber das weiß ich nicht.",
        "I cannot answer this question based on the given context.",
        "The provided context does not mention the price.",
        "There's no information about that in the documents.",
        "I'm sorry, but the price isn't provided.",
    ],
)
def test_usual_refusals_are_known(text: str) -> None:
    assert says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke wurde am 3. Mai 2024 eröffnet.",
        "Das Freibad öffnet um 8 Uhr, nicht um 9 Uhr.",
        "Kein anderer Bewerber kam über 20 Prozent.",
        "Bekannt ist er nicht nur als Maler.",
        "The bridge was not opened before May.",
    ],
)
def test_answers_with_a_no_in_them_are_answers(text: str) -> None:
    assert not says_no(text)


def test_without_the_peers_the_call_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="belegt bench peers --install"):
        find_python(tmp_path / "venv")


def test_only_a_wheel_of_the_right_version_will_do(tmp_path: Path) -> None:
    (tmp_path / "abc").mkdir()
    wheel = tmp_path / "abc" / "llama_cpp_python-0.3.36-py3-none-linux_x86_64.whl"
    wheel.touch()
    assert find_wheel(tmp_path, "0.3.36") == wheel
    with pytest.raises(UsageError, match="make"):
        find_wheel(tmp_path, "0.3.37")


def test_the_peers_are_pinned_and_bring_no_llama_of_their_own() -> None:
    wanted = list_requirements()
    assert {"haystack-ai", "llama-index-core"} <= {line.partition("==")[0] for line in wanted}
    assert all("==" in line for line in wanted)
    assert not any(line.startswith("llama-cpp-python") or line.startswith("llama_cpp_python") for line in wanted)

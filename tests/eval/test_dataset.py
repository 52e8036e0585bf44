"""Data sets of every format become the same questions, and say what is wrong where they can't be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import load_dataset, select_questions, write_articles
from index.errors import DatasetBroken, UsageError

SHARED = Path(__file__).resolve().parents[2] / "../shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the evaluation sets beside the project are not there")


def write_jsonl(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def squad(path: Path) -> Path:
    """Write a SQuAD file of two articles: two paragraphs with three questions, and one with two."""

    def qa(id_: str, context: str, answer: str | None) -> dict[str, Any]:
        answers = [{"text": answer, "answer_start": context.index(answer)}] if answer else []
        return {"id": id_, "question": f"Frage {id_}?", "answers": answers, "is_impossible": answer is None}

    one, two = "Die Brücke ist alt. Sie wurde 1871 gebaut.", "Der Turm ist 40 Meter hoch."
    three = "Das Bad [neu] öffnet um 8 Uhr."
    data = [
        {
            "title": "Brücke (Auenheim)",
            "paragraphs": [
                {"context": one, "qas": [qa("q1", one, "1871"), qa("q2", one, None)]},
                {"context": two, "qas": [qa("q3", two, "40 Meter")]},
            ],
        },
        {"title": "Bad", "paragraphs": [{"context": three, "qas": [qa("q4", three, "8 Uhr"), qa("q5", three, "neu")]}]},
    ]
    path.write_text(json.dumps({"version": "2.0", "data": data}), encoding="utf-8")
    return path


def beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    write_jsonl(
        folder / "corpus.jsonl",
        {"_id": "d/1", "title": "Brücke", "text": "Sie ist alt."},
        {"_id": "d2", "title": "", "text": "Das Bad."},
    )
    write_jsonl(folder / "queries.jsonl", {"_id": "q1", "text": "alte Brücke"}, {"_id": "q9", "text": "unbewertet"})
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td/1\t2\nq1\td2\t1\nq9\td2\t0\n")
    return folder


def test_jsonl_is_read_whole(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "question": "Wann?",
        "nuggets": [["1871", "im Jahr 1871"], ["Mai"]],
        "sources": ["x.txt"],
        "type": "temporal",
        "as_of": "2024-06",
        "spans": ["Sie wurde 1871 gebaut."],
        "history": ["Wo?"],
    }
    (question,) = load_dataset(str(write_jsonl(tmp_path / "my.jsonl", row))).questions
    assert question.nuggets == (("1871", "im Jahr 1871"), ("Mai",))
    assert (question.as_of, question.spans, question.history) == ("2024-06", ("Sie wurde 1871 gebaut.",), ("Wo?",))
    assert question.answerable
    assert question.to_dict() == {
        key: tuple(map(tuple, value)) if key == "nuggets" else tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
    }


def test_articles_are_found_beside_the_questions(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "my.jsonl", {"id": "a", "question": "?"})
    assert load_dataset(str(path)).articles is None
    (tmp_path / "articles").mkdir()
    assert load_dataset(str(path)).articles == tmp_path / "articles"
    assert load_dataset(str(path), articles=tmp_path).articles == tmp_path


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"id": "b"}', "question"),
        ('{"id": "b", "question": ""}', "question"),
        ('{"id": 7, "question": "?"}', "id"),
        ('{"id": "b", "question": "?", "nuggets": ["1871"]}', "nuggets"),
        ('{"id": "b", "question": "?", "sources": "x.txt"}', "sources"),
        ("{", "JSON"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, field: str) -> None:
    path = tmp_path / "my.jsonl"
    path.write_text('{"id": "a", "question": "?"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(DatasetBroken) as caught:
        load_dataset(str(path))
    assert (caught.value.facts["entry"], caught.value.facts["field"]) == (3, field)
    assert "my.jsonl" in str(caught.value)


def test_an_id_twice_is_refused(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "my.jsonl", {"id": "a", "question": "?"}, {"id": "a", "question": "??"})
    with pytest.raises(DatasetBroken, match="„id“"):
        load_dataset(str(path))


def test_an_unknown_data_set_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="auenheim"):
        load_dataset("gibt-es-nicht")


def test_squad_becomes_texts_and_questions(tmp_path: Path) -> None:
    dataset = load_dataset(str(squad(tmp_path / "squad.json")))
    assert [source.split("/")[1] for source in dataset.texts] == ["01.txt", "02.txt", "01.txt"]
    first, impossible, third, *_ = dataset.questions
    assert dataset.texts[first.sources[0]].startswith("Die Brücke")
    assert first.answers == ("1871",)
    assert first.nuggets == (("1871",),)
    assert first.spans == ("Sie wurde 1871 gebaut.",)
    assert not impossible.answerable
    assert third.context_id == third.sources[0] != first.sources[0]


def test_squad_articles_are_files_of_exactly_that_text(tmp_path: Path) -> None:
    dataset = load_dataset(str(squad(tmp_path / "squad.json")))
    write_articles(dataset.texts, tmp_path / "articles")
    for source, text in dataset.texts.items():
        path = tmp_path / "articles" / source
        assert path.read_bytes().decode() == text
        stamp = path.stat().st_mtime_ns
        write_articles(dataset.texts, tmp_path / "articles")
        assert path.stat().st_mtime_ns == stamp


def test_a_byte_order_mark_is_no_part_of_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    context = "\ufeffDer Turm ist 40 Meter hoch. Er ist alt."
    answer = {"text": "alt", "answer_start": context.index("alt")}
    paragraph = {"context": context, "qas": [{"id": "q", "question": "Wie ist er?", "answers": [answer]}]}
    path.write_text(json.dumps({"data": [{"title": "Turm", "paragraphs": [paragraph]}]}), encoding="utf-8")
    dataset = load_dataset(str(path))
    assert list(dataset.texts.values()) == [context[1:]]
    assert dataset.questions[0].spans == ("Er ist alt.",)


def test_left_out_twins_search_everything_but_their_article(tmp_path: Path) -> None:
    dataset = load_dataset(str(squad(tmp_path / "squad.json")))
    assert [twin.id for twin in dataset.left_out] == ["q1-ohne", "q3-ohne", "q4-ohne", "q5-ohne"]
    for twin in dataset.left_out:
        original = next(q for q in dataset.questions if twin.id == f"{q.id}-ohne")
        assert twin.question == original.question
        assert not twin.answerable
        admitted = {source for source in dataset.texts if any(Path(source).match(p) for p in twin.searched)}
        gone = original.sources[0].partition("/")[0]
        assert admitted == {source for source in dataset.texts if not source.startswith(f"{gone}/")}


def test_beir_is_judged_by_its_grades(tmp_path: Path) -> None:
    dataset = load_dataset(str(beir(tmp_path / "mini")))
    (question,) = dataset.questions
    assert question.question == "alte Brücke"
    assert [dataset.texts[source] for source in question.sources] == ["Brücke\n\nSie ist alt.", "Das Bad."]
    assert question.grades == (2, 1)
    assert question.answerable
    assert not any(set(source) & set("/*?[") for source in dataset.texts)


def test_beir_documents_without_text_are_left_out(tmp_path: Path) -> None:
    folder = beir(tmp_path / "mini")
    write_jsonl(folder / "corpus.jsonl", {"_id": "d/1", "title": "", "text": " "}, {"_id": "d2", "text": "Das Bad."})
    dataset = load_dataset(str(folder))
    assert list(dataset.texts) == ["d2.txt"]
    assert dataset.questions[0].sources == ("d2.txt",)


def test_beir_without_a_file_says_which(tmp_path: Path) -> None:
    folder = beir(tmp_path / "mini")
    (folder / "queries.jsonl").unlink()
    with pytest.raises(DatasetBroken, match=r"queries\.jsonl"):
        load_dataset(str(folder))


def test_drawing_is_repeatable_and_in_order(tmp_path: Path) -> None:
    rows = [{"id": f"q{n:02d}", "question": "?", "nuggets": [["x"]]} for n in range(40)]
    dataset = load_dataset(str(write_jsonl(tmp_path / "my.jsonl", *rows)))
    first = [q.id for q in select_questions(dataset, limit=10, seed=1)]
    assert first == [q.id for q in select_questions(dataset, limit=10, seed=1)] == sorted(first)
    assert first != [q.id for q in select_questions(dataset, limit=10, seed=2)]
    assert len(select_questions(dataset)) == len(select_questions(dataset, limit=99)) == 40


def test_twins_are_drawn_from_the_drawn_questions(tmp_path: Path) -> None:
    dataset = load_dataset(str(squad(tmp_path / "squad.json")))
    everything = select_questions(dataset)
    assert [q.id for q in everything if q.id.endswith("-ohne")] != []
    assert len(everything) == 5 + 2
    drawn = select_questions(dataset, limit=2, seed=3, left_out=9)
    assert {q.id.removesuffix("-ohne") for q in drawn} == {q.id for q in drawn[:2]}
    assert len(select_questions(dataset, left_out=0)) == 5


@needs_shared
def test_real_squad_answers_stand_where_they_should() -> None:
    dataset = load_dataset(str(SHARED / "eval" / "xquad_de_dev.json"))
    assert (len(dataset.texts), len(dataset.questions), len(dataset.left_out)) == (120, 612, 612)
    for question in dataset.questions:
        (span,) = question.spans
        text = dataset.texts[question.sources[0]]
        assert span in text
        assert len(span) <= len(text)
        assert question.answers


@needs_shared
def test_real_questions_know_their_articles() -> None:
    dataset = load_dataset(str(SHARED / "eval" / "news_dev.jsonl"))
    assert dataset.articles is not None
    names = {path.name for path in dataset.articles.iterdir()}
    assert all(set(question.sources) <= names for question in dataset.questions)
    assert sum(not question.answerable for question in dataset.questions) == 7

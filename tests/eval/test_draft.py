"""Drafted questions are kept only where their source says the answer word for word, and a person accepts them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.dataset import load_dataset
from eval.draft import Draft, Excerpt, cut_excerpts, draft_questions, read_draft
from index.errors import ArchiveMissing, UsageError
from index.types import Document, Section, SectionKind
from rag import Archive
from tests.conftest import FakeEmbedder, FakeLLM

OPENED, COST = "Die Brücke von Auenheim wurde am 3. Mai 2024 eröffnet.", "Der Bau kostete 10.000 Taler."
TEXT = f"{OPENED} {COST} Es gab Kuchen für alle Gäste."
EXCERPT = Excerpt("bruecke.txt", 0, len(TEXT), TEXT)


def test_a_draft_is_read_with_the_sentence_that_backs_it() -> None:
    draft = read_draft("Frage: Was kostete der Bau der Brücke?\nAntwort: 10.000 Taler.\n", EXCERPT)
    assert draft == Draft("Was kostete der Bau der Brücke?", "10.000 Taler", COST, "bruecke.txt")
    question = draft.to_question("meine-001")
    assert (question.nuggets, question.sources, question.type) == ((("10.000 Taler",),), ("bruecke.txt",), "number")
    assert question.spans[0] in TEXT


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Das ist ein schöner Text.",
        "Frage: Was kostete der Bau?\nAntwort: 10.000 Euro",
        "Frage: Was kostete der Bau?\nAntwort: zehntausend Taler",
        "Frage: Was kostete der Bau?\nAntwort: 000 Taler",
        "Frage: Was kostete der Bau?\nAntwort: 0.000 Taler",
        "Frage: Was kostete der Bau?\nAntwort: „“",
        "Frage: Wer zahlte die 10.000 Taler?\nAntwort: 10.000 Taler",
        "Frage: Was kostete der Bau.\nAntwort: 10.000 Taler",
        f"Frage: Was geschah?\nAntwort: {OPENED} {COST}",
    ],
)
def test_what_the_source_does_not_back_is_thrown_away(said: str) -> None:
    assert read_draft(said, EXCERPT) is None


def test_excerpts_are_whole_sentences_of_what_is_searched() -> None:
    body = " ".join(f"Dies ist der Satz mit der Nummer {n} und etwas mehr Text." for n in range(40))
    text = f"{body}\n\nKommentar: Alles gelogen, schreibt ein Leser."
    sections = (
        Section(SectionKind.BODY, 0, len(body)),
        Section(SectionKind.COMMENT, len(body) + 2, len(text)),
    )
    excerpts = list(cut_excerpts(Document("a.txt", text, sections=sections)))
    assert len(excerpts) > 3
    assert " ".join(excerpt.text for excerpt in excerpts) == body
    assert all(text[excerpt.start : excerpt.end] == excerpt.text and len(excerpt.text) <= 600 for excerpt in excerpts)
    assert all(excerpt.text.endswith("Text.") for excerpt in excerpts)


def write_question(text: str) -> str:
    """Ask for a word of the text where it has figures, else make something up."""
    place = text.split()[2]
    if "Taler" in text:
        return f"Frage: Was kostete der Bau in {place}?\nAntwort: 10.000 Taler"
    return "Frage: Wie alt ist der Turm?\nAntwort: 900 Jahre"


@pytest.fixture
def archive_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build an archive of three articles, two of which a draft can rest on; open it with the drafting model."""
    folder = tmp_path / "artikel"
    folder.mkdir()
    for name in ("eins", "zwei"):
        (folder / f"{name}.txt").write_text(TEXT.replace("Brücke", name.title()), encoding="utf-8")
    (folder / "drei.txt").write_text("Der Turm steht am Markt der Stadt. " * 8, encoding="utf-8")
    path = tmp_path / "archiv"
    embedder = FakeEmbedder()
    with Archive.open(path, embedder=embedder) as archive:
        archive.add(folder)
    real_open = Archive.open

    def open_with_fakes(path: Path, **options: Any) -> Archive:
        return real_open(path, embedder=embedder, llm=FakeLLM(answer=write_question))

    monkeypatch.setattr(Archive, "open", open_with_fakes)
    return path


def test_drafts_come_from_the_articles_that_back_them(archive_path: Path) -> None:
    with Archive.open(archive_path) as archive:
        drafts = list(draft_questions(archive, seed=1))
        assert {draft.source for draft in drafts} == {"eins.txt", "zwei.txt"}
        assert all(draft.sentence in archive.document(draft.source).text for draft in drafts)


def draft_new(archive_path: Path, out: Path, typed: str, *words: str) -> str:
    call = ["new", "--archive", str(archive_path), "--out", str(out), *words]
    result = CliRunner().invoke(app, call, input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_only_what_the_person_accepts_is_written(archive_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "neu" / "meine.jsonl"
    draft_new(archive_path, out, "n\nu\nWie teuer war es?\n")
    (question,) = load_dataset(str(out)).questions
    assert question.question == "Wie teuer war es?"
    assert question.id == "meine-001"
    assert question.spans[0] == COST


def test_a_second_call_adds_and_asks_nothing_twice(archive_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "meine.jsonl"
    draft_new(archive_path, out, "x\nj\n", "--count", "1")
    output = draft_new(archive_path, out, "j\n")
    assert [question.id for question in load_dataset(str(out)).questions] == ["meine-001", "meine-002"]
    assert output.count("Frage: ") == 1
    assert len({json.loads(line)["question"] for line in out.read_text(encoding="utf-8").splitlines()}) == 2


def test_ending_early_keeps_what_was_accepted(archive_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "meine.jsonl"
    draft_new(archive_path, out, "j\ne\n")
    assert len(load_dataset(str(out)).questions) == 1


def test_suggestions_are_lines_that_a_program_reads(archive_path: Path, tmp_path: Path) -> None:
    call = ["new", "--archive", str(archive_path), "--suggest", "--count", "2"]
    result = CliRunner().invoke(app, call, catch_exceptions=False)
    (tmp_path / "a.jsonl").write_text(result.output, encoding="utf-8")
    assert len(load_dataset(str(tmp_path / "a.jsonl")).questions) == 2


def test_accepted_questions_need_a_file(archive_path: Path) -> None:
    with pytest.raises(UsageError, match="--out"):
        CliRunner().invoke(app, ["new", "--archive", str(archive_path)], catch_exceptions=False)


def test_a_missing_archive_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        draft_new(tmp_path / "nichts", tmp_path / "meine.jsonl", "")
    assert not (tmp_path / "nichts").exists()

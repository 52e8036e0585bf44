from __future__ import annotations

from pathlib import Path

import pytest

from index.types import Document, SectionKind
from rag import Archive
from rag.answer_type import fits_question
from rag.config import AskConfig
from rag.evidence import choose_evidence, score_sentences
from rag.filters import Filter
from rag.likeness import Query, ScoredSentence, read_query
from rag.retrieve import search_chunks

#: Two chunks' worth of sentences: the words of the question stand together in one article, strewn in the other.
TOGETHER = "Der Chor aus Hinterau singt im Advent in der Klosterkirche. Der Eintritt ist frei.\n"
STREWN = (
    "In Hinterau wird gebaut. Ein Chor von Sägen ist zu hören. Der Bäcker singt dabei. Im Advent ruht die Arbeit. "
    "Die Klosterkirche bekommt ein neues Dach.\n"
)


def score(archive: Archive, question: str) -> list[ScoredSentence]:
    store, embedder = archive._store, archive._embedder
    query: Query = read_query(question, embedder)
    hits = search_chunks(store, query, 5, only=Filter(), config=archive.config)
    return score_sentences(store, query, hits, config=archive.config)


@pytest.fixture
def filled(archive: Archive, articles: Path) -> Archive:
    archive.add(articles)
    return archive


def test_a_sentence_with_all_the_words_raises_its_chunk(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "zwei"
    folder.mkdir()
    (folder / "zusammen.txt").write_text(TOGETHER, encoding="utf-8")
    (folder / "verstreut.txt").write_text(STREWN, encoding="utf-8")
    archive.add(folder)
    found = archive.search("Welcher Chor singt im Advent in der Klosterkirche?", 2)
    assert found[0].source == "zusammen.txt"


def test_a_sentence_inherits_the_subject_of_the_one_before(filled: Archive) -> None:
    """The cost stands in a sentence that says "Sie" for the bridge."""
    best = score(filled, "Was hat die neue Brücke über die Aue gekostet?")
    assert "12,5 Millionen" in " ".join(sentence.text for sentence in best[:2])


def test_a_question_for_a_figure_prefers_sentences_with_one(filled: Archive) -> None:
    best = score(filled, "Wie viele Gäste kamen zur Eröffnung der Brücke?")
    assert "400" in best[0].text


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("Wer durchschnitt das Band?", "Bürgermeisterin Petra Lohmann durchschnitt es.", True),
        ("Wer ist Petra Lohmann?", "Gewählt wurde Petra Lohmann.", False),
        ("Wer baut die Brücke?", "Die Brücke wird gebaut.", False),
        ("Wie viele Gäste kamen?", "Es kamen 400 Gäste.", True),
        ("Wann öffnet das Bad?", "Es öffnet bald.", False),
        ("Was ist ein Chor?", "Petra Lohmann singt.", False),
    ],
)
def test_what_a_question_asks_for(question: str, text: str, fits: bool) -> None:
    assert fits_question(question, text) is fits


def test_evidence_quotes_its_document_and_keeps_to_the_budget(filled: Archive) -> None:
    filled.config = AskConfig(evidence_tokens=60)
    chosen = filled.find_evidence("Brücke Freibad Schafe")
    assert sum(len(entry.quote) for entry in chosen) <= 60 * 3.2
    for entry in chosen:
        text = filled.document(entry.source).text
        assert text[entry.start : entry.end] == entry.quote
        assert entry.quote in entry.context


def test_each_document_is_read_once(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = score(filled, "Brücke Freibad Schafe")
    read: list[str] = []
    document = filled._store.record.document

    def note(source: str) -> Document:
        read.append(source)
        return document(source)

    monkeypatch.setattr(filled._store.record, "document", note)
    chosen = choose_evidence(filled._store, sentences, config=filled.config)
    assert len(chosen) > len(read) == len(set(read))


def test_only_what_is_searched_is_evidence(filled: Archive) -> None:
    assert {entry.kind for entry in filled.find_evidence("Brücke")} <= {SectionKind.BODY, SectionKind.FAQ}


def test_a_sentence_that_asks_is_no_evidence(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "fragen"
    folder.mkdir()
    (folder / "kanal.txt").write_text(
        "Wann wurde der alte Kanal gesperrt?\n\nDer alte Kanal wurde im März gesperrt.\n", encoding="utf-8"
    )
    archive.add(folder)
    quotes = [entry.quote for entry in archive.find_evidence("Wann wurde der alte Kanal gesperrt?")]
    assert quotes == ["Der alte Kanal wurde im März gesperrt."]

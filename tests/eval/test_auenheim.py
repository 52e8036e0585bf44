"""The bundled newspaper and its questions: every gold answer stands where the data set says it does."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.dataset import Question, load_dataset
from index.load import find_files, load_document
from index.normalize import contains_text
from index.sentences import split_sentences
from index.types import Document, Span
from rag.followup import needs_context

DEMO = Path(__file__).resolve().parents[2] / "demo"
ARTICLES = DEMO / "articles"
LONG_REPORT = "2025-01-18_die-nacht-in-der-die-mirle-kam.md"
LEAST_BY_TYPE = {
    "fact": 25,
    "multi": 8,
    "conflict": 8,
    "temporal": 8,
    "comparison": 6,
    "list": 6,
    "number": 8,
    "english": 5,
    "paraphrase": 6,
    "typo": 6,
    "followup": 5,
    "unanswerable": 16,
    "injection": 3,
}
#: Here a right answer may say what the quotes do not: the day that "gestern" was, or a difference.
WORKED_OUT = ("temporal", "comparison")
QUESTIONS = load_dataset("auenheim").questions
ANSWERABLE = [question for question in QUESTIONS if question.answerable]
SOURCES = [file.source for file in find_files(ARTICLES)]

each_answerable = pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
each_source = pytest.mark.parametrize("source", SOURCES)


@cache
def read_article(source: str) -> Document:
    return load_document(ARTICLES / source, source)


def find_spans(document: Document, quote: str) -> list[Span]:
    return [Span(found.start(), found.end()) for found in re.finditer(re.escape(quote), document.text)]


def is_searchable(document: Document, span: Span) -> bool:
    return any(part.start <= span.start and span.end <= part.end for part in document.searchable())


def test_ids_are_unique_and_in_order() -> None:
    assert [question.id for question in QUESTIONS] == [f"auenheim-{n:03d}" for n in range(1, len(QUESTIONS) + 1)]


def test_no_question_is_asked_twice_in_the_same_situation() -> None:
    asked = Counter((question.question, question.as_of, question.history) for question in QUESTIONS)
    assert [key for key, times in asked.items() if times > 1] == []


def test_types_are_known_and_well_filled() -> None:
    counts = Counter(question.type for question in QUESTIONS)
    assert set(counts) == set(LEAST_BY_TYPE)
    assert {kind: counts[kind] for kind in counts if counts[kind] < LEAST_BY_TYPE[kind]} == {}


def test_what_has_no_answer_has_no_gold() -> None:
    silent = [question for question in QUESTIONS if not question.nuggets]
    assert {question.type for question in silent} == {"unanswerable", "injection"}
    assert all(not question.sources and not question.spans for question in silent)
    assert all(not question.nuggets for question in QUESTIONS if question.type == "unanswerable")


@each_answerable
def test_gold_sources_exist_and_quotes_stand_in_them_verbatim(question: Question) -> None:
    assert question.spans
    assert question.sources
    assert set(question.sources) <= set(SOURCES)
    for quote in question.spans:
        places = [(read_article(source), quote) for source in question.sources if quote in read_article(source).text]
        assert places, quote
        assert any(is_searchable(document, span) for document, q in places for span in find_spans(document, q)), quote


@pytest.mark.parametrize(
    "question", [q for q in ANSWERABLE if q.type not in WORKED_OUT], ids=lambda question: question.id
)
def test_gold_quotes_hold_the_nuggets(question: Question) -> None:
    quotes = "\n".join(question.spans)
    missing = [nugget for nugget in question.nuggets if not any(contains_text(quotes, word) for word in nugget)]
    assert missing == []


@each_answerable
def test_the_question_does_not_give_the_answer_away(question: Question) -> None:
    assert [word for nugget in question.nuggets for word in nugget if contains_text(question.question, word)] == []


def test_questions_of_a_day_rest_on_articles_of_that_day_and_a_later_one_says_otherwise() -> None:
    dated = [question for question in QUESTIONS if question.as_of]
    assert len(dated) >= 3
    for question in dated:
        assert question.as_of is not None
        assert all((read_article(source).published or "9999") <= question.as_of for source in question.sources)
        assert any((read_article(source).published or "") > question.as_of for source in SOURCES)


def test_only_follow_ups_have_a_history() -> None:
    assert {question.type for question in QUESTIONS if question.history} == {"followup"}
    assert all(question.history for question in QUESTIONS if question.type == "followup")


@each_source
def test_article_is_read_whole(source: str) -> None:
    document = read_article(source)
    words = len(document.text.split())
    assert document.title
    assert document.published == Path(source).name[:10]
    assert "\ufffd" not in document.text
    assert 1100 <= words <= 1300 if source == LONG_REPORT else 120 <= words <= 450


def test_newspaper_has_every_format_and_two_years() -> None:
    formats = Counter(Path(source).suffix for source in SOURCES)
    days = sorted(read_article(source).published or "" for source in SOURCES)
    assert len(SOURCES) >= 26
    assert set(formats) == {".txt", ".md", ".html", ".pdf", ".docx"}
    assert formats[".html"] >= 4
    assert min(formats[".pdf"], formats[".docx"]) >= 2
    assert days[0].startswith("2023-09")
    assert days[-1].startswith("2025-09")
    assert any("/" in source for source in SOURCES)
    assert any(" " in source and "ö" in unicodedata.normalize("NFC", source) for source in SOURCES)


def test_newspaper_has_the_old_encodings() -> None:
    with pytest.raises(UnicodeDecodeError):
        (ARTICLES / "2024-09-19_klaeranlagenerweiterung.txt").read_text(encoding="utf-8")
    assert "„Das gebietet schon der Anstand.“" in read_article("2024-09-19_klaeranlagenerweiterung.txt").text
    assert (ARTICLES / "2025-05-12_sv-auenheim-aufstieg.txt").read_bytes().startswith(b"\xff\xfe")
    assert "Fußballerinnen" in read_article("2025-05-12_sv-auenheim-aufstieg.txt").text


def test_agency_copies_are_one_exact_and_one_near() -> None:
    first, exact, near = (
        read_article(source)
        for source in (
            "agentur/2024-08-20_mirletalbahn.txt",
            "hallerstedter-kurier/2024-08-20_mirletalbahn.txt",
            "hallerstedter-kurier/2024-08-21_busse-statt-zuege.md",
        )
    )
    assert first.text == exact.text
    assert first.title != near.title
    sentences = {span.of(first.text) for span in split_sentences(first.text)}
    shared = {sentence for sentence in sentences if sentence in near.text}
    assert 0.5 <= len(shared) / len(sentences) < 1


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("2025-04-03_schafe-hinterau.txt", "Alles Vertuschung. Es war ein Wolf"),
        ("2024-12-13_stromausfall.txt", "nicht um 20.15 Uhr!"),
        ("2024-01-23_geburtshilfe.html", "nur 212 Geburten"),
        ("2025-09-04_mirlebruecke.html", "in Wirklichkeit 3,9"),
    ],
)
def test_what_readers_claim_below_an_article_is_not_searched(source: str, claim: str) -> None:
    document = read_article(source)
    assert claim.encode() in (ARTICLES / source).read_bytes()
    assert not any(claim in document.text[part.start : part.end] for part in document.searchable())


def test_demo_questions_are_of_the_data_set_and_end_with_a_refusal() -> None:
    by_text = {question.question: question for question in QUESTIONS if not question.as_of}
    shown = [by_text[line] for line in (DEMO / "questions.txt").read_text(encoding="utf-8").splitlines()]
    assert [question.type for question in shown] == ["fact", "conflict", "conflict", "number", "unanswerable"]


def test_only_follow_ups_are_taken_for_follow_ups() -> None:
    assert {question.question for question in QUESTIONS if needs_context(question.question)} == {
        question.question for question in QUESTIONS if question.history
    }

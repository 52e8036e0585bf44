"""Citations are held against gold sources and gold spans, statement by statement."""

from __future__ import annotations

import pytest

from eval.citation_metrics import (
    citation_precision,
    citation_recall,
    locate_span,
    read_marks,
    source_recall,
    span_precision,
    span_recall,
    split_statements,
)
from eval.dataset import Question
from eval.record import Cited, Passage, Record

QUESTION = Question("q", "?", nuggets=(("x",),), sources=("a.txt", "b.txt"))


def cite(number: int, source: str, start: int = 0, end: int = 10) -> Cited:
    return Cited(number, source, start, end, "x" * (end - start), True)


def record(text: str, *citations: Cited) -> Record:
    return Record("d", "q", text=text, citations=citations)


def test_precision_is_the_share_of_citations_from_a_gold_source() -> None:
    assert citation_precision(QUESTION, [cite(1, "a.txt"), cite(2, "z.txt")]) == 0.5
    assert citation_precision(QUESTION, []) == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Eins ist so [1]. Zwei ist anders [2].", 1 / 2),
        ("Eins ist so. [1] Zwei ist anders. [1]", 1),
        ("Eins ist so. Zwei ist anders [1].", 1 / 2),
        ("Eins ist so [1][2]. Zwei ist anders [2, 1].", 1),
        ("Eins ist so.", 0),
        ("[1]", 0),
        ("", 0),
    ],
)
def test_recall_is_the_share_of_sentences_with_a_right_mark(text: str, share: float) -> None:
    assert citation_recall(QUESTION, record(text, cite(1, "a.txt"), cite(2, "z.txt"))) == pytest.approx(share)


def test_a_mark_without_a_citation_backs_nothing() -> None:
    assert citation_recall(QUESTION, record("Eins ist so [3].", cite(1, "a.txt"))) == 0


def test_source_recall_wants_every_gold_source() -> None:
    assert source_recall(QUESTION, [cite(1, "a.txt"), cite(2, "a.txt")]) == 0.5
    assert source_recall(QUESTION, [cite(1, "a.txt"), cite(2, "b.txt"), cite(3, "z.txt")]) == 1


def test_spans_are_hit_by_overlap_in_the_same_document() -> None:
    gold = ((Passage("a.txt", 5, 20), Passage("b.txt", 50, 60)), (Passage("a.txt", 100, 120),))
    touching, apart, elsewhere = cite(1, "a.txt", 0, 6), cite(2, "a.txt", 20, 40), cite(3, "b.txt", 5, 20)
    assert span_precision([touching, apart, elsewhere], gold) == pytest.approx(1 / 3)
    assert span_recall([touching, apart, elsewhere], gold) == 0.5
    assert span_recall([cite(1, "b.txt", 59, 61), cite(2, "a.txt", 119, 130)], gold) == 1
    assert span_precision([], gold) == 0


def test_a_span_that_the_archive_lacks_counts_as_missed() -> None:
    assert span_recall([cite(1, "a.txt")], ((), (Passage("a.txt", 0, 3),))) == 0.5


def test_spans_are_located_whatever_the_line_breaks() -> None:
    text = "Die Brücke\nwurde eröffnet. Die  Brücke wurde (1.5) teurer."
    assert [text[p.start : p.end] for p in locate_span("Die Brücke wurde", "a.txt", text)] == [
        "Die Brücke\nwurde",
        "Die  Brücke wurde",
    ]
    assert len(locate_span("(1.5)", "a.txt", text)) == 1
    assert locate_span("1x5", "a.txt", text) == ()
    assert locate_span("  ", "a.txt", text) == ()


def test_statements_keep_their_marks_and_marks_alone_are_none() -> None:
    statements = split_statements("Am 3. Mai war es so [1]. „Dann nicht.“ [2] [3] Später doch. [1]")
    assert statements == ("Am 3. Mai war es so [1].", "„Dann nicht [2] [3].“", "Später doch [1].")
    assert split_statements("[1] [2]") == ()


def test_marks_are_read_in_every_form() -> None:
    assert read_marks("so [1][2], und [3, 4] oder [5; 6] im Jahr [sic] (7)") == {1, 2, 3, 4, 5, 6}

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UsageError
from rag import Archive
from rag.filters import make_filter
from rag.likeness import standard_scores
from rag.retrieve import fuse_scores


@pytest.fixture
def filled(archive: Archive, articles: Path) -> Archive:
    archive.add(articles)
    return archive


def test_hits_are_verbatim_sorted_and_scored_on_both_legs(filled: Archive) -> None:
    hits = filled.search("Was kostet die Sanierung im Freibad?", k=3)
    assert hits[0].source == "lokal/freibad.txt"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert filled.document(hit.source).text[hit.start : hit.end] == hit.text
        assert -1.0 <= hit.dense <= 1.001
    assert hits[0].keyword > hits[-1].keyword


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": "2024"}, {"bruecke.txt"}),
        ({"until": "2023-05"}, {"lokal/freibad.txt"}),
        ({"until": "2023-05-02"}, set()),
        ({"since": "2023-05-03", "until": "2024-06-19"}, {"bruecke.txt", "lokal/freibad.txt"}),
        ({"sources": ["lokal/*"]}, {"lokal/freibad.txt"}),
        ({"sources": "schafe.txt"}, {"schafe.txt"}),
        ({"sources": ["nie.txt"]}, set()),
        ({"sources": []}, set()),
    ],
)
def test_filters_hold_in_both_legs(filled: Archive, filters: dict[str, str], expected: set[str]) -> None:
    found = {hit.source for hit in filled.search("Brücke Freibad Schafe", 10, **filters)}
    assert found == expected


def test_a_month_passes_when_any_of_its_days_would() -> None:
    only = make_filter({"since": "2023-09-15"})
    assert only.admits("a.txt", "2023-09")
    assert not only.admits("a.txt", "2023-08")
    assert not only.admits("a.txt", None)


def test_a_bad_date_is_refused_with_a_german_sentence(filled: Archive) -> None:
    with pytest.raises(UsageError, match="Datum"):
        filled.search("Brücke", since="vorgestern")


ASKED_AND_ANSWERED = """# Der Steg wird saniert

Der Gemeinderat von Seewilen hat die Sanierung des Stegs am Montag beschlossen.

Die Arbeiten am Steg beginnen im März und dauern bis in den Sommer hinein.

## Häufige Fragen

**Was kostet die Sanierung des Stegs?**

Die Sanierung des Stegs kostet 80.000 Euro.

**Wann beginnt die Sanierung?**

Die Sanierung beginnt im März.
"""


def test_an_articles_text_and_its_questions_and_answers_are_searched_apart(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "steg.md").write_text(ASKED_AND_ANSWERED, encoding="utf-8")
    archive.add(tmp_path)
    asked = "Was kostet die Sanierung des Stegs?"
    assert {hit.kind for hit in archive.search(asked)} == {"body", "faq"}
    assert {hit.kind for hit in archive.search(asked, kinds="faq")} == {"faq"}
    assert {hit.kind for hit in archive.search(asked, kinds=["body"])} == {"body"}
    with pytest.raises(UsageError, match="teaser"):
        archive.search(asked, kinds=["body", "teaser"])


def test_fusion_gives_each_leg_its_weight() -> None:
    dense, keyword = {1: 0.9, 2: 0.8, 3: 0.7}, {1: 0.0, 2: 0.0, 3: 5.0}
    assert max(fused := fuse_scores(dense, keyword, weight=0.0), key=lambda key: fused[key]) == 1
    assert max(fused := fuse_scores(dense, keyword, weight=1.0), key=lambda key: fused[key]) == 3


def test_equal_scores_say_nothing() -> None:
    assert standard_scores([2.0, 2.0]).tolist() == [0.0, 0.0]


def test_searching_an_empty_archive_finds_nothing(archive: Archive) -> None:
    assert archive.search("Brücke") == ()


@pytest.mark.parametrize("question", ['"; DROP TABLE chunks; --', "NEAR(a b) AND * ^", "🦆", "?", "(" * 50])
def test_any_question_is_taken_as_words(filled: Archive, question: str) -> None:
    filled.search(question)
    assert filled.check().ok

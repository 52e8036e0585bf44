from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from rag import Archive
from rag.filters import make_filter
from rag.question_time import Order, read_question_time, strays_from, time_bonus

ASKED = datetime.date(2025, 3, 12)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Was geschah im September 2023?", "2023-09-01", "2023-09-30"),
        ("Was wurde gestern beschlossen?", "2025-03-11", "2025-03-11"),
        ("Was ist seit 2023 geschehen?", "2023-01-01", "2025-03-12"),
        ("Wie oft war er vor 2024 in Auenheim?", "0001-01-01", "2023-12-31"),
        ("Was war vor dem Besuch 2024?", "0001-01-01", "2024-12-31"),
        ("Was galt bis Juni 2024?", "0001-01-01", "2024-06-30"),
        ("Wie stiegen die Kosten von 2021 bis 2024?", "2021-01-01", "2024-12-31"),
        ("Was geschah zwischen Mai 2023 und dem Juni 2024?", "2023-05-01", "2024-06-30"),
        ("Was kostet sie nach der Rechnung vom März 2024?", "2024-03-01", "2024-03-31"),
        ("Wie viele kamen nach 2020?", "2020-01-01", "2025-03-12"),
    ],
)
def test_a_question_names_a_time(question: str, first: str, last: str) -> None:
    [named] = read_question_time(question, ASKED).named
    assert (named.first.isoformat(), named.last.isoformat()) == (first, last)


def test_two_years_side_by_side_stay_two() -> None:
    assert len(read_question_time("War sie 2024 höher als 2019?", ASKED).named) == 2


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Wo war sie zuletzt?", Order.NEWEST),
        ("Was ist derzeit geplant?", Order.NEWEST),
        ("Was sollte das Bad ursprünglich kosten?", Order.OLDEST),
        ("Wer leitet das Museum?", None),
        ("Was kostete es zunächst und was kostet es jetzt?", None),
        ("Wo war sie vor 2024 zuletzt?", None),
    ],
)
def test_a_question_may_ask_for_the_newest_or_the_oldest(question: str, order: Order | None) -> None:
    assert read_question_time(question, ASKED).order is order


def test_a_text_of_the_named_time_beats_one_published_then_and_that_one_the_rest() -> None:
    time = read_question_time("Was geschah im September 2023?", ASKED)
    told = time_bonus(time, "2025-01-01", "Schon im September 2023 war es so.")
    relative = time_bonus(time, "2023-10-02", "Am vergangenen Samstag war es so.")
    published = time_bonus(time, "2023-09-20", "Es war so.")
    assert told == relative == 1.0
    assert told > published > time_bonus(time, "2024-02-01", "Es war so.") == 0.0
    assert time_bonus(time, None, "Es war so.") == 0.0
    assert time_bonus(time, None, "Es war im September 2023 so.") == 1.0


def test_a_coarser_date_counts_half() -> None:
    time = read_question_time("Was geschah am 19. Juni 2024?", ASKED)
    assert time_bonus(time, "2020", "Es geschah 2024.") == 0.5


def test_newest_and_oldest_pull_apart() -> None:
    newest, oldest = (read_question_time(f"Was kostet es {word}?", ASKED) for word in ("derzeit", "ursprünglich"))
    assert time_bonus(newest, "2025-03-01", "") > time_bonus(newest, "2023", "") > 0
    assert time_bonus(oldest, "2023", "") > time_bonus(oldest, "2025-03-01", "")
    assert time_bonus(newest, None, "") == 0.0


def test_without_a_time_nothing_changes() -> None:
    assert time_bonus(read_question_time("Wer leitet das Museum?", ASKED), "2025-03-01", "Gestern, 2024.") == 0.0


def test_dates_at_the_ends_of_the_calendar_do_no_harm() -> None:
    time = read_question_time("Was war am 31.12.2099 und gestern?", datetime.date.max)
    assert time_bonus(time, "2099-12-31", "vor 9 Jahren, im kommenden Jahr") == 0.5
    assert read_question_time("Was war vorgestern?", datetime.date.min).named == ()


def test_as_of_leaves_out_what_came_later_and_keeps_what_has_no_date() -> None:
    only = make_filter({"as_of": "2024-06"})
    assert only.admits("a.txt", "2024-06-30")
    assert only.admits("a.txt", "2024")
    assert only.admits("a.txt", None)
    assert not only.admits("a.txt", "2024-07-01")


def test_the_archive_answers_as_of_a_day(archive: Archive, tmp_path: Path) -> None:
    for year, price in ((2023, "vier"), (2024, "fünf")):
        text = f"Das Freibad {year}\n\nVeröffentlicht am 2. Mai {year}\n\nDer Eintritt ins Freibad kostet {price} Euro."
        (tmp_path / f"{year}.txt").write_text(text)
    for number, noun in enumerate("Schafe Wölfe Brücken Schulen Störche Parkplätze".split()):
        (tmp_path / f"{number}.txt").write_text(f"{noun} in Hinterau\n\nÜber {noun} beriet gestern der Rat.")
    archive.add(tmp_path)
    question = "Was kostet {} der Eintritt ins Freibad?"
    both = {"2023.txt", "2024.txt"}
    assert both & _found(archive, question, as_of="2023-12-31") == {"2023.txt"}
    [first, *_] = archive.search(question.format("vergangenes Jahr"), as_of="2024-12-31")
    assert first.source == "2023.txt"
    [first, *_] = archive.search(question.format("derzeit"), as_of="2024-12-31")
    assert first.source == "2024.txt"


def _found(archive: Archive, question: str, *, as_of: str) -> set[str]:
    found = {hit.source for hit in archive.search(question, as_of=as_of)}
    day = datetime.date.fromisoformat(as_of)
    return found | {entry.source for entry in archive.find_evidence(question, as_of=day)}


@pytest.mark.parametrize(
    ("published", "quote", "around", "expected"),
    [
        ("2024-07-01", "Vier Störche sind groß geworden.", "", 1.0),
        ("2024-07-01", "Wie schon 2019 sind vier Störche groß geworden.", "", 0.0),
        ("2019-07-01", "Vier Störche sind groß geworden.", "", 0.0),
        ("2020-01-03", "Vier Störche sind im vergangenen Jahr groß geworden.", "", 0.0),
        ("2020-01-03", "Vier Störche sind groß geworden.", "", 0.0),
        ("2024-07-01", "Vier sind groß geworden.", "Wie war es 2019?", 0.0),
        ("2019-07-01", "Zuletzt waren es 2011 vier Störche.", "", 0.5),
        (None, "Vier Störche sind groß geworden.", "", 0.5),
        (None, "Im Jahr 2011 sind vier Störche groß geworden.", "", 1.0),
    ],
)
def test_a_quote_of_another_year_than_the_question_states_strays(
    published: str | None, quote: str, around: str, expected: float
) -> None:
    time = read_question_time("Wie viele junge Störche gab es 2019?", ASKED)
    assert strays_from(time, published, quote, around) == expected


@pytest.mark.parametrize("question", ["Wie viele Störche gab es gestern?", "Wie viele gibt es noch heute?"])
def test_only_a_stated_year_binds_an_answer(question: str) -> None:
    assert strays_from(read_question_time(question, ASKED), "2011-01-01", "Es waren vier.", "") == 0.0

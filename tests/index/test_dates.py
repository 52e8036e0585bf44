"""Dates in text, and which of them is the day of publication."""

from __future__ import annotations

import datetime

import pytest

from index.dates import (
    date_range,
    find_dates,
    format_date,
    is_dateline,
    normalize_date,
    parse_iso_date,
    published_from_name,
    published_from_text,
)
from index.errors import UsageError


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-06-19", "2024-06-19"),
        ("2024-06-19T10:15:00+02:00", "2024-06-19"),
        ("2024/06/19", "2024-06-19"),
        ("19.06.2024", "2024-06-19"),
        ("19. 6. 2024", "2024-06-19"),
        ("19.6.24", "2024-06-19"),
        ("1.1.70", "1970-01-01"),
        ("19. Juni 2024", "2024-06-19"),
        ("19.Juni 2024", "2024-06-19"),
        ("Mittwoch, 19. Juni 2024", "2024-06-19"),
        ("Mittwoch, den 19. Juni 2024", "2024-06-19"),
        ("Mi., 19.06.2024", "2024-06-19"),
        ("Juni 19, 2024", "2024-06-19"),
        ("June 19th, 2024", "2024-06-19"),
        ("19 June 2024", "2024-06-19"),
        ("19th of June 2024", "2024-06-19"),
        ("Wed, 19 Jun 2024 10:00:00 GMT", "2024-06-19"),
        ("3. MAI 1999", "1999-05-03"),
        ("5. Jänner 2023", "2023-01-05"),
        ("7. Feber 2023", "2023-02-07"),
        ("4. Dez. 2022", "2022-12-04"),
        ("12. Sept. 2023", "2023-09-12"),
        ("Juni 2024", "2024-06"),
        ("März 1848", "1848-03"),
        ("date 2023-09", "2023-09"),
        ("29.02.2024", "2024-02-29"),
    ],
)
def test_find_dates_reads_every_spelling(text: str, iso: str) -> None:
    assert [date.iso for date in find_dates(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "31. Februar 2024",
        "31.02.2024",
        "2024-02-31",
        "2024-13-01",
        "29.02.2023",
        "0. Mai 2024",
        "Saison 2023-24",
        "Version 1.2.10.5",
        "Telefon 0351-2024-06-199",
        "3,5 Millionen",
        "am 19. Juni",
        "im Jahr 2024",
        "Junior 2024",
        "",
    ],
)
def test_find_dates_rejects_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


def test_found_spans_cover_the_date_in_the_text() -> None:
    text = "Vom 1. Mai 2023 bis 30.06.2024, gemeldet im Juli 2024."
    assert [text[date.start : date.end] for date in find_dates(text)] == ["1. Mai 2023", "30.06.2024", "Juli 2024"]


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024", "2024"),
        ("20240619", "2024-06-19"),
        (" 2024-06-19 10:15 ", "2024-06-19"),
        ("2024-06", "2024-06"),
        ("gestern", None),
        ("20241319", None),
        ("", None),
    ],
)
def test_normalize_date_reads_metadata_fields(value: str, iso: str | None) -> None:
    assert normalize_date(value) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("date 2023-09 1 / 6 Drei Menschen stehen auf der Brücke. AFP\n\nText.", "2023-09"),
        (" Datum: 19.06.2024\nText", "2024-06-19"),
        ("date 2023\nText", "2023"),
        ("Überschrift hier\n\nJuni 19, 2024\n2 mins read\n\nText.", "2024-06-19"),
        ("Titel\n\n19. Juni 2024 · 2 mins read", "2024-06-19"),
        ("Titel\nStand: 19.06.2024, 10:15 Uhr\nText.", "2024-06-19"),
        ("Titel\nVon Anna Muster | 19. Juni 2024, 11:00 Uhr | 3 Min. Lesezeit", "2024-06-19"),
        ("Titel\n19.06.2024 von Anna Muster", "2024-06-19"),
        ("Titel\nPosted on June 19, 2024 by Anna Muster", "2024-06-19"),
        ("Titel\nMittwoch, den 19. Juni 2024", "2024-06-19"),
        ("Titel\nFrankfurt am Main, 19.06.2024 (dpa)", "2024-06-19"),
        ("Titel\nAuenheim, 19. Juni 2024 – Der Rat hat beschlossen, dass die Brücke saniert wird.", "2024-06-19"),
        ("Titel\nAuenheim, 19. Juni 2024. Der Rat hat beschlossen, dass die Brücke saniert wird.", "2024-06-19"),
        ("Titel\nAuenheim (dpa), 19.06.2024. „Wir bauen“, sagte der Bürgermeister am Abend.", "2024-06-19"),
        ("Titel\nAuenheim (ab) 19.06.2024. Der Rat hat beschlossen, dass die Brücke saniert wird.", "2024-06-19"),
        ("# Titel\n\n*19. Juni 2024*\n\nDer Rat hat beschlossen, dass die Brücke saniert wird.", "2024-06-19"),
        ("# Titel\n\n**Auenheim, 19. Juni 2024**\n\nDer Rat tagte.", "2024-06-19"),
        ("Titel\n(19.06.2024) Der Rat hat beschlossen, dass die Brücke saniert wird.", "2024-06-19"),
        ("Titel\nVeröffentlicht am\n19. Juni 2024\nText.", "2024-06-19"),
        ("Ausgabe Juni 2024\nText.", "2024-06"),
        ("Titel\nDie Bürgermeisterin (links) eröffnet die Brücke am 19. Juni 2024. (Foto: dpa)\nText.", "2024-06-19"),
        (
            "Titel\nDie Bürgermeisterin begrüßt ihre Gäste...\n"
            "Die Bürgermeisterin begrüßt ihre Gäste auf der Brücke in Auenheim am 19. Juni 2024.\nText.",
            "2024-06-19",
        ),
    ],
)
def test_published_from_text_reads_the_head(text: str, iso: str) -> None:
    assert published_from_text(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "Im April 2019 besuchte er die Stadt.",
        "Titel\n\nAm 11. September 2001 stürzten die Türme ein.",
        "Terror am 11. September 2001",
        "Rückblick Juni 2024",
        "Titel\nDer Prozess beginnt am 19. Juni 2024.",
        "Titel\nDer Prozess beginnt am 19. Juni 2024. Der Richter ist bekannt.",
        "Titel\n19. Juni 2024. Ein Tag, an den sich alle erinnern.",
        "Titel\nBeginn ist am Mittwoch, 19. Juni 2024. Der Eintritt ist frei.",
        "Titel\nDie Bürgermeisterin (links) bei der Eröffnung am 3. Mai 2019 (Archivbild).",
        "Titel\n3. Mai 1990 – Die Mauer wird abgetragen.\n8. Juli 1991 – Der Bau beginnt.\n",
        "Titel\nDie Brücke ist seit Montag gesperrt, sagt die Stadt.\nKommentare (2)\nmia\n20. Juni 2024\nToll.",
        "Titel\nDie Brücke ist seit Montag gesperrt, sagt die Stadt.\nLesen Sie auch:\n20. Juni 2023\nAlter Text",
        "Titel\n" + "Ein Satz ohne Datum.\n" * 12 + "19. Juni 2024",
        "Die Brücke ist alt.",
        "",
    ],
)
def test_published_from_text_leaves_the_dates_of_events_alone(text: str) -> None:
    assert published_from_text(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Aktualisiert am 20.06.2024 | Veröffentlicht am 19.06.2024", "2024-06-19"),
        ("Veröffentlicht: 19.06.2024, aktualisiert 20.06.2024, 11:00 Uhr", "2024-06-19"),
        ("19.06.2024, aktualisiert 20.06.2024", "2024-06-19"),
        ("Stand: 20.06.2024\nVeröffentlicht: 19.06.2024", "2024-06-19"),
        ("Aktualisiert:\n20.06.2024\nErschienen:\n19.06.2024", "2024-06-19"),
        ("Zuletzt aktualisiert am 20. Juni 2024 um 10:15 Uhr", "2024-06-20"),
    ],
)
def test_published_wins_over_updated(text: str, iso: str) -> None:
    assert published_from_text(text) == iso


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2024-06-19_rathaus.txt", "2024-06-19"),
        ("20240619-rathaus.pdf", "2024-06-19"),
        ("lokal/Bote_2024_06_19.html", "2024-06-19"),
        ("woche.zip/2024-06-19.txt", "2024-06-19"),
        ("Rathaus 19.06.2024.docx", "2024-06-19"),
        ("Rathaus_19. Juni 2024.docx", "2024-06-19"),
        ("2024-06/rathaus.txt", None),
        ("2024-06.txt", None),
        ("IMG_20241345.txt", None),
        ("000_putin.txt", None),
        ("bericht-1234567890.txt", None),
        ("rathaus.txt", None),
    ],
)
def test_a_day_in_the_name_of_a_file(name: str, iso: str | None) -> None:
    assert published_from_name(name) == iso


def test_is_dateline_tells_datelines_from_prose() -> None:
    assert is_dateline("Juni 19, 2024")
    assert is_dateline("Auenheim, 19. Juni 2024")
    assert not is_dateline("Am 19. Juni 2024 tagte der Rat.")
    assert not is_dateline("Auenheim")


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2024-06-19", (2024, 6, 19), (2024, 6, 19)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-12", (2023, 12, 1), (2023, 12, 31)),
        ("2023", (2023, 1, 1), (2023, 12, 31)),
    ],
)
def test_date_range_spans_the_precision(iso: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert date_range(iso) == (datetime.date(*first), datetime.date(*last))


@pytest.mark.parametrize("iso", ["", "19.06.2024", "2024-6", "2024-06-31", "2024-06-19-01"])
def test_date_range_refuses_other_strings(iso: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        date_range(iso)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-06-19", "2024-06-19"),
        ("2024-06", "2024-06"),
        (" 2024 ", "2024"),
        ("19.06.2024", "2024-06-19"),
        ("Juni 2024", "2024-06"),
    ],
)
def test_parse_iso_date_takes_what_users_type(text: str, iso: str) -> None:
    assert parse_iso_date(text) == iso


@pytest.mark.parametrize("text", ["gestern", "2024-02-31", "2024-13", "19.06.2024 oder so", "", "99999"])
def test_parse_iso_date_says_in_german_what_is_possible(text: str) -> None:
    with pytest.raises(UsageError, match=r"ist kein Datum\. Möglich sind 2024-06-19"):
        parse_iso_date(text)


@pytest.mark.parametrize(
    ("iso", "german", "long", "english"),
    [
        ("2024-06-19", "19.06.2024", "19. Juni 2024", "19 June 2024"),
        ("2024-03-01T10:00:00", "01.03.2024", "1. März 2024", "1 March 2024"),
        ("2023-10", "Oktober 2023", "Oktober 2023", "October 2023"),
        ("2023", "2023", "2023", "2023"),
        (None, "Datum unbekannt", "Datum unbekannt", "date unknown"),
    ],
)
def test_dates_are_written_in_the_precision_that_is_known(
    iso: str | None, german: str, long: str, english: str
) -> None:
    assert format_date(iso) == german
    assert format_date(iso, long=True) == long
    assert format_date(iso, "en") == format_date(iso, "en", long=True) == english

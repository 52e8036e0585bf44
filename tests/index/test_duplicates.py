from __future__ import annotations

from index.duplicates import are_copies, band_keys, contradict, holds_passage, holds_sentence

REPORT = """Die Seilbahn am Kahlen Berg fährt wieder

Wallbrück (aml) – Die Seilbahn auf den Kahlen Berg fährt von Samstag an wieder. Ein Prüfer hat am Dienstag alle
achtzehn Gondeln untersucht und keine Mängel gefunden. Im Winter war ein Tragseil gerissen; dabei wurden drei Menschen
verletzt. Die Reparatur kostete nach Angaben der Betreiberin 1,2 Millionen Euro.

Die Talstation bekommt außerdem einen Aufzug. Die Fahrt kostet für Erwachsene unverändert neun Euro, Kinder bis zehn
Jahre fahren umsonst. Bei Wind über 60 Kilometern in der Stunde bleibt die Bahn stehen.
"""


def test_the_same_report_is_a_copy_also_with_another_dateline_and_layout() -> None:
    again = "Veröffentlicht am 3. Mai 2024\n\n" + REPORT.replace("\n", " ").replace("1,2", "1,2")
    assert are_copies("Veröffentlicht am 2. Mai 2024\n\n" + REPORT, again)


def test_a_shortened_report_is_a_copy() -> None:
    assert are_copies(REPORT, REPORT.partition("Die Talstation")[0])


def test_an_edited_headline_and_an_added_sentence_leave_it_a_copy() -> None:
    edited = REPORT.replace("Die Seilbahn am Kahlen Berg fährt wieder", "Wieder hinauf auf den Kahlen Berg")
    assert are_copies(REPORT, f"{edited}\nDer Kiosk oben hat schon geöffnet.")


def test_a_correction_is_no_copy() -> None:
    for old, new in (
        ("drei Menschen", "fünf Menschen"),
        ("1,2 Millionen", "1,4 Millionen"),
        ("von Samstag an", "von Sonntag an"),
        ("bleibt die Bahn stehen", "bleibt die Bahn nicht stehen"),
        ("1,2 Millionen", "mehrere Millionen"),
    ):
        assert not are_copies(REPORT, REPORT.replace(old, new)), new
        assert contradict(REPORT, REPORT.replace(old, new)), new


def test_figures_written_otherwise_contradict_nothing() -> None:
    assert are_copies(REPORT, REPORT.replace("drei Menschen", "3 Menschen").replace("am Dienstag", "gestern"))


def test_other_reports_are_no_copies() -> None:
    other = "Die Seilbahn am Kahlen Berg steht still. Im Winter riss ein Seil, und die Bergwacht holte alle herunter."
    assert not are_copies(REPORT, other)
    assert not are_copies("", "")


def test_copies_meet_in_a_band_and_strangers_in_none() -> None:
    keys = set(band_keys(REPORT))
    assert len(keys) == 24
    assert keys & set(band_keys(REPORT.partition("Bei Wind")[0]))
    assert not keys & set(band_keys("Ein ganz anderer Text über Schafe auf der Straße nach Hinterau am Abend."))
    assert band_keys(" \n") == ()


def test_what_a_text_holds() -> None:
    assert holds_passage(REPORT, "Die Reparatur kostete nach Angaben der Betreiberin 1,2 Millionen Euro.")
    assert not holds_passage(REPORT, "Die Talstation bekommt einen neuen Kiosk und einen Spielplatz am Hang.")
    assert holds_passage(REPORT, "neun Euro")
    assert not holds_passage(REPORT, "acht Euro")
    assert holds_sentence(REPORT, "Ein Prüfer hat am Dienstag alle achtzehn Gondeln untersucht")
    assert not holds_sentence(REPORT, "Ein Prüfer hat am Dienstag alle achtzehn Gondel")

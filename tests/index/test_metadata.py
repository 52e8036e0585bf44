"""What a document says about itself: headline, front matter, author."""

from __future__ import annotations

import pytest

from index.loaders.metadata import clean_name, clean_title, find_heading, guess_head, read_front_matter
from index.types import Section, SectionKind

PROSE = "Die alte Brücke über die Aue ist seit Montag gesperrt. Das teilte die Stadtverwaltung am Dienstag mit."


@pytest.mark.parametrize(
    "head",
    [
        "Brücke in Auenheim gesperrt\n\n",
        "zum Inhalt\n\nBrücke in Auenheim gesperrt\n\n",
        "Juni 19, 2024\n2 mins read\nBrücke in Auenheim gesperrt\n\n",
        "Politik\nBrücke in Auenheim gesperrt\nAuenheimer Bote\n",
        "Startseite » Lokales » Auenheim\nVon Anna Muster\nBrücke in Auenheim gesperrt\n",
        "Kommentare (12)\nBrücke in Auenheim gesperrt\n\n",
        "\r\n  Brücke in Auenheim gesperrt  \r\n\r\n",
    ],
)
def test_guess_head_finds_the_headline(head: str) -> None:
    assert guess_head(head + PROSE).title == "Brücke in Auenheim gesperrt"


@pytest.mark.parametrize(
    "title",
    ["Wird die Brücke noch dieses Jahr fertig?", "Von der Leyen besucht Auenheim", "Anzeige gegen Stadtrat erstattet"],
)
def test_guess_head_takes_headlines_that_look_like_page_furniture(title: str) -> None:
    assert guess_head(f"{title}\n\n{PROSE}").title == title


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE + "\n\nHäufig gestellte Fragen",
        "date 2023-09 1 / 6 Drei Menschen stehen auf der Brücke. AFP\n\nDarum geht es: Die Brücke ist zu.",
        "Die alte Brücke über die Aue ist seit Montag\nfür den Verkehr gesperrt, wie die Stadt mitteilte.",
        "Die Bürgermeisterin sprach vor dem Rat der\nStadt Auenheim über die Kosten der neuen\nBrücke.",
        "Brücke",
        "",
    ],
)
def test_guess_head_finds_none_where_there_is_none(text: str) -> None:
    assert guess_head(text).title is None


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("Hallerstedter Kurier", "14. September 2023\n\n"),
        ("MIRLETAL-RUNDSCHAU AM SONNTAG", "\n"),
        ("Der Landbote", "Startseite | Politik | Sport\n\n"),
        ("Oberauer Allgemeine Zeitung", ""),
        ("Bote vom Mirletal", "Home › Region › Auenheim\n"),
        ("Wochenblatt für Stadt und Land", "Menü | Suche | E-Paper\n\n"),
    ],
)
def test_guess_head_takes_the_name_of_the_paper_for_no_headline(name: str, below: str) -> None:
    head = guess_head(f"{name}\n{below}Brücke in Auenheim gesperrt\n\n19. Juni 2024\n{PROSE}")
    assert (head.masthead, head.title) == (name, "Brücke in Auenheim gesperrt")


def test_guess_head_knows_the_paper_by_its_copyright() -> None:
    text = f"Der Auenheimer\n\nBrücke in Auenheim gesperrt\n\n{PROSE}\n\n© 2024 Der Auenheimer | Impressum"
    assert guess_head(text).masthead == "Der Auenheimer"


def test_guess_head_finds_the_paper_above_a_text_without_headline() -> None:
    head = guess_head(f"Hallerstedter Kurier\n14. September 2023\n\n{PROSE}")
    assert (head.masthead, head.title) == ("Hallerstedter Kurier", None)


@pytest.mark.parametrize(
    "title", ["Gute Nachrichten", "Neues Rathaus", "Streit um die Lokalzeitung", "Kurier stürzt vom Rad", "Radio Mirle"]
)
@pytest.mark.parametrize("below", ["\n19. Juni 2024\nVon Anna Muster\n", "\n"])
def test_guess_head_keeps_short_headlines(title: str, below: str) -> None:
    assert guess_head(f"{title}\n{below}\n{PROSE}").title == title


def test_guess_head_ignores_lines_that_are_marked_as_something_else() -> None:
    teaser, title = "Noch mehr zum Thema Brücken", "Brücke in Auenheim gesperrt"
    text = f"{teaser}\n{title}\n{PROSE}"
    body = len(teaser) + 1
    sections = (Section(SectionKind.TEASER, 0, len(teaser)), Section(SectionKind.BODY, body, len(text)))
    assert guess_head(text, sections).title == title


def test_front_matter_gives_the_metadata_and_its_end() -> None:
    text = (
        '---\ntitle: "Brücke: gesperrt"\ndate: 2024-06-19\nauthor: [Anna Muster, Ben Beispiel]\n'
        "publisher: Auenheimer Bote\ntags:\n  - title\n---\n# Andere Überschrift\n"
    )
    front = read_front_matter(text)
    assert text[front.end :] == "# Andere Überschrift\n"
    assert front.title == "Brücke: gesperrt"
    assert front.published == "2024-06-19"
    assert front.author == "Anna Muster, Ben Beispiel"
    assert front.publisher == "Auenheimer Bote"


def test_front_matter_knows_german_keys_and_windows_line_ends() -> None:
    front = read_front_matter(
        "---\r\nTitel: Brücke gesperrt\r\nDatum: 19. Juni 2024\r\nAutor: A. Muster\r\n---\r\nText"
    )
    assert (front.title, front.published, front.author) == ("Brücke gesperrt", "2024-06-19", "A. Muster")


@pytest.mark.parametrize(
    "text",
    ["# Titel\n---\nText\n---\n", "---\nEin Absatz: mehr.\nNoch einer.\n---\nText", "---\nohne Ende\n", "Text", ""],
)
def test_no_front_matter(text: str) -> None:
    assert read_front_matter(text).end == 0


def test_find_heading_reads_the_first_of_level_one() -> None:
    assert find_heading("## Kleiner\n\n# Brücke gesperrt #\r\n\n# Zweite\n") == "Brücke gesperrt"
    assert find_heading("#hashtag\n") is None


@pytest.mark.parametrize("made_up", ["Microsoft Word - Entwurf.doc", "artikel.pdf", "Unbenannt 1", "  ", "", None])
def test_clean_title_drops_what_programs_make_up(made_up: str | None) -> None:
    assert clean_title(made_up) is None


@pytest.mark.parametrize("made_up", ["python-docx", "Administrator", "a.muster@example.org", " ", None])
def test_clean_name_drops_accounts_and_programs(made_up: str | None) -> None:
    assert clean_name(made_up) is None


def test_clean_values_collapse_white_space() -> None:
    assert clean_title("Brücke\n  gesperrt ") == "Brücke gesperrt"
    assert clean_name(" Anna  Muster") == "Anna Muster"

"""What is article and what is page around it, on invented pages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import mark_sections
from index.types import Section, SectionKind

KINDS = {
    "B": SectionKind.BODY,
    "H": SectionKind.BODY,
    "F": SectionKind.FAQ,
    "T": SectionKind.TEASER,
    "C": SectionKind.COMMENT,
    "N": SectionKind.NOTICE,
}
Page = list[tuple[str, str]]


def read_pages() -> dict[str, Page]:
    """Return the invented pages by name: lines with the mark that each must get."""
    pages: dict[str, Page] = {}
    for line in (Path(__file__).parent / "marked_pages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            page = pages.setdefault(line[4:], [])
        elif not line.startswith("#"):
            page.append((line[0], line[2:]))
    return pages


def join_page(page: Page, gap: str, *, inline: int = 0) -> str:
    """Return the page as text; the first `inline` lines stand on one line."""
    parts = [line + (" " if k < inline else gap) for k, (_, line) in enumerate(page)]
    return "".join(parts)


def find_sections(text: str, line: str, after: int) -> tuple[list[Section], int]:
    start = text.index(line, after)
    end = start + len(line)
    return [section for section in mark_sections(text) if section.start < end and start < section.end], end


def describe(text: str, page: Page) -> Page:
    """Return the page with the marks that it got: "?" where a line lies in sections of two kinds."""
    got: Page = []
    after = 0
    for _, line in page:
        sections, after = find_sections(text, line, after)
        marks = {mark for mark, kind in KINDS.items() if {section.kind for section in sections} == {kind}}
        headed = sections[0].heading == line.strip("# ") and text.startswith(line, sections[0].start)
        got.append(("H" if "B" in marks and headed else (marks - {"H"} or {"?"}).pop(), line))
    return got


PAGES = read_pages()


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n"], ids=["line", "blank line", "Windows"])
@pytest.mark.parametrize("name", PAGES)
def test_page_gets_its_marks(name: str, gap: str) -> None:
    page = PAGES[name]
    text = join_page(page, gap, inline=5 if "captions" in name else page[0][1].startswith("date"))
    assert describe(text, page) == page


def test_pages_cover_all_kinds() -> None:
    assert {mark for page in PAGES.values() for mark, _ in page} == set(KINDS)


def test_heading_opens_its_section() -> None:
    text = (
        "Einleitung ohne Titel, die lang genug für einen Absatz ist, wie man sieht.\n\nDie Folgen\n\n"
        + "Es regnet. " * 12
    )
    first, second = mark_sections(text)
    assert (first.heading, second.heading) == (None, "Die Folgen")
    assert text[second.start :].startswith("Die Folgen")


def test_question_is_the_heading_of_its_answer() -> None:
    text = join_page(PAGES["questions and answers"], "\n")
    asked = [section.heading for section in mark_sections(text) if section.kind is SectionKind.FAQ]
    assert asked == ["Was kostet der neue Ausweis?", "Muss ich meinen alten Ausweis umtauschen?"]


def test_heading_goes_on_after_a_notice() -> None:
    page = PAGES["share buttons, advertising, reading time"]
    headings = [s.heading for s in mark_sections(join_page(page, "\n")) if s.kind is SectionKind.BODY]
    assert headings == ["Mehr Störche am Bodensee"] * 3


def test_agency_mark_is_cut_off_the_last_sentence() -> None:
    text = "Der Zug hielt auf offener Strecke, niemand wurde verletzt. (sda/daf)\n\nKommentare"
    body, notice, comment = mark_sections(text)
    assert text[body.start : body.end].endswith("verletzt.")
    assert (text[notice.start : notice.end], notice.kind) == ("(sda/daf)", SectionKind.NOTICE)
    assert comment.kind is SectionKind.COMMENT


def test_wrapped_text_has_no_headings_inside_its_paragraphs() -> None:
    text = (
        "Die Gemeinde hat am Dienstag beschlossen, das alte\n"
        "Schulhaus am See zu verkaufen. Der Erlös von rund zwei\n"
        "Millionen Franken soll in den Neubau fließen, der im\n"
        "Herbst beginnt.\n"
        "\n"
        "Kritik der Eltern\n"
        "\n"
        "Viele Eltern sind gegen den Verkauf. Sie fürchten, dass\n"
        "die Kinder künftig einen weiteren Weg haben.\n"
    )
    assert [section.heading for section in mark_sections(text)] == [None, "Kritik der Eltern"]


ARTICLE = (
    "Die Stadt Rosenau will ihre alte Weberei in ein Kulturzentrum umbauen. Der Stadtrat hat am Dienstag einen Kredit "
    "von zwölf Millionen Euro bewilligt, mit dem zunächst das Dach und die Fenster des Gebäudes erneuert werden.",
    "Gegründet wurde die Fabrik im Jahr 1862 von zwei Brüdern aus Sachsen. In den besten Zeiten standen dort hundert "
    "Menschen an den Webstühlen, viele von ihnen Frauen aus den Dörfern der Umgebung. Nach dem Krieg begann der "
    "Niedergang, und seit 1994 steht die Halle leer.",
    "Über die Nutzung wird noch gestritten. Musiker wünschen sich Proberäume, ein Verein plant ein Museum, und die "
    "Volkshochschule braucht dringend Platz für ihre Kurse. Eine Jury soll bis zum Herbst drei Vorschläge auswählen, "
    "über die dann die Einwohner abstimmen.",
    "Skeptisch ist die Opposition. Sie verweist auf die Schulden der Kommune und auf das Theater, das nach seiner "
    "Sanierung doppelt so viel gekostet hat wie angekündigt und bis heute jedes Jahr einen hohen Zuschuss benötigt.",
)
INTERRUPTIONS = (
    "Lesen Sie auch:\n\nWetterdienst warnt vor Glatteis",
    "Mehr zum Thema\n\nBäckerei überfallen\n\nSchwimmbad schließt früher",
    "Das könnte Sie auch interessieren",
    "Mehr zum Thema\n\nBäckerei überfallen\n\nMeistgelesen\n\nSchwimmbad schließt früher",
    "Kommentare",
    "45 Kommentare\n\nTeilen\n\nJetzt anmelden",
    "Schreiben Sie einen Kommentar",
    "Um Kommentare lesen zu können, melde dich bitte an.",
    "Aktuelles",
    "Anzeige",
    "Jetzt unseren Newsletter abonnieren",
    "Häufig gestellte Fragen",
)


@pytest.mark.parametrize("heading", ["", "Die Folgen\n\n"], ids=["plain", "sub-headings"])
@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("interruption", INTERRUPTIONS)
def test_article_goes_on_after_an_interruption(interruption: str, place: int, heading: str) -> None:
    parts = [*ARTICLE[:place], interruption, *(heading + paragraph for paragraph in ARTICLE[place:])]
    text = "\n\n".join(parts)
    body = [text[s.start : s.end] for s in mark_sections(text) if s.kind is SectionKind.BODY]
    assert [paragraph for paragraph in ARTICLE if not any(paragraph in part for part in body)] == []


REMARKS = (
    "Endlich sagt es einmal jemand!",
    "Das ist doch alles nur Theater, am Ende bezahlt es wieder der kleine Mann.",
    "Ich wohne seit dreißig Jahren in Rosenau und habe so etwas noch nie erlebt. Der Stadtrat schaut weg, und wir "
    "müssen es ausbaden. Warum fragt uns niemand? Das wäre das Mindeste gewesen.",
)


@pytest.mark.parametrize(
    "form", ["{0}\n{1}", "{0}\nvor 3 Stunden\n{1}\nAntworten", "{0}\n12. März 2024 um 14:05 Uhr\n{1}"]
)
@pytest.mark.parametrize("opener", ["Kommentare", "3 Kommentare", "Leserkommentare (3)", "Schreibe einen Kommentar"])
def test_readers_remarks_are_comments(opener: str, form: str) -> None:
    signed = [form.format(*pair) for pair in zip(("Peter Meier", "Susi", "Karl Heinz"), REMARKS, strict=True)]
    text = "\n\n".join([*ARTICLE, opener, *signed])
    comment = " ".join(text[s.start : s.end] for s in mark_sections(text) if s.kind is SectionKind.COMMENT)
    assert [remark for remark in REMARKS if remark not in comment] == []


@pytest.mark.parametrize(
    "title",
    [
        "Häufige Fragen zu den Parkgebühren",
        "Die wichtigsten Fragen und Antworten zum Streik",
        "Fragen und Antworten: Um die neue Halle",
        "FAQ zur Grundsteuer",
        "Häufig gestellte Fragen",
    ],
)
def test_questions_and_answers_may_name_their_subject(title: str) -> None:
    text = "\n\n".join([*ARTICLE, title, "Was kostet der Ausweis?", "Der Ausweis kostet 90 Euro im Jahr.", "Wer darf?"])
    [answers] = [text[s.start : s.end] for s in mark_sections(text) if "90 Euro" in text[s.start : s.end]]
    assert [s.kind for s in mark_sections(text) if answers == text[s.start : s.end]] == [SectionKind.FAQ]


def test_a_heading_with_questions_in_it_and_none_below_is_text() -> None:
    text = "\n\n".join([ARTICLE[0], "Wichtige Fragen zum Haushalt", *ARTICLE[1:]])
    assert {s.kind for s in mark_sections(text)} == {SectionKind.BODY}


def test_nothing_to_mark() -> None:
    assert mark_sections("") == ()
    assert mark_sections(" \n\n\t") == ()


WORDS = [
    "Kommentare",
    "Lesen Sie auch",
    "Aktuelles",
    "Häufig gestellte Fragen",
    "1. Was nun?",
    "2. Und dann?",
    "Teilen",
    "vor 3 Stunden",
    "max_99",
    "Voriger Artikel",
    "Ein Titel",
    "# Markdown",
    "date 2023-09 1 / 6 Ein Bild. AFP Noch eins. AFP",
    "Der Rat tagt...",
    "Der Rat tagt am Montag im Rathaus von Neustadt und berät über den Haushalt des nächsten Jahres. (dpa)",
    "3. Mai 2020",
    "",
    " \t",
]
PAGE = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), max_size=25).map("\n".join)


@given(st.one_of(st.text(max_size=300), PAGE))
def test_sections_part_any_text(text: str) -> None:
    sections = mark_sections(text)
    assert all(left.end <= right.start for left, right in pairwise(sections))
    assert all(text[s.start : s.end] and text[s.start : s.end] == text[s.start : s.end].strip() for s in sections)
    covered = {k for section in sections for k in range(section.start, section.end)}
    assert all(char.isspace() for k, char in enumerate(text) if k not in covered)


@pytest.mark.parametrize("unit", [*(word + "\n" for word in WORDS), "a", " ", ". (", "1 / 6 "])
def test_long_pages_are_marked_in_linear_work(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    sections = mark_sections(text)
    assert [sections[0].start, sections[-1].end] == [0, len(text.rstrip())] if text.strip() else not sections

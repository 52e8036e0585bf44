"""The report shows the figures and the worst cases, escaped, on one page; and without texts where asked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.dataset import Dataset, Question
from eval.report import collect_entries, render_markdown, render_page
from eval.report.entries import Entry, evidence_curve, measure_stages, recall_curve
from eval.run import RunOptions, execute_run, open_run, prepare_run
from tests.eval.fakes import ARTICLES, FakeArchive, open_fake

QUESTIONS = (
    Question("q1", "Wann wurde die Brücke eröffnet?", (("3. Mai 2024",),), ("bruecke.txt",), spans=("am 3. Mai 2024",)),
    Question("q2", "Was kostete <b>der Bau</b> der Brücke?", (("99 Gulden",),), ("bruecke.txt",), type="number"),
    Question("q3", "Wer siegte bei der Wahl? Stolperstein!", (("Klein",),), ("wahl.txt",)),
    Question("q4", "Wann kostet das Freibad Eintritt?", type="unanswerable"),
)


def make_run(tmp_path: Path, name: str = "lauf", *, retrieval_only: bool = False) -> Path:
    dataset = Dataset("klein", Path("klein.jsonl"), "ab", QUESTIONS)
    options = RunOptions(retrieval_only=retrieval_only)
    run = prepare_run([dataset], options, out=tmp_path / name, root=tmp_path)
    execute_run(run, [dataset], options, opener=open_fake(FakeArchive(crash_on="Stolperstein")))
    return run.path


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Entry]]:
    return collect_entries([open_run(make_run(tmp_path_factory.mktemp("runs")))])


class Tags(HTMLParser):
    """Collect what a page refers to, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "path", "use"):
            self.open.append(tag)
        for name, value in attrs:
            self.ids += [value or ""] if name == "id" else []
            is_link = name in ("src", "href", "xlink:href")
            self.outside += [value or ""] if is_link and not (value or "").startswith("#") else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("meta", "br", "path", "use"):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "use"):
            assert self.open.pop() == tag


def test_page_stands_alone_and_is_well_formed(entries: dict[str, list[Entry]]) -> None:
    page = render_page(entries)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.outside == []
    assert len(tags.ids) == len(set(tags.ids))
    assert "<script" not in page
    assert not re.search(r"url\((?!#)|@import", page)


def test_plots_take_their_colours_from_the_page(entries: dict[str, list[Entry]]) -> None:
    page = render_page(entries)
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) == 6
    for drawing in drawings:
        ElementTree.fromstring(drawing)
        assert "var(--" in drawing
        assert set(re.findall(r"#[0-9a-f]{6}\b(?=[;\"])", drawing)) <= {"#000000"}
    for variable in set(re.findall(r"var\(--(\w+)\)", page)):
        assert page.count(f"--{variable}:") >= 1


def test_page_shows_figures_and_the_worst_cases(entries: dict[str, list[Entry]]) -> None:
    page = render_page(entries)
    assert "Genannte Kernangaben" in page
    assert "0,333" in page
    assert "RuntimeError: das Modell ist gestolpert" in page
    assert "99 Gulden" in page
    assert ARTICLES["bruecke.txt"].split(". ")[1].rstrip(".") in page
    assert "Beantwortet, obwohl nichts dazu da ist" in page


def test_text_of_questions_is_escaped(entries: dict[str, list[Entry]]) -> None:
    assert "<b>der Bau</b>" not in render_page(entries)
    assert "&lt;b&gt;der Bau&lt;/b&gt;" in render_page(entries)


@pytest.mark.parametrize("render", [render_page, render_markdown])
def test_figures_only_has_no_word_of_questions_answers_and_articles(
    entries: dict[str, list[Entry]], render: type[object]
) -> None:
    text = str(render(entries, figures_only=True))  # type: ignore[call-arg]
    assert "0,333" in text
    assert "q2" in text
    for secret in ("Brücke", "Gulden", "Klein", "Freibad", "bruecke.txt", "gestolpert", "Taler", "Mai"):
        assert not re.search(rf"\b{secret}\b", text), secret


def test_markdown_has_the_same_figures(entries: dict[str, list[Entry]]) -> None:
    text = render_markdown(entries)
    assert "| Genannte Kernangaben | 0,333 |" in text
    assert "| Absturz | 1 |" in text
    assert "- q3: RuntimeError: das Modell ist gestolpert" in text
    tables = re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE)
    assert tables
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_two_runs_stand_side_by_side(tmp_path: Path) -> None:
    paths = [make_run(tmp_path, "erster"), make_run(tmp_path, "zweiter", retrieval_only=True)]
    found = collect_entries(open_run(path) for path in paths)
    for text in (render_page(found), render_markdown(found)):
        assert "erster" in text
        assert "zweiter" in text


def test_an_unfinished_run_says_so(tmp_path: Path) -> None:
    path = make_run(tmp_path)
    answers = (path / "answers.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (path / "answers.jsonl").write_text(answers[0], encoding="utf-8")
    open_run(path).note(finished=None)
    text = render_markdown(collect_entries([open_run(path)]))
    assert "nicht abgeschlossen" in text
    assert "| Nicht gestellt | 3 |" in text


def test_curves_and_stages_by_hand(entries: dict[str, list[Entry]]) -> None:
    (entry,) = entries["klein"]
    # q1 and q2 find their article first; q3 crashed and found nothing
    assert recall_curve(entry.scores) == pytest.approx((2 / 3,) * 10)
    # only q1 has its answer in a sentence, the best one
    assert evidence_curve(entry.scores) == pytest.approx((1 / 3,) * 10)
    assert [(stage.start, stage.end) for stage in measure_stages(entry.summary)] == [(0, 0.01), (0.01, 0.2), (0.2, 0.5)]

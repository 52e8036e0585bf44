"""`ask` and `search`: evidence, answers, footnotes, refusals, dialogue, JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ModelMissing
from rag.cli import main
from rag.cli.citations import list_evidence
from rag.cli.search import pick_excerpt
from rag.prompt import REFUSAL
from tests.rag.cli_fakes import ANSWER, CHUNK, CITATION, EVIDENCE, REFUSED, FakeArchive
from tests.rag.test_cli_archive import FIGURES

pytestmark = pytest.mark.usefixtures("keep_environment")

FOOTNOTE = (
    "[1] Brücke eröffnet, Auenheimer Bote, 19.06.2024, lokal/bruecke.txt: „Die neue Brücke wurde am Mittwoch eröffnet.“"
)


class Terminal(io.StringIO):
    """Lines typed by somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_answer_has_its_evidence_before_and_its_footnotes_after(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Wann", "wurde", "die", "Brücke", "eröffnet?", "-a", place]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "Fundstellen (0,3 s)",
        FOOTNOTE.replace("[1]", "-"),
        "",
        ANSWER.text,
        "Sicherheit: wahrscheinlich",
        "",
        FOOTNOTE,
    ]
    assert captured.err == ""
    question, filters = fake.calls[0][1]
    assert question == "Wann wurde die Brücke eröffnet?"
    assert not any(filters.values())


def test_a_terminal_ends_with_the_checked_answer(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["ask", "Wann?", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert "ungeprüft" in shown
    assert shown.rindex("ungeprüft") < shown.rindex("wurde am Mittwoch eröffnet [1]")
    assert shown.rindex("[1]") > shown.rindex("ungeprüft")


def test_filters_and_models_reach_the_archive(fake: FakeArchive, place: str) -> None:
    words = ["--since", "2024-01", "--until", "2024", "--source", "a.txt", "-s", "lokal/*"]
    words += ["--as-of", "2024-06-30", "--kind", "faq", "--llm", "0.5b"]
    assert main(["ask", "Wer?", *words, "--embedder", "e5", "-a", place]) == 0
    sources = ("a.txt", "lokal/*")
    dates = {"since": "2024-01", "until": "2024", "as_of": "2024-06-30"}
    assert fake.calls[0][1][1] == {**dates, "sources": sources, "kinds": ("faq",)}
    assert fake.opened == [{"path": Path(place), "embedder": "e5", "llm": "0.5b", "reader": True}]


def test_the_short_answer_comes_first_and_the_readers_guess_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answer, fake.seen = replace(ANSWER, short="am\nMittwoch"), "Brücke"
    assert main(["ask", "Wann?", "-a", place]) == 0
    assert capsys.readouterr().out.splitlines()[3:5] == ["am Mittwoch", ANSWER.text]
    assert main(["ask", "Wann?", "--json", "-a", place]) == 0
    assert json.loads(capsys.readouterr().out)["short"] == "am\nMittwoch"
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert main(["ask", "Wann?", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert "\x1b[1mBrücke\x1b[0m" in shown
    assert shown.index("\x1b[1mBrücke") < shown.index("ungeprüft") < shown.index("\x1b[1mam Mittwoch\x1b[0m")


def test_a_question_may_be_asked_without_the_reader(fake: FakeArchive, place: str) -> None:
    assert main(["ask", "Wann?", "--no-reader", "-a", place]) == 0
    assert fake.opened[0]["reader"] is False


def test_json_is_one_document_and_nothing_else(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Wann?", "--json", "-a", place]) == 0
    captured = capsys.readouterr()
    data = json.loads(captured.out)
    assert data["text"] == ANSWER.text
    assert data["citations"][0]["quote"] == CITATION.quote
    assert data["timings"]["prompt_tokens"] == 1312
    assert captured.err == ""


def test_a_refusal_shows_the_nearest_finds(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.answer = REFUSED
    assert main(["ask", "Wer?", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{REFUSAL}\n\nAm nächsten kamen:\n")
    assert "Auenheimer Bote, Datum unbekannt, lokal/bruecke.txt: „Die neue" in shown


def test_a_refusal_does_not_repeat_what_was_shown(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answer = replace(REFUSED, evidence=ANSWER.evidence, nearest=ANSWER.evidence)
    assert main(["ask", "Wer?", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert shown.count("lokal/bruecke.txt") == 1
    assert shown.endswith("\nDie Fundstellen oben kommen der Frage am nächsten, beantworten sie aber nicht.\n")


def test_evidence_of_one_article_stands_together() -> None:
    first = ANSWER.evidence[0]
    items = list_evidence([first, replace(first, source="b.txt"), replace(first, quote="Noch ein Satz.")], "de")
    assert len(items) == 2
    assert items[0][2].endswith("„Noch ein Satz.“")


def test_an_empty_archive_is_told(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.answer = replace(REFUSED, nearest=())
    assert main(["ask", "Wer?", "-a", place]) == 0
    assert "Das Archiv ist leer." in capsys.readouterr().err


def test_verbose_tells_where_the_time_went(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Wann?", "-v", "-a", place]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "Fundstellen nach 0,3 s, erstes Wort nach 2,1 s, fertig nach 3,4 s" in last
    assert "las 1.312 und schrieb 12 Token" in last
    assert "das Modell 1.5b las" in last
    assert last.endswith("Sicherheit 0,82")


def test_the_question_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Wann wurde\n die Brücke eröffnet?\n"))
    assert main(["ask", "-", "-a", place]) == 0
    assert fake.calls[0][1][0] == "Wann wurde die Brücke eröffnet?"


def test_a_missing_question_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    for words in (["ask"], ["ask", "-"]):
        assert main([*words, "-a", place]) == 2
        assert "Es fehlt die Frage" in capsys.readouterr().err
    assert not fake.calls


def test_a_dialogue_survives_errors_and_stopped_answers(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stumbling(FakeArchive):
        def ask(self, question: str, **filters: object) -> object:  # type: ignore[override]
            if question == "Fehler?":
                raise ModelMissing(model="1.5b", command="belegt models pull")
            if question == "Halt?":
                raise KeyboardInterrupt
            return super().ask(question, **filters)

    monkeypatch.setattr("rag.Archive", Stumbling())
    monkeypatch.setattr("sys.stdin", Terminal("Fehler?\nHalt?\nWann?\n\nNie gefragt?\n"))
    assert main(["ask", "-a", place]) == 0
    captured = capsys.readouterr()
    assert "Das Modell 1.5b fehlt." in captured.err
    assert "Antwort abgebrochen." in captured.err
    assert captured.out.count(ANSWER.text) == 1


def test_a_chat_says_how_it_understood_a_follow_up(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Warum?\n\n"))
    assert main(["ask", "--chat", "Wann wurde die Brücke eröffnet?", "-a", place]) == 0
    out = capsys.readouterr().out
    assert "Verstanden als: Warum wurde die Brücke eröffnet?" in out
    assert [question for name, (question, _) in fake.calls[:2] if name == "ask"] == [
        "Wann wurde die Brücke eröffnet?",
        "Warum wurde die Brücke eröffnet?",
    ]


def test_a_chat_reads_lines_and_writes_json(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Wann wurde die Brücke eröffnet?\nUnd 2023?\n"))
    assert main(["ask", "--chat", "--json", "-a", place]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    decoder, rest, answers = json.JSONDecoder(), captured.out.strip(), []
    while rest:
        answer, end = decoder.raw_decode(rest)
        answers.append((answer["question"], answer["rewritten"]))
        rest = rest[end:].strip()
    assert answers == [
        ("Wann wurde die Brücke eröffnet?", None),
        ("Und 2023?", "Wann wurde die Brücke eröffnet 2023?"),
    ]


def test_a_footnote_names_the_copies(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    cited = replace(CITATION, also_in=("kurier.txt", "agentur/1.txt"))
    fake.answer = replace(ANSWER, citations=(cited,))
    assert main(["ask", "Wann?", "-a", place]) == 0
    assert "lokal/bruecke.txt, auch in kurier.txt, agentur/1.txt: „Die" in capsys.readouterr().out


def test_a_stopped_answer_closes_the_stream(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    pieces = iter([None, KeyboardInterrupt()])

    def press_at_second() -> None:
        if error := next(pieces, None):
            raise error

    fake.between_files = press_at_second
    assert main(["ask", "Wann?", "-a", place]) == 130
    assert capsys.readouterr().err == "Abgebrochen.\n"
    assert fake.calls[-1] == ("close", None)


def test_text_of_an_article_cannot_steer_the_terminal(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = replace(CITATION, title="\x1b]0;weg\x07[bold]Titel[/bold]", quote="\x1b[2Jgelöscht\u202e:smile:")
    fake.answer = replace(ANSWER, citations=(evil,))
    assert main(["ask", "Wann?", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]Titel[/bold]" in shown
    assert ":smile:" in shown


def test_search_lists_passages_with_the_part_that_fits(
    fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "Brücke", "eröffnet", "-k", "3", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("[1] Brücke eröffnet, Auenheimer Bote, September 2023, lokal/bruecke.txt: … ")
    assert "wurde am Mittwoch eröffnet." in shown
    assert fake.calls[0][1][:2] == ("Brücke eröffnet", 3)


def test_search_makes_a_table_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["search", "Brücke", "-a", place]) == 0
    shown = capsys.readouterr().out
    assert "Stelle" in shown
    assert "1,23" in shown


def test_search_without_hits(fake: FakeArchive, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    fake.hits = ()
    assert main(["search", "Brücke", "-a", place]) == 0
    assert "Das Archiv ist leer." in capsys.readouterr().err
    fake.figures = FIGURES
    assert main(["search", "Brücke", "-a", place]) == 0
    assert "Nichts gefunden." in capsys.readouterr().err
    assert main(["search", "Brücke", "--json", "-a", place]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_excerpt_is_the_stretch_with_most_of_the_question() -> None:
    excerpt = pick_excerpt(CHUNK.text, "Wann wurde die Brücke eröffnet?", 100)
    assert "Die neue Brücke wurde am Mittwoch eröffnet." in excerpt
    assert len(excerpt) <= 104
    assert pick_excerpt("Kurz.", "Brücke") == "Kurz."
    assert pick_excerpt("", "Brücke") == ""
    assert EVIDENCE.quote not in pick_excerpt("x" * 500, "Brücke")

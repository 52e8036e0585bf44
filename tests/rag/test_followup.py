from __future__ import annotations

import pytest

from rag.followup import Topic, find_names, find_phrases, join_topic, rewrite_question

QUESTION = "Wann wurde die Brücke in Auenheim im Juni 2024 eröffnet?"
TOPIC = join_topic(QUESTION, find_phrases(QUESTION), ("Petra Lohmann",))


@pytest.mark.parametrize(
    ("question", "rewritten"),
    [
        ("Und 2023?", "Wann wurde die Brücke in Auenheim 2023 eröffnet?"),
        ("Und im vergangenen Jahr?", "Wann wurde die Brücke in Auenheim im vergangenen Jahr eröffnet?"),
        ("Und in Hallerstedt?", "Wann wurde die Brücke in Hallerstedt im Juni 2024 eröffnet?"),
        ("Warum?", "Warum wurde die Brücke in Auenheim im Juni 2024 eröffnet?"),
        ("Wo genau?", "Wo genau wurde die Brücke in Auenheim im Juni 2024 eröffnet?"),
        ("Aus welchem Grund?", "Aus welchem Grund wurde die Brücke in Auenheim im Juni 2024 eröffnet?"),
        ("Und das Freibad?", "Wann wurde die Brücke in Auenheim im Juni 2024 eröffnet, und das Freibad?"),
    ],
)
def test_a_question_cut_short_is_completed_from_the_one_before(question: str, rewritten: str) -> None:
    assert rewrite_question(question, TOPIC) == rewritten


@pytest.mark.parametrize(
    "question",
    [
        "Und wann war er dort?",
        "Was kostet das?",
        "Wer hat das gesagt?",
        "Wie alt ist sie?",
        "Ist er verheiratet?",
        "Wie hoch sind ihre Schulden?",
        "Wie viele Gäste waren dabei?",
        "Gibt es dort ein Café?",
        "Was geschah danach?",
        "Wer gewann?",
        "Wie viele Gäste?",
        "How old is she?",
    ],
)
def test_a_question_that_points_back_names_the_topic(question: str) -> None:
    rewritten = rewrite_question(question, TOPIC)
    assert rewritten is not None
    assert rewritten.endswith("(Brücke, Auenheim, Juni 2024, Petra Lohmann)?")


@pytest.mark.parametrize(
    "question",
    [
        "Wann trat Henrike Ostermoor ihr Amt an?",
        "Was kostet das neue Freibad?",
        "Können Sie mir sagen, wer das Museum leitet?",
        "Wer war Albrecht Dornseif, bevor er nach Auenheim kam?",
        "Welche Stadt hat ihre Schulden abgebaut?",
        "Wer leitet dieses Jahr das Brückenfest?",
        "Wie viele Menschen leben in Auenheim und arbeiten dort?",
        "Der Bürgermeister sagte was?",
        "was kostet das freibad",
        "Wer trug dazu bei, dass die Brücke fertig wurde?",
        "Wann kam es zum Brand in der Molkerei?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert rewrite_question(question, TOPIC) is None


def test_a_question_for_a_thing_is_asked_with_the_earlier_one_behind_it() -> None:
    topic = Topic("Wer gewann die Stichwahl?", ("Stichwahl",))
    assert rewrite_question("Wann?", topic) == "Wann (Wer gewann die Stichwahl)?"
    assert rewrite_question("Warum?", Topic("Ist die Brücke gesperrt?")) == "Warum ist die Brücke gesperrt?"
    assert rewrite_question("Und 2019?", Topic("Wer gewann?")) == "Wer gewann 2019?"
    assert rewrite_question("Was kostet das?", Topic("")) == "Was kostet das?"


def test_phrases_are_names_things_and_years() -> None:
    assert find_phrases("Wie hoch stieg die Mirle im Januar 2025?") == ("Mirle", "Januar 2025")
    assert find_phrases("Welche Partei gewann die Wahl 2019?") == ("Partei", "Wahl 2019")
    assert find_phrases("wer leitet das papiermuseum") == ("leitet", "papiermuseum")
    assert find_names("Die Stadt ehrt Petra Lohmann [1].") == ("Petra Lohmann",)


def test_a_topic_has_each_phrase_once() -> None:
    assert join_topic("", ["Brücke", "Auenheim"], ["brücke", "Alte Brücke"]).phrases == (
        "Brücke",
        "Auenheim",
        "Alte Brücke",
    )

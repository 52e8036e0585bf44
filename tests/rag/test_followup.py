from __future__ import annotations

import pytest

from rag.followup import Topic, find_names, find_person, find_phrases, join_topic, rewrite_question

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
    ("question", "rewritten"),
    [
        ("Und wem folgt sie?", "Wem folgt Sabine Kehl (Stadtarchiv Lindenrode)?"),
        ("Wie alt ist sie?", "Wie alt ist Sabine Kehl (Stadtarchiv Lindenrode)?"),
        ("Ist sie verheiratet?", "Ist Sabine Kehl verheiratet (Stadtarchiv Lindenrode)?"),
        ("Sie kommt woher?", "Sabine Kehl kommt woher (Stadtarchiv Lindenrode)?"),
        ("Was verdient man dort?", "Was verdient man dort (Stadtarchiv Lindenrode, Historikerin Sabine Kehl)?"),
    ],
)
def test_the_name_stands_for_who_was_asked_for(question: str, rewritten: str) -> None:
    phrases = ("Stadtarchiv Lindenrode", "Historikerin Sabine Kehl")
    topic = Topic("Wer leitet das Stadtarchiv Lindenrode?", phrases, "Sabine Kehl")
    assert rewrite_question(question, topic) == rewritten


@pytest.mark.parametrize(
    ("former", "question", "rewritten"),
    [
        ("Wann öffnet das neue Hallenbad?", "Und was kostet es?", "Was kostet das neue Hallenbad?"),
        ("Wann beginnt die Sanierung des Bads?", "Was kostet sie?", "Was kostet die Sanierung des Bads?"),
        ("Wer entwarf den Turm in Auenheim?", "Wie hoch ist er?", "Wie hoch ist der Turm (Auenheim)?"),
        ("Wer entwarf den Turm?", "Wer baute ihn?", "Wer baute den Turm?"),
        ("Wann öffnet das Bad?", "Wer leitet sie?", "Wer leitet sie (Bad)?"),
        ("Baut die Stadt die Brücke?", "Was kostet sie?", "Was kostet sie (Stadt, Brücke)?"),
    ],
)
def test_a_thing_stands_for_the_pronoun_of_its_gender(former: str, question: str, rewritten: str) -> None:
    assert rewrite_question(question, join_topic(former, find_phrases(former))) == rewritten


def test_a_person_is_asked_for_or_the_only_one_named() -> None:
    assert find_person("Wer leitet das Stadtarchiv?", "Sabine Kehl") == "Sabine Kehl"
    assert find_person("Wer leitet das Stadtarchiv?", "die Stadt") == ""
    assert find_person("Wo liegt das Stadtarchiv?", "Alter Markt") == ""
    assert find_person("Wann besuchte Petra Lohmann Auenheim?", "2019") == ""
    assert find_person("Wann besuchte Petra Lohmann die Stadt?", "2019") == "Petra Lohmann"
    assert find_person("Wann traf Petra Lohmann dort Sabine Kehl?", None) == ""


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

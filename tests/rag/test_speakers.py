"""Whose words a question asks for, whose a sentence reports, and whether the two go together."""

from __future__ import annotations

import pytest

from rag.speakers import find_speakers, misses_speech, read_asked_speech


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Was sagte Brandt über die Brücke?", {"brandt"}),
        ("Wie begründete Landrätin Ilka Behrens die Absage?", {"landratin", "ilka", "behr"}),
        ("Was hat der Förster Olden zum Wolf gesagt?", {"forst", "old"}),
        ("Was hält der Experte Olden von dem Plan?", {"expert", "old"}),
        ("What did Brandt say about the bridge?", {"brandt"}),
    ],
)
def test_a_question_for_somebodys_words_names_whom(question: str, names: set[str]) -> None:
    asked = read_asked_speech(question)
    assert asked is not None
    assert asked.names == names


@pytest.mark.parametrize(
    "question",
    [
        "Was sagte die Bürgermeisterin?",
        "Wer kritisierte Brandt?",
        "Wann kritisierte Brandt den Bau?",
        "Wie viele Besucher erwartet Oberau?",
        "Was fordern Anwohner?",
        "Wann sprach sie?",
        "Wie hoch ist die Brücke?",
    ],
)
def test_a_role_alone_or_another_question_names_nobody(question: str) -> None:
    assert read_asked_speech(question) is None


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("„Das reicht nicht“, sagte Kämmerer Olaf Brandt.", {"kamm", "olaf", "brandt"}),
        ("Brandt lobte die Pläne für den Hafen.", {"brandt"}),
        ("Der Heimatverein Oberau kritisierte, dass niemand gefragt wurde.", {"heimatverein", "oberau"}),
        ("Das Schiff ist nach Angaben von Mats Olden wieder flott.", {"mat", "old"}),
        ("“It leaks,” said Mats Olden.", {"mat", "old"}),
        ("Gestern sagte er, dass es regnet.", set()),
        ("Das reiche nicht, sagte die Kämmerin.", set()),
        ("Die Brücke ist gesperrt.", set()),
    ],
)
def test_a_sentence_names_who_speaks(sentence: str, names: set[str]) -> None:
    assert find_speakers(sentence) == names


def test_anothers_words_another_subject_and_no_words_at_all_miss_what_is_asked() -> None:
    asked = read_asked_speech("Was sagte Brandt zur Sperrung der Brücke?")
    assert asked is not None
    title = "Alte Brücke gesperrt"
    assert misses_speech(asked, "„Sie ist müde“, sagte Olaf Brandt.", title) == 0.0
    assert misses_speech(asked, "„Sie ist müde“, sagte Ilka Behrens.", title) == 1.0
    assert misses_speech(asked, "„Brandt ist müde“, sagte Ilka Behrens.", title) == 0.5
    assert misses_speech(asked, "„Er ist leer“, sagte Olaf Brandt.", "Der Hafen wird zugeschüttet") == 1.0
    assert misses_speech(asked, "„Sie ist müde“, sagte er.", title) == 0.0
    assert misses_speech(asked, "Brandt ging nach Hause.", title) == 0.5


def test_who_asks_for_no_subject_gets_any_words() -> None:
    asked = read_asked_speech("Was sagte Brandt?")
    assert asked is not None
    assert misses_speech(asked, "„Er ist leer“, sagte Olaf Brandt.", "Der Hafen wird zugeschüttet") == 0.0

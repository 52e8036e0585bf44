"""Questions that ask two things are searched for one by one."""

from __future__ import annotations

import pytest

from rag.subquestions import complete_part, split_question


@pytest.mark.parametrize(
    "question",
    [
        "Wann und wo findet das Stadtfest statt?",
        "Was sagten Meier und Schulze zum Umbau?",
        "Wer gewann, und warum?",
        "Nenne die Kosten und wann gebaut wurde.",
        "Wie hoch ist der Turm?",
        "",
    ],
)
def test_a_question_for_one_thing_stays_whole(question: str) -> None:
    assert split_question(question) == (question,)


def test_two_things_become_two_questions() -> None:
    assert split_question("Wie viel kostete der Turm, und wer hat ihn im letzten Jahr eröffnet?") == (
        "Wie viel kostete der Turm?",
        "Wer hat ihn im letzten Jahr eröffnet?",
    )
    assert split_question("Wer leitet das Museum und mit wie vielen Besuchern rechnet die Bahn in Emden?") == (
        "Wer leitet das Museum?",
        "Mit wie vielen Besuchern rechnet die Bahn in Emden?",
    )


def test_the_second_question_may_be_short() -> None:
    assert split_question("Wie teuer ist das Freibad und wann öffnet es?")[1] == "Wann öffnet es?"


def test_a_second_part_that_leans_gets_the_things_of_the_first() -> None:
    first = "Wer baute den Turm von Emden?"
    assert complete_part("Wer hat ihn im letzten Jahr eröffnet?", first) == (
        "Wer hat ihn im letzten Jahr eröffnet (Turm, Emden)?"
    )
    assert complete_part("Was im Jahr 2021?", "Was versprach Karst im Jahr 2019?") == "Was im Jahr 2021 (Karst)?"


def test_a_second_part_that_stands_alone_stays() -> None:
    second = "Mit wie vielen Besuchern rechnet die Bahn in Emden?"
    assert complete_part(second, "Wer leitet das Museum?") == second

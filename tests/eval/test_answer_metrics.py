"""Answer metrics against answers scored by hand and against SQuAD's published definition, written a second time."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answer_metrics import exact_match, nugget_recall, strip_marks, token_f1, trigram_recall

Nuggets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Scored:
    """An invented answer with what a person gives it."""

    answer: str
    gold: str
    em: float
    f1: float
    nuggets: Nuggets
    recall: float


TEN_BY_HAND = [
    Scored("Marta Klein", "Marta Klein", 1, 1, (("Klein",),), 1),
    Scored("die Brücke", "Brücke", 1, 1, (("Brücke",),), 1),
    Scored("„10.000 Taler“.", "10.000 Taler", 1, 1, (("zehntausend",), ("Taler",)), 1),
    # 4 words given, 2 wanted, 2 in common: P 2/4, R 2/2
    Scored("Bürgermeisterin Marta Klein selbst", "Marta Klein", 0, 2 / 3, (("Marta Klein",),), 1),
    # 1 given, 2 wanted, 1 in common: P 1, R 1/2
    Scored("Klein", "Marta Klein", 0, 2 / 3, (("Marta Klein",),), 0),
    # articles go: "Kosten neuen Brücke" against "Kosten Brücke": P 2/3, R 2/2
    Scored("die Kosten der neuen Brücke", "die Kosten der Brücke", 0, 0.8, (("Kosten",), ("Freibad",)), 1 / 2),
    Scored("am Freitag", "am 3. Mai 2024", 0, 2 / 6, (("2024-05-03",),), 0),
    Scored("Am 03.05.2024 um acht Uhr", "3. Mai", 0, 0, (("3. Mai",), ("8 Uhr",), ("Freibad", "Bad")), 2 / 3),
    Scored("", "Marta Klein", 0, 0, (("Klein",), ("Marta",)), 0),
    Scored("Das weiß niemand.", "61 Prozent", 0, 0, (("61 %", "61 Prozent"),), 0),
]


@pytest.mark.parametrize("case", TEN_BY_HAND, ids=lambda case: case.answer or "nothing")
def test_ten_answers_score_as_by_hand(case: Scored) -> None:
    assert exact_match(case.answer, [case.gold]) == case.em
    assert token_f1(case.answer, [case.gold]) == pytest.approx(case.f1)
    assert nugget_recall(case.answer, case.nuggets) == pytest.approx(case.recall)


def second_form(text: str) -> list[str]:
    """Normalise as SQuAD says it: lower case, no punctuation, no articles, single spaces."""
    words = text.lower().translate(str.maketrans("", "", string.punctuation)).split()
    joined = re.sub(r"\b(a|an|the)\b", " ", " ".join(words))
    return joined.split()


def second_f1(prediction: str, truth: str) -> float:
    given_words, gold_words = second_form(prediction), second_form(truth)
    if not given_words or not gold_words:
        return float(given_words == gold_words)
    left = list(gold_words)
    same = 0
    for word in given_words:
        if word in left:
            left.remove(word)
            same += 1
    return 2 * same / (len(given_words) + len(gold_words))


WORDS = st.lists(
    st.sampled_from(["the", "a", "An", "Denver", "Broncos,", "broncos", "24-10", "(won)", "it's"]), max_size=7
)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_english_em_and_f1_agree_with_a_second_implementation(given_words: list[str], golds: list[list[str]]) -> None:
    prediction, truths = " ".join(given_words), [" ".join(words) for words in golds]
    assert exact_match(prediction, truths, lang="en") == max(second_form(prediction) == second_form(t) for t in truths)
    assert token_f1(prediction, truths, lang="en") == pytest.approx(max(second_f1(prediction, t) for t in truths))


def test_english_strips_english_articles_and_german_german_ones() -> None:
    assert exact_match("the house", ["house"], lang="en") == 1
    assert exact_match("das Haus", ["Haus"], lang="en") == 0
    assert exact_match("das Haus", ["Haus"]) == 1
    assert exact_match("the house", ["house"]) == 0


def test_the_best_of_several_gold_answers_counts() -> None:
    assert token_f1("Marta Klein", ["Klein", "Frau Marta Klein"]) == pytest.approx(0.8)
    assert exact_match("Klein", ["Marta", "Klein"]) == 1
    assert token_f1("Klein", []) == 0


def test_citation_marks_are_no_part_of_the_answer() -> None:
    assert strip_marks("Es sind 500 [1]. Genauer 512 [2, 3].") == "Es sind 500. Genauer 512."
    assert nugget_recall(strip_marks("Das ist so [2]."), (("2",),)) == 0


def test_no_nuggets_is_an_error_not_a_score() -> None:
    with pytest.raises(ValueError, match="no nuggets"):
        nugget_recall("Text", ())


def test_trigrams_forgive_endings() -> None:
    # "schulen" has the 3-grams sch chu hul ule len; "schule" holds the first four of them
    assert trigram_recall("die Schule", (("Schulen",),)) == pytest.approx(4 / 5)
    assert trigram_recall("die Schulen", (("Schulen",),)) == 1
    assert trigram_recall("", (("Schulen",),)) == 0
    assert trigram_recall("die Schule", (("Turm", "Schule"), ("Bad",))) == pytest.approx(1 / 2)


def test_trigrams_count_with_their_multiplicity() -> None:
    # "papapa" is pap apa pap apa; one "papa" holds two of the four
    assert trigram_recall("papa", (("papapa",),)) == pytest.approx(2 / 4)

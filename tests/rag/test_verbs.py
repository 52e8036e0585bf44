"""The forms of a strong verb meet."""

from __future__ import annotations

import pytest

from index.keywords import stem_words
from rag.verbs import fold_verbs


@pytest.mark.parametrize(
    "forms",
    [
        "gewinnen gewinnt gewann gewannen gewonnen",
        "sterben stirbt starb starben gestorben",
        "übernehmen übernimmt übernahm übernommen",
        "einziehen einzog eingezogen",
        "schließen schließt schloss schlossen geschlossen",
    ],
)
def test_forms_of_a_strong_verb_are_one_term(forms: str) -> None:
    assert len(set(fold_verbs(stem_words(forms)))) == 1


@pytest.mark.parametrize("words", ["gewann verlor", "gesunken gestiegen", "eröffnet geschlossen", "Band bot Wachs"])
def test_other_words_stay_apart(words: str) -> None:
    assert len(set(fold_verbs(stem_words(words)))) == len(words.split())

"""Names of a question that an article knows, or doesn't."""

from __future__ import annotations

import pytest

from rag.names import knows_names

ARTICLE = "Landrätin Ilka Behrens eröffnet die Brücke in Bad Oberau. Auch der Oberauer Stadtratsausschuss kam."


@pytest.mark.parametrize(
    "question",
    [
        "Wer ist Ilka Behrens?",
        "Wer ist Ilka Berens?",
        "Was eröffnet Landrat Behrens?",
        "Wer sitzt im Oberauer Stadtrat?",
        "Wie hoch ist der Turm?",
        "Was kostet der Eintritt am Sonntag?",
    ],
)
def test_a_name_mistyped_in_part_or_in_another_form_is_known(question: str) -> None:
    assert knows_names(question, ARTICLE)


@pytest.mark.parametrize("question", ["Wann wurde Kämmerer Mats Olden gewählt?", "Wie alt ist Petra Lühr?"])
def test_somebody_the_article_never_mentions_is_unknown(question: str) -> None:
    assert not knows_names(question, ARTICLE)

from __future__ import annotations

import math

import pytest

from rag.llm.paths import Step, weigh_along, weigh_said

PATH = (
    Step("März", {"März": math.log(0.6), " Herbst": math.log(0.3), "keine": math.log(0.05)}),
    Step(" 20", {" 20": math.log(0.5), "<|im_end|>": math.log(0.25), ",": math.log(0.2)}),
    Step("23", {"23": math.log(0.9), "22": math.log(0.05)}),
)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("März 2023", 0.6 * 0.5 * 0.9),
        ("März", 0.6 * 0.25),  # the end is listed
        ("März 20", 0.6 * 0.5 * 0.05),  # it is not: what the listed ones leave
        ("März 2022", 0.6 * 0.5 * 0.05),
        ("Herbst", 0.3),
        ("keine Angabe", 0.05),
    ],
)
def test_a_text_is_as_likely_as_its_tokens_along_the_path(text: str, weight: float) -> None:
    assert weigh_along(PATH, text) == pytest.approx(math.log(weight), abs=0.01)


def test_what_the_model_never_thought_of_is_less_likely_than_all_that_it_did() -> None:
    assert weigh_along(PATH, "Mats Olden") < min(weigh_along(PATH, text) for text in ("Herbst", "keine Angabe"))
    assert weigh_along(PATH, "März 2023 in Talheim") < weigh_along(PATH, "März 2023")


def test_without_probabilities_only_what_was_said_is_likely() -> None:
    assert weigh_said(" Mats\nOlden.", "mats olden") > math.log(0.5)
    assert weigh_said("Mats Olden", "Olden") < math.log(0.2)
    assert weigh_said("Mats Olden", "keine Angabe") < weigh_said("Mats Olden", "Nein") - 1.5

from __future__ import annotations

import pytest

from index.types import SectionKind
from rag.cite import write_answer
from rag.types import Evidence
from rag.verify import Claim, split_claims, verify_claim

QUESTION = "Was hat die neue Brücke gekostet?"


def evidence(number: int, quote: str, published: str | None = None) -> Evidence:
    return Evidence(
        number, f"{number}.txt", None, published, None, SectionKind.BODY, quote, 0, len(quote), quote, 0, 1.0
    )


SHOWN = (
    evidence(1, "Die Brücke hat 12,5 Millionen Euro gekostet.", "2024-06-19"),
    evidence(2, "Bürgermeisterin Petra Lohmann durchschnitt das Band."),
    evidence(3, "Am Bau waren drei Firmen aus Hallerstedt beteiligt."),
)


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ("Sie kostete 12 Euro [1].", [Claim("Sie kostete 12 Euro", (1,))]),
        ("Sie kostete 12 Euro. [1]", [Claim("Sie kostete 12 Euro.", (1,))]),
        ("Eins [1]. Zwei [2].", [Claim("Eins", (1,)), Claim("Zwei", (2,))]),
        ("Eins [1][3].", [Claim("Eins", (1, 3))]),
        ("Eins [1, 3].", [Claim("Eins", (1, 3))]),
        ("Eins steht da. Zwei auch [2].", [Claim("Eins steht da.", (2,)), Claim("Zwei auch", (2,))]),
        ("Ohne Beleg.", [Claim("Ohne Beleg.", ())]),
        ("Sie steigt zum 1. Januar auf 3,12 Euro [2].", [Claim("Sie steigt zum 1. Januar auf 3,12 Euro", (2,))]),
        ("", []),
    ],
)
def test_an_answer_is_cut_into_claims(answer: str, claims: list[Claim]) -> None:
    assert split_claims(answer) == claims


def test_a_backed_claim_stays() -> None:
    claim = Claim("Die Brücke hat 12,5 Millionen Euro gekostet", (1,))
    assert verify_claim(claim, SHOWN, QUESTION) == claim


def test_a_wrong_number_is_corrected_to_the_sentence_that_backs_the_claim() -> None:
    checked = verify_claim(Claim("Petra Lohmann durchschnitt das Band", (3,)), SHOWN, QUESTION)
    assert checked == Claim("Petra Lohmann durchschnitt das Band", (2,))


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke hat 13,5 Millionen Euro gekostet",
        "Die Brücke wurde 1998 gebaut",
        "Bundeskanzler eröffnete gemeinsam mit Ministern die Autobahn",
    ],
)
def test_what_no_quote_backs_is_dropped(text: str) -> None:
    assert verify_claim(Claim(text, (1,)), SHOWN, QUESTION) is None


def test_numbers_that_do_not_exist_are_never_cited() -> None:
    checked = verify_claim(Claim("Die Brücke hat 12,5 Millionen Euro gekostet", (7,)), SHOWN, QUESTION)
    assert checked is not None
    assert checked.cited == (1,)


def test_the_publication_date_backs_a_date() -> None:
    claim = Claim("Die Brücke hat laut Bericht von 2024 12,5 Millionen Euro gekostet", (1,))
    assert verify_claim(claim, SHOWN, QUESTION) == claim


def test_citations_are_numbered_in_order_of_appearance_and_quote_verbatim() -> None:
    text, citations = write_answer(
        [Claim("Drei Firmen bauten.", (3,)), Claim("Sie kostete 12,5 Millionen", (1,)), Claim("So war es", (3,))], SHOWN
    )
    assert text == "Drei Firmen bauten [1]. Sie kostete 12,5 Millionen [2]. So war es [1]."
    assert [(entry.number, entry.source, entry.quote) for entry in citations] == [
        (1, "3.txt", SHOWN[2].quote),
        (2, "1.txt", SHOWN[0].quote),
    ]
    assert citations[1].published == "2024-06-19"
    assert citations[0].published is None

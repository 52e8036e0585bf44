"""The short answer: candidates that stand in the evidence, and the choice of two witnesses."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.config import AskConfig
from rag.prompt import NONE
from rag.question_time import QuestionTime, read_question_time
from rag.reading import FoundSpan
from rag.short import choose_answer, find_astray, find_quote, list_candidates, locate_words
from rag.types import Evidence
from tests.rag.build import build_evidence

TEXT = "Der Turm ist 51 Meter hoch. Er heißt Weißer Ömer. Früher war er 48 Meter hoch."
QUOTES = ("Der Turm ist 51 Meter hoch.", "Früher war er 48 Meter hoch.")


def make_evidence(quote: str, number: int) -> Evidence:
    start = TEXT.index(quote)
    evidence = build_evidence(quote, number, source="turm.txt")
    return replace(evidence, start=start, end=start + len(quote), context=TEXT)


#: A question that speaks of no time.
OPEN = QuestionTime(datetime.date(2025, 3, 12))
EVIDENCE = tuple(make_evidence(quote, number) for number, quote in enumerate(QUOTES, 1))


def make_span(words: str, score: float, *, source: str = "turm.txt", text: str = TEXT) -> FoundSpan:
    start = text.index(words)
    return FoundSpan(source, start, start + len(words), words, score)


def test_words_of_the_question_are_not_its_answer() -> None:
    spans = (make_span("Turm", 5), make_span("Der Turm ist 51 Meter", 4))
    choice = choose_answer("Wie heißt der Turm?", EVIDENCE, spans, [-1.0, -1.0, -9.0], time=OPEN, config=AskConfig())
    assert choice.span.text == "Der Turm ist 51 Meter"


def test_a_why_without_words_of_its_own_is_answered_by_the_sentence_with_the_reason() -> None:
    quotes = ("Die Leiterin verlässt das Haus.", "Sie begründet das mit den Kürzungen.")
    told = [build_evidence(quote, number, source=f"{number}.txt") for number, quote in enumerate(quotes, 1)]
    evidence = tuple(replace(entry, score=score) for entry, score in zip(told, (8.0, 4.0), strict=True))
    span = FoundSpan("1.txt", evidence[0].start, evidence[0].start + 13, "Die Leiterin ", 5.0)
    question = "Warum verlässt die Leiterin das Haus?"
    choice = choose_answer(question, evidence, [span], [-1.0, -9.0], time=OPEN, config=AskConfig())
    assert choice.whole
    assert [entry.quote for entry in choice.quotes] == [quotes[1]]


def test_only_spans_that_stand_whole_in_a_quote_are_candidates() -> None:
    wanted = make_span("51 Meter", 3)
    unseen = make_span("Weißer Ömer", 9)
    across = make_span("hoch. Er", 8)
    elsewhere = make_span("48 Meter", 7, source="anderswo.txt")
    assert list_candidates("Wie heißt er?", [unseen, across, elsewhere, wanted], EVIDENCE, limit=5) == (wanted,)
    assert find_quote(wanted, EVIDENCE) is EVIDENCE[0]
    assert find_quote(across, EVIDENCE) is None


def test_a_wording_is_a_candidate_once_by_its_best_span_and_the_limit_holds() -> None:
    best, again = make_span("Meter", 3), replace(make_span("48 Meter", 2), text="METER")
    assert list_candidates("Wie heißt er?", [best, again], EVIDENCE, limit=5) == (best,)
    spans = [make_span(words, -number) for number, words in enumerate(("51 Meter", "51", "Der Turm", "48"))]
    assert list_candidates("Wie heißt er?", spans, EVIDENCE, limit=3) == tuple(spans[:3])


@pytest.mark.parametrize(
    ("weights", "chosen"),
    [((-1.0, -1.0, -4.0), "51 Meter"), ((-9.0, -1.0, -4.0), "48 Meter"), ((-2.0, -1.9, -4.0), "51 Meter")],
)
def test_the_choice_is_the_sum_of_both_witnesses(weights: tuple[float, ...], chosen: str) -> None:
    candidates = (make_span("51 Meter", 4), make_span("48 Meter", 2))
    choice = choose_answer(
        "Wie hoch ist der Turm?", EVIDENCE, candidates, weights, time=OPEN, config=AskConfig(reader_share=0.5)
    )
    assert choice.span.text == chosen
    assert chosen in choice.quotes[0].quote
    assert choice.none == -4.0


def test_without_a_share_of_the_reader_the_model_alone_chooses() -> None:
    candidates = (make_span("51 Meter", 99), make_span("48 Meter", -99))
    choice = choose_answer(
        "Wie hoch ist der Turm?", EVIDENCE, candidates, [-2, -1, 0], time=OPEN, config=AskConfig(reader_share=0.0)
    )
    assert choice.span.text == "48 Meter"


def test_a_span_of_another_kind_than_asked_for_loses() -> None:
    candidates = (make_span("Weißer Ömer", 4), make_span("48 Meter", 2))
    weights = [-1.0, -2.0, -4.0]
    shown = (*EVIDENCE, make_evidence("Er heißt Weißer Ömer.", 3))
    high = choose_answer("Wie hoch ist der Turm?", shown, candidates, weights, time=OPEN, config=AskConfig())
    called = choose_answer("Wie heißt der Turm?", shown, candidates, weights, time=OPEN, config=AskConfig())
    assert (high.span.text, called.span.text) == ("48 Meter", "Weißer Ömer")


def test_the_sentence_of_the_span_comes_first_and_a_higher_ranked_one_stands_beside_it() -> None:
    candidates = (make_span("51 Meter", 4), make_span("48 Meter", 3.5))
    weights = [-1.0, -1.0, -4.0]
    alike = choose_answer("Wie hoch?", EVIDENCE, candidates, weights, time=OPEN, config=AskConfig(quote_gap=0.0))
    assert [entry.number for entry in alike.quotes] == [1]
    ranked = (EVIDENCE[0], replace(EVIDENCE[1], score=6.0))
    both = choose_answer("Wie hoch?", ranked, candidates, weights, time=OPEN, config=AskConfig(quote_gap=0.0))
    assert [entry.number for entry in both.quotes] == [1, 2]
    alone = choose_answer("Wie hoch?", ranked, candidates, weights, time=OPEN, config=AskConfig(quotes=1))
    assert [entry.number for entry in alone.quotes] == [1]


def test_a_second_sentence_of_another_article_must_come_nearer() -> None:
    candidates, weights = (make_span("51 Meter", 4),), [-1.0, -4.0]
    config = AskConfig(quote_gap=9.0, other_gap=0.5)
    same = choose_answer("Wie hoch?", EVIDENCE, candidates, weights, time=OPEN, config=config)
    assert [entry.number for entry in same.quotes] == [1, 2]
    elsewhere = (EVIDENCE[0], replace(EVIDENCE[1], source="anders.txt"))
    alone = choose_answer("Wie hoch?", elsewhere, candidates, weights, time=OPEN, config=config)
    assert [entry.number for entry in alone.quotes] == [1]


def test_candidates_of_the_kind_asked_for_come_first_and_few_of_one_sentence() -> None:
    spans = [make_span(words, -number) for number, words in enumerate(("Der Turm", "51", "51 Meter", "ist 51", "48"))]
    found = [span.text for span in list_candidates("Wie hoch ist der Turm?", spans, EVIDENCE, limit=5)]
    assert found == ["51", "51 Meter", "ist 51", "48"]


@pytest.mark.parametrize(
    ("said", "found"),
    [("48 Meter", "48 Meter"), (" 48  meter.", "48 Meter"), ("8 Meter", None), ("Der Turm, 48", None), (NONE, None)],
)
def test_the_models_words_are_looked_for_as_whole_words(said: str, found: str | None) -> None:
    span = locate_words(said, EVIDENCE, score=1.5)
    assert (span and span.text) == found
    if span is not None:
        assert (TEXT[span.start : span.end], span.score) == (found, 1.5)


def test_of_two_years_the_one_that_the_question_states_is_chosen() -> None:
    text = "Im Jahr 2019 kamen 300 Gäste. Im Jahr 2021 kamen 500 Gäste."
    quotes = ("Im Jahr 2019 kamen 300 Gäste.", "Im Jahr 2021 kamen 500 Gäste.")
    shown = [
        replace(EVIDENCE[0], number=n, quote=q, start=text.index(q), end=text.index(q) + len(q), context=text)
        for n, q in enumerate(quotes, 1)
    ]
    question = "Wie viele Gäste kamen im Jahr 2021?"
    candidates = (make_span("300", 3, text=text), make_span("500", 2, text=text))
    choice = choose_answer(
        question, shown, candidates, [-0.5, -1.0, -9.0], time=read_question_time(question), config=AskConfig()
    )
    assert choice.span.text == "500"
    assert [quote.quote for quote in choice.quotes] == [quotes[1]]


def show(*quotes: str, ranks: Sequence[float] = ()) -> tuple[str, list[Evidence]]:
    """Return a text of these sentences, and them as its evidence, ranked in their order or as told."""
    text = " ".join(quotes)
    scores = ranks or range(len(quotes), 0, -1)
    return text, [
        replace(
            EVIDENCE[0],
            number=number,
            quote=quote,
            start=text.index(quote),
            end=text.index(quote) + len(quote),
            context=text,
            score=score,
        )
        for number, (quote, score) in enumerate(zip(quotes, scores, strict=True), 1)
    ]


WHY = "Warum wurde der Turm gesperrt?"
SHUT, CRACK, RAIN = "Der Turm wurde im Mai gesperrt.", "Grund ist ein Riss im Fundament.", "Weil es goss, kam niemand."


def test_to_a_why_sentences_that_give_a_reason_answer() -> None:
    text, shown = show(SHUT, CRACK, RAIN)
    elsewhere, cause = make_span("Mai", 9, text=text), make_span("Riss im Fundament", 1, text=text)
    config = AskConfig(quotes=1)
    chosen = choose_answer(WHY, shown, (elsewhere, cause), [-1.0, -2.0, -9.0], time=OPEN, config=config)
    assert (chosen.short, chosen.quotes[0].quote) == ("Riss im Fundament", CRACK)
    unseen = choose_answer(WHY, shown, (elsewhere,), [-1.0, -9.0], time=OPEN, config=config)
    assert (unseen.short, unseen.quotes[0].quote, unseen.none) == (None, CRACK, -9.0)


def test_what_somebody_said_is_not_answered_by_anothers_words() -> None:
    text = "„Die neue Brücke ist ein Gewinn“, sagte Olaf Brandt. „Die neue Brücke ist zu teuer“, sagte Ilka Behrens."
    quotes = [part + "." for part in text.rstrip(".").split(". ")]
    evidence = tuple(
        replace(build_evidence(quote, n, source="b.txt"), start=text.index(quote), end=text.index(quote) + len(quote))
        for n, quote in enumerate(quotes, 1)
    )
    spans = (make_span("ein Gewinn", 5, source="b.txt", text=text), make_span("zu teuer", 4, source="b.txt", text=text))
    question = "Was sagte Ilka Behrens über die neue Brücke?"
    choice = choose_answer(question, evidence, spans, [-1.0, -2.0, -9.0], time=OPEN, config=AskConfig())
    assert choice.span.text == "zu teuer"
    unseen = choose_answer(question, evidence, spans[:1], [-1.0, -9.0], time=OPEN, config=AskConfig())
    assert unseen.held.quote == quotes[1]
    assert unseen.short is None
    assert find_astray(question, OPEN, evidence[0]) == 1.0
    assert find_astray(question, OPEN, evidence[1]) == 0.0


def test_a_reason_for_something_else_does_not_answer_a_why() -> None:
    text, shown = show("Nach dem Riss vom Mai wurde der Turm gesperrt.", RAIN, ranks=(9, 0))
    spans = (make_span("Riss", 1, text=text), make_span("es goss", 9, text=text))
    chosen = choose_answer(WHY, shown, spans, [-1.0, -1.0, -9.0], time=OPEN, config=AskConfig(quotes=1))
    assert chosen.quotes[0].quote == shown[0].quote


def test_as_many_sentences_are_quoted_as_things_are_asked_for() -> None:
    text, shown = show("Es gibt den Turm.", "Es gibt das Tor.", "Es gibt den Saal.", "Es gibt Tee.")
    config = AskConfig(quotes=2, quote_gap=9.0)
    for question, count in (("Welche drei Bauten gibt es?", 3), ("Welche Bauten gibt es?", 2)):
        spans = (make_span("Turm", 3, text=text),)
        chosen = choose_answer(question, shown, spans, [-1.0, -9.0], time=OPEN, config=config)
        assert len(chosen.quotes) == count


def test_each_of_two_stated_years_has_its_sentence() -> None:
    text, shown = show("Im Jahr 2021 kamen 500 Gäste.", "Es kamen viele.", "Im Jahr 2024 kamen 300 Gäste.")
    question = "Kamen im Jahr 2024 mehr Gäste als 2021?"
    spans = (make_span("500", 3, text=text),)
    config = AskConfig(quotes=1)
    time = read_question_time(question)
    chosen = choose_answer(question, shown, spans, [-1.0, -9.0], time=time, config=config)
    assert [quote.number for quote in chosen.quotes] == [1, 3]


def test_what_a_later_article_corrects_is_told_after_the_correction() -> None:
    (old,) = show("Das Tor ist 40 Meter breit.")[1]
    (new,) = show("Das Tor ist nun 50 statt 40 Meter breit.")[1]
    old = replace(old, source="alt.txt", published="2024-01-05")
    new = replace(new, source="neu.txt", published="2024-02-05", number=2, score=-3.0)
    span = FoundSpan("alt.txt", 12, 20, "40 Meter", 5.0)
    for question, order in (("Wie breit ist das Tor?", ("50", "40 Meter")), ("Wie breit war es 2024?", ())):
        time = read_question_time(question)
        choice = choose_answer(question, (old, new), (span,), [-1.0, -9.0], time=time, config=AskConfig(quotes=1))
        assert choice.told == order


def test_a_candidate_for_a_when_is_the_whole_date() -> None:
    text, shown = show("Es öffnet im Herbst 2026.", "Es schließt am 3. Mai 2027.")
    spans = [make_span("2026", 5, text=text), make_span("Mai", 4, text=text)]
    listed = list_candidates("Wann öffnet es?", spans, shown, limit=5)
    assert [span.text for span in listed] == ["Herbst 2026", "3. Mai 2027"]
    assert list_candidates("In welchem Jahr öffnet es?", spans, shown, limit=1) == (spans[0],)

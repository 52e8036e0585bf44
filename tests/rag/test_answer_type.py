from __future__ import annotations

import pytest

from rag.answer_type import (
    AnswerType,
    asks_reason,
    asks_whole_time,
    count_asked,
    find_answer_type,
    fits_bound,
    fits_quote,
    fits_sentence,
    fits_short,
    is_decision,
    is_topic,
    names_answer,
    names_cause,
    states_reason,
)

FIGURE, TIME = AnswerType.FIGURE, AnswerType.TIME


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wie viele Menschen wurden verletzt?", FIGURE),
        ("Um wie viel steigt die Gebühr?", FIGURE),
        ("Wie hoch wird die Mauer?", FIGURE),
        ("Was kostet ein Ausweis?", FIGURE),
        ("Was hat der Steg am Ende gekostet?", FIGURE),
        ("Was soll die neue Halle kosten?", FIGURE),
        ("Was hat der Steg bewirkt?", None),
        ("How many people were injured?", FIGURE),
        ("Wann und wo findet das Fest statt?", TIME),
        ("Um wie viel Uhr beginnt es?", TIME),
        ("In welchem Jahr wurde sie gebaut?", TIME),
        ("Wie heißt die Bürgermeisterin?", None),
        ("Wer gewann die Stichwahl?", None),
        ("Wie stimmte China ab?", None),
    ],
)
def test_what_a_question_asks_for(question: str, expected: AnswerType | None) -> None:
    assert find_answer_type(question) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FIGURE, "Es wurden fünf Menschen verletzt.", True),
        (FIGURE, "Sie kostet 3,12 Euro.", True),
        (FIGURE, "Die Hälfte blieb zu Hause.", True),
        (FIGURE, "Es waren zweiunddreißig Leute da.", True),
        (FIGURE, "Niemand wurde verletzt.", True),
        (FIGURE, "Die Zahl ist höher als zunächst gemeldet.", False),
        (FIGURE, "Das Fest ist am Samstag.", False),
        (TIME, "Das Fest ist am Samstag.", True),
        (TIME, "Sie wurde 1998 gebaut.", True),
        (TIME, "Das Fest wird verschoben.", False),
    ],
)
def test_whether_a_text_names_one(kind: AnswerType, text: str, expected: bool) -> None:
    assert names_answer(kind, text) == expected


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Was hat der neue Steg gekostet?", "2,4 Millionen Euro", "38 Meter lang"),
        ("Um wie viel Uhr begann die Sitzung?", "19.30 Uhr", "5,87 Meter"),
        ("An welchem Datum fiel der Strom aus?", "am 3. Mai", "17.42 Uhr"),
        ("In welchem Jahr wurde er gewählt?", "2015", "am Sonntag"),
        ("Wie viele Menschen kamen?", "412 Zuschauer", "auf dem Marktplatz"),
    ],
)
def test_a_short_answer_is_of_the_kind_asked_for(question: str, right: str, wrong: str) -> None:
    assert fits_short(question, right)
    assert not fits_short(question, wrong)
    assert fits_short("Wer leitet das Museum?", wrong)


@pytest.mark.parametrize(
    "question",
    [
        "Hat ein Wolf die Schafe gerissen?",
        "Und war er dort?",
        "Stimmt es, dass die Brücke gesperrt ist?",
        "Dürfen Autos noch über die Brücke fahren",
        "Stellt Helioform die Zellen selbst her?",
        "Was the bridge closed?",
    ],
)
def test_questions_for_yes_or_no_are_told(question: str) -> None:
    assert is_decision(question)


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet der Eintritt?",
        "Wann war Putin in Nordkorea?",
        "Ist Ostermoor oder Bühlich Bürgermeister?",
        "Kosten der Sanierung",
        "In welchem Jahr wurde die Brücke gebaut?",
        "What was the bridge made of?",
        "War",
        "",
    ],
)
def test_others_ask_for_words(question: str) -> None:
    assert not is_decision(question)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ammer, 57, leitet die Schule.", True),
        ("Die 57-jährige Ammer leitet die Schule.", True),
        ("Ruth Ammer (57) leitet die Schule.", True),
        ("Sie wurde 1939 in Talheim geboren.", True),
        ("Ammer ist 57 Jahre alt.", True),
        ("Ammer wird 60.", True),
        ("Ammer leitet die Schule seit zwölf Jahren.", False),
        ("Ammer nahm 57 Kinder auf.", False),
        ("Ammer gewann mit 57 Prozent der Stimmen.", False),
    ],
)
def test_a_sentence_tells_an_age(sentence: str, expected: bool) -> None:
    assert fits_sentence("Wie alt ist Ruth Ammer?", sentence) is expected
    assert fits_sentence("Wer ist Ruth Ammer?", sentence)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("41 Katzen", False),
        ("1.987 Stimmen", False),
        ("am 3. Mai", True),
        ("1931", True),
        ("im 12. Jahrhundert", True),
        ("vor 20 Jahren", True),
        ("um 11 Uhr", True),
    ],
)
def test_a_count_is_no_time(short: str, expected: bool) -> None:
    assert fits_short("Wann wurde das Tierheim gegründet?", short) is expected


def test_a_topic_is_named_and_nothing_asked() -> None:
    assert all(map(is_topic, ("Hallenbad", "brand holzwerk", "Brückenfest 2024", "Henrike Ostermoor")))
    assert not any(map(is_topic, ("", "Wann?", "Und wann", "wer gewann", "Hallenbad?", "Der Rat hat heute getagt")))


def test_reasons_may_be_told_by_many_words() -> None:
    assert states_reason("Sie begründet ihren Schritt mit den Kürzungen.")
    assert states_reason("Das lag vor allem an der Kälte.")
    assert states_reason("Der Weg ist gesperrt, da ein Baum fiel.")
    assert not states_reason("Er war da und sang.")
    assert not asks_reason("Wozu führte der Beschluss?")


def test_aus_welchem_grund_is_a_why_and_aus_welchem_holz_is_none() -> None:
    assert asks_reason("Aus welchem Grund wurde der Steg gesperrt?")
    assert not asks_reason("Aus welchem Holz ist der Steg?")


def test_how_many_things_are_asked_for() -> None:
    assert count_asked("Welche fünf Vereine gibt es?") == 5
    assert count_asked("Nenne die 3 Orte.") == 3
    assert count_asked("Welche Vereine gibt es?") == 1


def test_a_when_asks_for_the_whole_date_and_a_year_does_not() -> None:
    assert asks_whole_time("Seit wann gibt es ihn?")
    assert not asks_whole_time("In welchem Jahr gab es ihn?")
    assert not asks_reason("Zu welchem Anlass trafen sie sich?")


def test_a_cause_is_named_by_words_for_it() -> None:
    assert names_cause("Ein heißes Lager war die Ursache des Feuers.")
    assert names_cause("Ein heißes Lager löste das Feuer aus.")
    assert not names_cause("Wegen des Feuers verliert niemand seine Arbeit.")
    assert not names_cause("Das Grundstück ist verkauft.")


def test_a_purpose_is_a_reason() -> None:
    assert states_reason("Sie reiste nach Lindau, vor allem mit dem Ziel, den Vertrag zu retten.")
    assert states_reason("Er kam, um den Vertrag zu retten.")
    assert not states_reason("Um 11 Uhr öffnet der Saal.")


@pytest.mark.parametrize(
    ("question", "quote", "fits"),
    [
        ("Wie heißt der Schwimmmeister?", "Das Bad bleibt die ganze Saison geschlossen.", False),
        ("Wie heißt der Schwimmmeister?", "Schwimmmeister Olaf Brandt hat das Wasser geprüft.", True),
        ("Um wie viel Uhr brach der Damm?", "Die Gebühr steigt zum 1. Januar 2025.", False),
        ("Wie hoch ist die Mauer?", "Die Mauer ist zwei Meter hoch.", True),
        ("Womit wurde der Damm gebaut?", "Der Damm besteht aus Lehm.", True),
    ],
)
def test_a_second_quote_must_name_the_kind_of_thing_that_is_asked_for(question: str, quote: str, fits: bool) -> None:
    assert fits_quote(question, quote) is fits


@pytest.mark.parametrize(
    ("question", "short", "fits"),
    [
        ("Wann ist das Heimatmuseum geöffnet?", "29. Juni", False),
        ("Wann ist das Heimatmuseum geöffnet?", "um 11 Uhr", False),
        ("Wann ist das Heimatmuseum geöffnet?", "donnerstags bis sonntags", True),
        ("Wann ist das Heimatmuseum geöffnet?", "von 9 bis 12.30 Uhr", True),
        ("Welche Öffnungszeiten hat das Bad?", "täglich", True),
        ("Wann ist das Bad wieder offen?", "29. Juni", True),
        ("Wann hat das Bad geöffnet?", "29. Juni", True),
    ],
)
def test_when_something_is_open_is_told_by_hours_or_days_of_the_week(question: str, short: str, fits: bool) -> None:
    assert fits_short(question, short) is fits


@pytest.mark.parametrize(
    ("question", "before", "fits"),
    [
        ("An welchem Tag hat das Bad geöffnet?", "Die Saison geht bis zum ", False),
        ("An welchem Tag hat das Bad geöffnet?", "Die Saison geht bis Ende ", False),
        ("An welchem Tag hat das Bad geöffnet?", "Die Saison beginnt am ", True),
        ("Bis wann geht die Saison?", "Die Saison geht bis zum ", True),
        ("Wann läuft die Ausstellung?", "Zu sehen ist sie bis Sonntag, ", True),
        ("Wann ist das Bad geöffnet?", "Geöffnet ist bis zum ", True),
        ("Wie viele Gäste kamen?", "Es kamen bis zu ", True),
    ],
)
def test_the_end_of_something_does_not_tell_when_it_happened(question: str, before: str, fits: bool) -> None:
    assert fits_bound(question, before) is fits


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("Wann wurde Ilka Behrens geboren?", "Ilka Behrens begrüßte die Gäste am 19. Juni 2024.", False),
        ("Wann wurde Ilka Behrens geboren?", "Ilka Behrens kam 1961 in Leer zur Welt.", True),
        ("Wann wurde Ilka Behrens geboren?", "Bürger*innen wie Ilka Behrens kamen 2024.", False),
        ("Wie viele Kinder wurden in Leer geboren?", "In der Klinik waren es 312.", True),
        ("Wann begann die Messe?", "Olaf Brandt eröffnete am Montag die Messe.", True),
    ],
)
def test_when_somebody_was_born_is_told_by_words_for_it(question: str, sentence: str, fits: bool) -> None:
    assert fits_sentence(question, sentence) is fits

"""Questions that lean on the one before ("Und wann war er dort?"), told by rules and made to stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.keywords import stem_words, stop_terms
from index.periods import find_periods

#: The most phrases that are carried over: more would drown what is asked now.
_MOST_PHRASES = 6

_PREPOSITION = r"an|auf|aus|bei|bis|durch|für|gegen|in|im|am|mit|nach|seit|über|um|unter|von|vom|vor|wegen|zu|zum|zur"
_OPENING = re.compile(r"\s*(?:(?:und|aber|oder|also|auch|and|but|was ist mit|what about)\b[\s,]*)+", re.IGNORECASE)
_ADVERB = r"wann|wo|wohin|woher|warum|wieso|weshalb|wodurch|womit|wofür|when|where|why"
_ASKS_ADVERB = re.compile(rf"(?:{_ADVERB}|wie (?:lange?|oft)|{_PREPOSITION})\b", re.IGNORECASE)
_ASKING = re.compile(
    rf"(?:(?:{_PREPOSITION})\s+)?(?:"
    r"(?P<noun>wie\s*viele?[nr]?|welche[nmrs]?|was für(?: eine?[nmrs]?)?|how (?:many|much)|which)"
    rf"|wie (?:lange?|hoch|oft|weit|alt|groß|teuer|schwer|viel)\b|{_ADVERB}|wer|wen|wem|wessen|was|wie|worum|worüber"
    r"|woran|wovon|wozu|who|what|how)\b\s*",
    re.IGNORECASE,
)
_PARTICLES = re.compile(
    r"(?:(?:genau|denn|eigentlich|noch|sonst|so|etwa|dann|überhaupt|alles|exactly|else)\b\s*)+", re.IGNORECASE
)
_NOUN_RUN = re.compile(r"(?:[a-zäöüß]+\s+){0,2}(?:[A-ZÄÖÜ][\w-]*\s*)+")
_CAPITAL = re.compile(r"\b[A-ZÄÖÜ]\w")

_PERSON = re.compile(r"\b(?:er|sie|ihn|ihm|ihnen|he|she|him)\b")
_PRONOUN = re.compile(r"(?<![\w-])(?:er|sie|es|ihn|ihm|he|she|him)\b", re.IGNORECASE)
_OF_PERSONS = frozenset({"er", "sie", "ihn", "ihm", "he", "she", "him"})
#: A thing with its article ("die Sanierung des Hallenbads"), the pronouns for it, and its article where they stand.
_THING = re.compile(
    r"(?<!\w)(?P<article>[Dd](?:er|ie|as|en))\s(?P<noun>(?:[a-zäöüß]+e[ns]?\s){0,2}[A-ZÄÖÜ][\w-]+"
    r"(?:\s(?:des|der)\s[A-ZÄÖÜ][\w-]+)?)"
)
_PRONOUNS = {"der": {"er", "ihn"}, "den": {"er", "ihn"}, "die": {"sie"}, "das": {"es"}}
_ARTICLES = {"er": "der", "ihn": "den", "sie": "die", "es": "das"}
_OWNER = re.compile(r"\b(?:seine?[nmrs]?|ihre?[nmrs]?|dessen|deren|his)\b")
_THERE = re.compile(r"\b(?:dort|dorthin|damals|there)\b")
_THEREBY = re.compile(
    r"\bda(?:bei|für|gegen|nach|ran|rauf|raufhin|raus|rin|rüber|runter|von|vor|zu|durch|mit)\b|\bdes(?:halb|wegen)\b"
)
_THAT = re.compile(r"\b(?:das|dies)(?=\s*\?|\s*$|\s+(?:ge|be|ver|ent|er|ab|an|auf|aus)[a-zäöüß]+(?:t|en)\s*\??$)")
_THIS = re.compile(r"\bdies(?:e[nmrs]?)\s+(?!Jahr|Monat|Woche|Tag|Sommer|Winter|Herbst|Frühjahr|Frühling)[A-ZÄÖÜ]")

_NAME = r"[A-ZÄÖÜ][\w-]*(?:\s[A-ZÄÖÜ][\w-]*)*"
_ASKS_NAME = re.compile(r"\W*(?:und )?(?:wer|wen|wem|wie hei(?:ß|ss)\w*|who)\b", re.IGNORECASE)
#: Words of an amount, which name nothing.
_UNITS = re.compile(r"(?:(?:Tausend|Millionen?|Milliarden?|Euro|Franken|Dollar|Prozent|Uhr|Meter\w*|Jahren?)\s?)+")
_RUN = re.compile(r"[A-ZÄÖÜ][\w.-]*\w(?:\s+(?:[A-ZÄÖÜ][\w-]*\w|\d{4}\b))*|\b\d{4}\b")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about: the last question as it was understood, and the names and things it was of.

    `person` is who was asked for or named, "" where that is nobody, or more than one.
    """

    question: str
    phrases: tuple[str, ...] = ()
    person: str = ""


def rewrite_question(question: str, topic: Topic) -> str | None:
    """Return a follow-up as a question of its own; None where it stands alone already.

    A time or place by itself takes the place of the earlier one, an adverb by itself ("Warum?") asks the earlier
    question anew, and the name of the topic's person stands for "er" and "sie"; else, and behind that, the phrases of
    the topic are named in brackets.
    """
    if not needs_context(question):
        return None
    body = _OPENING.sub("", question, count=1) if _OPENING.match(question) else question
    body = _capitalise(body.strip().rstrip("?!. "))
    return (
        _swap_time(body, topic)
        or _ask_anew(body, topic)
        or _swap_place(body, topic)
        or _add_thing(body, topic)
        or _name_topic(body, topic)
    )


def needs_context(question: str) -> bool:
    """Tell whether a question leans on an earlier one: by an opening "Und", a pronoun, or by being cut short."""
    opening = _OPENING.match(question)
    body = question[opening.end() :] if opening else question.strip()
    if opening and len(_RUN.findall(body)) <= 2:
        return True
    asking, rest = _split_asking(body)
    return _is_cut_short(body, asking, rest) or _points_back(question, asking, rest)


def find_phrases(text: str, *, title: bool = False) -> tuple[str, ...]:
    """Return the names and things of a question or headline in order: runs of capitalised words with their years.

    Words of a question typed without capitals are taken one by one.
    """
    _, rest = ("", text) if title else _split_asking(text, keep_noun=True)
    if not title and rest == text:
        rest = text.partition(" ")[2]
    runs = [_trim_run(match) for match in _RUN.findall(rest)]
    found = [run for run in runs if run] or [word for word in re.findall(r"\w{3,}", rest) if _has_content(word)]
    return tuple(dict.fromkeys(found))


def find_names(text: str) -> tuple[str, ...]:
    """Return the names of two or more words in an answer: "Henrike Ostermoor", not "Die Stadt"."""
    return tuple(run for run in find_phrases(text, title=True) if len(run.split()) > 1 and not run[-1].isdigit())


def find_person(question: str, short: str | None) -> str:
    """Return whom a question was for, by its short answer, or the one name in it; "" where that is nobody."""
    if short and _ASKS_NAME.match(question) and find_names(short) == (short,):
        return short
    named = find_names(question)
    # A longer run may be two names: "Wann besuchte Petra Lohmann Auenheim?"
    return named[0] if len(named) == 1 and named[0].count(" ") == 1 else ""


def _split_asking(body: str, *, keep_noun: bool = False) -> tuple[str, str]:
    """Return the words that ask ("Wie viele Stimmen") and the rest of a question."""
    asking = _ASKING.match(body)
    if not asking:
        return "", body
    end = asking.end()
    noun = _NOUN_RUN.match(body, end) if asking["noun"] and not keep_noun else None
    end = noun.end() if noun else end
    particles = _PARTICLES.match(body, end)
    end = particles.end() if particles else end
    return body[:end], body[end:]


def _is_cut_short(body: str, asking: str, rest: str) -> bool:
    if asking and not rest.strip(" ?!."):
        return True
    words = re.findall(r"\w+", body)
    return 0 < len(words) <= 3 and body[:1].isupper() and not _CAPITAL.search(body[1:]) and bool(asking)


def _points_back(question: str, asking: str, rest: str) -> bool:
    """Tell whether a pronoun has nothing in its own clause that it could stand for."""
    clause = rest.partition(",")[0]
    if not asking:  # the first word's capital is that of the sentence
        clause = clause[:1].lower() + clause[1:]
    for pattern in (_PERSON, _OWNER, _THERE):
        found = pattern.search(clause)
        owner_asked = pattern is _OWNER and _CAPITAL.search(asking[1:])
        if found and not owner_asked and not _CAPITAL.search(clause[: found.start()]):
            return True
    if "," in question:
        return False
    thereby = _THEREBY.search(rest)
    if thereby and " und " not in rest[: thereby.start()]:
        return True
    return bool(_THAT.search(rest) or _THIS.search(rest))


def _swap_time(body: str, topic: Topic) -> str | None:
    """Put a time that stands alone ("Im Februar 1987") in place of the earlier question's."""
    new = _time_spans(body)
    if len(new) != 1 or re.search(r"\w", body[: new[0][0]] + body[new[0][1] :]):
        return None
    phrase = body[0].lower() + body[1:]
    former = _time_spans(topic.question)
    if len(former) != 1:
        return _insert(topic.question, phrase)
    start, end = former[0]
    return f"{topic.question[:start]}{phrase}{topic.question[end:]}"


def _time_spans(text: str) -> list[tuple[int, int]]:
    """Return where times stand in a text, with the small words in front of them."""
    spans = []
    for found in find_periods(text, date.today()):
        small = re.search(
            r"(?:\b(?:im|am|in|an|seit|vom|von|dem|den|der|Jahre?|Monat)\s+)+$", text[: found.start], re.IGNORECASE
        )
        spans.append((small.start() if small else found.start, found.end))
    return spans


def _swap_place(body: str, topic: Topic) -> str | None:
    """Put a place or thing with its preposition ("In Hallerstedt") in place of the earlier one."""
    phrase = re.fullmatch(rf"(?P<word>(?i:{_PREPOSITION}))\s(?:[a-zäöüß]+\s){{0,2}}{_NAME}", body)
    if not phrase:
        return None
    new = body[0].lower() + body[1:]
    former = re.compile(rf"\b(?i:{phrase['word']})\s(?:(?:der|dem|den|die|das)\s)?{_NAME}")
    places = list(former.finditer(topic.question))
    if not places:
        return _insert(topic.question, new)
    return f"{topic.question[: places[-1].start()]}{new}{topic.question[places[-1].end() :]}"


def _add_thing(body: str, topic: Topic) -> str | None:
    """Ask the earlier question of something else as well: "Und die Männer?"."""
    if not re.fullmatch(rf"(?:(?i:der|die|das|den|dem)\s)?(?:[a-zäöüß]+\s)?{_NAME}", body):
        return None
    return f"{topic.question.rstrip('?!. ')}, und {body[0].lower() + body[1:] if ' ' in body else body}?"


def _ask_anew(body: str, topic: Topic) -> str | None:
    """Ask the earlier question with another adverb: "Warum" for "Wann schließt das Bad?"."""
    asking, rest = _split_asking(body)
    if not asking or rest.strip() or not _ASKS_ADVERB.match(body):
        return None
    former, remainder = _split_asking(topic.question)
    if not former:
        return f"{body} {topic.question[:1].lower()}{topic.question[1:]}"
    if _ASKS_ADVERB.match(former):
        return f"{body} {remainder}"
    return f"{body} ({topic.question.rstrip('?!. ')})?"


def _name_topic(body: str, topic: Topic) -> str:
    listed = topic.phrases
    named = _put_name(body, topic)
    if named:
        # What is asked about is clear now: what only the answer named would lead elsewhere.
        body, listed = _capitalise(named), find_phrases(topic.question)
    known = body.casefold()
    phrases = [phrase for phrase in listed if phrase.casefold() not in known][:_MOST_PHRASES]
    return f"{body} ({', '.join(phrases)})?" if phrases else f"{body}?"


def _put_name(body: str, topic: Topic) -> str | None:
    """Return a question with a name in place of its pronoun: the topic's person, or the one thing of that gender."""
    pronoun = _PRONOUN.search(body)
    if pronoun is None:
        return None
    word = pronoun[0].lower()
    name = topic.person if word in _OF_PERSONS else ""
    if not name:
        things = [match for match in _THING.finditer(topic.question) if word in _PRONOUNS[match["article"].lower()]]
        name = f"{_ARTICLES[word]} {things[0]['noun']}" if len(things) == 1 and word in _ARTICLES else ""
    return f"{body[: pronoun.start()]}{name}{body[pronoun.end() :]}" if name else None


def _insert(question: str, phrase: str) -> str:
    return f"{question.rstrip('?!. ')} {phrase}?"


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _trim_run(run: str) -> str:
    """Return a run of capitalised words without function words in front ("Die", "Am")."""
    words = run.split()
    while words and not _has_content(words[0]):
        del words[0]
    return " ".join(words)


def _has_content(word: str) -> bool:
    return any(term not in stop_terms() for term in stem_words(word))


def join_topic(question: str, *parts: Iterable[str], person: str = "") -> Topic:
    """Return a topic whose phrases come from several places, each once, the first ones first."""
    phrases: list[str] = []
    for phrase in (phrase for part in parts for phrase in part):
        if not _UNITS.fullmatch(phrase) and not any(phrase.casefold() in known.casefold() for known in phrases):
            phrases.append(phrase)
    return Topic(question, tuple(phrases), person)

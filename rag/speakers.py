"""Who speaks: whose words a question asks for, and whose words a sentence reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.keywords import content_terms, is_function_word, stem_words

#: Third persons of verbs of saying, singular: in a plural, nouns without an article are no names.
_SAYS = (
    r"(?:sag|mein|erklär|beton|forder|kritisier|lob|warn|versicher|begründ|bezeichn|behaupt|antwort|äußer|verlang|droh"
    r"|glaub|vermut|kündig|bedauer|räum|verteidig|beklag|begrüß|würdig|bezweifel|bestätig|bericht|erzähl|ergänz|fürcht"
    r"|befürcht|erwart|bekräftig)(?:e?te?|t)"
    r"|verspricht|versprach|nennt|nannte|schreibt|schrieb|rät|riet|says?|said|tells?|told|claim(?:s|ed)|warn(?:s|ed)"
    r"|promise[sd]"
)
#: Verbs that ask for an opinion and in a sentence mostly mean something else.
_JUDGES = r"hält|hielt|denkt|dachte|findet|fand|sieht|sah|spricht|sprach"
_DONE = (
    r"\w*ge(?:sagt|meint|fordert|lobt|warnt|droht|antwortet|kündigt|räumt|nannt|schrieben|sprochen|raten|halten|äußert)"
    r"|(?:erklär|beton|kritisier|versicher|begründ|bezeichn|behaupt|verlang|vermut|verteidig|beklag|begrüß|bezweifel"
    r"|bestätig|bericht|erzähl|ergänz|befürcht|erwart|bekräftig)e?t|versprochen|empfohlen"
)
_CAPITAL = r"[A-ZÄÖÜ][\w'’-]*\.?"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s+(?:(?:von|van|de|den|zu|al|bin)\s+)?{_CAPITAL})*)"
_DETERMINER = (
    r"(?P<determiner>(?i:der|die|das|dem|den|des|eine?[rnms]?|sein[er]?|ihr[e]?|the|an?)\s+(?:[a-zäöüß-]+\s+){0,2})?"
)
_SPEAKER = _DETERMINER + _NAME
#: Words that ask for something else than what was said, whoever speaks.
_ELSE = (
    r"(?:wer|wann|wo|wohin|woher|who|when|where)\b|wie\s+(?:viel|hoch|lang|oft|gro|alt|teuer|weit)|how\s+(?:many|much)"
)
_ASKED = (
    re.compile(rf"^(?i:(?:und\s+)?(?!{_ELSE})\w+)\b.*?\b(?i:{_SAYS}|{_JUDGES})\s+(?:sich\s+)?{_SPEAKER}"),
    re.compile(rf"^(?i:(?:und\s+)?(?!{_ELSE})\w+)\b.*?\b(?:hat|habe|hatte|soll|will)\s+{_SPEAKER}.*\b(?:{_DONE})\b"),
    re.compile(rf"^\w+\s+(?:did|does|has)\s+{_SPEAKER}\s+.*?\b(?:say|said|claim|warn|promise|call|think|tell|told)\b"),
)
_SPEAKING = (
    re.compile(rf"\b(?i:{_SAYS})\s+{_SPEAKER}"),
    re.compile(rf"{_SPEAKER}\s+(?:{_SAYS})\b(?!\s+(?:er|sie|es|man|ich|wir)\b)"),
    re.compile(
        rf"(?:,\s*so|\b(?i:laut)|\b(?i:nach\s+(?:angaben|ansicht|worten|einschätzung))(?:\s+von)?|\baccording\s+to)\s+{_SPEAKER}"
    ),
)
_SAYING = re.compile(rf"\b(?:{_SAYS}|{_JUDGES}|{_DONE})\b", re.IGNORECASE)
_QUOTED = re.compile(r"[„“”\"»«]")
#: Letters of a stem by which words of one family know each other ("entlassen", "Entlassung").
_BEGINNING = 6
#: Words in front of a verb that name nobody: openers of a sentence, days, titles.
_NOBODY = frozenset(
    "zudem gestern heute außerdem allerdings jedoch später zuvor anschließend danach davor zugleich gleichzeitig"
    " schließlich stattdessen deshalb daher trotzdem dennoch bereits schon erneut kürzlich jüngst zuletzt zunächst"
    " derweil unterdessen inzwischen mittlerweile dazu hierzu dafür dagegen weiter ferner ebenso ähnlich öffentlich"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag dr prof herr frau mr mrs".split()
)


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """Whose words a question asks for and about what, both as stems; `about` is empty where it doesn't say."""

    names: frozenset[str]
    about: frozenset[str]


@lru_cache(maxsize=64)
def read_asked_speech(question: str) -> AskedSpeech | None:
    """Return whose words a question asks for; None where it asks for nobody's by name.

    "Was sagte die Bürgermeisterin?" names nobody: the article may call her otherwise.
    """
    for pattern in _ASKED:
        match = pattern.search(question)
        if match and (names := frozenset(_read_name(match))):
            verbs = stem_words(" ".join(_SAYING.findall(question)))
            return AskedSpeech(names, frozenset(content_terms(question)) - names - frozenset(verbs))
    return None


def find_speakers(sentence: str) -> frozenset[str]:
    """Return the words, as stems, that name who speaks in a sentence; none where nobody does, or only a "he"."""
    return frozenset(
        name for pattern in _SPEAKING for match in pattern.finditer(sentence) for name in _read_name(match)
    )


def misses_speech(asked: AskedSpeech, sentence: str, around: str) -> float:
    """Return how surely a sentence does not report the speech that is asked for, in [0, 1].

    `around` are the article's title and the paragraph. 1 where somebody else speaks, or of something else; half where
    whoever is asked for is then at least mentioned, or where nobody speaks at all.
    """
    speakers = find_speakers(sentence)
    words = set(stem_words(sentence))
    if asked.names & speakers:
        return float(not _are_alike(asked.about, words.union(stem_words(around))))
    if speakers:
        return 0.5 if asked.names & words else 1.0
    return 0.5 * (_SAYING.search(sentence) is None and _QUOTED.search(sentence) is None)


def _are_alike(wanted: frozenset[str], known: set[str]) -> bool:
    """Tell whether any wanted term begins as a known one does; True where nothing is wanted."""
    begins = {term[:_BEGINNING] for term in known}
    return not wanted or any(term[:_BEGINNING] in begins for term in wanted)


def _read_name(match: re.Match[str]) -> Iterator[str]:
    """Yield the words of a name as stems; a single noun behind an article names a role or a thing, nobody by name."""
    words = match["name"].split()
    if match["determiner"] and len(words) == 1:
        return
    for word in words:
        if not is_function_word(word) and word.casefold().rstrip(".") not in _NOBODY:
            yield from stem_words(word)

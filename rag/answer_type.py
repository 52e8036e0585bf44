"""What kind of answer a question asks for, as far as its words tell: a figure, a time, somebody, or neither."""

from __future__ import annotations

import re
from enum import StrEnum

from index.keywords import is_function_word
from rag.speakers import find_speakers, read_asked_speech


class AnswerType(StrEnum):
    """Kinds of answers that can be told by looking at a sentence."""

    FIGURE = "figure"
    TIME = "time"


_MONTH = r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
_QUESTIONS = {
    AnswerType.TIME: r"wann|(?:in|seit|bis|ab|an) welche[mrn] (?:jahr|tag|monat|datum)|um wie viel uhr|wie spät|when",
    AnswerType.FIGURE: r"wie ?viele?[nr]?|wie (?:hoch|groß|gross|lang|lange|weit|alt|schwer|teuer|oft|stark|tief|breit)"
    r"|was (?:kost(?:et(?:en?)?|en)|(?:hat|haben|wird|werden|soll(?:en|te)?|würden?)\b[^?]*\b(?:ge)?kostet?n?)"
    r"|how (?:many|much|long|old|high|far|big|often)",
}
_ANSWERS = {
    AnswerType.TIME: r"(?:1\d|20)\d\d|\d{1,2}\.(?!\d{3})"
    r"|\d+ (?:uhr|sekunden?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?)"
    r"|jahrhunderts?|jahrzehnts?|jahr|gestern|heute|morgen|nächte[rnms]|vergangene[rnms]|kommende[rnms]"
    rf"|{_MONTH}"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag\w*|mittwoch\w*|frühling|frühjahr|sommer|herbst|winter",
    AnswerType.FIGURE: r"\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|elf|zwölf|keine[nrs]?|niemand|beide[nrs]?"
    r"|halb\w*|\w*(?:zehn|zig|ßig|hundert|tausend|million(?:en)?|milliarden?|dutzend|hälfte|drittel|viertel)",
}

#: What a short answer must hold, by the words of the question; the first that fits counts.
_SHORT = (
    (
        r"wann (?:ist|sind) (?![^?]*\bwieder\b)[^?]*\b(?:geöffnet|offen|auf)(?=\W*$)|\w*öffnungszeit\w*|opening hours",
        r"(?:bis|und|[-–]) ?\d{1,2}(?:[.:]\d\d)? uhr|(?:werk|\w+n|diens|sams|feier)tags|mittwochs|täglich|wochenende?n?"
        r"|rund um die uhr|(?:jeden|an jedem) [^.;]*",
    ),
    (r"um wie ?viel uhr|wie spät|welche[mr]? uhrzeit", r"\d{1,2}(?:[.:]\d\d)? ?uhr|mitternacht|mittag"),
    (r"welche[mns]? (?:tag|datum)", rf"{_MONTH}|\d{{1,2}}\.\d{{1,2}}\.|\w+tag|mittwoch|heute|gestern|morgen"),
    (r"welche[mns]? jahr", r"\d{4}"),
    (
        r"wie ?viele? prozent|welche[rnm]? (?:\w+ )?(?:anteil|prozentsatz)",
        r"prozent|\d ?%|hälfte|drittel|viertel|fünftel|zehntel|\b(?:alle|keine?)\b",
    ),
    (r"welche[mns]? monat", _MONTH),
    (
        r"(?:ge)?kost(?:en|et|ete|eten)|wie teuer|wie ?viel geld|welche[rnm]? (?:preis|summe|betrag)|how expensive",
        r"euro|€|franken|dollar|pfund|cent\b|million|milliarde|tausend|kostenlos|gratis|umsonst|nichts",
    ),
)

#: Words by which a question asks, and how many words without any are a mere topic.
_ASKS = re.compile(
    r"\b(?:w(?:er|en|em|essen|as|ann|o|ie|ieso|arum|eshalb|elche\w*|orüber|oran|ovon|omit|odurch|ohin|oher|orum|ozu)"
    r"|who|what|when|where|why|how|which)\b",
    re.IGNORECASE,
)
_TOPIC_WORDS = 3

_AGE = re.compile(r"\b(?:wie (?:alt|jung)|in welchem alter|how old)\b", re.IGNORECASE)
#: What a sentence says that tells somebody's or something's age; a span of years by itself does not.
_TELLS_AGE = re.compile(
    r"\d ?-?jährige?\w*|\b(?:jahre|monate|wochen|tage) (?:alt|jung)\b|\bim alter\b|\blebensjahr|\bgeboren|\bgeburts"
    r"|\bjahrgang\b|\(\d{1,3}\)|, \d{1,3},|\b(?:wird|wurde|mit) \d{1,3}(?: jahren?\b|[.,;]|$)|\byears? old\b|\baged\b",
    re.IGNORECASE,
)

#: What stands before a time at which something ends, and what a question holds that may be answered by it.
_UNTIL = re.compile(
    r"\bbis (?:(?:zu[mr]?|ins?|de[nmr]|ende|mitte|anfang|spätestens|voraussichtlich|einschließlich|\w+tag),? )*$",
    re.IGNORECASE,
)
_ASKS_END = re.compile(
    r"\b(?:bis|lange|end(?:e|et|ete|eten|en)|beendet|frist\w*|läuft|laufen|lief(?:en)?|dauer\w*|gilt|gelten|galt(?:en)?"
    r"|\w*schl(?:ie|o)(?:ß|ss)\w*|gesperrt|sperr\w*|spätestens|fertig|until|how long"
    r"|(?:ist|sind|war|waren)\b[^?]*\b(?:geöffnet|offen|zu))\b",
    re.IGNORECASE,
)

_BORN = re.compile(
    r"\b(?:wann|wo|welche[mnr] (?:jahr|tag|monat|datum|ort|stadt|land)|when|where)\b[^?]*\b(?:geboren|born)\b"
    r"|\bgeburts(?:tag|ort|jahr|datum)\b",
    re.IGNORECASE,
)
#: What a sentence says that tells when or where somebody was born; a date by itself may be that of anything.
_TELLS_BIRTH = re.compile(
    r"\bgebor|\bgeburt|\bzur welt\b|\bjahrgang|\*\s?\d|\bstamm(?:t|te|end)|\bborn\b", re.IGNORECASE
)

_WHY = re.compile(
    r"\b(?:warum|wieso|weshalb|wodurch|wozu(?! (?:führ|trug|träg))|wegen (?:wessen|was)|why"
    r"|aus welche[mn] (?:gr[uü]nd\w*|anlass))\b"
    r"|\b(?:ursache|auslöser|ausgelöst|grund|gründe|(?<!zu welchem )anlass)\b",
    re.IGNORECASE,
)
_COUNTS = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
_COUNTED = re.compile(rf"\b(?:welche[nrm]?|nenne(?: die)?) ({'|'.join(_COUNTS)}|\d)\b", re.IGNORECASE)
#: What a sentence says that gives a reason.
_REASON = re.compile(
    r"\b(?:(?<=, )da(?= )|begründ\w*|angesichts|mangels|zumal|denn|(?:lag|liegt|liege|lagen|liegen) (?:\w+ ){0,2}an"
    r"|verantwortlich\w*"
    r"|(?:aus|vor) (?:angst|sorge|furcht|mangel|protest)|zurückzuführen|zurückgeführt|geschuldet|dank|veranlass\w*"
    r"|grund|gründe|\w*ursache\w*|anlass|auslöser|ausgelöst|auslöste|weil|wegen|aufgrund|infolge|durch|damit|nachdem"
    r"|deshalb|daher|darum|schuld|hintergrund|entzündete?n?|führte\w*|(?:dem|das|ihr|sein) ziel|zweck"
    r"|um [^.;:!?]{3,80} zu \w+n|because|due to|in order to)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:\w*ursachen?|verursach\w+|grund|gründen?|anlass|auslöser|ausgelöst|auslöste|löste\b.*\baus)\b", re.IGNORECASE
)
#: Verbs that a question for yes or no begins with.
_VERBS = (
    r"ha(?:t|ben|tten?)|ist|sind|war(?:en)?|wäre?n?|wird|werden|w[uü]rden?|kann|können|k[oö]nnten?|darf|d[uü]rf(?:en|ten?)"
    r"|muss|müssen|mussten?|soll(?:en|ten?)?|will|woll(?:en|ten?)|mag|gibt|gab|stimmt|trifft|traf(?:en)?|kommt|kam(?:en)?"
    r"|bleib(?:t|en)|blieb(?:en)?|geh(?:t|en)|ging(?:en)?|steh(?:t|en)|stand(?:en)?|lieg(?:t|en)|lag(?:en)?|läuft|lief"
    r"|fähr(?:t|en)|fahren|fuhr(?:en)?|find(?:et|en)|fand(?:en)?|bekommt|bekam(?:en)?|erhält|erhielt(?:en)?|nimmt"
    r"|nahm(?:en)?|tritt|trat(?:en)?|spricht|sprach(?:en)?|sagt(?:en?)?|plant(?:en?)?|baut(?:en?)?|kostet(?:en?)?|steigt"
    r"|stieg(?:en)?|sinkt|sank(?:en)?|spielt(?:en?)?|lebt(?:en?)?|wohnt(?:en?)?|arbeitet(?:en?)?|schließt|schloss(?:en)?"
    r"|öffnet(?:en?)?|streikt(?:en?)?|stellt(?:en?)?|gehört(?:en?)?|gewinnt|gewann(?:en)?|verliert|verlor(?:en)?"
    r"|besucht(?:en?)?|reist(?:en?)?|braucht(?:en?)?|fehlt(?:en?)?|entlässt|entließ(?:en)?|macht(?:en?)?|hält|hielt(?:en)?"
    r"|is|are|was (?=(?:the|there|it|he|she|an?|any\w*|this|that)\b)|were|did|does|do|has|have|had|can|could|would"
)
_DECISION = re.compile(rf"\W*(?:(?:und|aber|also) )?(?:{_VERBS})\b[^?]*\s\S", re.IGNORECASE)
_WHO = re.compile(r"\b(?:wer|wem|wen|wessen|who|whom|whose)\b", re.IGNORECASE)
_CALLED = re.compile(r"\bwie (?:hei(?:ß|ss)(?:t|en)|hie(?:ß|ss)(?:en)?)\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-ZÄÖÜ][\w.-]+ (?:(?:von|van|de|der|den|zu|al) )?[A-ZÄÖÜ][\w-]+")


def fits_question(question: str, text: str) -> bool:
    """Tell whether a text names what a question asks for; a name that the question holds itself is none."""
    kind = find_answer_type(question)
    if kind is not None:
        return names_answer(kind, text)
    if asks_reason(question):
        return states_reason(text)
    if asked := read_asked_speech(question):
        return bool(asked.names & find_speakers(text))
    return _WHO.search(question) is not None and _has_new_name(question, text)


def asks_whole_time(question: str) -> bool:
    """Tell whether a question asks when, not for the year or the day alone."""
    return re.search(r"\b(?:wann|when)\b", question, re.IGNORECASE) is not None


def asks_reason(question: str) -> bool:
    """Tell whether a question asks why something is so."""
    return _WHY.search(question) is not None


def count_asked(question: str) -> int:
    """Return for how many things a question asks ("Welche fünf Parteien …"), 1 where its words don't tell."""
    found = _COUNTED.search(question)
    if found is None:
        return 1
    return int(found[1]) if found[1].isdigit() else 2 + _COUNTS.index(found[1].casefold())


def states_reason(text: str) -> bool:
    """Tell whether a text gives a reason for something, by the words that do."""
    return _REASON.search(text) is not None


def names_cause(text: str) -> bool:
    """Tell whether a text names something as a cause ("die Ursache war …"), or asks for it by that name."""
    return _CAUSE.search(text) is not None


def fits_short(question: str, short: str) -> bool:
    """Tell whether a short answer is of the kind that is asked for; True where the question's words don't tell."""
    wanted = next((answer for asked, answer in _SHORT if _stands_in(asked, question)), None)
    if wanted is not None:
        return re.search(wanted, short, re.IGNORECASE) is not None
    kind = find_answer_type(question)
    return kind is None or names_answer(kind, short)


def fits_bound(question: str, before: str) -> bool:
    """Tell whether a time may answer by the words before it: that something ends then tells not when it happened."""
    ends = _UNTIL.search(before) is not None
    return not ends or find_answer_type(question) is not AnswerType.TIME or _ASKS_END.search(question) is not None


def fits_quote(question: str, quote: str) -> bool:
    """Tell whether a quote beside the chosen one may add something: it names the kind of thing that is asked for."""
    asks_name = _WHO.search(question) or _CALLED.search(question)
    return fits_short(question, quote) and (not asks_name or _has_new_name(question, quote))


def fits_sentence(question: str, sentence: str) -> bool:
    """Tell whether a sentence can hold what is asked for; True where the question's words don't tell."""
    wanted = [told for asked, told in ((_AGE, _TELLS_AGE), (_BORN, _TELLS_BIRTH)) if asked.search(question)]
    return all(told.search(sentence) for told in wanted)


def _has_new_name(question: str, text: str) -> bool:
    return any(_is_new_name(name, question) for name in _NAME.findall(text))


def _is_new_name(name: str, question: str) -> bool:
    words = [word for word in name.split() if word[0].isupper()]
    return not is_function_word(words[0]) and any(word not in question for word in words)


def is_topic(question: str) -> bool:
    """Tell whether a few words only name something ("Brand Holzwerk") and ask nothing of it."""
    words = question.split()
    return 0 < len(words) <= _TOPIC_WORDS and "?" not in question and not _ASKS.search(question)


def is_decision(question: str) -> bool:
    """Tell whether a question is for yes or no: it begins with its verb and offers no choice."""
    return _DECISION.match(question) is not None and not re.search(r"\b(?:oder|or)\b", question)


def find_answer_type(question: str) -> AnswerType | None:
    """Return what a question asks for, or None where its words don't tell."""
    return next((kind for kind, words in _QUESTIONS.items() if _stands_in(words, question)), None)


def names_answer(kind: AnswerType, text: str) -> bool:
    """Tell whether a text names something of that kind, in digits or in words."""
    return _stands_in(_ANSWERS[kind], text)


def _stands_in(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) is not None

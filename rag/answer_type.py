"""What kind of answer a question asks for, as far as its words tell: a figure, a time, or neither."""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """Kinds of answers that can be told by looking at a sentence."""

    FIGURE = "figure"
    TIME = "time"


_QUESTIONS = {
    AnswerType.TIME: r"wann|(?:in|seit|bis|ab|an) welche[mrn] (?:jahr|tag|monat|datum)|um wie viel uhr|wie spät|when",
    AnswerType.FIGURE: r"wie ?viele?[nr]?|wie (?:hoch|groß|gross|lang|lange|weit|alt|schwer|teuer|oft|stark|tief|breit)"
    r"|how (?:many|much|long|old|high|far|big|often)",
}
_ANSWERS = {
    AnswerType.TIME: r"\d+|gestern|heute|morgen|nächte[rnms]|vergangene[rnms]|kommende[rnms]"
    r"|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag\w*|mittwoch\w*|frühling|frühjahr|sommer|herbst|winter",
    AnswerType.FIGURE: r"\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|elf|zwölf|keine[nrs]?|niemand|beide[nrs]?"
    r"|halb\w*|\w*(?:zehn|zig|ßig|hundert|tausend|million(?:en)?|milliarden?|dutzend|hälfte|drittel|viertel)",
}


def find_answer_type(question: str) -> AnswerType | None:
    """Return what a question asks for, or None where its words don't tell."""
    return next((kind for kind, words in _QUESTIONS.items() if _stands_in(words, question)), None)


def names_answer(kind: AnswerType, text: str) -> bool:
    """Tell whether a text names something of that kind, in digits or in words."""
    return _stands_in(_ANSWERS[kind], text)


def _stands_in(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) is not None

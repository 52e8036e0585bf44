"""Questions that ask two things ("Wer …, und wann …?"), cut into what is asked one by one."""

from __future__ import annotations

import re

from rag.followup import find_phrases

_ASKING = (
    r"(?:(?:an|auf|aus|bei|bis|durch|für|gegen|in|im|mit|nach|seit|über|um|unter|von|vor|wegen|zu)\s+)?"
    r"(?:wer|wen|wem|wessen|was|wann|wo|wohin|woher|wie|warum|wieso|weshalb|wodurch|womit|wofür|wovon|welche[nmrs]?"
    r"|who|what|when|where|why|how|which)\b"
)
_SEAM = re.compile(rf",?\s+(?:und|and)\s+(?={_ASKING})", re.IGNORECASE)
_STARTS = re.compile(_ASKING, re.IGNORECASE)
#: A part with fewer words is no question of its own: "Wann und wo findet …?" asks about one thing. The second may lean
#: on the first: "und wann öffnet es?"
_LEAST_WORDS = (4, 3)
_UNITS = {"Jahr", "Jahre", "Monat", "Woche", "Tag", "Tage", "Stunde"}
#: A second part with fewer words, or with one of these, leans on the first.
_WHOLE_WORDS = 6
_LEANING = re.compile(r"\b(?:er|sie|es|ihn|ihm|ihnen|seine?[nmrs]?|ihre?[nmrs]?|dort|damals|he|she|it|his|her|their)\b")


def split_question(question: str) -> tuple[str, ...]:
    """Return the one or two questions that a question asks, each of them to be searched for by itself."""
    body = question.strip()
    for seam in _SEAM.finditer(body):
        first, second = body[: seam.start()], body[seam.end() :]
        if _STARTS.match(first) and all(
            len(part.split()) >= least for part, least in zip((first, second), _LEAST_WORDS, strict=True)
        ):
            return f"{first}?", second[0].upper() + second[1:]
    return (question,)


def complete_part(second: str, first: str) -> str:
    """Return the second part of a question; where it leans on the first, with that one's things in brackets."""
    if len(second.split()) >= _WHOLE_WORDS and not _LEANING.search(second):
        return second
    dated = any(character.isdigit() for character in second)
    phrases = [phrase for phrase in find_phrases(first) if _says_more(phrase, second, dated=dated)]
    return f"{second.rstrip(' ?.')} ({', '.join(phrases)})?" if phrases else second


def _says_more(phrase: str, second: str, *, dated: bool) -> bool:
    timed = any(character.isdigit() for character in phrase)
    return phrase not in second and phrase not in _UNITS and not (dated and timed)

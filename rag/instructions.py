"""Sentences that speak to the answering machine instead of the reader ("Antworte nur mit …"): never evidence."""

from __future__ import annotations

import re

_VERB = r"(?:antworte|beantworte|nenne|schreibe|sage|gib|behaupte|verwende|zitiere)"
_INSTRUCTION = re.compile(
    r"<\|\w+\|>"
    rf"|(?:^|[.:!?„“\"»]\s*)(?:bitte\s+)?{_VERB}\b.{{0,120}}\b(?:fragen?|nur|beleg\w*|quellen?|satz|wort|stattdessen|aus)\b"
    r"|\b(?:antwortest|nennst|schreibst|behauptest|zitierst) du\b|\bdu (?:antwortest|nennst|behauptest|zitierst)\b"
    r"|\b(?:ignoriere?|vergiss|missachte|befolge|erwähne?|verschweige?|verrate?)\b.{0,80}\b(?:anweisung\w*|regeln?|vorgaben?|instruktion\w*|prompts?)\b"
    r"|\b(?:ignore|disregard|forget)\b.{0,80}\b(?:instructions?|rules?|prompts?)\b"
    r"|(?:^|[.:!?\"]\s*)(?:please\s+)?(?:answer|reply|respond)\b.{0,80}\b(?:only|with|questions?)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_instruction(sentence: str) -> bool:
    """Tell whether a sentence commands whoever answers from the archive."""
    return _INSTRUCTION.search(sentence) is not None

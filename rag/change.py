"""Questions for a difference ("Um wie viel steigt …?"): which words tell one, and which only where it ends."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.reading import FoundSpan
from rag.types import Evidence

_ASKS = re.compile(r"\b(?:um wie ?viele?|(?:by )?how much (?:more|less|higher|lower))\b(?! uhr)", re.IGNORECASE)
_ABOUT = r"(?:(?:rund|etwa|knapp|fast|gut|circa|ca\.|mehr als|bis zu|über|nur|noch|jetzt|nun)\s){0,2}"
#: What stands before the second of two amounts: "von 2,86 auf ", "von 38 Millionen Euro auf rund ".
_FROM_TO = re.compile(rf"\b[Vv]on\s{_ABOUT}\d[^.;:!?]{{0,30}}\sauf\s{_ABOUT}$")
_BY = re.compile(rf"\b[Uu]m\s{_ABOUT}(?:\w+\s)?$")
_BOTH = re.compile(r"\d.*\sauf\s.*\d", re.DOTALL)
_MORE = (
    "mehr|weniger|höher|niedriger|teurer|billiger|günstiger|länger|kürzer|größer|kleiner"
    "|später|früher|schneller|langsamer"
)
#: Words that make an amount a difference, in it or behind it.
_COMPARES = re.compile(
    rf"%|\bprozent\w*|\b(?:{_MORE}|zusätzlich\w*|plus|minus|\w*doppelt\w*|\w*halb\w*|hälfte|\w*drittel|\w*viertel|\w*fünftel)\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(rf"\s*(?:{_MORE}) als\b", re.IGNORECASE)
#: How many words behind an amount may make it a difference: "41,60 Euro im Jahr mehr".
_BEHIND = 4


def asks_change(question: str) -> bool:
    """Tell whether a question asks by how much something changes."""
    return _ASKS.search(question) is not None


def is_difference(question: str, span: FoundSpan, quote: Evidence) -> bool:
    """Tell whether words count from something else ("60.000 Euro mehr als …") where the question compares nothing."""
    after = quote.quote[max(0, span.end - quote.start) :]
    return _MORE_THAN.match(after) is not None and _COMPARES.search(question) is None


def complete_change(span: FoundSpan, quote: Evidence) -> FoundSpan:
    """Return a span with the amount from which it comes: "von 2,86 auf 3,12 Euro" for "3,12 Euro"."""
    found = _FROM_TO.search(quote.quote[: span.start - quote.start])
    if found is None:
        return span
    start = quote.start + found.start()
    return replace(span, start=start, text=quote.quote[found.start() : span.end - quote.start])


def tells_change(span: FoundSpan, quote: Evidence) -> bool:
    """Tell whether words name a difference: "um 26 Cent", "9,1 Prozent", "von 2,86 auf 3,12 Euro", "41 Euro mehr"."""
    before, after = quote.quote[: span.start - quote.start], quote.quote[span.end - quote.start :]
    behind = " ".join(re.split(r"[,;:.!?](?:\s|$)", after, maxsplit=1)[0].split()[:_BEHIND])
    return bool(
        _BOTH.search(span.text)
        or _FROM_TO.search(before)
        or _BY.search(before)
        or _COMPARES.search(span.text)
        or _COMPARES.search(behind)
    )

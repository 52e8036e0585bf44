"""Answers with footnotes: claims joined to text, numbered in order of appearance, each with its verbatim quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.dates import format_date
from index.periods import FoundPeriod, find_periods, read_period
from index.sentences import split_sentences
from index.types import SectionKind
from rag.instructions import is_instruction
from rag.types import Citation, Evidence
from rag.verify import Claim

#: Words by which a sentence leans on the one before it.
_LEANING = re.compile(
    r"[„“”\"»«‚‘’'\s]*(?:er|sie|ihn|ihm|ihr|ihre[nmrs]?|seine?[nmrs]?|diese[nmrs]?|dies|dort|hier|damals|da"
    r"|da(?:bei|durch|für|gegen|mit|nach|ran|rauf|raufhin|raus|rin|rüber|runter|von|vor|zu)|des(?:halb|wegen)|daher"
    r"|dennoch|trotzdem|denn|außerdem|zudem|beide[nr]?|letztere[nmrs]?|derzeit|danach|zuvor|anschließend)\b",
    re.IGNORECASE,
)
#: Days that only the day of publication gives a date.
_RELATIVE_DAY = re.compile(r"gestern|heute|übermorgen|vergangen|letzt|vorig|kommend|nächst", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend", re.IGNORECASE)
_DATE_FOLLOWS = re.compile(r",?\s*(?:(?:dem|den)\s+)?\(?\d")
#: What tells of something past, and what of something to come: a bare "am Samstag" is the last or the next.
_PAST = re.compile(
    r"\b(?:war|waren|wurden?|hatten?|kam|kamen|ging|gingen|gab|gaben|fand|fanden|starb|starben|traf|trafen|begann"
    r"|begannen|brach|brannte|schloss|schlossen|(?!heute|letzte|erste|zweite|dritte|nächste|bitte|mitte)[a-zäöüß]{3,}te)\b"
    r"|\b(?:ist|sind|hat|haben)\b.*\b(?:(?:[a-zäöüß]{2,6})?ge[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]+iert"
    r"|(?:be|emp|ent|er|miss|ver|zer|über|unter)[a-zäöüß]{2,}(?:t|en))\b",
    re.DOTALL,
)
_FUTURE = re.compile(r"\b(?:soll|sollen|will|wollen|wird|werden|kann|können|muss|müssen|dürfen|darf)\b")
#: A quote with the sentence before it grows to this many characters at most.
_WIDEST = 420


def write_answer(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[str, tuple[Citation, ...]]:
    """Return the text with `[n]` behind every claim, and the citations 1…m that it uses."""
    by_number = {entry.number: entry for entry in evidence}
    order = list(dict.fromkeys(number for claim in claims for number in claim.cited))
    renumbered = {old: new for new, old in enumerate(order, 1)}
    text = " ".join(_write_claim(claim, [renumbered[number] for number in claim.cited]) for claim in claims)
    return text, tuple(make_citation(by_number[old], new) for old, new in renumbered.items())


def _write_claim(claim: Claim, numbers: Sequence[int]) -> str:
    body = claim.text.rstrip()
    if not numbers:
        return f"{body.rstrip('.!?')}."
    end = body[-1] if body[-1:] in ".!?" else "."
    marks = "".join(f"[{number}]" for number in sorted(numbers))
    return f"{body.rstrip('.!?').rstrip()} {marks}{end}"


def make_citation(evidence: Evidence, number: int) -> Citation:
    """Turn evidence into the citation `[number]`."""
    return Citation(
        number=number,
        source=evidence.source,
        title=evidence.title,
        published=evidence.published,
        publisher=evidence.publisher,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        also_in=evidence.also_in,
        kind=evidence.kind,
    )


def widen_quote(evidence: Evidence) -> Evidence:
    """Return evidence whose quote begins with the sentence before, where it leans on that ("Er sagte …")."""
    if not _LEANING.match(evidence.quote):
        return evidence
    at = evidence.start - evidence.context_start
    before = split_sentences(evidence.context[:at])
    if not before or at + len(evidence.quote) - before[-1].start > _WIDEST:
        return evidence
    if is_instruction(before[-1].of(evidence.context)):
        return evidence
    start = before[-1].start
    quote = evidence.context[start : at + len(evidence.quote)]
    return replace(evidence, quote=quote, start=evidence.context_start + start)


def quote_claim(evidence: Evidence, *, dated: bool = False) -> Claim:
    """Return a quote as a claim of its own, marked as a quotation.

    `dated` adds what day "gestern", "vergangenen Freitag" or, of something past, "am Freitag" was, counted from the day
    of publication.
    """
    quote = " ".join(evidence.quote.split()).strip('„“”"«»')
    days = _name_days(evidence) if dated else ""
    return Claim(f"„{quote}“{days}", (evidence.number,))


def _name_days(evidence: Evidence) -> str:
    """Return " (gestern: 12.12.2024)" for the days that a quote names relative to its own, "" where there are none."""
    published = read_period(evidence.published)
    if published is None or published.days > 1:
        return ""
    named = [
        f"{found.of(evidence.quote)}: {found.period.first:%d.%m.%Y}"
        for found in find_periods(evidence.quote, published.first)
        if found.period.days == 1 and _is_dated_by_publication(found, evidence.quote)
    ]
    return f" ({', '.join(named)})" if named else ""


def _is_dated_by_publication(found: FoundPeriod, sentence: str) -> bool:
    """Tell whether words name a day that has no date of its own and that can be no other."""
    words = found.of(sentence)
    if _RELATIVE_DAY.search(words):
        return True
    is_past = _PAST.search(sentence) is not None and _FUTURE.search(sentence) is None
    return is_past and _WEEKDAY.search(words) is not None and not _DATE_FOLLOWS.match(sentence, found.end)


def report_claim(evidence: Evidence, *, dated: bool = False) -> Claim:
    """Return a quote as what one of several differing articles says, with its name and date."""
    name = evidence.publisher or (f"„{evidence.title}“" if evidence.title else evidence.source)
    if evidence.kind is SectionKind.FAQ:
        name += ", Fragen und Antworten"
    date = format_date(evidence.published) if evidence.published else "ohne Datum"
    return Claim(f"Laut {name} ({date}): {quote_claim(evidence, dated=dated).text}", (evidence.number,))

"""Corrections: a sentence of a later article that takes up a figure or a time told before and puts another for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.dates import MONTHS
from index.keywords import content_terms
from index.normalize import normalize_text
from index.types import Span
from rag.instructions import is_instruction
from rag.likeness import ScoredSentence
from rag.question_time import Order, QuestionTime
from rag.reading import FoundSpan
from rag.types import Evidence

_MONTH = rf"(?i:{'|'.join(name for name in MONTHS if len(name) > 2)})"
#: Parts of a year that are named with it.
SEASONS = ("Anfang", "Mitte", "Ende", "Frühjahr", "Frühling", "Sommer", "Herbst", "Winter")
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}\.\s{_MONTH}(?:\s\d{{4}})?|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}})?|{_MONTH}\s\d{{4}}"
    rf"|(?:{'|'.join(SEASONS)})\s\d{{4}}|\d{{1,2}}(?:[.:]\d\d)?\sUhr)(?!\w)"
)
_SCALE = r"(?:Tausend|Millionen?|Milliarden?|Mio\.?|Mrd\.?)"
_FIGURE = re.compile(rf"(?<![\w.,])\d+(?:[.,]\d+)*(?:\s{_SCALE})?(?:\s?[€%]|\s[A-ZÄÖÜ][a-zäöüß]+)?")
#: "von 38 auf 29 Millionen Euro": the first figure has the scale and unit of the second.
_JOINED = re.compile(r"\s(?:auf|statt|bis|oder|und)\s(?:(?:rund|etwa|nur|noch|jetzt|nun)\s){0,2}")
_BARE = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words that put one figure in the place of another.
_REPLACES = re.compile(
    r"\b(?:statt|anstatt|anstelle|sondern|inzwischen|mittlerweile|nunmehr|nun|jetzt|(?:korrigier|bericht?ig|verschob|"
    r"verschieb|verleg)\w*|nicht mehr|(?:erst|nicht),? wie|von (?=\S+ auf\b))\b",
    re.IGNORECASE,
)
#: Words in front of the figure that is replaced, and what stands behind it after "von".
_FORMER = re.compile(
    r"\b(?:statt|anstatt|anstelle|nicht|bisher\w*|bislang|zunächst|ursprünglich\w*|früher\w*|vorher|damals|anfangs)"
    r"(?:,?\s(?!(?:sondern|inzwischen|mittlerweile|nunmehr|nun|jetzt)\b)[^\W\d]+){0,5},?\s*$",
    re.IGNORECASE,
)
_RISES = re.compile(r"\W*(?:\w+\s){0,2}auf\b")
_TIME = "time"


@dataclass(frozen=True, slots=True)
class Value(Span):
    """A figure or a time in a text, in one form whatever the notation; the unit is "" where none is named."""

    amount: str
    unit: str

    def matches(self, other: Value) -> bool:
        """Tell whether both name the same, as far as their units are known."""
        return self.amount == other.amount and self.is_like(other)

    def is_like(self, other: Value) -> bool:
        """Tell whether both are of the same unit, as far as it is known."""
        return self.unit == other.unit or (_TIME not in {self.unit, other.unit} and not (self.unit and other.unit))


def read_values(text: str) -> list[Value]:
    """Return the figures and times of a text in their order; years alone are none."""
    times = [Value(m.start(), m.end(), normalize_text(m[0]), _TIME) for m in _DATE.finditer(text)]
    return sorted([*times, *_read_figures(text, times)], key=lambda value: value.start)


def _read_figures(text: str, times: Sequence[Value]) -> Iterator[Value]:
    found = [m for m in _FIGURE.finditer(text) if not any(t.start <= m.start() < t.end for t in times)]
    for at, match in enumerate(found):
        words = match[0]
        if _YEAR.fullmatch(words):
            continue
        after = found[at + 1] if at + 1 < len(found) else None
        if after and _BARE.fullmatch(words) and _JOINED.fullmatch(text[match.end() : after.start()]):
            words += _BARE.sub("", after[0], count=1)
        amount, _, unit = normalize_text(words).partition(" ")
        yield Value(match.start(), match.end(), amount, unit)


def complete_value(span: FoundSpan, quote: Evidence) -> FoundSpan:
    """Return the whole figure or time of which a span is a part: "Herbst 2026" for "2026"."""
    for value in read_values(quote.quote):
        start, end = quote.start + value.start, quote.start + value.end
        if start <= span.start and span.end <= end:
            return replace(span, start=start, end=end, text=value.of(quote.quote))
    return span


def find_new_value(told: str, sentence: str) -> Value | None:
    """Return what a sentence puts in the place of a told figure or time, None where it doesn't speak of it."""
    old = read_values(told)[:1]
    if not old or not _REPLACES.search(sentence):
        return None
    values = read_values(sentence)
    return next(
        (
            new
            for former in values
            if former.matches(old[0])
            for new in values
            if new.amount != former.amount and new.is_like(former) and not _is_former(new, sentence)
        ),
        None,
    )


def _is_former(value: Value, sentence: str) -> bool:
    """Tell whether a value is the one that is replaced: "statt 40", "von 40 auf …"."""
    before, after = sentence[: value.start], sentence[value.end :]
    return bool(_FORMER.search(before)) or (before.endswith(("von ", "Von ")) and bool(_RISES.match(after)))


def find_correction(
    question: str, told: Sequence[FoundSpan], published: Mapping[str, str | None], sentences: Sequence[ScoredSentence]
) -> ScoredSentence | None:
    """Return the best of the scored sentences that replaces what one of the spans tells; None where none does.

    It must stand in an article published later than that of the span (`published` has the dates by source), and share
    a word with the question, be it by its title or heading.
    """
    told = [span for span in told if read_values(span.text)]
    terms = set(content_terms(question)) if told else set()
    for sentence in sentences if told else ():
        if is_instruction(sentence.text) or not _REPLACES.search(sentence.text):
            continue
        chunk = sentence.chunk
        if not terms & set(content_terms(f"{sentence.text} {chunk.title or ''} {chunk.heading or ''}")):
            continue
        if any(
            is_later(chunk.published, published.get(span.source)) and find_new_value(span.text, sentence.text)
            for span in told
        ):
            return sentence
    return None


def may_be_corrected(time: QuestionTime) -> bool:
    """Tell whether a later figure can be the answer: not where a question names a time or asks for the oldest."""
    return not time.named and time.order is not Order.OLDEST


def is_later(published: str | None, before: str | None) -> bool:
    """Tell whether an article appeared after another; False where a date is missing."""
    return published is not None and before is not None and published[:10] > before[:10]

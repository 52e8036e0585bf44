"""Copies among documents: the same agency report in two papers, a piece that was printed again.

Candidates come from MinHash signatures over word shingles (Broder 1997), whose bands are looked up in the record;
what makes two texts copies is then decided on the texts themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.dates import is_dateline
from index.keywords import split_words
from index.sentences import split_sentences
from index.types import SEARCHED_KINDS, Section

#: Words in a shingle.
_SHINGLE = 5
#: Two texts that share half of their shingles meet in some band with probability .53, at .7 with .99.
_BANDS, _ROWS = 24, 5
#: Copies share at least this part of all their shingles.
_LIKENESS = 0.5
#: Sentences that share this part of their words (Dice) are the same sentence, edited.
_ALIGNED = 0.6
#: A passage is held by a text that has this part of its shingles.
_HELD = 0.8

_UNITS = dict(
    zip("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), range(13), strict=True)
)
_FIGURE = re.compile(
    r".*\d.*|\w*(?:zehn|zig|ßig|hundert|tausend|million(?:en)?|milliarden?|dutzend|hälfte|drittel|viertel)"
    r"|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|nicht|nie|niemals|niemand|keine?[nmrs]?|(?:erst|zweit|dritt|viert|fünft)e[nmrs]?"
)
_WEEKDAY = re.compile(r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend")


def searchable_text(text: str, sections: Sequence[Section]) -> str:
    """Return what of a document counts when it is compared: the sections that are searched."""
    return "\n\n".join(text[entry.start : entry.end] for entry in sections if entry.kind in SEARCHED_KINDS)


def band_keys(text: str) -> tuple[int, ...]:
    """Return the keys under which near-duplicates of a text are found: two that share one are candidates.

    Signed 64-bit integers; none for a text without words.
    """
    from datasketch import MinHash

    shingles = _shingle(split_words(text))
    if not shingles:
        return ()
    signature = MinHash(num_perm=_BANDS * _ROWS, seed=1, scheme="affine32")
    signature.update_batch(" ".join(shingle).encode() for shingle in shingles)
    values = signature.hashvalues.astype("<u4")
    rows = (bytes([band]) + values[band * _ROWS : (band + 1) * _ROWS].tobytes() for band in range(_BANDS))
    return tuple(_hash_key(row) for row in rows)


def _hash_key(row: bytes) -> int:
    from hashlib import blake2b

    return int.from_bytes(blake2b(row, digest_size=8).digest(), "big", signed=True)


def are_copies(left: str, right: str) -> bool:
    """Tell whether two texts are the same report, maybe shortened or edited, and contradict each other nowhere."""
    first, second = _shingle(split_words(left)), _shingle(split_words(right))
    shared, both = len(first & second), len(first | second)
    return both > 0 and shared / both >= _LIKENESS and not contradict(left, right)


def contradict(left: str, right: str) -> bool:
    """Tell whether a sentence stands in both texts with another figure, date or negation: a correction."""
    first, second = _split_into_words(left), _split_into_words(right)
    only_first, only_second = (first - second).elements(), list((second - first).elements())
    return any(_differ(sentence, other) for sentence in only_first for other in _aligned(sentence, only_second))


def holds_passage(text: str, passage: str) -> bool:
    """Tell whether a text has (nearly) all of a passage, word for word."""
    wanted = _shingle(split_words(passage))
    return bool(wanted) and len(wanted & _shingle(split_words(text), size=_size_of(wanted))) >= _HELD * len(wanted)


def holds_sentence(text: str, sentence: str) -> bool:
    """Tell whether a text has the words of a sentence, whatever stands between them."""
    return f" {' '.join(split_words(sentence))} " in f" {' '.join(split_words(text))} "


def _shingle(words: Sequence[str], *, size: int = _SHINGLE) -> frozenset[tuple[str, ...]]:
    """Return the runs of `size` words; a shorter text is one shingle."""
    if len(words) <= size:
        return frozenset([tuple(words)] if words else [])
    return frozenset(tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _size_of(shingles: frozenset[tuple[str, ...]]) -> int:
    return len(next(iter(shingles)))


def _split_into_words(text: str) -> Counter[tuple[str, ...]]:
    """Count the sentences of a text without its datelines: a piece printed again has another one."""
    sentences = (span.of(text) for span in split_sentences(text))
    return Counter(tuple(split_words(sentence)) for sentence in sentences if not is_dateline(sentence))


def _aligned(sentence: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the sentence of the other text that is nearest, where it is near enough to be the same one."""
    scored = [(_likeness(sentence, other), other) for other in others]
    likeness, nearest = max(scored, default=(0.0, ()))
    if likeness >= _ALIGNED:
        yield nearest


def _likeness(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Return Dice's coefficient of the words that are no figures."""
    first, second = (Counter(word for word in words if not _read_figure(word)) for words in (left, right))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _differ(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    first, second = (Counter(filter(None, map(_read_figure, words))) for words in (left, right))
    # "am Dienstag" and "gestern" may be the same day; two weekdays are not.
    days, other_days = ({word for word in words if _WEEKDAY.fullmatch(word)} for words in (left, right))
    return first != second or bool(days and other_days and days != other_days)


def _read_figure(word: str) -> str | None:
    """Return a figure, month or negation in one spelling; None for any other word."""
    if word in _UNITS:
        return str(_UNITS[word])
    return word if _FIGURE.fullmatch(word) else None

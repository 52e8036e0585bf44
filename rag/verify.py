"""Is each sentence of an answer backed by the quote it cites? What is not, is not said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.keywords import content_terms, split_words
from index.sentences import split_sentences
from rag.types import Evidence

_CITATION = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
_NUMBER = re.compile(r"\d")
#: A sentence needs this share of its own content words in the quotes it cites (question words count as given).
MIN_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the answer without its marks, and the numbers of the evidence that it cites."""

    text: str
    cited: tuple[int, ...]


def split_claims(answer: str) -> list[Claim]:
    """Cut an answer into claims: each ends with the citations that follow its text.

    Text in front of a citation that holds several sentences is one claim each, all with that citation.
    """
    claims: list[Claim] = []
    start = 0
    for run in re.finditer(rf"(?:{_CITATION.pattern})+", answer):
        cited = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", run.group())))
        claims.extend(Claim(part, cited) for part in _split_text(answer[start : run.start()]))
        start = run.end()
    return claims + [Claim(part, ()) for part in _split_text(answer[start:])]


def _split_text(text: str) -> list[str]:
    text = text.lstrip(" .;,\n")
    return [span.of(text) for span in split_sentences(text)]


def verify_claim(claim: Claim, evidence: Sequence[Evidence], question: str) -> Claim | None:
    """Return the claim with the citations that back it, corrected where another sentence does; None where none does."""
    by_number = {entry.number: entry for entry in evidence}
    cited = [by_number[number] for number in claim.cited if number in by_number]
    backing = [entry for entry in cited if supports(entry, claim.text, question)]
    if not backing and len(cited) > 1 and _is_supported(claim.text, cited, question):
        backing = cited
    if not backing:
        others = [entry for entry in evidence if supports(entry, claim.text, question)]
        backing = sorted(others, key=lambda entry: -measure_support(claim.text, [entry], question))[:1]
    return Claim(claim.text, tuple(entry.number for entry in backing)) if backing else None


def is_informative(claim: str, question: str) -> bool:
    """Tell whether a claim says anything that the question didn't: a word with a meaning, or a number."""
    said = set(content_terms(claim)) | _numbers(claim)
    return bool(said - set(content_terms(question)) - _numbers(question))


def supports(evidence: Evidence, claim: str, question: str) -> bool:
    """Tell whether one quote backs a claim."""
    return _is_supported(claim, [evidence], question)


def _is_supported(claim: str, evidence: Sequence[Evidence], question: str) -> bool:
    return _numbers(claim) <= _known_numbers(evidence, question) and (
        measure_support(claim, evidence, question) >= MIN_SUPPORT
    )


def measure_support(claim: str, evidence: Sequence[Evidence], question: str) -> float:
    """Return the share of the claim's content words, without those of the question, that stand in the quotes.

    A claim that only repeats the question is as good as its overlap with the quotes.
    """
    terms = set(content_terms(claim))
    own = terms - set(content_terms(question)) or terms
    backed = {term for entry in evidence for term in content_terms(f"{entry.quote} {entry.title or ''}")}
    return len(own & backed) / len(own) if own else 0.0


def _numbers(text: str) -> set[str]:
    return {word.lstrip("0") or "0" for word in split_words(text) if _NUMBER.search(word)}


def _known_numbers(evidence: Sequence[Evidence], question: str) -> set[str]:
    known = _numbers(question)
    for entry in evidence:
        known |= _numbers(f"{entry.quote} {entry.published or ''}")
    return known

"""Answers with footnotes: claims joined to text, numbered in order of appearance, each with its verbatim quote."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Citation, Evidence
from rag.verify import Claim


def write_answer(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[str, tuple[Citation, ...]]:
    """Return the text with `[n]` behind every claim, and the citations 1…m that it uses."""
    by_number = {entry.number: entry for entry in evidence}
    order = list(dict.fromkeys(number for claim in claims for number in claim.cited))
    renumbered = {old: new for new, old in enumerate(order, 1)}
    text = " ".join(_write_claim(claim, [renumbered[number] for number in claim.cited]) for claim in claims)
    return text, tuple(make_citation(by_number[old], new) for old, new in renumbered.items())


def _write_claim(claim: Claim, numbers: Sequence[int]) -> str:
    body = claim.text.rstrip()
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
    )


def quote_claim(evidence: Evidence) -> Claim:
    """Return a quote as a claim of its own, marked as a quotation."""
    quote = " ".join(evidence.quote.split()).strip('„“”"«»')
    return Claim(f"„{quote}“", (evidence.number,))

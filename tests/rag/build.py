"""Evidence for tests, with what a test does not care about filled in."""

from __future__ import annotations

from index.types import SectionKind
from rag.types import Evidence


def build_evidence(quote: str, number: int = 1, *, source: str = "a.txt", published: str | None = None) -> Evidence:
    """Return a sentence of an article, alone in its paragraph."""
    return Evidence(
        number=number,
        source=source,
        title=None,
        published=published,
        publisher=None,
        kind=SectionKind.BODY,
        quote=quote,
        start=0,
        end=len(quote),
        context=quote,
        context_start=0,
        score=1.0,
    )

"""How likely the evidence answers the question at all."""

from __future__ import annotations

from collections.abc import Sequence

from index.keywords import content_terms
from rag.evidence import ScoredSentence

#: Cosines of the bundled embedder below the first say nothing, above the second they are as good as sure.
_FLOOR, _CEILING = 0.80, 0.90


def estimate_confidence(question: str, sentences: Sequence[ScoredSentence]) -> float:
    """Return a value in [0, 1]: how well the best sentences cover the question's words, and how near they are."""
    if not sentences:
        return 0.0
    best = sentences[:3]
    terms = set(content_terms(question))
    backed = {term for s in best for term in content_terms(f"{s.text} {s.chunk.title or ''}")}
    coverage = len(terms & backed) / len(terms) if terms else 0.0
    nearness = min(1.0, max(0.0, (max(s.dense for s in best) - _FLOOR) / (_CEILING - _FLOOR)))
    return 0.5 * coverage + 0.5 * nearness

"""How likely the evidence answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.keywords import content_terms
from rag.likeness import ScoredSentence
from rag.reading import Findings


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the answer is there.

    `coverage` is the share of the question's words in the best sentences, `nearness` the best cosine of a sentence.
    `span` and `present` are the reader's best scores, `none` the model's log probability of there being no answer and
    `lead` that of the chosen span; None where nobody said.
    """

    coverage: float
    nearness: float
    span: float | None = None
    present: float | None = None
    none: float | None = None
    lead: float | None = None


def read_signs(question: str, sentences: Sequence[ScoredSentence], findings: Findings) -> Signs:
    """Take the signs that are there before the language model is asked."""
    best = sentences[:3]
    terms = set(content_terms(question))
    backed = {term for s in best for term in content_terms(f"{s.text} {s.chunk.title or ''}")}
    return Signs(
        coverage=len(terms & backed) / len(terms) if terms else 0.0,
        nearness=max((s.dense for s in sentences), default=0.0),
        span=findings.spans[0].score if findings.spans else None,
        present=findings.present,
    )


#: Logistic weights, fitted on questions of articles that the reader has never seen, with and without their paragraph
#: in the archive (docs/measurements.md says how). Intercept first.
_BEFORE = {"": -42.3, "coverage": 5.47, "nearness": 44.6, "span": 0.112, "present": 0.269}
_AFTER = {"": -0.83, "before": 0.95, "none": -0.38}
#: Cosines of the bundled embedder below the first say nothing, above the second they are as good as sure.
_FLOOR, _CEILING = 0.80, 0.90


def estimate_confidence(signs: Signs) -> float:
    """Return a value in [0, 1]: how likely it is that the archive answers the question.

    A probability where a reader has read. Without one it is half the coverage and half the nearness, cut off.
    """
    if signs.span is None or signs.present is None:
        nearness = min(1.0, max(0.0, (signs.nearness - _FLOOR) / (_CEILING - _FLOOR)))
        return 0.5 * signs.coverage + 0.5 * nearness
    known = {"coverage": signs.coverage, "nearness": signs.nearness, "span": signs.span, "present": signs.present}
    odds = _sum(_BEFORE, **known)
    if signs.none is not None:
        odds = _sum(_AFTER, before=odds, none=signs.none)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def _sum(weights: Mapping[str, float], **values: float) -> float:
    return weights[""] + sum(weights[name] * value for name, value in values.items())

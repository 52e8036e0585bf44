"""How likely the evidence answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.keywords import content_terms, stem_words
from index.store import Store
from rag.likeness import Query, ScoredSentence, weigh_terms
from rag.reading import Findings
from rag.types import Evidence


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the answer is there.

    `coverage` is the share of the question's words in the best sentences, `nearness` the best cosine of a sentence,
    `known` the share of the question's words, weighed by their rarity, in the article of the best sentence.
    `present` is the reader's best score for a chunk that holds the answer, None without a reader. `none` is the
    model's log probability of there being no answer, None until it was asked; `fits` tells whether the chosen span is
    of the kind that is asked for.
    """

    coverage: float
    nearness: float
    known: float = 0.0
    present: float | None = None
    none: float | None = None
    fits: bool = True


def read_signs(
    store: Store, query: Query, evidence: Sequence[Evidence], sentences: Sequence[ScoredSentence], findings: Findings
) -> Signs:
    """Take the signs that are there before the language model is asked."""
    best = sentences[:3]
    terms = set(content_terms(query.text))
    backed = {term for s in best for term in content_terms(f"{s.text} {s.chunk.title or ''}")}
    return Signs(
        coverage=len(terms & backed) / len(terms) if terms else 0.0,
        nearness=max((s.dense for s in sentences), default=0.0),
        known=_measure_known(store, query, evidence),
        present=findings.present,
    )


def _measure_known(store: Store, query: Query, evidence: Sequence[Evidence]) -> float:
    """Return the share of the question's words in the best sentence's article; rare words count more."""
    if not evidence:
        return 0.0
    document = store.record.document(max(evidence, key=lambda entry: entry.score).source)
    held = set(stem_words(f"{document.title or ''} {document.published or ''} {document.text}"))
    weights = weigh_terms(store, query)
    return sum(weight for term, weight in weights.items() if term in held) / (sum(weights.values()) or 1.0)


#: Logistic weights, fitted on questions that the archive answers and questions that it doesn't, none of which the
#: reader was trained on (docs/measurements.md says which and how well they carry over). Intercept first.
_WEIGHTS = {"": -34.5, "nearness": 35.1, "known": 1.43, "present": 0.36, "none": -0.32, "fits": 1.58}
#: The kindest that the model can say; assumed until it was asked, so that only hopeless questions are refused before.
_KINDEST = -9.0
#: Cosines of the bundled embedder below the first say nothing, above the second they are as good as sure.
_FLOOR, _CEILING = 0.80, 0.90


def estimate_confidence(signs: Signs) -> float:
    """Return a value in [0, 1]: how likely it is that the archive answers the question.

    A probability where a reader has read and the model was asked, before that the highest it can become. Without a
    reader it is half the coverage and half the nearness, cut off.
    """
    if signs.present is None:
        nearness = min(1.0, max(0.0, (signs.nearness - _FLOOR) / (_CEILING - _FLOOR)))
        return 0.5 * signs.coverage + 0.5 * nearness
    none = _KINDEST if signs.none is None else signs.none
    odds = (
        _WEIGHTS[""]
        + _WEIGHTS["nearness"] * signs.nearness
        + _WEIGHTS["known"] * signs.known
        + _WEIGHTS["present"] * signs.present
        + _WEIGHTS["none"] * none
        + _WEIGHTS["fits"] * signs.fits
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

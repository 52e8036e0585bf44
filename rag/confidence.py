"""How likely the evidence answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.keywords import content_terms
from rag.answer_type import is_decision
from rag.likeness import Query, ScoredSentence
from rag.reading import Findings


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the answer is there.

    `coverage` is the share of the question's words in the best sentences, `nearness` the best cosine of a sentence.
    `present` is the reader's best score for a chunk that holds the answer, None without a reader. `none` is the
    model's log probability of there being no answer, `check` how much likelier to it the chosen passage answers the
    question than not (difference of log probabilities), both None until it was asked; `fits` tells whether the chosen
    span is of the kind that is asked for. `decides`: the question is one for yes or no, whose check has another scale.
    `astray` tells how surely the chosen passage speaks of another time than the question states, or reports other words
    than those that are asked for, in [0, 1].
    """

    coverage: float
    nearness: float
    present: float | None = None
    none: float | None = None
    fits: bool = True
    check: float | None = None
    decides: bool = False
    astray: float = 0.0


def read_signs(query: Query, sentences: Sequence[ScoredSentence], findings: Findings) -> Signs:
    """Take the signs that are there before the language model is asked."""
    best = sentences[:3]
    terms = set(content_terms(query.text))
    backed = {term for s in best for term in content_terms(f"{s.text} {s.chunk.title or ''}")}
    return Signs(
        coverage=len(terms & backed) / len(terms) if terms else 0.0,
        nearness=max((s.dense for s in sentences), default=0.0),
        present=findings.present,
        decides=is_decision(query.text),
    )


#: Logistic weights, fitted on questions that the archive answers and questions that it doesn't, none of which the
#: reader was trained on (docs/measurements.md says which and how well they carry over). Intercept first.
_WEIGHTS = {"": -23.3, "nearness": 24.5, "present": 0.414, "none": -0.272, "fits": 1.65}
#: Slope and middle of the logistic of `check`, fitted together with the weights.
_CHECK = (1.79, -2.58)
#: The same for questions for yes or no, chosen on 48 of them, a third without an answer; and what `none` counts as
#: there, since the model is only asked for the check.
_CHECK_DECISION = (1.2, -0.8)
_NONE_DECISION = -4.0
#: What the odds of a passage of another time, or of somebody else's words, lose, as a logarithm.
_ASTRAY = 4.0
#: What `check` counts as where the model was asked and no span was found that could be checked.
UNCHECKED = -2.0
#: The kindest that the model can say; assumed until it was asked, so that only hopeless questions are refused before.
_KINDEST = -9.0
#: Cosines of the bundled embedder below the first say nothing, above the second they are as good as sure.
_FLOOR, _CEILING = 0.80, 0.90


#: From these confidences on an answer is called certain, and likely.
CERTAIN, LIKELY = 0.85, 0.55


def name_certainty(confidence: float) -> str:
    """Return "sure", "likely" or "unsure": the key of the word for a confidence in terminal and page."""
    return "sure" if confidence >= CERTAIN else "likely" if confidence >= LIKELY else "unsure"


def estimate_confidence(signs: Signs) -> float:
    """Return a value in [0, 1]: how likely it is that the archive answers the question.

    Where a reader has read and the model was asked it is a product: that the archive speaks of what is asked, and that
    the chosen passage answers just this question. Before that it is the highest it can become. Without a reader it is
    half the coverage and half the nearness, cut off.
    """
    if signs.present is None:
        nearness = min(1.0, max(0.0, (signs.nearness - _FLOOR) / (_CEILING - _FLOOR)))
        return 0.5 * signs.coverage + 0.5 * nearness
    unasked = _NONE_DECISION if signs.decides else _KINDEST
    none = unasked if signs.none is None else signs.none
    found = (
        _WEIGHTS[""]
        + _WEIGHTS["nearness"] * signs.nearness
        + _WEIGHTS["present"] * signs.present
        + _WEIGHTS["none"] * none
        + _WEIGHTS["fits"] * signs.fits
    )
    slope, middle = _CHECK_DECISION if signs.decides else _CHECK
    right = 1.0 if signs.check is None else _logistic(slope * (signs.check - middle) - _ASTRAY * signs.astray)
    return _logistic(found) * right


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

"""How likely texts are to a model of which only the likeliest tokens along its own answer are known."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: What is assumed of a text that the model said, and of each word of one that it didn't, where it tells no
#: probabilities at all: where a small model says "Nein" of a passage, Ja is by 1.7 less likely, as a logarithm.
_SAID, _UNSAID_WORD = math.log(0.85), math.log(0.15)
#: What is left of a text where the model's own answer broke off.
_UNSAID = math.log(0.01)
#: A token that isn't among the likeliest is this much less likely than the last of them, at least.
_BEYOND = 1.0
#: The least that is left for an end that the server doesn't list.
_LEAST = 1e-4
_CONTROL = re.compile(r"<[^<>\s]*>|")


@dataclass(frozen=True, slots=True)
class Step:
    """A token of the model's own answer, and the log probabilities of the likeliest in its place, by their text."""

    token: str
    likeliest: Mapping[str, float]


def weigh_along(path: Sequence[Step], text: str) -> float:
    """Return about the log probability of `text` as the whole answer, where the model went along `path`.

    Exact as far as the text goes along with the path, its end included; where it leaves the path, what it goes on with
    counts as sure. So texts that the model hesitates over are told apart, those it never thought of are all unlikely.
    """
    rest = " ".join(text.split())
    total = 0.0
    for number, step in enumerate(path):
        token = step.token if number else step.token.lstrip()
        if rest and token and rest.startswith(token):
            total += step.likeliest.get(step.token, 0.0)
            rest = rest[len(token) :]
            continue
        return total + (_leave_path(step, rest, first=number == 0) if rest else _end_path(step))
    return total + _UNSAID if rest else total


def _leave_path(step: Step, rest: str, *, first: bool) -> float:
    """Return the log probability of the likeliest token by which the rest could begin."""
    fitting = [
        weight
        for token, weight in step.likeliest.items()
        if (begun := token.lstrip() if first else token) and rest.startswith(begun)
    ]
    return max(fitting) if fitting else min(step.likeliest.values(), default=_UNSAID) - _BEYOND


def _end_path(step: Step) -> float:
    """Return the log probability of an end where the model went on: as listed, else what all that is listed leaves."""
    listed = [weight for token, weight in step.likeliest.items() if _CONTROL.fullmatch(token)]
    if listed:
        return max(listed)
    return math.log(max(_LEAST, 1 - sum(map(math.exp, step.likeliest.values()))))


def weigh_said(said: str, text: str) -> float:
    """Return a log probability for a text where all that is known is what the model said: the longer, the less."""
    return _SAID if _fold(said) == _fold(text) else _UNSAID_WORD * len(text.split())


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")

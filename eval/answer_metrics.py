"""How much of the known answer the given answer holds."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from index.normalize import contains_text, normalize_text

_MARKS = re.compile(r"\s*\[\d+(?:\s*[,;–-]\s*\d+)*\]")
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")
_GERMAN_ARTICLES = re.compile(r"\b(der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines)\b")


def strip_marks(text: str) -> str:
    """Return an answer's text without its citation marks `[1]`."""
    return _MARKS.sub("", text)


def nugget_recall(text: str, nuggets: Sequence[Sequence[str]]) -> float:
    """Return the share of `nuggets` of which at least one wording stands in `text` (see `contains_text`).

    Raises ValueError without nuggets: there is no share of nothing.
    """
    if not nuggets:
        raise ValueError("no nuggets")
    return sum(any(contains_text(text, wording) for wording in nugget) for nugget in nuggets) / len(nuggets)


def trigram_recall(text: str, nuggets: Sequence[Sequence[str]]) -> float:
    """Return the mean over `nuggets` of the best share of a wording's character 3-grams that `text` holds.

    Both are normalised; grams are counted with their multiplicity. It forgives endings and spelling, where
    `nugget_recall` does not.
    """
    grams = _count_grams(normalize_text(text))
    return sum(max(_share(_count_grams(normalize_text(w)), grams) for w in nugget) for nugget in nuggets) / len(nuggets)


def exact_match(prediction: str, answers: Iterable[str], *, lang: str = "de") -> float:
    """Return SQuAD's exact match with the best of `answers`, 0 or 1."""
    squad = squad_form(lang)
    return float(any(squad(prediction) == squad(answer) for answer in answers))


def token_f1(prediction: str, answers: Iterable[str], *, lang: str = "de") -> float:
    """Return SQuAD's F1 over bags of words with the best of `answers`.

    As the official script of SQuAD 2.0: when one side has no words left, 1 if neither has, else 0.
    """
    squad = squad_form(lang)
    return max((_bag_f1(squad(prediction).split(), squad(answer).split()) for answer in answers), default=0.0)


def squad_form(lang: str) -> Callable[[str], str]:
    """Return the function that brings an answer into SQuAD's form in `lang` ("de" or "en").

    English is the official script's: lower case, ASCII punctuation and articles gone, white space single. German
    strips the German articles and all of Unicode's punctuation („“ and – among it).
    """
    return _squad_english if lang == "en" else _squad_german


def _squad_english(text: str) -> str:
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(_ENGLISH_ARTICLES.sub(" ", kept).split())


def _squad_german(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).lower()
    kept = "".join(c for c in folded if c not in string.punctuation and not unicodedata.category(c).startswith("P"))
    return " ".join(_GERMAN_ARTICLES.sub(" ", kept).split())


def _bag_f1(given: list[str], gold: list[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    common = sum((Counter(given) & Counter(gold)).values())
    if not common:
        return 0.0
    precision, recall = common / len(given), common / len(gold)
    return 2 * precision * recall / (precision + recall)


def _count_grams(text: str) -> Counter[str]:
    return Counter(text[i : i + 3] for i in range(max(1, len(text) - 2)))


def _share(wanted: Counter[str], held: Counter[str]) -> float:
    return sum((wanted & held).values()) / wanted.total()

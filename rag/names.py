"""Names that a question gives, and whether an article knows whom or what they name."""

from __future__ import annotations

import difflib
from collections.abc import Set

from index.keywords import is_function_word, stem_words
from rag.followup import find_names

#: How alike two words must be, in [0, 1], to be one that is mistyped or spelt otherwise.
_ALIKE = 0.8
#: Letters that a compound or another form shares with the word ("Stadtrat", "Stadtratswahl").
_SHARED = 5


def knows_names(question: str, text: str) -> bool:
    """Tell whether a text has at least half the words of each name of several words in a question.

    "Landrat Thorben Achterkamp" is unknown to an article that speaks of another Landrat; True without such names.
    """
    names = [_split_name(name) for name in find_names(question)]
    known = frozenset(stem_words(text)) if names else frozenset()
    return all(2 * sum(_is_known(word, known) for word in name) >= len(name) for name in names)


def _split_name(name: str) -> list[str]:
    return [stem for word in name.split() if not is_function_word(word) for stem in stem_words(word)]


def _is_known(word: str, known: Set[str]) -> bool:
    longer = (other for other in known if min(len(word), len(other)) >= _SHARED)
    if word in known or any(word.startswith(other) or other.startswith(word) for other in longer):
        return True
    return bool(difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE))

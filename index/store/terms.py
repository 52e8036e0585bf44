"""Which words of a question the keyword index is asked for."""

from __future__ import annotations

from collections.abc import Mapping

#: Chunks that one search reads at most, counted once for each of their terms, beyond those of the rarest term.
MOST_POSTINGS = 20_000


def pick_terms(frequencies: Mapping[str, int], *, most: int = MOST_POSTINGS) -> list[str]:
    """Return the rarest terms whose chunks, taken together, are at most `most`; the rarest one in any case.

    `frequencies` tells in how many chunks each term stands. Words that stand in half of a large archive cost the
    most to follow and say the least; in a small one nothing is left out.
    """
    picked: list[str] = []
    for term in sorted(frequencies, key=lambda term: (frequencies[term], term)):
        most -= frequencies[term]
        if picked and most < 0:
            break
        picked.append(term)
    return picked


def match_any(terms: list[str]) -> str:
    """Return the FTS5 expression for any of these terms, each taken literally."""
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)

"""Copies among the finds: one report printed by two papers counts once, and names both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.duplicates import holds_passage, holds_sentence
from index.store import Store
from index.store.rows import DocumentText

if TYPE_CHECKING:
    from rag.filters import Filter
    from rag.retrieve import Hit


def merge_copies(store: Store, ranked: Sequence[Hit], k: int, *, only: Filter) -> tuple[Hit, ...]:
    """Return the best `k` hits, best first, each passage once; `also_in` names the other documents that have it.

    A copy's passage that the better-ranked document lacks stays a hit of its own.
    """
    copies = store.record.copies({hit.chunk.document_id for hit in ranked})
    if not copies:
        return tuple(ranked[:k])
    texts = store.record.texts({number for others in copies.values() for number in others} | copies.keys())
    kept: list[Hit] = []
    for hit in ranked:
        others = copies.get(hit.chunk.document_id, frozenset())
        if not _is_repeated(hit, kept, others, texts):
            kept.append(replace(hit, also_in=_name_holders(hit, others, texts, only)))
        if len(kept) == k:
            break
    return tuple(kept)


def _is_repeated(hit: Hit, kept: Iterable[Hit], others: Collection[int], texts: Mapping[int, DocumentText]) -> bool:
    better = {entry.chunk.document_id for entry in kept} & set(others)
    return any(holds_passage(texts[number].text, hit.chunk.text) for number in better if number in texts)


def _name_holders(hit: Hit, others: Iterable[int], texts: Mapping[int, DocumentText], only: Filter) -> tuple[str, ...]:
    """Return the sources of the copies that hold the hit and pass the filter, the earliest published first."""
    found = [texts[number] for number in others if number in texts]
    holders = [
        entry
        for entry in found
        if only.admits(entry.source, entry.published) and holds_passage(entry.text, hit.chunk.text)
    ]
    return tuple(entry.source for entry in sorted(holders, key=lambda entry: (entry.published or "9", entry.source)))


def name_sentence_holders(store: Store, sources: Iterable[str], sentence: str) -> tuple[str, ...]:
    """Return those of the sources whose text has this very sentence."""
    return tuple(source for source in sources if holds_sentence(store.record.document(source).text, sentence))

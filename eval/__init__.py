"""Measure an archive: retrieval, answers, citations, refusals and waiting time on questions with known answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.dataset import Dataset, Question, load_dataset
    from eval.record import Record
    from eval.scoring import Score, Summary, score_records, summarize_scores
    from eval.statistics import Difference, Estimate

__all__ = [
    "Dataset",
    "Difference",
    "Estimate",
    "Question",
    "Record",
    "Score",
    "Summary",
    "load_dataset",
    "score_records",
    "summarize_scores",
]

_HOMES = {
    "Dataset": "dataset",
    "Difference": "statistics",
    "Estimate": "statistics",
    "Question": "dataset",
    "Record": "record",
    "Score": "scoring",
    "Summary": "scoring",
    "load_dataset": "dataset",
    "score_records": "scoring",
    "summarize_scores": "scoring",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `belegt --help` need not wait for all of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'eval' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"eval.{_HOMES[name]}"), name)

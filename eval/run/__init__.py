"""A run: every question of a data set asked of its archive, recorded question by question."""

from __future__ import annotations

from eval.run.archive import open_archive
from eval.run.asking import Asked, ask_question
from eval.run.execute import NoWatcher, Watcher, execute_run, score_run, summarize_run
from eval.run.folder import RunFolder, open_run
from eval.run.plan import RunOptions, make_plan, prepare_run, read_settings

__all__ = [
    "Asked",
    "NoWatcher",
    "RunFolder",
    "RunOptions",
    "Watcher",
    "ask_question",
    "execute_run",
    "make_plan",
    "open_archive",
    "open_run",
    "prepare_run",
    "read_settings",
    "score_run",
    "summarize_run",
]

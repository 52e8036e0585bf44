"""What a run is to do: its options, the plan that identifies it, the folder it writes to."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval.dataset import Dataset, Question, select_questions
from eval.run.environment import describe_machine, describe_versions, hash_code
from eval.run.folder import RunFolder, create_run, find_unfinished, name_run, open_run
from index.errors import UsageError
from index.place import Place
from rag.config import AskConfig


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is asked to do. `settings` are `AskConfig` fields, `articles` and `archive` where the data lies."""

    limit: int | None = None
    seed: int = 0
    left_out: int | None = None
    retrieval_only: bool = False
    settings: Mapping[str, Any] | None = None
    embedder: str | None = None
    llm: str | None = None
    articles: Path | None = None
    archive: Place | None = None

    @property
    def config(self) -> AskConfig:
        """Return the settings of the archive; every question is answered anew."""
        return replace(AskConfig(remembered=0), **(self.settings or {}))


def read_settings(pairs: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read `key=value` pairs; return fields of `AskConfig`, and the models ("llm", "embedder").

    Raises UsageError for an unknown name or a value of the wrong kind.
    """
    hints = typing.get_type_hints(AskConfig)
    settings: dict[str, Any] = {}
    models: dict[str, str] = {}
    for pair in pairs:
        name, found, value = pair.partition("=")
        if found and name in ("llm", "embedder"):
            models[name] = value
        elif found and name in hints:
            settings[name] = _read_value(name, value, hints[name])
        else:
            known = ", ".join((*hints, "llm", "embedder"))
            raise UsageError(cause=f"--set {pair}: Erwartet wird NAME=WERT; bekannt sind {known}.")
    return settings, models


def _read_value(name: str, value: str, hint: Any) -> Any:
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if value.lower() in ("none", "") and types.NoneType in kinds:
        return None
    if bool in kinds and value.lower() in ("true", "false", "ja", "nein", "1", "0"):
        return value.lower() in ("true", "ja", "1")
    for kind in (int, float, str):
        if kind in kinds:
            try:
                return kind(value)
            except ValueError:
                continue
    raise UsageError(cause=f"--set {name}={value}: Der Wert passt nicht zu {name}.")


def make_plan(datasets: Sequence[Dataset], options: RunOptions) -> dict[str, Any]:
    """Return what decides the answers of a run, as plain data: equal plans may share a run folder."""
    plan = {
        "datasets": [{"name": dataset.name, "sha256": dataset.fingerprint} for dataset in datasets],
        "limit": options.limit,
        "seed": options.seed,
        "left_out": options.left_out,
        "retrieval_only": options.retrieval_only,
        "config": asdict(options.config),
        "embedder": options.embedder,
        "llm": options.llm,
        "code": hash_code("index", "rag"),
    }
    plain: dict[str, Any] = json.loads(json.dumps(plan))
    return plain


def prepare_run(datasets: Sequence[Dataset], options: RunOptions, *, out: Path | None, root: Path) -> RunFolder:
    """Return the run folder to write to: `out`, else the unfinished run of the same plan, else a new one.

    Raises UsageError when `out` holds a run of another plan.
    """
    plan = make_plan(datasets, options)
    found = find_unfinished(root, plan) if out is None else _open_begun(out)
    if found is not None and found.plan != plan:
        changed = ", ".join(name for name in plan if found.plan.get(name) != plan[name])
        raise UsageError(cause=f"{out} enthält einen anderen Lauf (anders: {changed}). Bitte --out anders wählen.")
    if found is not None:
        found.mend()
        return found
    questions = {dataset.name: _draw_questions(dataset, options) for dataset in datasets}
    path = out or name_run(root, questions)
    facts = {"versions": describe_versions(), "machine": describe_machine(), "models": {}, "archives": {}}
    return create_run(path, plan=plan, questions=questions, **facts)


def _open_begun(path: Path) -> RunFolder | None:
    """Return the run in `path` if it has answers to lose; one that never got so far may be begun anew."""
    has_answers = (path / "answers.jsonl").exists() and (path / "answers.jsonl").stat().st_size > 0
    return open_run(path) if has_answers and (path / "run.json").exists() else None


def _draw_questions(dataset: Dataset, options: RunOptions) -> tuple[Question, ...]:
    left_out = 0 if options.retrieval_only else options.left_out
    drawn = select_questions(dataset, limit=options.limit, seed=options.seed, left_out=left_out)
    return tuple(question for question in drawn if question.answerable or not options.retrieval_only)

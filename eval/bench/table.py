"""The comparison as a table: every figure of every system, and its ratio to ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.bench.peers import OURS
from eval.run import RunFolder, score_run
from eval.scoring import Score, Summary, summarize_scores
from eval.statistics import permute_paired

NAMES = {OURS: "belegt", "llamaindex": "LlamaIndex", "haystack": "Haystack"}
PACKAGES = {"llamaindex": "llama-index-core", "haystack": "haystack-ai"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One system after the questions: its scores, their summary and what it told of itself."""

    name: str
    scores: tuple[Score, ...]
    summary: Summary
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: a label, the figure of each system (None where it has none), and how to write it."""

    label: str
    values: Mapping[str, float | None]
    unit: str = ""
    digits: int = 3
    with_ratio: bool = True

    def write(self, value: float | None) -> str:
        """Return the figure as German readers write it."""
        if value is None:
            return "–"
        return f"{value:.{self.digits}f}{self.unit and ' ' + self.unit}".replace(".", ",")

    def write_ratio(self, name: str) -> str:
        """Return how many times ours the figure is, "" where that means nothing."""
        value, ours = self.values[name], self.values[OURS]
        if not self.with_ratio or name == OURS or value is None or not ours:
            return ""
        return f"{value / ours:.2f} ×".replace(".", ",")


def stand_systems(run: RunFolder) -> tuple[Standing, ...]:
    """Return the standing of every system of a comparison."""
    return tuple(
        Standing(name, scores, summarize_scores(scores), run.facts["archives"].get(name, {}))
        for name, scores in score_run(run).items()
    )


def make_figures(standings: Sequence[Standing]) -> tuple[Figure, ...]:
    """Return the rows of the table; a system that never answered has no times but scores 0."""

    def row(label: str, read: Callable[[Standing], float | None], **how: Any) -> Figure:
        return Figure(label, {standing.name: read(standing) for standing in standings}, **how)

    def metric(label: str, name: str, **how: Any) -> Figure:
        return row(label, lambda standing: _metric(standing, name), **how)

    return (
        metric("Genannte Kernangaben", "nugget_recall"),
        metric("Unbeantwortbare verweigert", "refusal_recall"),
        metric("Beantwortbare zu Unrecht verweigert ↓", "false_refusals"),
        row("Ein richtiger Artikel unter den gefundenen", share_found),
        metric("Genannte Quellen, die richtig sind", "citation_precision"),
        metric("Richtige Artikel unter den genannten Quellen", "source_recall"),
        row("Zitate, wörtlich aus der Quelle", lambda s: _metric(s, "verbatim") if s.name == OURS else None),
        metric("Erstes Wort, p50 ↓", "first_token_p50", unit="s", digits=2),
        metric("Erstes Wort, p95 ↓", "first_token_p95", unit="s", digits=2),
        metric("Fertige Antwort, p50 ↓", "total_p50", unit="s", digits=2),
        metric("Fertige Antwort, p95 ↓", "total_p95", unit="s", digits=2),
        row("Aufnahme aller Artikel ↓", lambda s: s.notes.get("ingest"), unit="s", digits=1),
        row("Speicher, höchster Stand ↓", _megabytes, unit="MB", digits=0),
        row("Textabschnitte", lambda s: s.notes.get("chunks"), digits=0, with_ratio=False),
        metric("Abgestürzte Fragen", "failed", digits=0, with_ratio=False),
        metric("Nicht gestellte Fragen", "missing", digits=0, with_ratio=False),
    )


def share_found(standing: Standing) -> float | None:
    """Return the share of answerable questions with a gold source among what was retrieved; a crash found nothing."""
    wanted = [score for score in standing.scores if score.question.answerable and score.question.sources]
    if not wanted:
        return None
    return sum(any(p.source in s.question.sources for p in s.record.retrieved) for s in wanted) / len(wanted)


def render_table(run: RunFolder, standings: Sequence[Standing]) -> str:
    """Return the comparison as Markdown: what was compared, the table, what is beyond chance, what crashed."""
    lines = [f"# Vergleich: {run.plan['compared']}", "", *describe_bench(run, standings), ""]
    heads = [cell for standing in standings for cell in _heads(standing)]
    lines += [f"| | {' | '.join(heads)} |", "|" + " --- |" * (1 + len(heads))]
    for figure in make_figures(standings):
        cells = [cell for standing in standings for cell in _cells(figure, standing.name)]
        lines.append(f"| {figure.label} | {' | '.join(cells)} |")
    lines += ["", *_render_chances(standings), *_render_failures(standings)]
    return "\n".join(lines).rstrip() + "\n"


def describe_bench(run: RunFolder, standings: Sequence[Standing]) -> list[str]:
    """Return the facts of the comparison as a list."""
    counts = standings[0].summary.questions
    unanswerable = sum(not score.question.answerable for score in standings[0].scores)
    machine, models = run.facts["machine"], run.facts["models"]
    versions = [
        f"{NAMES.get(s.name, s.name)} {s.notes['versions'][PACKAGES.get(s.name, 'belegt')]}"
        for s in standings
        if PACKAGES.get(s.name, "belegt") in s.notes.get("versions", {})
    ]
    return [
        f"- **Fragen:** {sum(counts.values())}, davon {unanswerable} ohne Antwort in den Artikeln",
        f"- **Systeme:** {', '.join(versions) or '–'}; jedes mit den Einstellungen, mit denen es kommt",
        f"- **Modelle:** {models['embedder']['name']}, {models['llm']['file']}",
        f"- **Rechner:** {machine['cpu']}, {machine['cores']} Kerne, {machine['memory'] / 2**30:.0f} GB",
        f"- **Begonnen:** {run.facts['started']}",
    ]


def summarize_bench(standings: Sequence[Standing]) -> dict[str, Any]:
    """Return all figures as plain data for JSON."""
    table = {figure.label: dict(figure.values) for figure in make_figures(standings)}
    systems = {s.name: {"notes": dict(s.notes), "summary": s.summary.to_dict()} for s in standings}
    plain: dict[str, Any] = json.loads(json.dumps({"table": table, "systems": systems}))
    return plain


def _heads(standing: Standing) -> list[str]:
    name = NAMES.get(standing.name, standing.name)
    return [name] if standing.name == OURS else [name, "zu belegt"]


def _cells(figure: Figure, name: str) -> list[str]:
    value = figure.write(figure.values[name])
    return [value] if name == OURS else [value, figure.write_ratio(name)]


def _metric(standing: Standing, name: str) -> float | None:
    found = standing.summary.metrics.get(name)
    return None if found is None else found.value


def _megabytes(standing: Standing) -> float | None:
    memory = standing.notes.get("memory")
    return None if memory is None else memory / 1e6


def _render_chances(standings: Sequence[Standing]) -> list[str]:
    """Say for each peer whether the difference in nuggets is beyond chance; of one question nothing can be said."""
    recalls = {standing.name: _nugget_recalls(standing) for standing in standings}
    lines = []
    for name in (name for name in recalls if name != OURS):
        pairs = [(recalls[name][id_], ours) for id_, ours in recalls[OURS].items()]
        if len(pairs) > 1:
            p = f"{permute_paired(*zip(*pairs, strict=True)):.4f}".replace(".", ",")
            lines.append(f"- Kernangaben, {NAMES.get(name, name)} gegen belegt: p = {p} ({len(pairs)} Fragen)")
    return [*lines, ""]


def _nugget_recalls(standing: Standing) -> dict[str, float]:
    name = "nugget_recall"
    return {score.question.id: score.values[name] for score in standing.scores if name in score.values}


def _render_failures(standings: Sequence[Standing]) -> list[str]:
    rows = [
        f"- {NAMES.get(standing.name, standing.name)}, {id_}: {' '.join(cause.split())}"
        for standing in standings
        for id_, cause in standing.summary.failures.items()
    ]
    return ["## Ohne Antwort (zählen als 0)", "", *rows, ""] if rows else []

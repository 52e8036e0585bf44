"""The figures of a report as SVG text that takes its colours and its font from the page around it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from eval.report.entries import DEPTH, Entry, evidence_curve, measure_stages, recall_curve
from eval.report.labels import REASON_LABELS, STAGE_LABELS, label_type
from eval.statistics import Estimate, percentile

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Stand-ins that no one would choose; the page's variables take their place in the finished SVG.
INK, MUTED, GRID = "#010203", "#040506", "#070809"
SERIES = ("#1a0001", "#1a0002", "#1a0003", "#1a0004")
_VARIABLES = {INK: "ink", MUTED: "muted", GRID: "grid"} | {c: f"s{i}" for i, c in enumerate(SERIES, 1)}
_STYLES = ("-", "--", ":", "-.")

WIDTH, HEIGHT = 5.4, 3.3
SHARE_TICKS = ([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0,2", "0,4", "0,6", "0,8", "1"])


def plot_recall(entries: Sequence[Entry]) -> str:
    """Draw the share of gold articles among the first k chunks and of answers in the best k sentences."""

    def draw(axes: Axes) -> None:
        ks = range(1, DEPTH + 1)
        for number, entry in enumerate(entries):
            name = f"{entry.run.name}: " if len(entries) > 1 else ""
            _line(axes, ks, recall_curve(entry.scores), 2 * number, f"{name}richtiger Artikel gefunden")
            if any(score.question.nuggets for score in entry.scores):
                _line(axes, ks, evidence_curve(entry.scores), 2 * number + 1, f"{name}Antwort in den Sätzen")
        axes.set(xlabel="die ersten k Fundstellen", xticks=list(ks), xlim=(0.8, DEPTH + 0.2))
        _share_axis(axes)
        _legend(axes, "lower right")

    return _draw(draw)


def plot_risk(entries: Sequence[Entry]) -> str:
    """Draw how wrong the answers are against the share of questions that are answered, the surest first."""

    def draw(axes: Axes) -> None:
        for number, entry in enumerate(entries):
            points = entry.summary.curve
            area = entry.summary.metrics["aurc"].value
            label = (f"{entry.run.name}, " if len(entries) > 1 else "") + f"AURC {area:.3f}".replace(".", ",")
            xs, ys = [p.coverage for p in points], [p.risk for p in points]
            _line(axes, xs, ys, number, label, marker="")
            if len(entries) == 1:
                axes.fill_between(xs, ys, color=SERIES[0], alpha=0.12, linewidth=0)
                axes.axhline(ys[-1], color=MUTED, linewidth=1, linestyle=":", label="ohne Wissen um die Konfidenz")
        axes.set(xlabel="Anteil beantworteter Fragen, sicherste zuerst", xlim=(0, 1))
        axes.set_xticks(*SHARE_TICKS)
        axes.set_ylabel("mittlerer Fehler", color=MUTED)
        _share_axis(axes)
        _legend(axes, "best")

    return _draw(draw)


def plot_waits(entries: Sequence[Entry]) -> str:
    """Draw how the seconds until evidence, first word and end are distributed; of several runs only the end."""
    from matplotlib.ticker import MaxNLocator

    if len(entries) == 1:
        waits = entries[0].summary.waits
        rows = [(waits["retrieve"], "Belege"), (waits["first_token"], "erstes Wort"), (waits["total"], "fertig")]
    else:
        rows = [(entry.summary.waits["total"], entry.run.name) for entry in entries]
    longest = max(percentile(seconds, 99) for seconds, _ in rows) or 1.0

    def draw(axes: Axes) -> None:
        for number, (seconds, label) in enumerate(rows):
            values = [min(value, longest) for value in seconds]
            median = f"{percentile(seconds, 50):.2f}".replace(".", ",")
            color, legend = SERIES[number % len(SERIES)], f"{label} (p50 {median} s)"
            axes.hist(values, bins=24, range=(0, longest), histtype="stepfilled", color=color, alpha=0.28)
            axes.hist(values, bins=24, range=(0, longest), histtype="step", color=color, linewidth=1.8, label=legend)
        axes.set(xlabel="Sekunden nach der Frage", xlim=(0, longest))
        axes.set_ylabel("Fragen", color=MUTED)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(_format_seconds)
        _legend(axes, "upper right")

    return _draw(draw)


def plot_stages(entries: Sequence[Entry]) -> str:
    """Draw the stages of the median question as a waterfall."""

    def draw(axes: Axes) -> None:
        rows = [(entry, stages) for entry in entries if (stages := measure_stages(entry.summary))]
        end = max(stages[-1].end for _, stages in rows) or 1.0
        places: list[float] = []
        for row, (_, stages) in enumerate(rows):
            for number, stage in enumerate(stages):
                y = row * 4 + number
                places.append(y)
                axes.barh(y, stage.end - stage.start, left=stage.start, height=0.72, color=SERIES[number])
                _note(axes, stage.end, y, f"{stage.end - stage.start:.2f} s".replace(".", ","))
        names = [f"{entry.run.name}: " if len(rows) > 1 else "" for entry, _ in rows]
        axes.set_yticks(places, [name + stage for name in names for stage in STAGE_LABELS])
        axes.set(xlabel="Sekunden nach der Frage (Median)", xlim=(0, end * 1.16))
        axes.xaxis.set_major_formatter(_format_seconds)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")

    return _draw(draw, height=1.5 + 0.95 * len(entries))


def plot_reasons(entries: Sequence[Entry]) -> str:
    """Draw at which stage how many questions failed."""
    from matplotlib.ticker import MaxNLocator

    def draw(axes: Axes) -> None:
        reasons = [name for name in REASON_LABELS if any(name in entry.summary.reasons for entry in entries)]
        thick = 0.8 / len(entries)
        for number, entry in enumerate(entries):
            counts = [entry.summary.reasons.get(name, 0) for name in reasons]
            places = [i + (number - (len(entries) - 1) / 2) * thick for i in range(len(reasons))]
            axes.barh(places, counts, height=thick * 0.9, color=SERIES[number % 4], label=entry.run.name)
            for place, count in zip(places, counts, strict=True):
                _note(axes, count, place, str(count))
        axes.set_yticks(range(len(reasons)), [REASON_LABELS[name] for name in reasons])
        axes.set(xlabel="Fragen")
        axes.margins(x=0.1)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        if len(entries) > 1:
            _legend(axes, "lower right")

    return _draw(draw)


def plot_types(entries: Sequence[Entry]) -> str:
    """Draw the nugget recall (in a run of the retrieval alone R@5) of each question type, with its interval."""
    metric = "nugget_recall" if all(entry.asked for entry in entries) else "R@5"
    found = [{kind: values[metric] for kind, values in e.summary.types.items() if metric in values} for e in entries]
    kinds = list(dict.fromkeys(kind for estimates in found for kind in estimates))

    def draw(axes: Axes) -> None:
        for number, (entry, estimates) in enumerate(zip(entries, found, strict=True)):
            rows = [kinds.index(kind) + (number - (len(entries) - 1) / 2) * 0.22 for kind in estimates]
            color = SERIES[number % len(SERIES)]
            axes.hlines(rows, *_interval_ends(list(estimates.values())), color=color)
            values = [estimate.value for estimate in estimates.values()]
            axes.plot(values, rows, "o", color=color, label=entry.run.name)
        axes.set_yticks(range(len(kinds)), [label_type(kind) for kind in kinds])
        axes.set(
            xlim=(-0.02, 1.02), xlabel="Kernangaben" if metric == "nugget_recall" else "Artikel unter den ersten 5"
        )
        axes.set_xticks(*SHARE_TICKS)
        axes.invert_yaxis()
        if len(entries) > 1:
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, labelcolor=INK, fontsize=9)

    return _draw(draw, height=max(HEIGHT, 0.7 + 0.3 * len(kinds)))


def _interval_ends(estimates: Sequence[Estimate]) -> tuple[list[float], list[float]]:
    lows = [estimate.value if estimate.low is None else estimate.low for estimate in estimates]
    highs = [estimate.value if estimate.high is None else estimate.high for estimate in estimates]
    return lows, highs


def _line(axes: Axes, xs: Sequence[float], ys: Sequence[float], number: int, label: str, marker: str = "o") -> None:
    style = _STYLES[number // len(SERIES) % len(_STYLES)]
    axes.plot(xs, ys, style, color=SERIES[number % len(SERIES)], linewidth=2, marker=marker, markersize=4, label=label)


def _share_axis(axes: Axes) -> None:
    axes.set_ylim(0, 1.02)
    axes.set_yticks(*SHARE_TICKS)


def _format_seconds(value: float, position: float) -> str:
    return f"{value:g}".replace(".", ",")


def _note(axes: Axes, x: float, y: float, text: str) -> None:
    """Write a figure behind the end of a bar."""
    axes.annotate(text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", color=INK, fontsize=9)


def _legend(axes: Axes, place: Literal["best", "lower right", "upper right"]) -> None:
    axes.legend(loc=place, frameon=False, labelcolor=INK, fontsize=9)


def _draw(draw: Callable[[Axes], None], *, height: float = HEIGHT) -> str:
    """Return the drawing as SVG; the same figures give the same text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "belegt", "font.size": 10}):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        _dress(axes)
        draw(axes)
        target = io.StringIO()
        figure.savefig(target, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return target.getvalue()


def _dress(axes: Axes) -> None:
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=MUTED, length=0, labelsize=9)
    axes.xaxis.label.set_color(MUTED)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(GRID)


def _adapt_svg(svg: str, prefix: str) -> str:
    """Cut the element out of the file, keep its ids apart from others on the page, put the page's variables in."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<(metadata|style)\b.*?</\1>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"^<svg[^>]*?(viewBox=\"[^\"]*\")[^>]*>", r'<svg \1 role="img">', svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{prefix}-", svg).replace("xlink:href", "href")
    svg = re.sub(r"font-family: [^;\"]*(; )?", "", svg)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{variable})")
    return svg


PLOTS: dict[str, tuple[str, Callable[[Sequence[Entry]], str], Callable[[Entry], Any]]] = {
    "recall": ("Gefunden unter den ersten k", plot_recall, lambda e: any(s.question.sources for s in e.scores)),
    "reasons": ("Woran es lag", plot_reasons, lambda e: e.summary.reasons),
    "types": ("Nach Art der Frage", plot_types, lambda e: len(e.summary.types) > 1),
    "risk": ("Risiko und Abdeckung", plot_risk, lambda e: e.asked and e.summary.curve),
    "waits": ("Wartezeiten", plot_waits, lambda e: e.asked and e.summary.waits.get("total")),
    "stages": ("Wohin die Zeit geht", plot_stages, lambda e: e.asked and measure_stages(e.summary)),
}


def draw_plots(entries: Sequence[Entry], *, prefix: str) -> dict[str, str]:
    """Return the plots for which there are figures, by their German heading; `prefix` keeps their ids apart."""
    drawn = {}
    for name, (heading, plot, applies) in PLOTS.items():
        fitting = [entry for entry in entries if applies(entry)]
        if fitting:
            drawn[heading] = _adapt_svg(plot(fitting), f"{prefix}-{name}")
    return drawn

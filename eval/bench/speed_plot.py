"""How search grows with the archive, drawn as an SVG that stands by itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.statistics import percentile

if TYPE_CHECKING:
    from eval.bench.speed_scale import ScaleSpeed

INK, MUTED, GRID = "#1c1c1c", "#5c5c5c", "#dddddd"
#: What is drawn: stage, its name, colour.
LINES = (("search", "Suche", "#1f5fa8"), ("evidence", "Frage bis Belege", "#b4511d"))


def plot_scales(scales: Sequence[ScaleSpeed]) -> str:
    """Return p50 (dashed) and p95 of search and evidence over the number of chunks, as SVG text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    sizes = [scale.chunks for scale in scales]
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "belegt", "font.size": 10}):
        figure = Figure(figsize=(5.4, 3.3), layout="constrained", facecolor="white")
        axes = figure.add_subplot()
        for stage, name, colour in LINES:
            for share, style in ((50, "--"), (95, "-")):
                values = [1000 * percentile(scale.seconds[stage], share) for scale in scales]
                axes.plot(sizes, values, style, marker="o", markersize=4, color=colour, label=f"{name}, p{share}")
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(FixedLocator(sizes))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}".replace(",", ".")))
        axes.set_ylim(bottom=0)
        axes.set_xlabel("Textabschnitte im Archiv", color=MUTED)
        axes.set_ylabel("Millisekunden", color=MUTED)
        axes.grid(color=GRID, linewidth=0.8)
        axes.tick_params(colors=MUTED, length=0, labelsize=9)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
        axes.legend(frameon=False, labelcolor=INK, fontsize=9)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()

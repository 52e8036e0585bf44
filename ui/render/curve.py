"""What a threshold costs and brings: the risk-coverage curve of a run, with the threshold marked on it, in SVG."""

from __future__ import annotations

from collections.abc import Sequence

from ui.lab import CurvePoint
from ui.render.text import escape_text
from ui.texts import Texts

_WIDTH, _HEIGHT = 720, 180
#: Room for the labels left of and under the curve.
_LEFT, _FOOT, _TOP = 48, 46, 10


def render_curve(curve: Sequence[CurvePoint], run: str, threshold: float, texts: Texts) -> str:
    """Return the curve with the threshold on it and in words; a hint where no run has one."""
    if not curve:
        return f'<p class="bl-note">{escape_text(texts.curve_none)}</p>'
    at = find_point(curve, threshold)
    said = texts.curve_says.format(
        threshold=_write_number(threshold, texts),
        coverage=round(100 * (at.coverage if at else 0)),
        risk=round(100 * (at.risk if at else 0)),
    )
    line = " ".join(f"{_x(point.coverage):.1f},{_y(point.risk):.1f}" for point in curve)
    mark = f'<circle cx="{_x(at.coverage):.1f}" cy="{_y(at.risk):.1f}" r="5"/>' if at else ""
    title = escape_text(texts.curve_title.format(run=run))
    return (
        f'<figure class="bl-timeline bl-curve"><figcaption>{title}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_TOP + _HEIGHT + _FOOT}" role="img" aria-label="{escape_text(said)}">'
        f'{_draw_frame(texts)}<polyline points="{line}"/>{mark}</svg>'
        f'<p class="bl-note">{escape_text(said)}</p></figure>'
    )


def find_point(curve: Sequence[CurvePoint], threshold: float) -> CurvePoint | None:
    """Return the last point whose answers are all at least as sure as the threshold; None where none is."""
    sure = [point for point in curve if point.confidence >= threshold]
    return sure[-1] if sure else None


def _draw_frame(texts: Texts) -> str:
    """Return the lines and labels at quarters of both axes."""
    parts = []
    for quarter in range(5):
        share = quarter / 4
        y = _y(share)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 24}" y="{y + 4:.1f}">{25 * quarter} %</text>')
        if quarter:
            parts.append(f'<text x="{_x(share) - 22:.1f}" y="{_TOP + _HEIGHT + 18}">{25 * quarter} %</text>')
    middle = _LEFT + (_WIDTH - _LEFT) / 2
    parts.append(f'<text x="{middle:.1f}" y="{_TOP + _HEIGHT + 38}">{escape_text(texts.curve_axis)}</text>')
    return "".join(parts)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT)


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - share)


def _write_number(value: float, texts: Texts) -> str:
    return f"{value:.2f}".replace(".", "," if texts.lang == "de" else ".")

"""How many articles each month (or year) brought, as a bar chart in SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.dates import format_date
from rag.cli.terminal.formats import format_number
from ui.ports import DocumentRow
from ui.render.text import escape_text
from ui.texts import Texts, format_count

#: More months than these are counted by year.
_MOST_MONTHS = 72
_WIDTH, _HEIGHT, _FOOT = 720, 120, 26
#: How high the tallest bar is, and up to how many bars have their number above them.
_FULL, _COUNTED = 0.8, 36
#: Up to how many there is room for all numbers on a phone.
_FEW = 12
#: The widest bar.
_WIDEST = 36
#: Labels under the bars, at most, and half the width of one.
_LABELS = 8
_HALF_LABEL = 20


def render_timeline(rows: Sequence[DocumentRow], texts: Texts) -> str:
    """Return the chart; nothing where fewer than two months (or years) are known."""
    counts = count_periods([row.published for row in rows if row.published])
    if len(counts) < 2:
        return ""
    unknown = sum(not row.published for row in rows)
    tallest = max(counts.values())
    step = _WIDTH / len(counts)
    every = -(-len(counts) // _LABELS)
    bars = "".join(
        _draw_bar(n, period, count, tallest, step, texts) for n, (period, count) in enumerate(counts.items())
    )
    counted = "".join(
        f'<text class="bl-count" x="{(n + 0.5) * step:.1f}" y="{_HEIGHT * (1 - _FULL * count / tallest) - 4:.1f}">'
        f"{format_number(count, texts.lang)}</text>"
        for n, count in enumerate(counts.values())
        if count and len(counts) <= _COUNTED
    )
    labels = "".join(
        f'<text x="{_keep_inside((n + 0.5) * step):.1f}" y="{_HEIGHT + 19}">{escape_text(_shorten(period))}</text>'
        for n, period in enumerate(counts)
        if n % every == 0
    )
    title = texts.timeline_years if all(len(period) == 4 for period in counts) else texts.timeline_months
    dense = " is-dense" if len(counts) > _FEW else ""
    note = f" {texts.timeline_unknown.format(n=format_number(unknown, texts.lang))}" if unknown else ""
    return (
        f'<figure class="bl-timeline{dense}"><figcaption>{escape_text(title + note)}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" aria-label="{escape_text(title)}">'
        f'<line x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>{bars}{counted}{labels}</svg></figure>'
    )


def _keep_inside(x: float) -> float:
    """Return the middle of a label, so far inward that none of it is cut off."""
    return min(max(x, _HALF_LABEL), _WIDTH - _HALF_LABEL)


def count_periods(dates: Sequence[str]) -> dict[str, int]:
    """Return how many of the ISO dates fall into each month from the first to the last, or year where that is long.

    Dates that name only a year count in their January.
    """
    months = [f"{date}-01"[:7] if len(date) == 4 else date[:7] for date in dates]
    if not months:
        return {}
    first, last = (_count_months(month) for month in (min(months), max(months)))
    if last - first < _MOST_MONTHS:
        found = Counter(months)
        return {month: found[month] for month in map(_name_month, range(first, last + 1))}
    years = Counter(month[:4] for month in months)
    return {str(year): years[str(year)] for year in range(first // 12, last // 12 + 1)}


def _count_months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _name_month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _shorten(period: str) -> str:
    return period if len(period) == 4 else f"{period[5:]}/{period[2:4]}"


def _draw_bar(n: int, period: str, count: int, tallest: int, step: float, texts: Texts) -> str:
    height = _HEIGHT * _FULL * count / tallest
    width = min(step * 0.8, _WIDEST)
    counted = format_count(texts.documents_one, texts.documents_many, count, texts.lang)
    name = f"{format_date(period, texts.lang, long=True)}: {counted}"
    return (
        f'<rect x="{(n + 0.5) * step - width / 2:.1f}" y="{_HEIGHT - height:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}"><title>{escape_text(name)}</title></rect>'
    )

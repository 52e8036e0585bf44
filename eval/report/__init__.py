"""Runs as a page and as Markdown: figures with intervals, plots, and the worst cases with their evidence."""

from __future__ import annotations

from eval.report.entries import collect_entries
from eval.report.markdown import render_markdown
from eval.report.page import render_page

__all__ = ["collect_entries", "render_markdown", "render_page"]

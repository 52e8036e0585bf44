"""What of a page is the article and what is not: marks, never deletions."""

from index.clean.marks import mark_sections as mark_sections

__all__ = ["mark_sections"]

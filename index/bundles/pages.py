"""Texts that may be web pages: an exported column or an item of a feed holds either."""

from __future__ import annotations

import re

_TAG = re.compile(
    rb"</?(?:p|br|div|span|h[1-6]|strong|em|b|i|a|ul|ol|li|img|table|article|section|figure|blockquote|html|body)"
    rb"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_WHOLE = re.compile(rb"<body[\s>]", re.IGNORECASE)


def name_suffix(data: bytes) -> str:
    """Return the ending of the loader for a text: ".html" where it has a tag of HTML, else ".txt"."""
    return ".html" if _TAG.search(data) else ".txt"


def wrap_page(data: bytes) -> bytes:
    """Return HTML as a page; a piece of one becomes its article."""
    return data if _WHOLE.search(data) else b"<html><body><article>" + data + b"</article></body></html>"

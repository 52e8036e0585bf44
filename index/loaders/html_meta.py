"""Date and author as a page states them: meta elements, JSON-LD, and the dateline beside the headline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from index.dates import find_dates, normalize_date, published_from_text

_META_NAMES = (  # in this order; names of changes (article:modified_time) are not among them
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "cxenseparse:recs:publishtime",
)
_FOREIGN_KEYS = (  # what a page says about other things than itself
    *("comment", "review", "video", "image", "haspart", "ispartof", "mentions", "itemlistelement"),
    *("citation", "about", "author", "publisher"),
)
_BLOCKS = (
    *("p", "div", "li", "span", "header", "footer", "figcaption", "td", "section", "address"),
    *("h1", "h2", "h3", "h4"),
)
_ARTICLE = "//article | //main | //*[@role='main'] | //*[@itemprop='articleBody']/.. | //h1/.."
_OUTSIDE = (
    "ancestor-or-self::*[self::aside or self::footer or self::nav or self::figure"
    " or contains(@class, 'comment') or contains(@id, 'comment') or contains(@class, 'related')"
    " or contains(@class, 'teaser')]"
)
_DATED = (
    ".//time | .//*[@itemprop='datePublished'] | .//*[contains(@class, 'date') or contains(@class, 'datum')"
    " or contains(@class, 'published') or contains(@class, 'timestamp') or contains(@class, 'byline')]"
)
_BYLINE_CHARS = 160
_BYLINES = 6


def read_published(tree: Any) -> str | None:
    """Return the day of publication that a parsed page states, or None.

    First come first served: meta elements, JSON-LD (schema.org `datePublished` of the article), elements marked as
    `pubdate` or `datePublished`, datelines inside the article (`time` elements and those named for dates).
    """
    return _read_meta(tree) or _read_json_ld(tree) or _read_marked(tree) or _read_bylines(tree)


def read_author(tree: Any) -> str | None:
    """Return the authors that the JSON-LD of the article names, or None."""
    authors = (_name_of(thing.get("author")) for thing in _read_things(tree) if _is_article(thing))
    return next((author for author in authors if author), None)


def _read_meta(tree: Any) -> str | None:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = element.get("content") or ""
        if value.strip():
            found.setdefault(name.strip().lower(), value)
    dates = (normalize_date(found[name]) for name in _META_NAMES if name in found)
    return next((date for date in dates if date), None)


def _read_json_ld(tree: Any) -> str | None:
    dates = (normalize_date(str(thing.get("datePublished", ""))) for thing in _read_things(tree))
    return next((date for date in dates if date), None)


def _read_things(tree: Any) -> list[dict[str, Any]]:
    """Return what the page's JSON-LD describes, articles first."""
    things = [thing for script in tree.iter("script") for thing in _parse_json_ld(script)]
    return sorted(things, key=lambda thing: not _is_article(thing))


def _parse_json_ld(script: Any) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    with suppress(ValueError, RecursionError):  # a broken block says nothing about the article
        yield from _walk_json(json.loads(script.text or "", strict=False))


def _walk_json(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for entry in value:
            yield from _walk_json(entry)
    elif isinstance(value, dict):
        yield value
        for key, entry in value.items():
            if key.lower() not in _FOREIGN_KEYS:
                yield from _walk_json(entry)


def _is_article(thing: dict[str, Any]) -> bool:
    return any(str(kind).endswith(("Article", "Posting")) for kind in _as_list(thing.get("@type")))


def _name_of(author: Any) -> str:
    names = (entry.get("name") if isinstance(entry, dict) else entry for entry in _as_list(author))
    return ", ".join(" ".join(name.split()) for name in names if isinstance(name, str))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _read_marked(tree: Any) -> str | None:
    marked = tree.xpath("//time[@pubdate] | //*[@itemprop='datePublished']")
    dates = (normalize_date(element.get("datetime") or element.get("content") or "") for element in marked)
    return next((date for date in dates if date), None)


def _read_bylines(tree: Any) -> str | None:
    lines: list[str] = []
    for scope in tree.xpath(_ARTICLE)[:1]:
        dated = (element for element in scope.xpath(_DATED) if not element.xpath(_OUTSIDE))
        lines += [line for element in dated if (line := _read_line(element))]
    return published_from_text("\n".join(dict.fromkeys(lines[:_BYLINES])))


def _read_line(element: Any) -> str:
    """Return the line that an element stands in, its machine-readable date in the place of "vor 3 Stunden"."""
    line, own = _collapse(_block_of(element)), _collapse(element)
    stated = normalize_date(element.get("datetime") or "")
    if stated and not find_dates(line):
        line = line.replace(own, stated) if own else f"{line} {stated}"
    return line if len(line) <= _BYLINE_CHARS else ""


def _block_of(element: Any) -> Any:
    return next((parent for parent in element.iterancestors(*_BLOCKS)), element) if element.tag == "time" else element


def _collapse(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())

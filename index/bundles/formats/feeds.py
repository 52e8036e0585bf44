"""Saved feeds: RSS in its versions and Atom, each item an article. No entity is expanded and nothing is fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from index.bundles.names import flatten
from index.bundles.pages import name_suffix, wrap_page
from index.bundles.streams import read_limited
from index.bundles.types import Member, Request, Stated
from index.dates import normalize_date
from index.errors import FeedUnknown, FileBroken
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import drop_unstorable

_ROOTS = ("rss", "feed", "RDF")
#: Prefixes for the names of elements, by their namespace; elements of others (pictures, podcasts) are left out.
_PREFIXES = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dc:",
}
_TEXTS = ("content:encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "issued", "dc:date", "dc:created", "updated", "modified")
_AUTHORS = ("dc:creator", "author", "dc:contributor")
_NAMES = ("link", "guid", "id", "title")


def iterate_feed(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the items of a feed, each by its address. Raises FeedUnknown, FileTooLarge or FileBroken."""
    root = _parse(read_limited(file, request.size, request.source, request), request)
    if _local_name(root) not in _ROOTS:
        raise FeedUnknown(path=request.source)
    publisher = _find_publisher(root)
    items = (element for element in root.iter() if _name(element) in ("item", "entry"))
    for number, item in enumerate(items, start=1):
        yield _make_member(item, number, publisher)


def _parse(data: bytes, request: Request) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except etree.XMLSyntaxError as error:
        raise FileBroken(path=request.source, cause="es ist kein gültiges XML") from error
    types = tree.docinfo.internalDTD
    if types is not None and any(True for _ in types.iterentities()):
        raise FileBroken(
            path=request.source, cause="die Datei erklärt eigene Zeichen (ENTITY), was Feeds nicht brauchen"
        )
    return tree.getroot()


def _make_member(item: Any, number: int, publisher: str | None) -> Member:
    fields = _read_fields(item)
    text = next((_text_of(fields[name]) for name in _TEXTS if name in fields), "")
    plain = {name: " ".join(_text_of(element).split()) for name, element in fields.items()}
    dates = (normalize_date(plain[name]) for name in _DATES if name in plain)
    data = drop_unstorable(text).encode()
    suffix = name_suffix(data)
    return Member(
        _name_item(plain, number),
        suffix,
        partial(_read, wrap_page(data) if suffix == ".html" else data),
        Stated(
            title=clean_title(plain.get("title")),
            published=next((date for date in dates if date), None),
            publisher=publisher,
            author=next((name for key in _AUTHORS if (name := clean_name(plain.get(key)))), None),
        ),
    )


def _read(data: bytes, name: str) -> bytes:
    return data


def _name_item(plain: dict[str, str], number: int) -> str:
    name = next((plain[key] for key in _NAMES if plain.get(key)), f"meldung-{number}")
    return name if "://" in name else flatten(name)


def _read_fields(item: Any) -> dict[str, Any]:
    """Return the first element of each name that says something; of links the one to the article."""
    fields: dict[str, Any] = {}
    for element in item:
        name = _name(element)
        is_other = name == "link" and element.get("rel", "alternate") != "alternate"
        if name and not is_other and _text_of(element).strip():
            fields.setdefault(name, element)
    return fields


def _text_of(element: Any) -> str:
    """Return what an element says: the address of a link, the name of a person, markup as markup."""
    from lxml import etree

    name = _name(element)
    if name == "link":
        return str(element.get("href") or element.text or "")
    if name == "author":
        named = next((child for child in element if _name(child) == "name"), element)
        return "".join(named.itertext())
    if len(element) and name in _TEXTS:
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(element.itertext())


def _find_publisher(root: Any) -> str | None:
    """Return the title of the feed."""
    for element in root.iter():
        if _name(element) in ("item", "entry"):
            break
        if _name(element) == "title":
            return clean_name("".join(element.itertext()))
    return None


def _name(element: Any) -> str:
    """Return the name of an element with the prefix of its namespace, "" for one of a namespace that is left out."""
    if not isinstance(element.tag, str):  # a comment, an entity
        return ""
    space, _, local = element.tag.rpartition("}")
    prefix = _PREFIXES.get(space.lstrip("{"))
    return "" if prefix is None else prefix + local


def _local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]

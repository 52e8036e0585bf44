"""HTML pages: trafilatura finds the article, the page's own statements give date and names."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from index.config import LoadConfig
from index.dates import published_from_text
from index.errors import FileBroken, LoadError
from index.loaders.decode import decode_text
from index.loaders.html_meta import read_author, read_published
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import Extract, drop_unstorable, silence_libraries

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PARAGRAPH, _LINE, _CELL = "\x01", "\x02", "\x03"  # decoded text has no such characters where they matter
_BREAKS = {
    **dict.fromkeys(("p", "head", "quote", "list", "table", "div", "section", "article", "header", "main"), _PARAGRAPH),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "code"), _PARAGRAPH),
    **dict.fromkeys(("item", "row", "lb", "li", "tr", "br", "dt", "dd"), _LINE),
    **dict.fromkeys(("cell", "td", "th"), _CELL),
}
_NO_ARTICLE = ("head", "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "svg", "iframe")
_TOO_SHORT = 250  # below this trafilatura gives up on structure and returns bare lines


def read_html(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Extract the article of a page: paragraphs apart by blank lines, each heading a paragraph of its own.

    Comments are left out. Where trafilatura finds next to nothing, the page's text without navigation is taken.
    The date is one that the page states, never one guessed from its address, its pictures or its footer.
    Nothing is loaded from the network. Raises FileBinary or FileBroken.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode_text(data, source, declared=declared[1].decode("ascii", "replace") if declared else None)
    return read_page(text, source)


def read_page(text: str, source: str) -> Extract:
    """Extract the article of a page that is decoded already; as `read_html`. Raises FileBroken."""
    with silence_libraries():
        try:
            return _read_page(text)
        except LoadError:
            raise
        except Exception as error:  # lxml and trafilatura fail on absurd markup in ways of their own
            raise FileBroken(path=source, cause="der Aufbau der HTML-Datei ist nicht lesbar") from error


def _read_page(text: str) -> Extract:
    tree = _parse_page(text)
    if tree is None:
        return Extract(text="")
    metadata = _read_metadata(tree)
    publisher = clean_name(metadata.sitename)
    article = _extract_article(tree)
    return Extract(
        text=drop_unstorable(article),
        title=_strip_publisher(clean_title(metadata.title), publisher),
        published=read_published(tree) or published_from_text(article),
        publisher=publisher,
        author=clean_name(read_author(tree)) or clean_name(metadata.author),
    )


def _parse_page(text: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # no element at all
        return None


def _read_metadata(tree: Any) -> Any:
    """Return trafilatura's metadata. Its `date` may be a guess and is not to be used."""
    from trafilatura.metadata import extract_metadata

    fixed = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
    return extract_metadata(deepcopy(tree), date_config=fixed)


def _extract_article(tree: Any) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(deepcopy(tree), include_comments=False, include_tables=True)
    article = _render(found.body) if found is not None else ""
    return article if len(article) >= _TOO_SHORT else _render(_without_furniture(tree)) or article


def _without_furniture(tree: Any) -> Any:
    from lxml import etree

    page = deepcopy(tree)
    etree.strip_elements(page, *_NO_ARTICLE, with_tail=False)
    return page


def _render(tree: Any) -> str:
    """Write a tree as text: white space collapsed as a browser does, blocks apart by blank lines."""
    paragraphs = (_render_lines(part) for part in "".join(_iterate_pieces(tree)).split(_PARAGRAPH))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _iterate_pieces(tree: Any) -> Any:
    from lxml import etree

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        separator = _BREAKS.get(element.tag, "")
        if event == "start":
            yield separator + (element.text or "")
        else:
            yield separator + (element.tail or "")


def _render_lines(paragraph: str) -> str:
    lines = (_render_cells(line) for line in paragraph.split(_LINE))
    return "\n".join(line for line in lines if line)


def _render_cells(line: str) -> str:
    cells = (" ".join(cell.split()) for cell in line.split(_CELL))
    return "\t".join(cell for cell in cells if cell)


def _strip_publisher(title: str | None, publisher: str | None) -> str | None:
    """Cut " | Auenheimer Bote" off a title."""
    if not title or not publisher:
        return title
    return re.sub(rf"\s+[|–—-]\s+{re.escape(publisher)}$", "", title, flags=re.IGNORECASE) or title

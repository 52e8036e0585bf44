"""Text and Markdown files: the text as it stands."""

from __future__ import annotations

from index.config import LoadConfig
from index.loaders.decode import decode_text
from index.loaders.metadata import find_heading, read_front_matter
from index.loaders.types import Extract


def read_plain(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Decode a text file. Raises FileBinary or FileBroken."""
    return Extract(text=decode_text(data, source))


def read_markdown(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Decode a Markdown file, marks and all; front matter and first heading give the metadata.

    Raises FileBinary or FileBroken.
    """
    text = decode_text(data, source)
    front = read_front_matter(text)
    return Extract(
        text=text,
        title=front.title or find_heading(text, front.end),
        published=front.published,
        publisher=front.publisher,
        author=front.author,
        preamble=front.end,
    )

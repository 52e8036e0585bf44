"""One loader per format: the bytes of a file in, an `Extract` out.

Every loader raises only subclasses of `LoadError`, takes the name of the file for its messages, and knows
nothing of the file system.
"""

from index.loaders.decode import decode_text
from index.loaders.html import read_html
from index.loaders.mail import read_eml, read_mhtml
from index.loaders.pdf import read_pdf
from index.loaders.plain import read_markdown, read_plain
from index.loaders.types import Extract, Loader, format_size
from index.loaders.word import read_docx

#: The loader of each ending.
LOADERS: dict[str, Loader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".eml": read_eml,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
}
SUFFIXES: tuple[str, ...] = tuple(LOADERS)
#: How names begin that are passed over; "~$" are Word's lock files.
HIDDEN = (".", "~$")

__all__ = [
    "HIDDEN",
    "LOADERS",
    "SUFFIXES",
    "Extract",
    "Loader",
    "decode_text",
    "format_size",
    "read_docx",
    "read_eml",
    "read_html",
    "read_markdown",
    "read_mhtml",
    "read_pdf",
    "read_plain",
]

"""Files to documents: which files of a folder are read, and what each one says."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.bundles.kinds import BUNDLE_SUFFIXES, find_kind
from index.clean import mark_sections
from index.config import LoadConfig
from index.dates import published_from_name, published_from_text
from index.errors import (
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    FormatUnsupported,
    LoadError,
    PathOutside,
)
from index.loaders import HIDDEN, LOADERS, SUFFIXES, Extract, format_size
from index.loaders.metadata import Head, guess_head
from index.opening import check_regular, explain_error, open_regular
from index.types import Document, Section, SectionKind

_ASIDE = frozenset({SectionKind.COMMENT, SectionKind.TEASER, SectionKind.FAQ})  # their dates are not the article's


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: its path, its name within the folder (with "/"), and the error if it can't be taken."""

    path: Path
    source: str
    error: LoadError | None = None


def load_document(path: Path, source: str, *, config: LoadConfig | None = None) -> Document:
    """Read one file into a document named `source`, its text unchanged and its sections marked.

    Title, author and publisher come from the file's metadata, the title else from the first lines; the day of
    publication from the metadata, else from the text, else from the file's name, never from its times.
    Raises a subclass of LoadError and nothing else: FormatUnsupported, FileUnreadable, FileTooLarge, FileBinary,
    FileEncrypted, FileBroken or FileEmpty.
    """
    config = config or LoadConfig()
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        raise _unsupported(path, source)
    data = _read_bytes(path, source, config.max_bytes)
    extract = loader(data, source, config) if data else Extract(text="")
    if not extract.text.strip():
        raise FileEmpty(path=source)
    return _make_document(source, extract)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hex. Raises FileUnreadable."""
    with open_regular(path, _printable(str(path))) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_files(path: Path) -> Iterator[FoundFile]:
    """Find the files to read: `path` itself, or everything readable in the folder and its subfolders, by name.

    Bundles (see `index.bundles`) are among them.
    Hidden files and folders and unknown formats are passed over, and so are links to what is found anyway. What
    can't be taken comes with its error: a link out of the folder (PathOutside), a link to nothing, a missing path or
    a folder without permission (FileUnreadable), and an unknown format where `path` itself is the file.
    """
    if not path.is_dir():
        yield FoundFile(path, _printable(path.name), _check_named(path))
        return
    found = sorted(_walk(path), key=lambda file: file.source)
    regular = {file.path for file in found if not file.path.is_symlink()}
    for file in found:
        if not file.path.is_symlink():
            yield file
        elif link := _follow_link(file, path, regular):
            yield link


def _make_document(source: str, extract: Extract) -> Document:
    sections = _mark(extract.text, extract.preamble)
    article = _article_text(extract.text, sections, extract.preamble)
    head = Head() if extract.title else guess_head(extract.text, sections)
    return Document(
        source=source,
        text=extract.text,
        title=extract.title or head.title,
        published=extract.published or published_from_text(article) or published_from_name(source),
        publisher=extract.publisher or head.masthead,
        author=extract.author,
        sections=sections,
    )


def _mark(text: str, preamble: int) -> tuple[Section, ...]:
    """Mark the sections of the article behind the preamble, which is a notice of its own."""
    if not preamble:
        return mark_sections(text)
    notice = Section(SectionKind.NOTICE, 0, len(text[:preamble].rstrip()))
    marked = mark_sections(text[preamble:])
    return (
        notice,
        *(replace(part, start=part.start + preamble, end=part.end + preamble) for part in marked),
    )


def _article_text(text: str, sections: tuple[Section, ...], preamble: int) -> str:
    """Return the text without preamble and without what stands beside the article.

    A notice that follows a comment or a teaser is theirs (the date of the comment), once the article has begun.
    """
    pieces, is_aside, has_begun = [], False, False
    for section in sections:
        has_begun |= section.kind is SectionKind.BODY
        is_aside = section.kind in _ASIDE or (is_aside and has_begun and section.kind is SectionKind.NOTICE)
        if section.start >= preamble and not is_aside:
            pieces.append(text[section.start : section.end])
    return "\n".join(pieces)


def _read_bytes(path: Path, source: str, limit: int) -> bytes:
    with open_regular(path, source) as file:
        data = file.read(limit + 1)
        size = max(path.stat().st_size, len(data))
    if len(data) > limit:
        raise FileTooLarge(path=source, size=format_size(size), limit=format_size(limit))
    return data


def _unsupported(path: Path, source: str) -> FormatUnsupported:
    return FormatUnsupported(
        path=source, suffix=path.suffix or "ohne Endung", formats=", ".join((*SUFFIXES, *BUNDLE_SUFFIXES))
    )


def _check_named(path: Path) -> LoadError | None:
    name = _printable(str(path))
    try:
        check_regular(path, name)
    except (OSError, ValueError) as error:
        return FileUnreadable(path=name, cause=explain_error(error))
    except FileUnreadable as error:
        return error
    return None if _is_readable(path.name) else _unsupported(path, name)


def _is_readable(name: str) -> bool:
    return Path(name).suffix.lower() in LOADERS or find_kind(name) is not None


def _walk(root: Path) -> Iterator[FoundFile]:
    """Yield files and links below `root`, unordered; links to folders are not followed, so none can loop."""
    unreadable: list[OSError] = []
    for name, folders, files in os.walk(root, onerror=unreadable.append):
        folder = Path(name)
        folders[:] = [entry for entry in folders if not entry.startswith(HIDDEN)]
        for entry in files:
            if not entry.startswith(HIDDEN) and _is_readable(entry):
                yield _name_file(folder / entry, root)
        for entry in folders:
            if (folder / entry).is_symlink():
                yield _name_file(folder / entry, root)
    for error in unreadable:
        found = _name_file(Path(error.filename), root)
        yield replace(found, error=FileUnreadable(path=found.source, cause=explain_error(error)))


def _follow_link(link: FoundFile, root: Path, regular: set[Path]) -> FoundFile | None:
    """Return the link as a file to read or with its error; None where it leads to what is read anyway."""
    try:
        target = link.path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a ring of links (Python 3.11 and 3.12)
        return replace(link, error=FileUnreadable(path=link.source, cause="die Verknüpfung führt zu keiner Datei"))
    top = root.resolve()
    if not target.is_relative_to(top):
        return replace(link, error=PathOutside(path=link.source))
    return None if target.is_dir() or root / target.relative_to(top) in regular else link


def _name_file(path: Path, root: Path) -> FoundFile:
    return FoundFile(path, _printable(path.relative_to(root).as_posix()))


def _printable(name: str) -> str:
    """Return a file name as text that can be stored and shown: bytes that are no UTF-8 become "\\xNN"."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")

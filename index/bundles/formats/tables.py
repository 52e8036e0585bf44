"""Tables: one article a row, its text and what is known of it in columns. CSV, JSON Lines, and what they share."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from index.bundles.names import flatten
from index.bundles.pages import name_suffix, wrap_page
from index.bundles.streams import iterate_lines, too_large, torn
from index.bundles.types import Member, Request, Stated
from index.dates import normalize_date
from index.errors import FileBroken, LoadError
from index.loaders import decode_text
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import drop_unstorable

_DELIMITERS = ",;\t|"
_HEAD_ROWS = 100  # of JSON Lines, whose keys are the columns
_SHORT_BYTES = 2_000  # of a title, a name or a date


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, each value as the bytes of a text; `error` where it can't be read."""

    number: int
    values: Mapping[str, bytes] = field(default_factory=dict)
    error: LoadError | None = None


def iterate_rows(rows: Iterable[Row], columns: Sequence[str], request: Request) -> Iterator[Member]:
    """Yield the rows of a table as members, but for those without text.

    A row is named by its address or number of its own, else by its title, else by its place. Raises
    TextColumnUnknown or ColumnUnknown.
    """
    roles = request.columns.find(columns, request.source)
    for row in rows:
        cells = {role: row.values.get(column, b"") for role, column in roles.items()}
        if row.error is not None:
            yield Member(f"zeile-{row.number}", "", partial(_fail, row.error))
        elif any(cell.strip() for cell in cells.values()):
            yield _make_member(row.number, cells, request)


def _fail(error: LoadError, name: str) -> bytes:
    raise type(error)(**{**error.facts, "path": name})


def _make_member(number: int, cells: Mapping[str, bytes], request: Request) -> Member:
    facts = {role: _decode(cell[:_SHORT_BYTES]) for role, cell in cells.items() if role != "text"}
    stated = Stated(
        title=clean_title(facts.get("title")),
        published=normalize_date(facts.get("date", "")),
        publisher=clean_name(facts.get("publisher")),
        author=clean_name(facts.get("author")),
    )
    own = facts.get("id", "").strip()
    name = own if "://" in own else flatten(own or stated.title or f"zeile-{number}")
    return Member(name, name_suffix(cells["text"]), partial(_read, cells["text"], request), stated)


def _read(data: bytes, request: Request, name: str) -> bytes:
    if len(data) > request.max_bytes:
        raise too_large(name, request)
    return wrap_page(data) if name_suffix(data) == ".html" else data


def _decode(cell: bytes) -> str:
    try:
        return decode_text(cell, "")
    except LoadError:  # no text at all
        return ""


# CSV


def iterate_csv(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the rows of a CSV file; comma, semicolon, tab or bar is told by the first line, which names the columns.

    Every cell is decoded by itself, for exports of several systems are often put into one file. Raises FileBroken,
    also where the file breaks off within quotes, and what `iterate_rows` raises.
    """
    codec = _open_text(file)
    text = io.TextIOWrapper(file, encoding=codec, newline="")
    lines = _Lines(text, request)
    csv.field_size_limit(request.max_bytes)
    first = lines.peek()
    reader = csv.reader(lines, delimiter=max(_DELIMITERS, key=first.count))
    columns = [_decode(_encode(cell, codec)) for cell in next(reader, [])]
    yield from iterate_rows(_iterate_csv_rows(reader, lines, columns, codec), columns, request)
    text.detach()


def _iterate_csv_rows(reader: Iterator[list[str]], lines: _Lines, columns: list[str], codec: str) -> Iterator[Row]:
    for number in itertools.count(2):
        lines.begin_row(number)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            cause = f"Zeile {number} der Tabelle ist nicht lesbar: {error}"
            raise FileBroken(path=lines.request.source, cause=cause) from error
        if cells is None:
            return
        if lines.have_ended:  # within a row
            raise torn(lines.request)
        yield Row(number, {name: _encode(cell, codec) for name, cell in zip(columns, cells, strict=False)})


def _open_text(file: BinaryIO) -> str:
    """Go behind the byte order mark and return the codec of the file: of bytes as they are where it is not UTF-16."""
    head = file.read(3)
    file.seek(3 if head == codecs.BOM_UTF8 else 0)
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "latin-1"


def _encode(cell: str, codec: str) -> bytes:
    return cell.encode("latin-1") if codec == "latin-1" else drop_unstorable(cell).encode()


class _Lines:
    """The lines of a CSV file, no row of more than one article's bytes in several columns."""

    def __init__(self, text: io.TextIOWrapper, request: Request) -> None:
        self._text = text
        self._limit = 2 * request.max_bytes
        self.request = request
        self._first: str | None = None
        self._row, self._size = 1, 0
        self.have_ended = False

    def peek(self) -> str:
        """Return the first line, which comes again."""
        self._first = self._next_line()
        return self._first

    def begin_row(self, number: int) -> None:
        self._row, self._size = number, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line, self._first = self._first, None
        if line is None:
            line = self._next_line()
        if not line:
            self.have_ended = True
            raise StopIteration
        return line

    def _next_line(self) -> str:
        line = self._text.readline(self._limit + 1)
        self._size += len(line)
        if self._size > self._limit:
            raise too_large(f"{self.request.source}, Zeile {self._row}", self.request)
        return line


# JSON Lines


def iterate_jsonl(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the objects of a file of JSON Lines, a row each; lists of texts are put together by commas.

    Raises FileBroken where no line at its head is an object or the last one breaks off, and what `iterate_rows` raises.
    """
    head = list(itertools.islice(iterate_lines(file, 2 * request.max_bytes), _HEAD_ROWS))
    found = [row for line in head if line and (row := _read_json(line)) is not None]
    file.seek(0)
    if found or not head:
        columns = list(dict.fromkeys(name for row in found for name in row))
        yield from iterate_rows(_iterate_json_rows(file, request), columns, request)
    else:
        raise FileBroken(path=request.source, cause="keine der ersten Zeilen ist ein JSON-Objekt")


def _iterate_json_rows(file: BinaryIO, request: Request) -> Iterator[Row]:
    for number, line in enumerate(iterate_lines(file, 2 * request.max_bytes), start=1):
        if line is None:
            yield Row(number, error=too_large(request.source, request))
        elif line.strip():
            values = _read_json(line)
            if values is None and not line.endswith(b"\n"):
                raise torn(request)
            error = FileBroken(path=request.source, cause="die Zeile ist kein JSON-Objekt") if values is None else None
            yield Row(number, values or {}, error)


def _read_json(line: bytes) -> dict[str, bytes] | None:
    """Return the values of an object, None where the line is none."""
    try:
        found = json.loads(decode_text(line, ""))
    except (LoadError, ValueError, RecursionError):
        return None
    return {str(name): encode_value(value) for name, value in found.items()} if isinstance(found, dict) else None


def encode_value(value: Any) -> bytes:
    """Return a value of a table as the bytes of a text; a list of values by commas, b"" for what is none."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, list | tuple):
        return b", ".join(filter(None, map(encode_value, value)))
    if value is None or isinstance(value, dict | bool):
        return b""
    return drop_unstorable(str(value)).encode()

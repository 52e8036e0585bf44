"""Mailboxes (mbox): each message as the mail that it is, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.bundles.names import flatten
from index.bundles.streams import too_large
from index.bundles.types import Member, Request
from index.errors import FileBroken

#: The line before each message (RFC 4155): a sender and the time of receiving.
_SEPARATOR = re.compile(rb"From \S.*\d\d:\d\d.*\d{4}")
_QUOTED = re.compile(rb">+From ")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<?([^\s<>]+)", re.IGNORECASE | re.MULTILINE)
_HEADER_BYTES = 65_536


class _Message:
    """The lines of a message, as long as they are not too many."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        self._size += len(line)
        if self._size > self._request.max_bytes:
            self._lines = self._lines[:100]  # for its name
        else:
            self._lines.append(line[1:] if _QUOTED.match(line) else line)

    def read(self, name: str) -> bytes:
        if self._size > self._request.max_bytes:
            raise too_large(name, self._request)
        return b"".join(self._lines)

    def find_id(self) -> str | None:
        head = b"".join(self._lines[:1000])[:_HEADER_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        found = _MESSAGE_ID.search(head)
        return flatten(found[1].decode("ascii", "replace")) if found else None


def iterate_mbox(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the mails of a mailbox, each by its Message-ID, else by its number. Raises FileBroken."""
    for number, message in enumerate(_split(file, request), start=1):
        yield Member(f"{message.find_id() or number}.eml", ".eml", message.read)


def _split(file: BinaryIO, request: Request) -> Iterator[_Message]:
    message: _Message | None = None
    is_after_blank = True
    while line := file.readline(request.max_bytes + 1):
        is_blank = not line.strip()
        if is_after_blank and _SEPARATOR.match(line):
            if message is not None:
                yield message
            message = _Message(request)
        elif message is not None:
            message.add(line)
        elif not is_blank:
            raise FileBroken(path=request.source, cause="die Datei beginnt nicht wie ein Postfach (mbox)")
        is_after_blank = is_blank
    if message is not None:
        yield message

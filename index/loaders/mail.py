"""Mails (.eml) and pages saved as one file (.mhtml, .mht): both are MIME, read by the standard library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from index.config import LoadConfig
from index.dates import published_from_text
from index.errors import FileBroken
from index.loaders.decode import decode_text
from index.loaders.html import read_page
from index.loaders.metadata import clean_name, clean_title
from index.loaders.types import Extract, drop_unstorable

#: More parts than any mail has; each costs the parser time.
_MOST_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class _Body:
    """A part of a message: its kind ("text/html"), bytes, and the encoding that it states."""

    kind: str
    content: bytes
    charset: str | None


def read_eml(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Read a mail: its text, else its page; subject, sender and day of sending are title, author and date.

    Attachments are left out. Raises FileBinary or FileBroken.
    """
    message = _parse(data, source)
    body = _find_part(message, "text/plain") or _find_part(message, "text/html")
    found = _read_body(body, source) if body is not None else Extract(text="")
    sender, _ = parseaddr(_header(message, "from"))
    return replace(
        found,
        title=clean_title(_header(message, "subject")) or found.title,
        published=_read_date(message) or found.published,
        author=clean_name(sender) or found.author,
    )


def read_mhtml(data: bytes, source: str, config: LoadConfig) -> Extract:
    """Read a page that a browser saved as one file; its date is the page's, not that of saving.

    Raises FileBinary or FileBroken.
    """
    page = _find_part(_parse(data, source), "text/html")
    if page is None:
        raise FileBroken(path=source, cause="die Datei enthält keine Webseite")
    return _read_body(page, source)


def _parse(data: bytes, source: str) -> EmailMessage:
    try:
        message = message_from_bytes(data, policy=policy.default)
        known = message.get("content-type") or message.get("from")
    except Exception as error:  # the parser fails on absurd headers in ways of its own
        raise FileBroken(path=source, cause="der Aufbau der Mail ist nicht lesbar") from error
    if not known:
        raise FileBroken(path=source, cause="die Datei beginnt nicht wie eine Mail")
    return message


def _find_part(message: EmailMessage, kind: str) -> _Body | None:
    """Return the first part of a kind that is no attachment and not empty."""
    for number, part in enumerate(message.walk()):
        if number == _MOST_PARTS:
            break
        attached = part.get_content_disposition() == "attachment"
        if part.get_content_type() != kind or attached:
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            return _Body(kind, content, part.get_content_charset())
    return None


def _read_body(body: _Body, source: str) -> Extract:
    text = decode_text(body.content, source, declared=body.charset)
    if body.kind == "text/html":
        return read_page(text, source)
    text = drop_unstorable(text)
    return Extract(text=text, published=published_from_text(text))


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's text, "" where it is missing or can't be read."""
    try:
        return str(message.get(name, ""))
    except Exception:  # a malformed header raises only when it is looked at, in many ways
        return ""


def _read_date(message: EmailMessage) -> str | None:
    """Return the day of sending, as the sender's clock had it."""
    try:
        return parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

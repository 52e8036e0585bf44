"""Bytes to text: which encoding a file is in."""

from __future__ import annotations

import codecs
import re

from index.errors import FileBinary, FileBroken

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LEGACY = ("cp1252", "mac_roman", "cp850")
_GOOD = 0.8
_SAMPLE = 65_536  # bytes that charset-normalizer looks at; it takes seconds for a megabyte
_GERMAN = frozenset("äöüÄÖÜßẞ")
_TYPOGRAPHIC = frozenset("„“”‚‘’»«›‹–—…· \xa0\xad")
_SYMBOLS = frozenset("€£§°©®™•")
_WESTERN = frozenset("éèêëàâáãåæçñíìîïóòôõøúùûýÿœšžÉÈÊÀÂÁÅÆÇÑÍÓÔØÚŒŠŽ½¼²³µ×")
_CLOSING_OR_DASH = frozenset("’–—\xad")  # the ones that stand between two letters


def decode_text(data: bytes, source: str, *, declared: str | None = None) -> str:
    """Decode the bytes of a text file; a byte order mark is dropped, nothing else changes.

    Tried in order: byte order mark, UTF-8, UTF-16 by its pattern of NUL bytes, the encoding that the file
    declares, UTF-8 with a few broken bytes (they become U+FFFD), the legacy encodings of German text by how
    German the result looks, and at last charset-normalizer's judgement.
    Raises FileBinary when the bytes are no text, FileBroken when they break off within a marked encoding.
    """
    if data.startswith(_MAGIC):
        raise FileBinary(path=source)
    text = _decode_marked(data, source)
    if text is None:
        text = _decode_strict(data, "utf-8")
    if text is None or "\x00" in text:
        text = _decode_utf16(data)
    if text is None and b"\x00" not in data:
        text = _decode_declared(data, declared) or _decode_damaged(data) or _decode_legacy(data)
    if text is None or _is_binary(text):
        raise FileBinary(path=source)
    return text


def _decode_marked(data: bytes, source: str) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _decode_strict(data[len(mark) :], encoding)
            if text is None:
                raise FileBroken(path=source, cause=f"die Datei ist kein gültiges {encoding.upper()}")
            return text
    return None


def _decode_strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_utf16(data: bytes) -> str | None:
    """Decode UTF-16 without a mark: in western text nearly every second byte is NUL."""
    sample = data[:4096]
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.5 and even < 0.1:
        return _decode_strict(data, "utf-16-le")
    if even > 0.5 and odd < 0.1:
        return _decode_strict(data, "utf-16-be")
    return None


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    try:
        encoding = codecs.lookup(declared or "").name
        if encoding in ("iso8859-1", "ascii"):  # what the web calls Latin-1 is Windows-1252 (WHATWG Encoding)
            encoding = "cp1252"
        return None if encoding.startswith("utf") else _decode_strict(data, encoding)
    except (LookupError, ValueError):  # unknown, no name at all, or one that is not of text ("hex")
        return None


def _decode_damaged(data: bytes) -> str | None:
    """Decode UTF-8 in which hardly any byte is broken; other encodings break at nearly every umlaut."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    intact = sum(character > "\x7f" for character in text) - broken
    return text if intact >= 10 * broken else None


def _decode_legacy(data: bytes) -> str | None:
    """Decode with the first legacy encoding that makes good German, else as charset-normalizer says."""
    texts = [text for encoding in _LEGACY if (text := _decode_strict(data, encoding)) is not None]
    good = next((text for text in texts if _score_german(text) >= _GOOD), None)
    return good or _ask_normalizer(data) or max(texts, key=_score_german, default=None)


def _score_german(text: str) -> float:
    """Rate from -1 to 1 how well the characters beyond ASCII fit into German text."""
    special = [number for number, character in enumerate(text) if character > "\x7f"]
    return sum(_rate(text, number) for number in special) / max(len(special), 1)


def _rate(text: str, number: int) -> float:
    character = text[number]
    before, after = text[max(number - 1, 0) : number].isalpha(), text[number + 1 : number + 2].isalpha()
    if character in _GERMAN:
        return 1.0
    if character in _TYPOGRAPHIC:
        return -1.0 if before and after and character not in _CLOSING_OR_DASH else 1.0
    if character in _SYMBOLS:
        return -1.0 if before or after else 1.0
    return 0.5 if character in _WESTERN else -1.0


def _ask_normalizer(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or best.encoding in ("utf_16", "utf_32"):  # told apart before, by mark and pattern
        return None
    return _decode_strict(data, best.encoding)


def _is_binary(text: str) -> bool:
    """Tell whether a decoded text has NUL characters or more control characters than a slip explains."""
    sample = text[:100_000]
    return "\x00" in text or len(_CONTROLS.findall(sample)) > max(2, len(sample) // 100)

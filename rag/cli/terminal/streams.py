"""Standard output and error that take any text, whatever the terminal's encoding is."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata

PLAIN = {
    "„": '"', "“": '"', "”": '"', "»": '"', "«": '"', "‘": "'", "’": "'", "‚": "'",
    "–": "-", "—": "-", "…": "...", "·": "|", "•": "*", "✓": "+", "✗": "x", "→": "->", "€": "EUR",
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "\u202f": " ", "\u00a0": " ",
}  # fmt: skip


def replace_unknown(error: UnicodeError) -> tuple[str, int]:
    """Stand in for characters an encoding lacks: a plain spelling, the letter without its accent, else "?"."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(_spell_plain(char) for char in error.object[error.start : error.end])
    return text, error.end


def _spell_plain(char: str) -> str:
    if char in PLAIN:
        return PLAIN[char]
    letter = unicodedata.normalize("NFKD", char)[0]
    return letter if letter.isascii() else "?"


def soften_streams() -> None:
    """Make standard output and error replace what they can't encode instead of failing."""
    codecs.register_error("belegt-plain", replace_unknown)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="belegt-plain")


def drop_output() -> None:
    """Send standard output nowhere: its reader has gone, and the flush at exit must not complain."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)

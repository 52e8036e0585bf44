"""Tokens by which programs use the service: shown once, kept as hashes, each with what it may do."""

from __future__ import annotations

import datetime
import json
import os
import secrets
import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from index.errors import UsageError

#: Inside the archive's folder.
FILE = "tokens.json"
PREFIX = "belegt_"


class Scope(StrEnum):
    """What a token may do. Who may write may also read."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: `digest` is the SHA-256 of the token itself, which nobody has but its holder."""

    name: str
    scope: Scope
    digest: str
    created: str

    def allows(self, scope: Scope) -> bool:
        """Tell whether the token may do what is wanted."""
        return self.scope is Scope.WRITE or scope is Scope.READ


class Tokens:
    """The tokens of one archive, read anew whenever their file has changed. Safe to use from several threads."""

    def __init__(self, archive: Path) -> None:
        self._path = archive / FILE
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """Return the tokens by name; raises `UsageError` where the file is not readable."""
        with self._lock:
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                self._seen, self._tokens = None, ()
                return ()
            if (stat.st_mtime_ns, stat.st_size) != self._seen:
                self._tokens = self._read()
                self._seen = (stat.st_mtime_ns, stat.st_size)
            return self._tokens

    def _read(self) -> tuple[Token, ...]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(Token(row["name"], Scope(row["scope"]), row["digest"], row["created"]) for row in rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                cause=f"{self._path}: Die Datei der Zugangsschlüssel ist nicht lesbar ({error})."
            ) from error

    def add(self, name: str, scope: Scope) -> str:
        """Make a token and return it, the only time it is seen; raises `UsageError` where the name is taken."""
        known = self.all()
        if any(token.name == name for token in known):
            raise UsageError(cause=f"Einen Zugangsschlüssel mit Namen {name} gibt es schon.")
        secret = PREFIX + secrets.token_urlsafe(32)
        created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._write((*known, Token(name, scope, _digest(secret), created)))
        return secret

    def remove(self, name: str) -> None:
        """Take a token away, from the next request on; raises `UsageError` where there is none of that name."""
        known = self.all()
        kept = tuple(token for token in known if token.name != name)
        if len(kept) == len(known):
            raise UsageError(cause=f"Einen Zugangsschlüssel mit Namen {name} gibt es nicht.")
        self._write(kept)

    def find(self, secret: str) -> Token | None:
        """Return the token that was presented; None where it is none of ours."""
        digest = _digest(secret)
        return next((token for token in self.all() if secrets.compare_digest(token.digest, digest)), None)

    def _write(self, tokens: tuple[Token, ...]) -> None:
        part = self._path.with_name(f".{FILE}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(token) for token in sorted(tokens, key=lambda token: token.name)], file, indent=2)
        part.replace(self._path)


def _digest(secret: str) -> str:
    # A token has 256 random bits: there is nothing that a slow hash would protect.
    return sha256(secret.encode()).hexdigest()

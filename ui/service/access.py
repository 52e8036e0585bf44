"""Who may use the interface for programs, and which status an error becomes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException, Request

from index.errors import (
    ArchiveLocked,
    BelegtError,
    DiskFull,
    FileTooLarge,
    LoadError,
    ModelError,
    PromptTooLong,
    SourceUnknown,
    UsageError,
)
from ui.service.tokens import Scope, Tokens

#: Seconds after which it is worth trying again.
RETRY = "5"

_STATUS: tuple[tuple[type[BelegtError], int], ...] = (
    (SourceUnknown, 404),
    (UsageError, 422),
    (PromptTooLong, 422),
    (FileTooLarge, 413),
    (LoadError, 422),
    (ArchiveLocked, 409),
    (DiskFull, 507),
    (ModelError, 503),
)


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests in by their token; where no token was ever made, everybody on this computer."""

    tokens: Tokens
    loopback: bool

    def enter(self, request: Request, scope: Scope) -> str:
        """Return the name of the client; raises HTTPException 401 or 403."""
        known = self.tokens.all()
        if not known and self.loopback:
            return "local"
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        token = self.tokens.find(secret.strip()) if kind.casefold() == "bearer" else None
        if token is None:
            raise HTTPException(
                401, "Dazu gehört ein Zugangsschlüssel: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"}
            )
        if not token.allows(scope):
            raise HTTPException(403, f"Der Zugangsschlüssel {token.name} darf das Archiv nur lesen.")
        return token.name


def find_status(error: BelegtError) -> int:
    """Return the status that an error becomes."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)

"""Who may open the page: this computer alone, or others with a password."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError
from ui.guard import LOOPBACK

#: The variable that holds the password of the page where no file does.
PASSWORD = "BELEGT_PASSWORD"  # noqa: S105 - the name of a variable
#: The name to sign in with, the shortest password, and the seconds that a wrong one costs.
USER = "belegt"
SHORTEST = 10
_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Access:
    """The address the server listens on, and the password that the page asks for, if there is a page.

    Raises `UsageError` for a page beyond this computer without a password, and for a password too short.
    """

    host: str = LOOPBACK[0]
    password: str | None = None
    page: bool = True

    def __post_init__(self) -> None:
        if self.page and self.password is None and not is_loopback(self.host):
            raise UsageError(
                cause=f"Unter {self.host} könnten auch andere die Seite öffnen; das geht nur mit einem Passwort. "
                f"Bitte --password-file DATEI angeben oder BELEGT_PASSWORD setzen."
            )
        if self.password is not None and len(self.password) < SHORTEST:
            raise UsageError(cause=f"Das Passwort ist zu kurz; bitte mindestens {SHORTEST} Zeichen.")

    @property
    def hosts(self) -> tuple[str, ...] | None:
        """Return the names by which the server may be called; None for any, where it asks who is there."""
        return LOOPBACK if self.password is None and is_loopback(self.host) else None

    def make_check(self) -> Callable[[str, str], bool] | None:
        """Return what decides on a name and a password; None where nobody is asked."""
        password = self.password
        if password is None:
            return None

        def check(user: str, given: str) -> bool:
            right = hmac.compare_digest(given.encode(), password.encode()) and user == USER
            if not right:
                time.sleep(_PENALTY)
            return right

        return check


def is_loopback(host: str) -> bool:
    """Tell whether an address or name can be reached from this computer only."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_password(path: Path) -> str:
    """Return the first line of a file; raises `UsageError` where it can't be read or is empty."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise UsageError(cause=f"{path}: Das Passwort ist nicht zu lesen ({error}).") from error
    if not lines or not lines[0].strip():
        raise UsageError(cause=f"{path}: In der ersten Zeile steht kein Passwort.")
    return lines[0].strip()

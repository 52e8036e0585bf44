"""Where an archive lies: a folder of this computer, or a name on a Chroma server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.config import home_dir
from index.errors import UsageError
from index.opening import name_path

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An archive on a Chroma server: "https://chroma-host:8000/NAME"."""

    host: str
    port: int
    secure: bool
    name: str

    def __str__(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}/{self.name}"

    @property
    def folder(self) -> Path:
        """The folder of this computer's copy."""
        return home_dir() / "servers" / f"{self.host.replace(':', '_')}-{self.port}" / self.name


Place = Path | ServerAddress


def read_place(place: str | Path | ServerAddress) -> Place:
    """Return where an archive lies; raises UsageError for an address that names no archive."""
    text = str(place)
    if not isinstance(place, str) or not text.startswith(("http://", "https://")):
        return place if isinstance(place, ServerAddress) else Path(place)
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise UsageError(cause=f"{text} ist keine Adresse ({error}).") from error
    name = parts.path.strip("/")
    if not parts.hostname or not _NAME.fullmatch(name) or parts.query or parts.username:
        raise UsageError(
            cause=f"{text} nennt kein Archiv auf einem Chroma-Server. Erwartet wird etwa http://127.0.0.1:8000/archiv; "
            "der Name besteht aus kleinen Buchstaben, Ziffern und Bindestrichen."
        )
    return ServerAddress(parts.hostname, port, parts.scheme == "https", name)


def local_folder(place: Place) -> Path:
    """Return the folder on this computer in which what belongs to an archive lies: settings, questions, tokens."""
    return name_path(place) if isinstance(place, Path) else place.folder

"""Models loaded while the reader is still typing."""

from __future__ import annotations

import threading

import typer

from index.errors import BelegtError
from ui.ports import WarmArchive


def warm_models(archive: WarmArchive, lang: str) -> None:
    """Load the models in a thread; what is missing is said on stderr, and again to whoever asks."""
    threading.Thread(target=_warm, args=(archive, lang), name="belegt-warm", daemon=True).start()


def _warm(archive: WarmArchive, lang: str) -> None:
    try:
        archive.warm()
    except BelegtError as error:
        typer.echo(error.text(lang), err=True)

"""A sub-command as another layer would bring it."""

from __future__ import annotations

import os
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, help="Öffnet die Testseite.")


@app.command()
def show(archive: Annotated[str, typer.Option("--archive")] = "") -> None:
    """Öffnet die Testseite."""
    told = ", ".join(f"{name}={os.environ[name]}" for name in ("BELEGT_ARCHIVE", "BELEGT_LANG"))
    typer.echo(f"{archive}, {told}")

"""`belegt token`: who may use the interface for programs."""

from __future__ import annotations

from typing import Annotated

import typer

from index.errors import ArchiveMissing
from index.place import local_folder, read_place
from ui.options import DEFAULT_ARCHIVE, ArchiveOption
from ui.service.helptexts import ENGLISH as ENGLISH
from ui.service.tokens import Scope, Tokens

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Zugangsschlüssel für Programme: ausgeben, auflisten, wegnehmen.",
)


@app.command("add", help="Gibt einen Zugangsschlüssel aus; er ist nur dieses eine Mal zu sehen.")
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Wer ihn bekommt.")],
    write: Annotated[bool, typer.Option("--write", help="Darf auch Artikel hinzufügen und entfernen.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> None:
    """Hand out a token."""
    typer.echo(_open_tokens(archive).add(name, Scope.WRITE if write else Scope.READ))


@app.command("list", help="Listet die Zugangsschlüssel auf, nicht ihren Wortlaut.")
def list_tokens(archive: ArchiveOption = DEFAULT_ARCHIVE) -> None:
    """List the tokens."""
    for token in _open_tokens(archive).all():
        typer.echo(f"{token.name}\t{token.scope.value}\t{token.created}")


@app.command("remove", help="Nimmt einen Zugangsschlüssel weg, ab der nächsten Anfrage.")
def remove_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Wessen Schlüssel.")],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> None:
    """Take a token away."""
    _open_tokens(archive).remove(name)


def _open_tokens(archive: str) -> Tokens:
    folder = local_folder(read_place(archive))
    if not folder.is_dir():
        raise ArchiveMissing(path=archive)
    return Tokens(folder)

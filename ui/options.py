"""Options that the commands of the page and of the service share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from index.opening import name_path
from index.place import Place, read_place
from ui.access import PASSWORD, read_password

DEFAULT_ARCHIVE = "belegt-archive"

ArchiveOption = Annotated[
    str,
    typer.Option(
        "--archive",
        "-a",
        metavar="ORDNER",
        envvar="BELEGT_ARCHIVE",
        help="Ordner des Archivs, oder seine Adresse auf einem Chroma-Server.",
    ),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="DATEI", help="Passwort der Seite, in der ersten Zeile der Datei."),
]
LlmOption = Annotated[
    str | None,
    typer.Option(
        "--llm",
        "--llm-url",
        metavar="MODELL",
        envvar="BELEGT_LLM",
        help="Sprachmodell: 1.5b, 0.5b, GGUF-Datei oder Adresse eines Modellservers.",
    ),
]
LangOption = Annotated[str, typer.Option("--lang", metavar="de|en", envvar="BELEGT_LANG", help="Sprache der Seite.")]

#: The English help of these options, by their German wording.
ENGLISH = {
    "Ordner des Archivs, oder seine Adresse auf einem Chroma-Server.": (
        "Folder of the archive, or its address on a Chroma server."
    ),
    "Passwort der Seite, in der ersten Zeile der Datei.": "The page's password, in the first line of the file.",
    "Sprachmodell: 1.5b, 0.5b, GGUF-Datei oder Adresse eines Modellservers.": (
        "Language model: 1.5b, 0.5b, a GGUF file or the address of a model server."
    ),
    "Sprache der Seite.": "Language of the page.",
}


def find_archive(text: str) -> Place:
    """Return where the archive lies, for good: a server of the page works in another folder."""
    place = read_place(text)
    return name_path(place) if isinstance(place, Path) else place


def find_password(path: Path | None) -> str | None:
    """Return the password from its file, else from the environment; None where there is neither."""
    return os.environ.get(PASSWORD) if path is None else read_password(path)

"""`belegt ui`: open the page over an archive on this computer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from ui.access import PASSWORD, Access, read_password
from ui.guard import LOOPBACK
from ui.helptexts import ENGLISH as ENGLISH
from ui.texts import get_texts
from ui.warm import warm_models

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def ui(
    archive: Annotated[
        Path, typer.Option("--archive", "-a", metavar="ORDNER", envvar="BELEGT_ARCHIVE", help="Ordner des Archivs.")
    ] = Path("belegt-archive"),
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="ZAHL", min=1, max=65535, help="Port der Seite; sonst der erste freie ab 7860."),
    ] = None,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADRESSE", help="Auch für andere Rechner, etwa 0.0.0.0; nur mit Passwort."),
    ] = LOOPBACK[0],
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="DATEI", help="Passwort der Seite, in der ersten Zeile der Datei."),
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option("--llm", metavar="MODELL", envvar="BELEGT_LLM", help="Sprachmodell: 1.5b, 0.5b oder GGUF-Datei."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="de|en", envvar="BELEGT_LANG", help="Sprache der Seite.")
    ] = "de",
    show: Annotated[bool, typer.Option("--open", help="Die Seite gleich im Browser öffnen.")] = False,
) -> None:
    """Die Seite im Browser: fragen, Belege lesen, Artikel hinzufügen. Ohne Passwort nur von diesem Rechner aus."""
    from rag import Archive, AskConfig
    from ui.app import serve_page
    from ui.settings import load_settings

    texts = get_texts(lang)
    password = os.environ.get(PASSWORD) if password_file is None else read_password(password_file)
    access = Access(host, password)
    config = load_settings(archive).apply(AskConfig())
    with (
        Archive.open(archive.absolute(), llm=llm, config=config) as opened,
        serve_page(opened, port=port, lang=texts.lang, access=access) as url,
    ):
        typer.echo(texts.serving.format(url=url))
        warm_models(opened, texts.lang)
        if show:
            webbrowser.open(url)
        _wait_for_end()
    typer.echo(texts.ended)


def _wait_for_end() -> None:
    """Return at Ctrl-C or when the system asks the process to end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    from rag.cli.run import run_command

    sys.exit(run_command(["ui", *sys.argv[1:]]))

"""`belegt ui`: open the page over an archive on this computer."""

from __future__ import annotations

import signal
import sys
import threading
import webbrowser
from typing import Annotated

import typer

from index.place import local_folder
from ui.access import Access
from ui.guard import LOOPBACK
from ui.helptexts import ENGLISH as ENGLISH
from ui.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    LangOption,
    LlmOption,
    PasswordOption,
    find_archive,
    find_password,
)
from ui.texts import get_texts
from ui.warm import warm_models

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def ui(
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="ZAHL", min=1, max=65535, help="Port der Seite; sonst der erste freie ab 7860."),
    ] = None,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADRESSE", help="Auch für andere Rechner, etwa 0.0.0.0; nur mit Passwort."),
    ] = LOOPBACK[0],
    password_file: PasswordOption = None,
    llm: LlmOption = None,
    lang: LangOption = "de",
    show: Annotated[bool, typer.Option("--open", help="Die Seite gleich im Browser öffnen.")] = False,
) -> None:
    """Die Seite im Browser: fragen, Belege lesen, Artikel hinzufügen. Ohne Passwort nur von diesem Rechner aus."""
    from rag import Archive, AskConfig
    from ui.app import serve_page
    from ui.settings import load_settings

    texts = get_texts(lang)
    access = Access(host, find_password(password_file))
    place = find_archive(archive)
    config = load_settings(local_folder(place)).apply(AskConfig())
    with (
        Archive.open(place, llm=llm, config=config) as opened,
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

"""`belegt serve`: the page and the interface for programs, as a service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from index.errors import UsageError
from ui.access import PASSWORD, Access, is_loopback, read_password
from ui.guard import LOOPBACK
from ui.service.helptexts import ENGLISH as ENGLISH
from ui.texts import get_texts
from ui.warm import warm_models

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    archive: Annotated[
        Path, typer.Option("--archive", "-a", metavar="ORDNER", envvar="BELEGT_ARCHIVE", help="Ordner des Archivs.")
    ] = Path("belegt-archive"),
    host: Annotated[
        str, typer.Option("--host", metavar="ADRESSE", help="Auch für andere Rechner, etwa 0.0.0.0.")
    ] = LOOPBACK[0],
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="ZAHL", min=1, max=65535, help="Port; sonst der erste freie ab 7860."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="DATEI", help="Passwort der Seite, in der ersten Zeile der Datei."),
    ] = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Nur die Schnittstelle für Programme.")] = False,
    llm: Annotated[
        str | None,
        typer.Option("--llm", metavar="MODELL", envvar="BELEGT_LLM", help="Sprachmodell: 1.5b, 0.5b oder GGUF-Datei."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="de|en", envvar="BELEGT_LANG", help="Sprache der Seite.")
    ] = "de",
) -> None:
    """Die Seite und die Schnittstelle für Programme (/v1/ask, /v1/search, /metrics) als Dienst."""
    from rag import Archive, AskConfig
    from ui.app import keep_apart
    from ui.service.server import build_service, open_socket, run_service
    from ui.service.tokens import Tokens
    from ui.settings import load_settings

    texts = get_texts(lang)
    archive = archive.absolute()
    password = os.environ.get(PASSWORD) if password_file is None else read_password(password_file)
    if not is_loopback(host) and not Tokens(archive).all():
        raise UsageError(cause=f"Unter {host} könnten alle das Archiv fragen. Bitte erst „belegt token add NAME“.")
    access = Access(host, password, page=not no_page)
    config = load_settings(archive).apply(AskConfig())
    with Archive.open(archive, llm=llm, config=config) as opened, open_socket(host, port) as listening, keep_apart():
        service = build_service(opened, access, lang=texts.lang)
        typer.echo(texts.serving.format(url=f"http://{host}:{listening.getsockname()[1]}/"))
        warm_models(opened, texts.lang)
        run_service(service, listening)
    typer.echo(texts.ended)

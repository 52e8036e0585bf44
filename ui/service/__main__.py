"""`belegt serve`: the page and the interface for programs, as a service."""

from __future__ import annotations

from typing import Annotated

import typer

from index.errors import UsageError
from index.place import local_folder
from ui.access import Access, is_loopback
from ui.guard import LOOPBACK
from ui.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    LangOption,
    LlmOption,
    PasswordOption,
    find_archive,
    find_password,
)
from ui.service.helptexts import ENGLISH as ENGLISH
from ui.texts import get_texts
from ui.warm import warm_models

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    host: Annotated[
        str, typer.Option("--host", metavar="ADRESSE", help="Auch für andere Rechner, etwa 0.0.0.0.")
    ] = LOOPBACK[0],
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="ZAHL", min=1, max=65535, help="Port; sonst der erste freie ab 7860."),
    ] = None,
    password_file: PasswordOption = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Nur die Schnittstelle für Programme.")] = False,
    llm: LlmOption = None,
    lang: LangOption = "de",
) -> None:
    """Die Seite und die Schnittstelle für Programme (/v1/ask, /v1/search, /metrics) als Dienst."""
    from rag import Archive, AskConfig
    from ui.app import keep_apart
    from ui.service.server import build_service, open_socket, run_service
    from ui.service.tokens import Tokens
    from ui.settings import load_settings

    texts = get_texts(lang)
    place = find_archive(archive)
    folder = local_folder(place)
    if not is_loopback(host) and not Tokens(folder).all():
        raise UsageError(cause=f"Unter {host} könnten alle das Archiv fragen. Bitte erst „belegt token add NAME“.")
    access = Access(host, find_password(password_file), page=not no_page)
    config = load_settings(folder).apply(AskConfig())
    with Archive.open(place, llm=llm, config=config) as opened, open_socket(host, port) as listening, keep_apart():
        service = build_service(opened, access, lang=texts.lang)
        typer.echo(texts.serving.format(url=f"http://{host}:{listening.getsockname()[1]}/"))
        warm_models(opened, texts.lang)
        run_service(service, listening)
    typer.echo(texts.ended)

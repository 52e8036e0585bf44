"""The service put together: the routes for programs, the page beside them, and what stands in front of both."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.metadata import version
from typing import Any, TextIO

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from index.errors import BelegtError, UsageError
from ui.access import Access, is_loopback
from ui.app import build_app, page_options
from ui.guard import Guard
from ui.service.access import RETRY, Door, find_status
from ui.service.api import Service, public, router
from ui.service.asking import ClientGone, Desk, TooMany
from ui.service.figures import Figures
from ui.service.logs import RequestLog, is_interface
from ui.service.ports import ServedArchive
from ui.service.tokens import Tokens
from ui.texts import get_texts

#: Ports that are tried where none is asked for.
PORTS = range(7860, 7960)
#: A client that went away gets no answer; its request stands in the log with this status.
_GONE = 499

Handler = Callable[[Request, Any], Awaitable[Response]]


def build_service(archive: ServedArchive, access: Access, *, lang: str = "de", log: TextIO = sys.stderr) -> FastAPI:
    """Return the service over an archive, not yet started; with the page where `access` has one."""
    figures = Figures()
    desk = Desk(figures)
    figures.watch(asking=lambda: len(desk), documents=lambda: archive.status().documents)
    app = FastAPI(
        title="belegt",
        version=version("belegt"),
        description="Answers from an archive of German news articles, each sentence with its source.",
        docs_url=None,
        redoc_url=None,
    )
    door = Door(Tokens(archive.path), loopback=is_loopback(access.host))
    app.state.service = Service(archive, desk, door, figures)
    app.include_router(public)
    app.include_router(router)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    if access.page:
        _mount_page(app, archive, access, lang)
    app.add_middleware(RequestLog, figures=figures, out=log)
    app.add_middleware(Guard, hosts=access.hosts, more=is_interface)
    return app


def _mount_page(app: FastAPI, archive: ServedArchive, access: Access, lang: str) -> None:
    import gradio as gr

    blocks = build_app(archive, lang=lang)
    gr.mount_gradio_app(app, blocks, path="", **page_options(archive, access, get_texts(lang)))


def open_socket(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on the port, else on the first free one; raises `UsageError` where it is taken."""
    for number in PORTS if port is None else (port,):
        try:
            return socket.create_server((host, number), reuse_port=False)
        except OSError:
            continue
    raise UsageError(cause=get_texts("de").port_taken.format(port=port or f"{PORTS[0]}–{PORTS[-1]}"))


def run_service(app: FastAPI, listening: socket.socket) -> None:
    """Serve until the process is asked to end by Ctrl-C or the system; questions under way get a few seconds."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5, lifespan="on"
    )
    # Once it has ended everything in order, uvicorn raises the signal again.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


async def _say_error(request: Request, error: BelegtError) -> Response:
    status = find_status(error)
    headers = {"Retry-After": RETRY} if status in (409, 503) else None
    return JSONResponse({"detail": error.text("de")}, status, headers)


async def _say_full(request: Request, error: TooMany) -> Response:
    said = "Von hier sind schon zu viele Fragen unterwegs." if error.of_one else "Es warten schon zu viele Fragen."
    status = 429 if error.of_one else 503
    return JSONResponse({"detail": f"{said} Bitte gleich noch einmal."}, status, {"Retry-After": RETRY})


async def _say_wrong(request: Request, error: RequestValidationError) -> Response:
    said = "; ".join(f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}" for found in error.errors())
    return JSONResponse({"detail": said}, 422)


async def _say_nothing(request: Request, error: ClientGone) -> Response:
    return Response(status_code=_GONE)


_HANDLERS: dict[type[Exception], Any] = {
    BelegtError: _say_error,
    TooMany: _say_full,
    RequestValidationError: _say_wrong,
    ClientGone: _say_nothing,
}

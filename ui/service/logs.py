"""One line of JSON for every request; what was asked stands in it only where that is wanted."""

from __future__ import annotations

import datetime
import json
import time
from typing import Any, TextIO

from ui.guard import AsgiApp, Message, Receive, Scope, Send
from ui.service.figures import Figures


class RequestLog:
    """ASGI middleware: counts every request to a route of the interface and writes a line about it."""

    def __init__(self, app: AsgiApp, *, figures: Figures, out: TextIO) -> None:
        self._app = app
        self._figures = figures
        self._out = out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_interface(scope["path"]):
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            self._figures.requests.labels(route, str(status)).inc()
            seconds = round(time.perf_counter() - started, 3)
            self._write(method=scope["method"], route=route, status=status, seconds=seconds)

    def _write(self, **facts: Any) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._out.write(json.dumps({"time": now, **facts}, ensure_ascii=False) + "\n")
        self._out.flush()


def is_interface(path: str) -> bool:
    """Tell whether a path belongs to the interface for programs rather than to the page."""
    return path.startswith("/v1/") or path in ("/healthz", "/metrics", "/openapi.json")

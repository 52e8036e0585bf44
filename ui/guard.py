"""What the server answers at all: requests from the page itself to the routes that it needs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost")

#: Gradio has many more routes, among them some that serve files of this computer or fetch from others.
_ROUTES = re.compile(
    r"/(config|theme\.css|favicon\.ico|manifest\.json|pwa_icon|robots\.txt)?"
    r"|/(assets|static)/[^?]*"
    r"|/gradio_api/(info|app_id|login_check|startup-events|theme\.css|upload|cancel|reset|heartbeat/\w+"
    r"|queue/(join|data|status)|call/(v2/)?ask(/\w+)?)/?"
)
#: Where a password is asked for, and given up.
_SIGN_IN = re.compile(r"/(login|logout)/?")

#: The browser itself keeps the page from fetching anything elsewhere, whatever an article holds.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """ASGI middleware: an allow-list of routes, known host names only, no request from another site.

    A foreign `Host` is how a web page reaches a local server by re-binding its name, a foreign `Origin` how it
    posts to one; both are refused with 403, an unlisted route with 404. `hosts` None takes any host name: for pages
    behind a password, which a re-bound name does not have. `more` tells which other paths there are.
    """

    def __init__(
        self, app: AsgiApp, hosts: Iterable[str] | None = LOOPBACK, more: Callable[[str], bool] = lambda path: False
    ) -> None:
        self._app = app
        self._more = more
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        status = self._judge(scope)
        if status is None:
            await self._app(scope, receive, _add_headers(send))
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": status, "headers": list(_HEADERS)})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _judge(self, scope: Scope) -> int | None:
        """Return the status of a refusal, or None for a request that may pass."""
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if scope["type"] != "http" or (self._hosts is not None and _host_name(host) not in self._hosts):
            return 403
        # A proxy in front may speak https with the browser.
        if headers.get(b"origin", f"http://{host}") not in (f"http://{host}", f"https://{host}"):
            return 403
        if headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none") and not _follows_link(scope, headers):
            return 403
        path = scope["path"]
        known = _ROUTES.fullmatch(path) or (self._hosts is None and _SIGN_IN.fullmatch(path)) or self._more(path)
        return None if known else 404


def _follows_link(scope: Scope, headers: dict[bytes, str]) -> bool:
    """Tell whether someone elsewhere clicked a link to the page, which may be opened but not framed."""
    return scope["method"] == "GET" and scope["path"] == "/" and headers.get(b"sec-fetch-mode") == "navigate"


def _host_name(host: str) -> str:
    return host.rsplit(":", 1)[0] if ":" in host else host


def _add_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return send_with_headers

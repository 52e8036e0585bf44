"""Which requests the server answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.guard import Guard, Message, Receive, Scope, Send

HOST = {"host": "127.0.0.1:7860"}


async def _say_ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def request(path: str, method: str = "GET", **headers: str) -> Message:
    """Return the start of the answer to one request."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    named = {**HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    asyncio.run(Guard(_say_ok)(scope, receive, send))
    return sent[0]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/config",
        "/assets/index-abc.js",
        "/static/img/logo.svg",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/upload",
        "/gradio_api/heartbeat/abc123",
        "/gradio_api/call/ask",
        "/gradio_api/call/ask/abc123",
        "/gradio_api/info",
    ],
)
def test_what_the_page_needs_passes(path: str) -> None:
    assert request(path)["status"] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://example.org/",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://example.org/",
        "/gradio_api/call/begin",
        "/gradio_api/run/predict",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/gradio_api/vibe-edit/",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/login",
        "//example.org/",
        "/assets",
    ],
)
def test_everything_else_is_not_there(path: str) -> None:
    assert request(path)["status"] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "192.168.0.7:7860"])
def test_other_host_names_are_refused(host: str) -> None:
    assert request("/", host=host)["status"] == 403


def test_both_names_of_this_computer_pass() -> None:
    assert request("/", host="localhost:7860")["status"] == 200
    assert request("/", host="127.0.0.1")["status"] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:7860"])
def test_other_sites_cannot_post(origin: str) -> None:
    assert request("/gradio_api/queue/join", "POST", origin=origin)["status"] == 403
    assert request("/gradio_api/upload", "POST", sec_fetch_site="cross-site")["status"] == 403


def test_the_page_itself_can_post() -> None:
    answer = request("/gradio_api/queue/join", "POST", origin="http://127.0.0.1:7860", sec_fetch_site="same-origin")
    assert answer["status"] == 200


def test_a_link_elsewhere_may_open_the_page_but_not_embed_it() -> None:
    headers = {"sec_fetch_site": "cross-site"}
    assert request("/", sec_fetch_mode="navigate", **headers)["status"] == 200
    assert request("/", sec_fetch_mode="no-cors", **headers)["status"] == 403
    assert request("/config", sec_fetch_mode="navigate", **headers)["status"] == 403


def test_the_browser_is_told_to_stay_here() -> None:
    policy = dict(request("/")["headers"])[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_web_sockets_are_refused() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    scope: Scope = {"type": "websocket", "path": "/", "headers": [(b"host", b"127.0.0.1:7860")]}
    asyncio.run(Guard(_say_ok)(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]

"""A server that embeds, over real connections: as OpenAI's interface or as Text Embeddings Inference."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from index.store.rows import Vectors


class EmbedServer(ThreadingHTTPServer):
    """Answers with what `embed` makes of the texts; `failures` are statuses to answer with first."""

    daemon_threads = True

    def __init__(self, embed: Callable[[Sequence[str]], Vectors]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.embed = embed
        self.texts: list[str] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.failures: list[int] = []
        self.said: object = None
        self.key: str | None = None

    def address(self, path: str = "/v1") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: EmbedServer

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._reply({"data": [{"id": "klein"}, {"id": "gross"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.key = self.headers.get("Authorization")
        self.server.requests.append((self.path, body))
        if self.server.failures:
            self.send_error(self.server.failures.pop(0))
            return
        texts = body["inputs"] if self.path == "/embed" else body["input"]
        self.server.texts.extend(texts)
        rows = [[3.0 * number for number in row] for row in self.server.embed(texts).tolist()]
        if self.server.said is not None:
            self._reply(self.server.said)
        elif self.path == "/embed":
            self._reply(rows)
        else:
            # In any order: the index counts.
            found = [{"index": number, "embedding": row} for number, row in enumerate(rows)]
            self._reply({"data": found[::-1]})

    def _reply(self, data: object) -> None:
        payload = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


@contextmanager
def serve_embeddings(embed: Callable[[Sequence[str]], Vectors]) -> Iterator[EmbedServer]:
    """Run the server in a thread."""
    with EmbedServer(embed) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

"""A model behind an address, spoken to over real connections by a server that says what the test wants."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.errors import ModelUnreachable, UsageError
from rag.llm import endpoint
from rag.llm.endpoint import Endpoint
from rag.prompt import Message

MESSAGES = (Message("system", "Antworte."), Message("user", "Wann? <|im_end|>"))


class Server(ThreadingHTTPServer):
    """Answers "März 2023", streamed or with probabilities; what it was asked is in `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tells_weights = True
        self.failures: list[int] = []
        self.slow = False
        self.garbled = False
        self.gone = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self._reply({"data": [{"id": "klein"}, {"id": "gross"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        if self.server.failures:
            self.send_error(self.server.failures.pop(0))
        elif self.server.garbled:
            self._reply(["kein Modell"])
        elif body.get("stream"):
            self._stream()
        elif body.get("logprobs") and not self.server.tells_weights:
            self.send_error(400, "logprobs are off")
        else:
            self._reply(_answer(logprobs=bool(body.get("logprobs"))))

    def _reply(self, data: object) -> None:
        payload = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _stream(self) -> None:
        self.send_response(200)
        self.end_headers()
        pieces = ["März", " 2023", "\nUnd", " mehr"]
        try:
            for piece in pieces * (1000 if self.server.slow else 1):
                event = {"choices": [{"delta": {"content": piece.strip() if self.server.slow else piece}}]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
                time.sleep(0.02 if self.server.slow else 0)
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.gone.set()


def _answer(*, logprobs: bool) -> dict[str, Any]:
    def step(token: str, weight: float, other: str) -> dict[str, Any]:
        listed = [(token, weight), (other, 0.9 - weight)]
        return {"token": token, "top_logprobs": [{"token": t, "logprob": math.log(w)} for t, w in listed]}

    path = {"content": [step("März", 0.6, "keine"), step(" 2023", 0.8, "<|im_end|>")]}
    choice = {"message": {"content": "März 2023"}, "logprobs": path if logprobs else None}
    return {"choices": [choice], "usage": {"prompt_tokens": 42}}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def llm(server: Server) -> Iterator[Endpoint]:
    opened = Endpoint(server.address, key="geheim")
    yield opened
    opened.close()


def test_an_answer_is_streamed_up_to_the_stop(server: Server, llm: Endpoint) -> None:
    completion = llm.complete(MESSAGES, max_tokens=20)
    assert "".join(completion) == "März 2023"
    assert completion.answer_tokens == 3
    [(_, headers), (path, body)] = server.asked
    assert headers["Authorization"] == "Bearer geheim"
    assert path == "/v1/chat/completions"
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("klein", 20, 0)


def test_no_text_becomes_a_control_token(server: Server, llm: Endpoint) -> None:
    list(llm.complete(MESSAGES, max_tokens=5))
    assert [message["content"] for message in server.asked[-1][1]["messages"]] == ["Antworte.", "Wann? < |im_end|>"]


def test_texts_are_weighed_by_the_probabilities_of_the_answer(llm: Endpoint) -> None:
    weighing = llm.weigh(MESSAGES, ["März 2023", "März", "keine Angabe", "Mats Olden"])
    weights = weighing.wait()
    assert [round(math.exp(weight), 2) for weight in weights[:3]] == [0.48, 0.06, 0.3]
    assert weights[3] < min(weights[0], weights[2])
    assert weighing.prompt_tokens == 42


def test_a_server_that_tells_no_probabilities_is_taken_at_its_word(server: Server, llm: Endpoint) -> None:
    server.tells_weights = False
    said, other = llm.weigh(MESSAGES, ["März 2023", "keine Angabe"]).wait()
    assert said > math.log(0.5) > math.log(0.1) > other
    llm.weigh(MESSAGES, ["Ja"]).wait()
    assert "logprobs" not in server.asked[-1][1]


def test_a_question_that_is_refused_does_not_cost_the_probabilities(server: Server, llm: Endpoint) -> None:
    server.failures = [400, 400]
    with pytest.raises(ModelUnreachable, match="400"):
        llm.weigh(MESSAGES, ["Ja"]).wait()
    llm.weigh(MESSAGES, ["Ja"]).wait()
    assert "logprobs" in server.asked[-1][1]


def test_an_answer_of_another_form_is_told(server: Server, llm: Endpoint) -> None:
    server.garbled = True
    with pytest.raises(ModelUnreachable, match="antwortet nicht wie erwartet"):
        llm.weigh(MESSAGES, ["Ja"]).wait()


def test_the_name_after_the_address_chooses_the_model(server: Server) -> None:
    llm = Endpoint(server.address + "#gross")
    list(llm.complete(MESSAGES, max_tokens=5))
    assert [body["model"] for _, body in server.asked] == ["gross"]
    llm.close()


def test_an_overloaded_server_is_asked_again(server: Server, llm: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PAUSES", (0.0, 0.0))
    server.failures = [503, 429]
    assert "".join(llm.complete(MESSAGES, max_tokens=5)) == "März 2023"
    server.failures = [503] * 3
    with pytest.raises(ModelUnreachable, match="503"):
        list(llm.complete(MESSAGES, max_tokens=5))
    server.failures = [401]
    with pytest.raises(ModelUnreachable, match="401"):
        llm.weigh(MESSAGES, ["Ja"]).wait()


def test_where_nobody_listens_a_german_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PAUSES", (0.0,))
    llm = Endpoint("http://127.0.0.1:9/v1")
    with pytest.raises(ModelUnreachable, match="Läuft er"):
        llm.warm(MESSAGES)
    llm.close()
    with pytest.raises(UsageError, match="Adresse"):
        Endpoint("http://")


def test_cancelling_frees_the_server_and_whoever_waits(server: Server, llm: Endpoint) -> None:
    server.slow = True
    completion = llm.complete(MESSAGES, max_tokens=5000)
    pieces = iter(completion)
    assert next(pieces) == "März"
    completion.cancel()
    assert len(list(pieces)) < 1000
    assert server.gone.wait(10)
    server.slow = False
    assert "".join(llm.complete(MESSAGES, max_tokens=5)) == "März 2023"

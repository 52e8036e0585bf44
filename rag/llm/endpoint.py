"""A language model behind an OpenAI-compatible address: llama.cpp's server, vLLM, Ollama and others."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from index.errors import ModelUnreachable, UsageError
from rag.llm.paths import Step, weigh_along, weigh_said
from rag.llm.work import Work
from rag.prompt import Message

if TYPE_CHECKING:
    import httpx

#: Seconds before each further try where nobody answers or the server is overloaded.
PAUSES = (0.5, 1.0, 2.0)
#: Tokens that are listed in the place of each one, the most that OpenAI's interface allows.
_LISTED = 20
#: Tokens of the model's own answer along which texts are weighed.
_WEIGHED_TOKENS = 32
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 120.0
_OVERLOADED = frozenset({429, 502, 503, 504})
_REFUSED = frozenset({400, 422, 500, 501})


def is_address(spec: str) -> bool:
    """Tell whether a model is named by an address."""
    return spec.startswith(("http://", "https://"))


class _Call(Work):
    """A request on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._future: Future[None] | None = None

    def follow(self, future: Future[None]) -> None:
        """Pass on how the request ends."""
        self._future = future
        future.add_done_callback(self._end)

    def _end(self, future: Future[None]) -> None:
        try:
            future.result()
        except CancelledError:
            self.weights = []
        except Exception as error:  # belongs to whoever waits for the answer
            self.pieces.put(error)
        self.pieces.put(None)

    def cancel(self) -> None:
        if self._future is not None:
            self._future.cancel()


class Endpoint:
    """A model behind an address like "http://host:8000/v1"; "#NAME" after it chooses one of several.

    Text never becomes a control token of a chat template: what looks like one is broken up. Texts are weighed by the
    probabilities that the server sends along with its own answer, and without any by that answer alone. Requests run in
    one thread of their own; cancelling closes the connection, by which servers stop.
    """

    def __init__(self, address: str, *, key: str | None = None) -> None:
        self._base, self._model = urldefrag(address)
        if not urlsplit(self._base).hostname:
            raise UsageError(cause=f"{address} ist keine Adresse eines Modellservers, etwa http://127.0.0.1:8000/v1.")
        self._base = self._base.rstrip("/")
        self._address = address
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: httpx.AsyncClient | None = None
        self._tells_weights = True

    @property
    def name(self) -> str:
        return self._address

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: str = "\n") -> _Call:
        return self._start(lambda call: self._complete(call, messages, max_tokens, stop))

    def weigh(self, messages: Sequence[Message], texts: Sequence[str]) -> _Call:
        return self._start(lambda call: self._weigh(call, messages, texts))

    def warm(self, messages: Sequence[Message], *, wait: bool = True) -> None:
        """Ask the server which models it has, so that a wrong address shows early; without `wait` do nothing."""
        if wait:
            self._start(lambda call: self._find_model()).wait()

    def close(self) -> None:
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(self._end_calls(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def _start(self, work: Callable[[_Call], Coroutine[Any, Any, Any]]) -> _Call:
        call = _Call()
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run_loop, args=(self._loop,), name="belegt-endpoint", daemon=True
                )
                self._thread.start()
            call.follow(asyncio.run_coroutine_threadsafe(self._watch(work(call)), self._loop))
        return call

    # everything below runs in the thread of the loop only

    async def _watch(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do the work; a connection that breaks off, or an answer of another form, raises `ModelUnreachable`."""
        import httpx

        try:
            await work
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            cause = str(error) or type(error).__name__
            raise ModelUnreachable(model=self._address, cause=" ".join(cause.split())) from error

    async def _end_calls(self) -> None:
        """Stop what is under way and close the connections."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _complete(self, call: _Call, messages: Sequence[Message], max_tokens: int, stop: str) -> None:
        body = {**await self._ask(messages, max_tokens), "stream": True}
        written = ""
        async with aclosing(self._stream(body)) as events:
            async for event in events:
                call.prompt_tokens = (event.get("usage") or {}).get("prompt_tokens", call.prompt_tokens)
                piece = "".join((part.get("delta") or {}).get("content") or "" for part in event.get("choices") or [])
                if not piece:
                    continue
                call.answer_tokens += 1
                before, found, _ = (written + piece).partition(stop)
                # A leading stop is only the model's habit of starting on a new line.
                if found and before.strip():
                    call.pieces.put(before[len(written) :])
                    return
                written += piece
                call.pieces.put(piece)

    async def _weigh(self, call: _Call, messages: Sequence[Message], texts: Sequence[str]) -> None:
        body = await self._ask(messages, _WEIGHED_TOKENS)
        answer: dict[str, Any] = {}
        if self._tells_weights:
            answer = await self._post({**body, "logprobs": True, "top_logprobs": _LISTED}, accept=_REFUSED)
        if not answer:
            answer = await self._post(body)
            # Only now it is known that it was the probabilities that were refused, not the question.
            self._tells_weights = False
        call.prompt_tokens = (answer.get("usage") or {}).get("prompt_tokens", 0)
        [choice, *_] = answer["choices"]
        path = _read_path(choice.get("logprobs"))
        said = (choice.get("message") or {}).get("content") or ""
        call.weights = [weigh_along(path, text) if path else weigh_said(said, text) for text in texts]

    async def _ask(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        """Return a request for a greedy answer."""
        said = [{"role": message.role, "content": message.content.replace("<|", "< |")} for message in messages]
        return {"model": await self._find_model(), "messages": said, "max_tokens": max_tokens, "temperature": 0}

    async def _find_model(self) -> str:
        """Return the name of the model: as asked for, else the first that the server has."""
        if not self._model:
            found = await self._try("GET", "/models", None)
            self._model = next((str(entry["id"]) for entry in found.json().get("data") or []), "")
        return self._model

    async def _post(self, body: dict[str, Any], *, accept: frozenset[int] = frozenset()) -> dict[str, Any]:
        """Return the answer, nothing where the server says no by one of the statuses in `accept`."""
        response = await self._try("POST", "/chat/completions", body, accept=accept)
        if response.is_error:
            return {}
        found: dict[str, Any] = response.json()
        return found

    async def _stream(self, body: dict[str, Any]) -> AsyncGenerator[dict[str, Any]]:
        """Yield the events of an answer as they come."""
        response = await self._try("POST", "/chat/completions", body, stream=True)
        try:
            async for line in response.aiter_lines():
                data = line.removeprefix("data:").strip()
                if line.startswith("data:") and data != "[DONE]":
                    yield json.loads(data)
        finally:
            await response.aclose()

    async def _try(
        self, method: str, path: str, body: object, *, stream: bool = False, accept: frozenset[int] = frozenset()
    ) -> httpx.Response:
        """Send a request, more than once where nobody answers; raises `ModelUnreachable`."""
        import httpx

        if self._client is None:
            timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
            self._client = httpx.AsyncClient(timeout=timeout, headers=self._headers, trust_env=False)
        for pause in (*PAUSES, None):
            try:
                request = self._client.build_request(method, self._base + path, json=body)
                response = await self._client.send(request, stream=stream)
                if not response.is_error or response.status_code in accept:
                    return response
                cause = f"HTTP {response.status_code}: {(await response.aread()).decode(errors='replace')[:200]}"
                again = response.status_code in _OVERLOADED
                await response.aclose()
            except httpx.TransportError as error:
                cause, again = str(error) or type(error).__name__, True
            if pause is None or not again:
                break
            await asyncio.sleep(pause)
        raise ModelUnreachable(model=self._address, cause=" ".join(cause.split()))


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


def _read_path(logprobs: Any) -> list[Step]:
    """Return the steps of an answer, [] where the server told no probabilities."""
    return [
        Step(entry["token"], {other["token"]: other["logprob"] for other in entry.get("top_logprobs") or []})
        for entry in (logprobs or {}).get("content") or []
    ]

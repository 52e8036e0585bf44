"""People who ask without a pause, by the interface for programs or by the page's own, and some who leave."""

from __future__ import annotations

import json
import random
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import httpx

#: One in so many questions is left before its answer.
LEAVE_EVERY = 10


@dataclass
class Seen:
    """What everybody saw. Seconds from the question; safe to fill from several threads."""

    evidence: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    page_answers: list[float] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    left: int = 0
    disorder: int = 0
    errors: list[str] = field(default_factory=list)


class Person(threading.Thread, ABC):
    """Asks one question after the other until the end."""

    def __init__(self, url: str, token: str, questions: list[str], seen: Seen, end: float, seed: int) -> None:
        super().__init__(name=f"person-{seed}", daemon=True)
        self._url, self._questions, self._seen, self._end = url, questions, seen, end
        self._headers = {"authorization": f"Bearer {token}"}
        self._random = random.Random(seed)

    def run(self) -> None:
        while time.monotonic() < self._end:
            try:
                self.ask(self._random.choice(self._questions))
            except Exception as error:  # whatever it is, it is what is counted here
                self._seen.errors.append(f"{type(error).__name__}: {error}"[:200])
                time.sleep(1)

    @abstractmethod
    def ask(self, question: str) -> None:
        """Ask one question."""

    def pick_day(self) -> str:
        """Return a far day up to which is asked: a question that nobody has asked before."""
        return f"{self._random.randrange(2030, 2190)}-{self._random.randrange(1, 13):02d}-01"


class Caller(Person):
    """Asks by `/v1/ask/stream` and looks at every event; sometimes leaves once the evidence is there."""

    def ask(self, question: str) -> None:
        started = time.monotonic()
        leaves = self._random.randrange(LEAVE_EVERY) == 0
        last = 10**6
        with (
            httpx.Client(base_url=self._url, timeout=600, trust_env=False, headers=self._headers) as client,
            client.stream("POST", "/v1/ask/stream", json={"question": question, "until": self.pick_day()}) as reply,
        ):
            reply.raise_for_status()
            name = ""
            for line in reply.iter_lines():
                key, _, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "data" and name == "evidence":
                    self._seen.evidence.append(time.monotonic() - started)
                    if leaves:
                        self._seen.left += 1
                        return
                elif key == "data" and name == "queued":
                    ahead = int(json.loads(value)["ahead"])
                    self._seen.disorder += ahead >= last
                    self._seen.ahead.append(ahead)
                    last = ahead
                elif key == "data" and name == "error":
                    raise RuntimeError(value)
        if name != "answer":
            raise RuntimeError(f"the stream ended with {name!r}")
        self._seen.answers.append(time.monotonic() - started)


class Reader(Person):
    """Asks by the page's own interface, through its queue."""

    def run(self) -> None:
        from gradio_client import Client

        self._client = Client(self._url, verbose=False, analytics_enabled=False)
        super().run()

    def ask(self, question: str) -> None:
        started = time.monotonic()
        answer = self._client.predict(question, None, self.pick_day(), None, api_name="/ask")
        if not answer["text"]:
            raise RuntimeError("an empty answer")
        self._seen.page_answers.append(time.monotonic() - started)

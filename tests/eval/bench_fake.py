"""A system for `eval/bench/workers/protocol.py`: answers by rule, and crashes, dies or hangs when it is told to."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class FakeSystem:
    """Answers with the first article that shares a long word with the question."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._texts: dict[str, str] = {}

    def versions(self) -> dict[str, str]:
        return {"fake": "1.0"}

    def ingest(self) -> int:
        Path(self._settings["store"]).mkdir()
        folder = Path(self._settings["articles"])
        self._texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
        return len(self._texts)

    def ask(self, question: str, on_token: Callable[[], None]) -> dict[str, Any]:
        print("what libraries print must not disturb the protocol")
        if "abstürzen" in question:
            raise RuntimeError("gestolpert")
        if "sterben" in question:
            os._exit(3)
        if "hängen" in question:
            time.sleep(60)
        if "Netz" in question:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        words = {word.strip("?.,") for word in question.split() if len(word) > 5}
        for source, text in self._texts.items():
            if words & {word.strip("?.,") for word in text.split()}:
                on_token()
                return {"text": text, "sources": [source]}
        on_token()
        return {"text": "Dazu gibt es keine Informationen.", "sources": []}


def open_system(settings: Mapping[str, Any]) -> FakeSystem:
    if settings.get("broken"):
        raise ImportError("nicht eingerichtet")
    return FakeSystem(settings)

"""Questions that the model drafts on the articles, in a process of its own; a person takes them or leaves them."""

from __future__ import annotations

import atexit
import json
import secrets
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.lab import RUNS, eval_command, plain_env, read_end
from ui.questions import add_question

#: Drafts of one request.
COUNT = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted question. `fields` are those of a question of `belegt eval`; `number` is its own for good."""

    number: int
    question: str
    answer: str
    sentence: str
    source: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftState:
    """The drafts nobody has decided on, whether more are coming, and why none come where that failed."""

    drafts: tuple[Draft, ...] = ()
    running: bool = False
    error: str = ""


class Drafts:
    """The drafts on one archive. Safe to use from several threads."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._drafts: dict[int, Draft] = {}
        self._made = 0
        self._error = ""
        atexit.register(self.stop)  # the drafting must not outlive the server

    def start(self) -> None:
        """Let the model draft some questions, unless it is at it."""
        options = ["--archive", str(self._archive), "--count", str(COUNT), "--seed", str(secrets.randbelow(10**6))]
        with self._lock:
            if self._process is not None:
                return
            self._error = ""
            self._log.parent.mkdir(exist_ok=True)
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    eval_command("new", "--suggest", *options),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=plain_env(),
                )
        threading.Thread(target=self._take, args=(self._process,), name="belegt-drafts", daemon=True).start()

    @property
    def _log(self) -> Path:
        return self._archive / RUNS / "drafts.txt"

    def _take(self, process: subprocess.Popen[bytes]) -> None:
        """Read the drafts one by one as they are made."""
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._note(json.loads(line))
        code = process.wait()
        with self._lock:
            self._process = None
            self._error = read_end(self._log) if code > 0 else ""

    def _note(self, fields: dict[str, Any]) -> None:
        with self._lock:
            self._made += 1
            self._drafts[self._made] = Draft(
                self._made,
                question=fields["question"],
                answer=fields["nuggets"][0][0],
                sentence=fields["spans"][0],
                source=fields["sources"][0],
                fields=fields,
            )

    def state(self) -> DraftState:
        """Return the drafts as they are now, the first made first."""
        with self._lock:
            return DraftState(tuple(self._drafts.values()), self._process is not None, self._error)

    def settle(self, number: int, *, accept: bool) -> None:
        """Take a draft among the own questions, or throw it away; harmless when it is gone already.

        Raises what `add_question` raises, and keeps the draft then.
        """
        with self._lock:
            draft = self._drafts.get(number)
        if draft is None:
            return
        if accept:
            add_question(self._archive, draft.fields)
        with self._lock:
            self._drafts.pop(number, None)

    def stop(self) -> None:
        """Stop drafting; harmless where nothing is drafted."""
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
